import { describe, expect, test } from "vitest";
import type { LaneContext } from "../delivery/system.ts";
import { image, partition } from "./broker-stage.test-util.ts";
import { ControllerStage, controllerConfig } from "./controller-stage.test-util.ts";
import type { ControllerConfig } from "./controller-state.ts";
import type { KafkaSettings } from "./settings-types.ts";
import { buildKafka } from "./topology.ts";

describe("K-CTL-01: heartbeats", () => {
  test("9 s without one, looked at every eighth of that: fenced between 9 and 10.2 s after the last", () => {
    const stage = new ControllerStage();
    stage.alive.delete(2);
    const last = stage.nowMs;
    stage.liveMs(12_000);
    const [fenced] = stage.events("BrokerFenced");
    expect(fenced.a).toBe(2);
    expect(fenced.at / 1000 - last).toBeGreaterThan(8990);
    expect(fenced.at / 1000 - last).toBeLessThan(10_200);
  });

  test("one broker is fenced per look", () => {
    const stage = new ControllerStage();
    stage.alive.clear();
    stage.runMs(14_000);
    const times = stage.events("BrokerFenced").map(({ at }) => at);
    expect(times.length).toBe(3);
    expect(times[1] - times[0]).toBe(1_125_000);
    expect(times[2] - times[1]).toBe(1_125_000);
  });
});

describe("K-CTL-02: fencing and unfencing", () => {
  test("a fenced broker leaves every ISR, and what it led gets other leaders", () => {
    const stage = new ControllerStage([partition(), partition({ partition: 1, replicas: [2, 1, 3], isr: [2, 1, 3], leader: 2 })]);
    stage.lose(1);
    expect(stage.partition()).toMatchObject({ isr: [2, 3], leader: 2, leaderEpoch: 1 });
    expect(stage.partition("t-1")).toMatchObject({ isr: [2, 3], leader: 2, leaderEpoch: 0 });
    expect(stage.image.brokers.map(({ fenced }) => fenced)).toEqual([true, false, false]);
    expect(stage.told(2)).toBe(stage.image);
  });

  test("a new incarnation stays fenced until it has applied the metadata up to its own registration, whatever came later", () => {
    const stage = new ControllerStage();
    stage.lose(1);
    expect(stage.register(1, 1)).toBe("NONE");
    const registration = stage.image.version;
    expect(stage.alter(2, [2])).toBe("NONE");
    expect(stage.image.version).toBeGreaterThan(registration);
    expect(stage.heartbeat(1, registration - 1)).toMatchObject({ fenced: true });
    expect(stage.heartbeat(1, registration)).toMatchObject({ fenced: false });
  });

  test("unfenced it is in no ISR by itself, but leads where nobody else could", () => {
    const stage = new ControllerStage([partition(), partition({ partition: 1, replicas: [1], isr: [1] })]);
    stage.lose(1);
    expect(stage.partition("t-1")).toMatchObject({ leader: -1, isr: [1] });
    stage.bringBack(1);
    expect(stage.partition()).toMatchObject({ isr: [2, 3], leader: 2 });
    expect(stage.partition("t-1")).toMatchObject({ leader: 1, isr: [1], leaderEpoch: 2 });
  });

  test("a broker that was only silent is unfenced by its next heartbeat", () => {
    const stage = new ControllerStage();
    stage.lose(3);
    expect(stage.heartbeat(3, 1)).toMatchObject({ error: "NONE", fenced: false });
    expect(stage.partition().isr).toEqual([1, 2]);
  });
});

describe("K-CTL-03: a new incarnation", () => {
  test("is refused while the session of the old one is valid", () => {
    const stage = new ControllerStage();
    stage.alive.delete(2);
    stage.liveMs(1000);
    expect(stage.register(2, 1)).toBe("DUPLICATE_BROKER_REGISTRATION");
    stage.liveMs(6000);
    expect(stage.register(2, 1)).toBe("DUPLICATE_BROKER_REGISTRATION");
    stage.liveMs(3000);
    expect(stage.register(2, 1)).toBe("NONE");
  });

  test("also when the old one was registered and not unfenced yet, but not when it is the same that asks again", () => {
    const stage = new ControllerStage();
    stage.lose(2);
    expect(stage.register(2, 1)).toBe("NONE");
    expect(stage.register(2, 1)).toBe("NONE");
    expect(stage.register(2, 2)).toBe("DUPLICATE_BROKER_REGISTRATION");
  });

  test("ends the old broker epoch", () => {
    const stage = new ControllerStage();
    stage.lose(2);
    const old = stage.epochs[2];
    stage.bringBack(2);
    stage.epochs[2] = old;
    expect(stage.heartbeat(2)).toMatchObject({ error: "STALE_BROKER_EPOCH" });
  });
});

describe("K-BRK-54, K-CTL-03: controlled shutdown", () => {
  test("its leaderships move and it leaves every ISR; it may go when the others have applied that", () => {
    const stage = new ControllerStage([partition(), partition({ partition: 1, replicas: [2, 1, 3], isr: [2, 1, 3], leader: 2 })]);
    const before = stage.image.version;
    expect(stage.heartbeat(1, before, true)).toMatchObject({ error: "NONE", fenced: false, shouldShutDown: false });
    expect(stage.partition()).toMatchObject({ isr: [2, 3], leader: 2, leaderEpoch: 1 });
    expect(stage.partition("t-1")).toMatchObject({ isr: [2, 3], leader: 2, leaderEpoch: 0 });
    expect(stage.image.brokers[0]).toMatchObject({ fenced: false, shuttingDown: true });
    stage.heartbeat(2);
    stage.heartbeat(3, before);
    expect(stage.heartbeat(1, stage.image.version, true)).toMatchObject({ shouldShutDown: false });
    stage.heartbeat(3);
    expect(stage.heartbeat(1, stage.image.version, true)).toMatchObject({ shouldShutDown: true });
    expect(stage.image.brokers[0]).toMatchObject({ fenced: true });
  });

  test("meanwhile it may join no ISR", () => {
    const stage = new ControllerStage([partition({ isr: [2, 3], leader: 2 }), partition({ partition: 1 })]);
    stage.heartbeat(1, 1, true);
    expect(stage.alter(2, [1, 2, 3])).toBe("INELIGIBLE_REPLICA");
  });

  test("one that leads nothing may go at once", () => {
    const stage = new ControllerStage();
    expect(stage.heartbeat(3, 1, true)).toMatchObject({ shouldShutDown: true });
    expect(stage.partition().isr).toEqual([1, 2]);
  });

  test("the last one leaves partitions without a leader, and goes", () => {
    const stage = new ControllerStage([partition({ isr: [1] })], { elrEnabled: true });
    stage.lose(2);
    stage.lose(3);
    expect(stage.heartbeat(1, stage.image.version, true)).toMatchObject({ shouldShutDown: true });
    expect(stage.partition()).toMatchObject({ leader: -1, isr: [], elr: [1], lastKnownElr: [1] });
  });

  test("ends the session: the next process is registered at once, and what it had is there", () => {
    const stage = new ControllerStage([partition({ isr: [1, 2] })], { elrEnabled: true, minInsyncReplicas: { t: 2 } });
    stage.heartbeat(2, 1, true);
    expect(stage.partition()).toMatchObject({ isr: [1], elr: [2] });
    const left = stage.epochs[2];
    expect(stage.register(2, 1, left)).toBe("NONE");
    expect(stage.partition().elr).toEqual([2]);
  });

  test("K-CTL-09: without the epoch of a clean end it is out of the ELR when it registers", () => {
    const stage = new ControllerStage([partition({ isr: [1, 2] })], { elrEnabled: true, minInsyncReplicas: { t: 2 } });
    stage.heartbeat(2, 1, true);
    expect(stage.register(2, 1)).toBe("NONE");
    expect(stage.partition()).toMatchObject({ isr: [1], elr: [] });
  });
});

describe("K-CTL-08: eligible leader replicas and an altered minimum", () => {
  test("an ISR that is large enough now needs nobody beside it", () => {
    const stage = new ControllerStage([partition({ isr: [1, 2] })], { elrEnabled: true, minInsyncReplicas: { t: 2 } });
    stage.lose(2);
    expect(stage.partition()).toMatchObject({ isr: [1], elr: [2] });
    const config = controllerConfig(image(1, []), { elrEnabled: true, minInsyncReplicas: { t: 1 } });
    stage.do({ do: "configure", process: "controller", config, awayUs: null });
    stage.liveMs(2000);
    expect(stage.partition()).toMatchObject({ isr: [1], elr: [] });
  });
});

describe("K-CTL-04: election", () => {
  test("the first replica in assignment order that is in the ISR and alive", () => {
    const stage = new ControllerStage([partition({ replicas: [3, 2, 1], isr: [1, 2, 3], leader: 3 })]);
    stage.lose(3);
    expect(stage.partition().leader).toBe(2);
  });

  test("never one outside the ISR while one inside lives", () => {
    const stage = new ControllerStage([partition({ isr: [1, 3] })]);
    stage.lose(1);
    expect(stage.partition()).toMatchObject({ leader: 3, isr: [3] });
  });

  test("a valid leader is kept when a preferred one returns", () => {
    const stage = new ControllerStage();
    stage.lose(1);
    stage.bringBack(1);
    expect(stage.alter(2, [2, 3, 1])).toBe("NONE");
    stage.liveMs(20_000);
    expect(stage.partition()).toMatchObject({ leader: 2, isr: [2, 3, 1], leaderEpoch: 1 });
  });
});

test("K-CTL-05: the leader epoch counts changes of the leader, to nobody too; the partition epoch counts every change once", () => {
  const stage = new ControllerStage();
  const epochs = () => [stage.partition().leaderEpoch, stage.partition().partitionEpoch];
  expect(stage.alter(1, [1, 2])).toBe("NONE");
  expect(epochs()).toEqual([0, 1]);
  stage.lose(1);
  expect(epochs()).toEqual([1, 2]); // out of the ISR and deposed in one change
  stage.lose(2);
  expect(stage.partition()).toMatchObject({ leader: -1, isr: [2] });
  expect(epochs()).toEqual([2, 3]);
  stage.lose(3);
  expect(epochs()).toEqual([2, 3]); // was in no ISR and led nothing
  stage.bringBack(2);
  expect(epochs()).toEqual([3, 4]);
});

describe("K-CTL-06: the last member of an ISR", () => {
  test("stays in it when it is gone, nobody leads, and only its return brings the partition back", () => {
    const stage = new ControllerStage();
    stage.lose(1);
    stage.lose(2);
    stage.lose(3);
    expect(stage.partition()).toMatchObject({ leader: -1, isr: [3] });
    stage.bringBack(1);
    stage.liveMs(5000);
    expect(stage.partition()).toMatchObject({ leader: -1, isr: [3] });
    stage.bringBack(3);
    expect(stage.partition()).toMatchObject({ leader: 3, isr: [3] });
  });
});

describe("K-CTL-07: unclean election", () => {
  test("elects the first live replica at once when no member of the ISR lives, and makes it the whole ISR", () => {
    const stage = new ControllerStage([partition({ isr: [1] })], { unclean: ["t"] });
    stage.lose(1);
    expect(stage.partition()).toMatchObject({ leader: 2, isr: [2], leaderEpoch: 1 });
  });

  test("is not made while a member of the ISR lives, nor for a topic without the permission", () => {
    const clean = new ControllerStage([partition({ isr: [1, 3] })], { unclean: ["t"] });
    clean.lose(1);
    expect(clean.partition().leader).toBe(3);
    const other = new ControllerStage([partition({ isr: [1] })], { unclean: ["u"] });
    other.lose(1);
    expect(other.partition()).toMatchObject({ leader: -1, isr: [1] });
  });

  test("a permission that comes later is used at the next look, every 300 s", () => {
    const stage = new ControllerStage([partition({ isr: [1] })]);
    stage.lose(1);
    const config = controllerConfig(image(1, []), { unclean: ["t"] });
    stage.do({ do: "configure", process: "controller", config, awayUs: null });
    stage.liveMs(298_000 - stage.nowMs);
    expect(stage.partition().leader).toBe(-1);
    stage.liveMs(3000);
    expect(stage.partition()).toMatchObject({ leader: 2, isr: [2] });
  });
});

describe("K-BRK-23: what the controller answers to AlterPartition", () => {
  test("takes a proposal of the leader that knows the present state", () => {
    const stage = new ControllerStage();
    expect(stage.alter(1, [1, 3])).toBe("NONE");
    expect(stage.partition()).toMatchObject({ isr: [1, 3], leader: 1 });
    expect(stage.told(3)).toBe(stage.image);
  });

  test("refuses a member under an epoch that is over: it has been started again since the leader saw it (KIP-903)", () => {
    const stage = new ControllerStage();
    expect(stage.alter(1, [1, 2])).toBe("NONE");
    const before = stage.epochs[3];
    stage.lose(3);
    stage.bringBack(3);
    expect(stage.alter(1, [1, 2, 3], {}, { 3: before })).toBe("INELIGIBLE_REPLICA");
    expect(stage.alter(1, [1, 2, 3])).toBe("NONE");
  });

  test("takes a member that the leader has not seen fetch yet, without an epoch", () => {
    const stage = new ControllerStage();
    expect(stage.alter(1, [1, 2], {}, { 2: -1 })).toBe("NONE");
  });

  test("refuses an old leader, an old state, an old broker epoch, and members that are fenced", () => {
    const stage = new ControllerStage();
    stage.lose(3);
    expect(stage.alter(1, [1, 2, 3])).toBe("INELIGIBLE_REPLICA");
    expect(stage.alter(1, [1], { partitionEpoch: 0 })).toBe("INVALID_UPDATE_VERSION");
    expect(stage.alter(2, [2])).toBe("FENCED_LEADER_EPOCH");
    stage.lose(1);
    expect(stage.alter(2, [2], { leaderEpoch: 0 })).toBe("FENCED_LEADER_EPOCH");
    stage.epochs[2] = 99;
    expect(stage.alter(2, [2])).toBe("STALE_BROKER_EPOCH");
    expect(stage.partition().isr).toEqual([2]);
  });
});

test("K-CTL-12: while the controller is away nothing is decided; after it, nobody is fenced for its own absence", () => {
  const stage = new ControllerStage();
  stage.do({ do: "crash", process: "controller" });
  stage.runMs(60_000);
  expect(stage.events("BrokerFenced")).toEqual([]);
  expect(stage.partition()).toMatchObject({ leader: 1, isr: [1, 2, 3], leaderEpoch: 0 });
  stage.do({ do: "restart", process: "controller" });
  stage.runMs(8000);
  expect(stage.events("BrokerFenced")).toEqual([]);
  stage.runMs(6000);
  expect(stage.events("BrokerFenced").length).toBe(3);
});

test("K-CTL-13: a broker cut off from the controller is fenced there, and is told only when the cut heals", () => {
  const stage = new ControllerStage();
  stage.do({ do: "split", fault: "s", from: ["broker-1"], to: ["controller"], oneWay: false });
  stage.lose(1);
  expect(stage.partition()).toMatchObject({ leader: 2, isr: [2, 3] });
  expect(stage.told(1)?.version ?? 1).toBe(1);
  expect(stage.told(3)).toBe(stage.image);
  stage.do({ do: "heal", fault: "s" });
  stage.runMs(1000);
  expect(stage.told(1)).toBe(stage.image);
});

test("K-CTL-14: each decision goes to every connected broker; one that lags is told with its next heartbeat", () => {
  const stage = new ControllerStage();
  expect(stage.alter(1, [1, 2])).toBe("NONE");
  for (const broker of [1, 2, 3]) expect(stage.told(broker)).toBe(stage.image);
  const before = stage.received("broker-3", "MetadataUpdate").length;
  stage.heartbeat(3, stage.image.version);
  expect(stage.received("broker-3", "MetadataUpdate").length).toBe(before);
  stage.heartbeat(3, stage.image.version - 1);
  expect(stage.received("broker-3", "MetadataUpdate").length).toBe(before + 1);
});

test("K-CTL-15: the first replica moves one broker on with each partition, and no broker has two of one", () => {
  const lane: LaneContext<KafkaSettings> = {
    prefix: "k/",
    lane: 0,
    settings: {
      brokers: 4,
      topics: [{ name: "t", partitions: 6, replicationFactor: 3, config: {} }],
      producer: {},
      consumer: {},
      broker: {},
    },
    producers: [],
    services: [],
    database: { idempotent: false },
    messages: [],
  };
  const { image } = buildKafka(lane)[0].config as ControllerConfig;
  const placed = image.partitions.filter(({ topic }) => topic === "t");
  expect(placed.map(({ leader }) => leader)).toEqual([1, 2, 3, 4, 1, 2]);
  for (const { replicas, leader, isr } of placed) {
    expect(replicas[0]).toBe(leader);
    expect(new Set(replicas).size).toBe(3);
    expect(isr).toEqual(replicas);
  }
});
