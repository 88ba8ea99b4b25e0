import { describe, expect, test } from "vitest";
import type { SettingValues } from "../delivery/settings.ts";
import { BrokerStage, partition } from "./broker-stage.test-util.ts";
import { clusterSettings } from "./client-settings.ts";
import { partitionForKey } from "./murmur2.ts";
import { producerConfig } from "./producer-config.ts";
import { ProducerStage } from "./producer-stage.test-util.ts";

const spread = (count: number, leaders: readonly number[] = []) =>
  Array.from({ length: count }, (_, i) => partition({ partition: i, leader: leaders[i] ?? 1 }));

test("K-PROD-01: the key decides the partition, the same one for each record of the key", () => {
  const keys = ["a", "b", "c", "d", "a", "b", "order-7", "order-7"];
  const stage = new ProducerStage(
    keys.map((key, i) => ({ atMs: 100 + i * 20, key })),
    {},
    spread(3),
  );
  stage.runMs(500);
  expect(stage.sent()).toEqual(keys.map((key, i) => `${partitionForKey(key, 3)}: ${i + 1}`));
});

test("K-PROD-02: the number of partitions is that of all, leaderless ones included", () => {
  const partitions = spread(3, [1, -1, 1]);
  // One that would go elsewhere among the two that have a leader.
  const keys = Array.from({ length: 100 }, (_, i) => `key-${i}`);
  const key = keys.find((one) => partitionForKey(one, 3) === 1 && partitionForKey(one, 2) === 0);
  const stage = new ProducerStage([{ atMs: 100, key }], {}, partitions);
  stage.runMs(500);
  expect(stage.sent()).toEqual([]);
  expect(Object.keys(stage.producer.queues)).toEqual(["t-1"]);
});

describe("K-PROD-06: without metadata", () => {
  const silent = (settings = {}) => {
    const stage = new ProducerStage([{ atMs: 100 }, { atMs: 200 }], settings, []);
    stage.runMs(1000);
    return stage;
  };

  test("a message waits, and is sent once the topic is known", () => {
    const stage = silent();
    expect(stage.producer.unassigned.length).toBe(2);
    stage.partitions = [partition()];
    stage.version++;
    stage.runMs(1000);
    expect(stage.outcomes("MessageConfirmed")).toEqual([1, 2]);
  });

  test("for max.block.ms; then it is refused, and was certainly never sent", () => {
    const stage = silent({ "max.block.ms": 5000 });
    stage.runToMs(5099);
    expect(stage.outcomes("MessageRefused")).toEqual([]);
    stage.runToMs(5250);
    expect(stage.outcomes("MessageRefused")).toEqual([1, 2]);
    expect(stage.sent()).toEqual([]);
  });
});

describe("K-PROD-17: how a producer learns of another leader", () => {
  test("an error says who leads, and the batch goes there without backoff", () => {
    const stage = new ProducerStage([{ atMs: 100 }]);
    stage.runToMs(90);
    stage.answer("broker-1", "Metadata", () => null);
    stage.decide = (_request, _name, broker) =>
      broker === "broker-1" ? { error: "NOT_LEADER_OR_FOLLOWER", leader: 2, leaderEpoch: 1 } : "NONE";
    stage.runToMs(115);
    expect([stage.sent("broker-1"), stage.sent("broker-2")]).toEqual([["0: 1"], ["0: 1"]]);
  });

  test("an answer that knows no better makes it ask for metadata", () => {
    const stage = new ProducerStage([{ atMs: 100 }]);
    stage.runToMs(90);
    const asked = stage.received("broker-1", "Metadata").length;
    stage.move({ leader: 3, leaderEpoch: 1 });
    stage.decide = (_request, _name, broker) => (broker === "broker-1" ? "NOT_LEADER_OR_FOLLOWER" : "NONE");
    stage.runToMs(120);
    expect(stage.received("broker-1", "Metadata").length).toBe(asked + 1);
    expect(stage.sent("broker-3")).toEqual(["0: 1"]);
  });

  test("until then it keeps to the old one, which an error without metadata does not change", () => {
    const stage = new ProducerStage([{ atMs: 100 }, { atMs: 300 }]);
    stage.runToMs(90);
    stage.move({ leader: 2, leaderEpoch: 1 });
    stage.runMs(400);
    expect([stage.sent("broker-1"), stage.sent("broker-2")]).toEqual([["0: 1", "0: 2"], []]);
  });

  test("news that are older than what it knows are not believed", () => {
    const stage = new ProducerStage([{ atMs: 100 }], {}, [partition({ leaderEpoch: 5 })]);
    stage.runToMs(90);
    stage.answer("broker-1", "Metadata", () => null);
    stage.decide = () => (stage.requests().length > 1 ? "NONE" : { error: "NOT_LEADER_OR_FOLLOWER", leader: 2, leaderEpoch: 4 });
    stage.runMs(600);
    expect([stage.sent("broker-1"), stage.sent("broker-2")]).toEqual([["0: 1", "0: 1"], []]);
  });

  test("a lost connection makes it ask as well, also when nothing was under way on it", () => {
    const idle = new ProducerStage([{ atMs: 900 }]);
    idle.runToMs(100);
    idle.move({ leader: 2, leaderEpoch: 1 });
    idle.hangUp("broker-1", "app");
    idle.runMs(1500);
    expect([idle.sent("broker-1"), idle.sent("broker-2")]).toEqual([[], ["0: 1"]]);

    const stage = new ProducerStage([{ atMs: 100 }]);
    stage.decide = (_request, _name, broker) => (broker === "broker-1" ? "silence" : "NONE");
    stage.runToMs(110);
    stage.move({ leader: 2, leaderEpoch: 1 });
    stage.hangUp("broker-1", "app");
    stage.runMs(500);
    expect(stage.sent("broker-2")).toEqual(["0: 1"]);
  });
});

describe("K-PROD-40: the producer's identity", () => {
  test("is asked for before the first batch, from any broker, and begins with epoch 0", () => {
    const stage = new ProducerStage([{ atMs: 100 }]);
    stage.runMs(200);
    expect(stage.received("broker-1", "InitProducerId").length).toBe(1);
    expect(stage.requests()[0].request).toMatchObject({ producerId: 100, partitions: [{ producerEpoch: 0, baseSequence: 0 }] });
  });

  test("nothing is sent before it is there", () => {
    const stage = new ProducerStage([{ atMs: 100 }]);
    const waiting = new ProducerStage([{ atMs: 100 }]);
    waiting.producer.producerId = -1;
    waiting.producer.askingForId = -1;
    stage.runMs(1000);
    waiting.runMs(1000);
    expect([stage.sent().length, waiting.sent().length]).toEqual([1, 0]);
  });

  test("a second answer does not change it", () => {
    const stage = new ProducerStage([{ atMs: 100 }, { atMs: 200 }]);
    stage.runToMs(150);
    stage.send("broker-1", "app", { type: "InitProducerIdResponse", correlation: 99, producerId: 777 } as never);
    stage.runMs(200);
    expect(stage.requests().map(({ request }) => request.producerId)).toEqual([100, 100]);
  });

  test("a restarted process has a new one, and remembers nothing", () => {
    const stage = new ProducerStage([{ atMs: 100 }, { atMs: 400 }]);
    stage.runToMs(200);
    stage.do({ do: "crash", process: "app" });
    stage.do({ do: "restart", process: "app" });
    stage.runToMs(600);
    const [first, second] = stage.requests().map(({ request }) => request);
    expect([first.producerId, second.producerId]).toEqual([100, 101]);
    expect(second.partitions).toMatchObject([{ baseSequence: 0, producerEpoch: 0 }]);
  });

  test("without idempotence there is none", () => {
    const stage = new ProducerStage([{ atMs: 100 }], { acks: "1" });
    stage.runMs(200);
    expect(stage.received("broker-1", "InitProducerId")).toEqual([]);
    expect(stage.requests()[0].request).toMatchObject({ producerId: -1, partitions: [{ baseSequence: -1 }] });
  });
});

describe("K-PROD-46: one session, one partition", () => {
  const alone = () => new BrokerStage([partition({ isr: [1] }), partition({ partition: 1, isr: [1] })]);

  test("the same business message under another producer id is stored again", () => {
    const stage = alone();
    stage.produce([7], { producerId: 100, baseSequence: 0 });
    expect(stage.produce([7], { producerId: 100, baseSequence: 0 })).toMatchObject({ error: "NONE", baseOffset: 0 });
    expect(stage.produce([7], { producerId: 101, baseSequence: 0 })).toMatchObject({ error: "NONE", baseOffset: 1 });
    expect(stage.log()).toEqual(["7@0", "7@1"]);
  });

  test("the same one in another partition too, which counts for itself", () => {
    const stage = alone();
    stage.produce([7], { producerId: 100, baseSequence: 0, name: "t-0" });
    expect(stage.produce([7], { producerId: 100, baseSequence: 0, name: "t-1" })).toMatchObject({ error: "NONE", baseOffset: 0 });
    expect([stage.log("t-0"), stage.log("t-1")]).toEqual([["7@0"], ["7@0"]]);
  });
});

describe("K-PROD-30: idempotence and the settings that it needs", () => {
  const outcome = (settings: SettingValues) => {
    const checked = producerConfig(settings);
    return "error" in checked ? checked.error : checked.config.idempotent;
  };

  test("not set by hand it is on, and switches itself off without a word", () => {
    expect(outcome({})).toBe(true);
    expect(outcome({ retries: 0 })).toBe(false);
    expect(outcome({ acks: "1" })).toBe(false);
    expect(outcome({ acks: "0", retries: 0 })).toBe(false);
  });

  test("set by hand, also to what it is by default, it is a reason not to start", () => {
    expect(outcome({ "enable.idempotence": true })).toBe(true);
    expect(outcome({ "enable.idempotence": true, retries: 0 })).toBe("retries must not be 0 to use the idempotent producer");
    expect(outcome({ "enable.idempotence": true, acks: "1" })).toBe("acks must be all to use the idempotent producer");
    expect(outcome({ "enable.idempotence": false, retries: 0, acks: "1" })).toBe(false);
  });

  test("too many requests in flight are one in both cases, unless it is off", () => {
    const words = "max.in.flight.requests.per.connection must be at most 5 to use the idempotent producer";
    expect(outcome({ "max.in.flight.requests.per.connection": 6 })).toBe(words);
    expect(outcome({ "max.in.flight.requests.per.connection": 6, acks: "1" })).toBe(words);
    expect(outcome({ "max.in.flight.requests.per.connection": 6, "enable.idempotence": false })).toBe(false);
  });

  test("each refusal names a value with which the producer could start", () => {
    const wrong: SettingValues[] = [{ retries: 0 }, { acks: "1" }, { "max.in.flight.requests.per.connection": 9 }];
    for (const settings of wrong) {
      const chosen: SettingValues = { "enable.idempotence": true, ...settings };
      const checked = producerConfig(chosen);
      if (!("error" in checked)) throw new Error("accepted");
      expect("config" in producerConfig({ ...chosen, [checked.fix.name]: checked.fix.value })).toBe(true);
    }
  });
});

describe("K-PROD-16: pauses", () => {
  test("retry.backoff.max.ms bounds what retry.backoff.ms grows to", () => {
    const stage = new ProducerStage([{ atMs: 100 }], { "retry.backoff.ms": 50, "retry.backoff.max.ms": 200 });
    stage.decide = () => "NOT_ENOUGH_REPLICAS";
    stage.runToMs(5000);
    const times = stage.requests().map(({ atMs }) => atMs);
    const pauses = times.slice(1).map((at, i) => at - times[i] - 2);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(201);
    expect(pauses.slice(4).every((pause) => pause >= 160)).toBe(true);
  });

  test("reconnect.backoff.ms alone does not grow", () => {
    const backoffs = (settings: SettingValues) => {
      const { reconnectBackoffUs, reconnectBackoffMaxUs } = clusterSettings("producer", settings, 5).network;
      return [reconnectBackoffUs / 1000, reconnectBackoffMaxUs / 1000];
    };
    expect(backoffs({})).toEqual([50, 1000]);
    expect(backoffs({ "reconnect.backoff.ms": 300 })).toEqual([300, 300]);
    expect(backoffs({ "reconnect.backoff.ms": 300, "reconnect.backoff.max.ms": 900 })).toEqual([300, 900]);
  });
});
