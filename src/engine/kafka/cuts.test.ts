import { describe, expect, test } from "vitest";
import type { BusinessMessage } from "../delivery/workload-spec.ts";
import { ClusterStage } from "./cluster-stage.test-util.ts";

/** What becomes of a partition when the network is cut: three brokers, min.insync.replicas 2, Kafka's own timeouts. */

test("K-CTL-20: follower and leader: acks=all waits until the follower leaves the ISR, 30 to 45 s later, and goes on without it", () => {
  const stage = new ClusterStage();
  const cut = stage.nowMs;
  stage.split("s", ["broker-3"], ["broker-1"]);
  const write = stage.produce(1, 7, -1);
  stage.runToMs(cut + 29_000);
  expect(write.error()).toBeUndefined();
  expect(stage.partition.isr).toEqual([1, 2, 3]);
  stage.runToMs(cut + 47_000);
  const shrunk = (stage.when("IsrShrunk", "b", 3) ?? 0) - cut;
  expect(shrunk).toBeGreaterThan(29_500);
  expect(shrunk).toBeLessThan(46_000);
  expect(stage.partition).toMatchObject({ leader: 1, isr: [1, 2], leaderEpoch: 0 });
  expect(write.error()).toBe("NONE");
  expect(stage.events("BrokerFenced")).toEqual([]);
});

describe("K-CTL-21: leader and controller", () => {
  test("the leader is fenced and replaced, goes on with acks=1 for those who have not heard, and completes no acks=all", () => {
    const stage = new ClusterStage();
    const cut = stage.nowMs;
    stage.split("s", ["broker-1"], ["controller"]);
    stage.runToMs(cut + 13_000);
    const fenced = (stage.when("BrokerFenced", "a", 1) ?? 0) - cut;
    expect(fenced).toBeGreaterThan(7000);
    expect(fenced).toBeLessThan(10_200);
    expect(stage.partition).toMatchObject({ leader: 2, isr: [2, 3], leaderEpoch: 1 });
    expect([2, 3].map((broker) => stage.replica(broker).role)).toEqual(["leader", "follower"]);
    expect(stage.replica(1)).toMatchObject({ role: "leader", state: { leaderEpoch: 0 } });
    const old = stage.produce(1, 7, 1);
    const waits = stage.produce(1, 8, -1);
    const present = stage.produce(2, 9, -1);
    stage.runMs(2000);
    expect([old.error(), waits.error(), present.error()]).toEqual(["NONE", undefined, "NONE"]);
    expect(stage.replica(1).highWatermark).toBe(0); // nobody fetches from it any more, so its readers see nothing new

    stage.heal("s");
    stage.runMs(10_000);
    expect(waits.error()).toBe("NOT_LEADER_OR_FOLLOWER");
    for (const broker of [1, 2, 3]) expect(stage.messages(broker)).toEqual([9]);
    expect(stage.partition).toMatchObject({ leader: 2, isr: [2, 3, 1] });
  });
});

test("K-CTL-26: when the cut heals, the old leader follows, cuts exactly what the others never had, fetches, and joins the ISR when it has all", () => {
  const stage = new ClusterStage();
  for (const message of [1, 2]) expect(stage.produce(1, message, -1).error()).toBe("NONE");
  stage.split("s", ["broker-1"], ["controller", "broker-2", "broker-3"]);
  for (const message of [7, 8, 9]) expect(stage.produce(1, message, 1).error()).toBe("NONE");
  stage.runMs(13_000);
  for (const message of [11, 12]) expect(stage.produce(2, message, -1).error()).toBe("NONE");
  expect([stage.messages(1), stage.messages(2)]).toEqual([
    [1, 2, 7, 8, 9],
    [1, 2, 11, 12],
  ]);
  expect(stage.partition.isr).toEqual([2, 3]);

  stage.heal("s");
  stage.runMs(20_000);
  for (const broker of [1, 2, 3]) expect(stage.messages(broker)).toEqual([1, 2, 11, 12]);
  expect(stage.partition).toMatchObject({ leader: 2, leaderEpoch: 1, isr: [2, 3, 1] });
  const [follows] = stage
    .events("BecameFollower")
    .filter(({ a, b }) => stage.text(a) === "t-0" && b === 1)
    .slice(-1);
  const [cut] = stage.events("LogCut").filter(({ a }) => stage.text(a) === "t-0");
  const copied = stage.events("MessageCopied").filter(({ message, id }) => message >= 11 && id > cut.id);
  const [joined] = stage.events("IsrExpanded").filter(({ a, b }) => stage.text(a) === "t-0" && b === 1);
  expect(cut.b).toBe(2);
  expect(copied.map(({ message }) => message)).toEqual([11, 12]);
  const order = [follows.id, cut.id, copied[0].id, copied[1].id, joined.id];
  expect(order).toEqual([...order].sort((one, other) => one - other));
});

test("K-CTL-22: leader and everything but a producer: the same, and what it confirmed with acks=1 is lost", () => {
  const stage = new ClusterStage();
  stage.split("s", ["broker-1"], ["controller", "broker-2", "broker-3"]);
  stage.runMs(13_000);
  const old = stage.produce(1, 7, 1);
  expect(old.error()).toBe("NONE");
  expect(stage.partition).toMatchObject({ leader: 2, isr: [2, 3] });
  stage.heal("s");
  stage.runMs(15_000); // TCP sends again at most as long after the heal as the split lasted
  expect(stage.messages(1)).toEqual([]);
  expect(stage.events("LogCut").length).toBe(1);
});

test("K-CTL-23: follower and controller: it is fenced and stays out of the ISR, though it goes on fetching", () => {
  const stage = new ClusterStage();
  stage.split("s", ["broker-3"], ["controller"]);
  stage.runMs(13_000);
  expect(stage.partition).toMatchObject({ leader: 1, isr: [1, 2], leaderEpoch: 0 });
  expect(stage.produce(1, 7, -1).error()).toBe("NONE");
  stage.runMs(10_000);
  expect(stage.messages(3)).toEqual([7]);
  expect(stage.partition.isr).toEqual([1, 2]);
  stage.heal("s");
  stage.runMs(5000);
  expect(stage.partition.isr).toEqual([1, 2, 3]);
});

describe("K-CTL-24: a client and one broker", () => {
  function cutClient() {
    const messages: BusinessMessage[] = [{ number: 1, atUs: 2_000_000, key: "k", type: "t", sizeBytes: 100, poison: false }];
    const stage = new ClusterStage({}, { producers: ["app"], messages });
    stage.split("s", ["app"], ["broker-1"]);
    stage.runToMs(31_500);
    return stage;
  }

  test("its requests time out after 30 s and are tried again in vain, as nobody else leads there; leadership does not move", () => {
    const stage = cutClient();
    expect(stage.events("RequestTimedOut")).toEqual([]);
    stage.runToMs(34_000);
    expect(stage.events("RequestTimedOut").map(({ b, c }) => [stage.text(b), c])).toEqual([["Produce", 30_000]]);
    stage.runMs(30_000);
    expect(stage.events("HandshakeTimedOut").length).toBeGreaterThan(0);
    expect(stage.events("MessageConfirmed")).toEqual([]);
    expect(stage.messages(1)).toEqual([]);
    expect(stage.partition).toMatchObject({ leader: 1, leaderEpoch: 0, isr: [1, 2, 3] });
    expect([...stage.events("BrokerFenced"), ...stage.events("LeaderElected")]).toEqual([]);
  });

  test("others are served there all the time, and it is after the cut", () => {
    const stage = cutClient();
    expect(stage.produce(1, 7, -1).error()).toBe("NONE");
    stage.heal("s");
    stage.runMs(40_000);
    expect(stage.events("MessageConfirmed").map(({ message }) => message)).toEqual([1]);
    expect(stage.messages(1)).toEqual([7, 1]);
  });
});

test("K-CTL-25: the controller is lost: brokers serve on, and nothing is decided", () => {
  const stage = new ClusterStage();
  // What it had decided before, it knows when it is back: broker 2 left the ISR and came again.
  stage.do({ do: "crash", process: "broker-2" });
  stage.runMs(13_000);
  expect(stage.partition.isr).toEqual([1, 3]);
  stage.do({ do: "restart", process: "broker-2" });
  stage.runMs(13_000);
  const before = { leader: 1, isr: [1, 3, 2], leaderEpoch: 0, partitionEpoch: 2 };
  expect(stage.partition).toMatchObject(before);

  stage.do({ do: "powerLoss", host: "controller" });
  expect(stage.produce(1, 7, -1).error()).toBe("NONE");
  stage.do({ do: "crash", process: "broker-3" });
  const write = stage.produce(1, 8, -1);
  stage.runMs(60_000);
  expect(write.error()).toBeUndefined();
  expect(stage.replica(1)).toMatchObject({ role: "leader", state: before, proposedIsr: [1, 2] });
  expect(stage.partition).toMatchObject(before);
  stage.do({ do: "powerOn", host: "controller" });
  stage.runMs(60_000);
  expect(stage.partition).toMatchObject({ leader: 1, isr: [1, 2], leaderEpoch: 0 });
  expect(write.error()).toBe("NONE");
});
