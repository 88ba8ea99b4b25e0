import { describe, expect, test } from "vitest";
import type { SettingValues } from "../delivery/settings.ts";
import type { LibrarySpec } from "../sim/library.ts";
import type { ClusterClient } from "./client-cluster.ts";
import { clusterSettings } from "./client-settings.ts";
import { LaneStage } from "./lane-stage.test-util.ts";

/** Machines that lose power say nothing: what the clients' own limits make of it, with Kafka's defaults where nothing is said. */

describe("K-CON-11: a broker that says nothing", () => {
  test.each(["broker-1", "broker-2", "broker-3"])(
    "%s loses power for good: after request.timeout.ms its partitions are read at their new leaders",
    (broker) => {
      const stage = new LaneStage({ consumers: 2, consumer: { "session.timeout.ms": 3000, "heartbeat.interval.ms": 1000 } });
      stage.runToMs(10_000);
      stage.powerLoss(broker);
      stage.runToMs(110_000);
      expect(stage.confirmed).toBe(stage.sent);
      expect(stage.done).toBe(stage.sent);
    },
  );

  test("the fetch is given up after 30 s and not before, and read on from the same position", () => {
    const stage = new LaneStage({ partitions: 1, everyMs: 500 });
    stage.runToMs(10_000);
    const position = stage.member().positions[0].position;
    stage.powerLoss("broker-1");
    stage.runToMs(39_000);
    const before = stage.done;
    expect(before).toBeLessThanOrEqual(position + 1);
    stage.runToMs(60_000);
    const [given] = stage
      .events("RequestTimedOut")
      .filter(({ b, process }) => stage.text(b) === "Fetch" && process === stage.simulation.process("work-1")?.id);
    expect(given.c).toBe(30_000);
    expect(given.at / 1000).toBeGreaterThan(39_500);
    stage.runToMs(100_000);
    const delivered = stage.events("MessageDelivered").map(({ message }) => message);
    expect(delivered).toEqual([...new Set(delivered)]);
    expect(stage.done).toBe(stage.sent);
  });

  test("request.timeout.ms is the consumer's own setting", () => {
    const stage = new LaneStage({
      partitions: 1,
      untilMs: 20_000,
      producer: { "request.timeout.ms": 2000 },
      consumer: { "request.timeout.ms": 5000 },
    });
    stage.runToMs(10_000);
    stage.powerLoss("broker-1");
    stage.runToMs(40_000);
    expect(stage.done).toBe(stage.sent);
    expect(stage.events("RequestTimedOut").find(({ b }) => stage.text(b) === "Fetch")?.c).toBe(5000);
  });

  test("a setting that was changed counts from the client's next start", () => {
    for (const [name, setting] of [
      ["work-1", "consumer"],
      ["app", "producer"],
    ] as const) {
      const stage = new LaneStage({ untilMs: 3000 });
      stage.runToMs(4000);
      const before = stage.state<{ cluster: ClusterClient }>(name).cluster.network.settings.requestTimeoutUs;
      const { config, libraries = [] } = stage.process(name).spec;
      const [client] = libraries as readonly (LibrarySpec & { config: { config: object } })[];
      const cluster = clusterSettings(setting, { "request.timeout.ms": 5000 }, 5);
      const slower = { ...client, config: { ...client.config, config: { ...client.config.config, cluster } } };
      stage.do({ do: "configure", process: name, config, libraries: [slower], awayUs: 1000 });
      stage.runMs(3000);
      const { settings, network } = stage.state<{ cluster: ClusterClient }>(name).cluster;
      expect([before, network.settings.requestTimeoutUs, settings.network.requestTimeoutUs]).toEqual([30_000_000, 5_000_000, 5_000_000]);
    }
  });

  test("a consumer that starts while a broker is off is not held up longer than one handshake may take", () => {
    const stage = new LaneStage({ fromMs: 20_000, untilMs: 40_000 });
    stage.runToMs(5000);
    stage.powerLoss("broker-1");
    stage.runToMs(10_000);
    stage.crash("work-1", 1000);
    stage.runToMs(70_000);
    const waits = stage.events("HandshakeTimedOut").map(({ b }) => b);
    expect(Math.max(...waits)).toBeLessThanOrEqual(30_000);
    expect(stage.member().membership).toBe("stable");
    expect(stage.done).toBe(stage.sent);
  });

  test("and one that a split hides from the members alone is reached again when it heals", () => {
    const stage = new LaneStage({ consumers: 2, untilMs: 80_000 });
    stage.runToMs(10_000);
    stage.do({ do: "split", fault: "s", from: ["broker-1"], to: ["work-1", "work-2"], oneWay: false });
    stage.runToMs(70_000);
    stage.do({ do: "heal", fault: "s" });
    stage.runToMs(150_000);
    expect(stage.done).toBe(stage.sent);
  });
});

describe("K-GRP-19: a coordinator that says nothing", () => {
  const members = { "session.timeout.ms": 6000, "heartbeat.interval.ms": 2000 };

  test("is unknown after session.timeout.ms without an answer to a heartbeat, and looked for at another node", () => {
    const stage = new LaneStage({ consumer: members });
    stage.runToMs(10_000);
    const { memberId } = stage.member();
    const { heardAt } = stage.member();
    stage.powerLoss(stage.coordinator);
    stage.runToMs(20_000);
    const [lost] = stage.events("CoordinatorLost");
    expect((lost.at - heardAt) / 1000).toBe(6000);
    expect([stage.text(lost.b), lost.c]).toEqual([stage.coordinator, 6000]);
    const search = stage.arrived("FindCoordinator", "work-1", lost.at / 1000);
    expect(search.length).toBeGreaterThan(0);
    expect(stage.member().coordinator).not.toBe(stage.coordinator);
    expect(memberId).not.toBe("");
    stage.runToMs(120_000);
    expect(stage.done).toBe(stage.sent);
  });

  test("an answered heartbeat renews the wait", () => {
    const stage = new LaneStage({ consumer: members, untilMs: 30_000 });
    stage.runToMs(40_000);
    expect(stage.events("CoordinatorLost")).toEqual([]);
  });

  test("a commit under way fails with the connection and is tried again at the new one; the application has waited", () => {
    const stage = new LaneStage({ consumer: members, serviceMs: 500, everyMs: 1000 });
    stage.runToMs(10_000);
    stage.powerLoss(stage.coordinator);
    stage.runToMs(13_000);
    expect(stage.member().committing?.asked).toBeGreaterThan(0);
    stage.runToMs(25_000);
    expect(stage.member().committing).toBeNull();
    expect(stage.events("OffsetCommitted").some(({ at }) => at > 16_000_000)).toBe(true);
  });

  test("a JoinGroup may stay unanswered for the rebalance timeout and 5 s, other requests for request.timeout.ms", () => {
    const stage = new LaneStage({ consumer: { ...members, "max.poll.interval.ms": 40_000 } });
    stage.do({ do: "freeze", process: stage.coordinator });
    stage.runToMs(1000);
    const limits = (name: string) =>
      Object.values(stage.member(name).cluster.network.nodes).flatMap(({ inFlight }) =>
        inFlight.map(({ type, timeoutUs }) => [type, timeoutUs / 1000]),
      );
    const held = limits("work-1");
    if (held.some(([type]) => type === "JoinGroup")) expect(held).toContainEqual(["JoinGroup", 45_000]);
    else {
      stage.do({ do: "resume", process: stage.coordinator });
      for (let ms = 0; ms < 2000 && stage.member().membership !== "joining"; ms++) stage.runMs(1);
      expect(limits("work-1")).toContainEqual(["JoinGroup", 45_000]);
    }
    for (const [type, ms] of limits("work-1")) if (type !== "JoinGroup") expect(ms).toBe(30_000);
  });
});

describe("K-PROD-17: metadata is asked for as long as something is missing, and not faster", () => {
  const offline = { replicationFactor: 1, everyMs: 50 };

  test("one partition without a leader: a request per client and second, not one per message", () => {
    const stage = new LaneStage(offline);
    stage.runToMs(5000);
    stage.do({ do: "crash", process: "broker-3" });
    stage.runToMs(55_000);
    for (const client of ["app", "work-1"]) {
      const asked = stage.arrived("Metadata", client, 45_000, 55_000).length;
      expect(asked).toBeGreaterThanOrEqual(9);
      expect(asked).toBeLessThanOrEqual(14);
    }
  });

  test("a consumer that found no leader at first reads as soon as there is one", () => {
    const stage = new LaneStage({ ...offline, partitions: 1, fromMs: 25_000 });
    stage.runToMs(3000);
    stage.do({ do: "crash", process: "broker-1" });
    stage.runToMs(8000);
    stage.crash("work-1", 1000);
    stage.runToMs(20_000);
    stage.do({ do: "restart", process: "broker-1" });
    stage.runToMs(120_000);
    expect(stage.confirmed).toBe(stage.sent);
    expect(stage.done).toBe(stage.sent);
  });

  test("also by a client that has nothing to send", () => {
    const stage = new LaneStage({ ...offline, partitions: 1, fromMs: 50_000 });
    stage.runToMs(3000);
    stage.do({ do: "crash", process: "broker-1" });
    stage.runToMs(8000);
    stage.crash("app", 1000);
    stage.runToMs(40_000);
    const asked = stage.arrived("Metadata", "app", 30_000, 40_000).length;
    expect(asked).toBeGreaterThanOrEqual(9);
    expect(asked).toBeLessThanOrEqual(14);
  });

  test("without anything missing after metadata.max.age.ms", () => {
    const settings = { "metadata.max.age.ms": 10_000 };
    const stage = new LaneStage({ producer: settings, consumer: settings, untilMs: 40_000 });
    stage.runToMs(41_000);
    expect(stage.arrived("Metadata", "app", 5000).length).toBe(4);
    expect(stage.arrived("Metadata", "work-1", 5000).length).toBe(4);
  });
});

describe("K-GRP-08: one timer for one purpose", () => {
  test("ten lost coordinators leave one chain of heartbeats", () => {
    const stage = new LaneStage({
      consumer: { "session.timeout.ms": 10_000, "heartbeat.interval.ms": 1000 },
      everyMs: 1000,
      untilMs: 100_000,
    });
    stage.runToMs(5000);
    for (let i = 0; i < 10; i++) {
      stage.crash(stage.coordinator, 300);
      stage.runMs(3000);
    }
    stage.runToMs(70_000);
    const beats = stage.arrived("Heartbeat", "work-1", 70_000 - 20_000, 70_000).length;
    expect(beats).toBeGreaterThanOrEqual(18);
    expect(beats).toBeLessThanOrEqual(21);
  });

  test("a broker that is away costs attempts, not an avalanche", () => {
    const stage = new LaneStage({
      partitions: 9,
      everyMs: 500,
      untilMs: 15_000,
      broker: { "broker.session.timeout.ms": 9000, "broker.heartbeat.interval.ms": 2000 },
    });
    stage.runToMs(1000);
    stage.do({ do: "crash", process: "broker-3" });
    stage.runToMs(20_000);
    expect(stage.simulation.handled).toBeLessThan(30_000);
  });
});

describe("K-ANOM-17: stuck in processing, with Kafka's own limits", () => {
  const stuck = (consumer: SettingValues) => {
    const stage = new LaneStage({ partitions: 1, consumers: 2, serviceMs: 400_000, fromMs: 5000, untilMs: 5001, consumer });
    stage.runToMs(2_000_000);
    return stage;
  };
  const secondsOf = (stage: LaneStage, kind: string) => stage.events(kind).map(({ at }) => Math.round(at / 1e6));

  test("a record that takes 400 s: the member leaves after 300, its commit fails after 400, and the group never gets past it", () => {
    const stage = stuck({});
    expect(secondsOf(stage, "PollTimeoutExpired")[0]).toBe(305);
    expect(secondsOf(stage, "MemberLeft")[0]).toBe(305);
    expect(secondsOf(stage, "CommitFailed")[0]).toBe(405);
    expect(stage.events("MemberExpired")).toEqual([]);
    expect(stage.events("EffectApplied").length).toBeGreaterThan(4);
    expect(stage.events("OffsetCommitted")).toEqual([]);
  });

  test("a longer max.poll.interval.ms gets past it", () => {
    const stage = stuck({ "max.poll.interval.ms": 500_000 });
    expect(stage.events("EffectApplied").length).toBe(1);
    expect(secondsOf(stage, "OffsetCommitted")).toEqual([405]);
  });
});
