import { describe, expect, test } from "vitest";
import { newFifo, waitingCount } from "../delivery/fifo.ts";
import { ConsumerStage, GROUP } from "./consumer-stage.test-util.ts";
import type { KafkaBrokerView } from "./views.ts";

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
/** All partitions of this member, with the generation that it owns them in. */
const owned = (stage: ConsumerStage, name: string) => stage.member(name).positions.map(({ partition }) => partition);

describe("K-CON-01: position", () => {
  test("is the next offset to return: it moves when poll() returns records, not when they are fetched or processed", () => {
    const stage = new ConsumerStage({ settings: { "max.poll.records": 2 }, serviceMs: 1000 }).join("c-1");
    stage.produce([1, 2, 3, 4, 5]);
    stage.runMs(10);
    expect(stage.processed).toEqual([]);
    expect(stage.member().positions).toMatchObject([{ position: 2, fetchOffset: 5, committed: 0 }]);
  });

  test("a committed offset means the same: the next to read", () => {
    const stage = new ConsumerStage().join("c-1");
    stage.produce([1, 2, 3]);
    stage.runMs(1000);
    expect(stage.committed()).toBe(3);
    stage.do({ do: "crash", process: "c-1" });
    stage.produce([4]);
    stage.do({ do: "restart", process: "c-1" });
    stage.runMs(10_000);
    expect(stage.delivered).toEqual([1, 2, 3, 4]);
  });
});

describe("K-CON-02: the order inside poll()", () => {
  test("a rejoin comes before records, and auto-commit before records too", () => {
    const stage = new ConsumerStage({ settle: "auto", serviceMs: 3000, settings: { "max.poll.records": 2 } }).join("c-1");
    stage.produce([1, 2, 3, 4]);
    stage.runMs(6020);
    const [third] = stage.events("MessageDelivered").filter(({ message }) => message === 3);
    const [commit] = stage.events("OffsetCommitted");
    expect(commit.b).toBe(2); // what this poll returned is not in it
    expect(stage.arrivals("OffsetCommit")[0] - third.at / 1000).toBe(1); // it left in the same poll, and nobody waited for its answer
    const rebalanced = new ConsumerStage({ serviceMs: 2000, settings: { "max.poll.records": 1 } }).join("c-1");
    rebalanced.produce([1, 2]);
    rebalanced.runMs(500);
    rebalanced.join("c-2");
    rebalanced.runMs(10_000);
    const started = rebalanced.events("GenerationStarted").at(-1);
    const second = rebalanced.events("MessageDelivered").find(({ message }) => message === 2);
    expect(started?.id).toBeLessThan(second?.id ?? 0);
    expect(rebalanced.delivered).toEqual([1, 2]);
  });
});

describe("K-CON-03: max.poll.records", () => {
  test("bounds what a poll returns, not what is fetched; the rest comes from the buffer, and its partition is not fetched meanwhile", () => {
    const stage = new ConsumerStage({ settings: { "max.poll.records": 3 }, serviceMs: 200 }).join("c-1");
    stage.produce(numbers(1, 8));
    stage.runMs(10);
    const fetches = stage.arrivals("Fetch").length;
    expect([stage.member().polled.length, waitingCount(stage.member().buffer)]).toEqual([3, 5]);
    stage.runMs(1240); // two polls
    expect(stage.delivered).toEqual(numbers(1, 8));
    expect(waitingCount(stage.member().buffer)).toBe(0);
    expect(stage.arrivals("Fetch").length).toBeLessThanOrEqual(fetches + 1);
    expect(stage.arrivals("OffsetCommit").length).toBe(2);
  });

  test("the next fetch is sent before poll returns, and there is one at a time to a broker", () => {
    const stage = new ConsumerStage({ serviceMs: 400 }).join("c-1");
    stage.produce([1, 2]);
    stage.runMs(4);
    expect(stage.member().polled.length).toBe(2);
    expect(stage.member().fetching).toEqual(["broker-1"]);
    stage.produce([3]);
    stage.runMs(6);
    expect(waitingCount(stage.member().buffer)).toBe(1);
    expect(stage.processed).toEqual([]);
    const two = new ConsumerStage({ partitions: 2 }).join("c-1"); // their start offsets come in two answers
    expect(two.member().positions.every(({ ready }) => ready)).toBe(true);
    expect(two.arrivals("Fetch").length).toBe(1);
    for (let ms = 0; ms < 3000; ms++) {
      stage.runMs(1);
      expect(stage.member().fetching.length).toBeLessThanOrEqual(1);
    }
  });
});

test("K-CON-04: a partition's records come in offset order, and one partition's batch is drained before the next", () => {
  const stage = new ConsumerStage({ partitions: 2, settings: { "max.poll.records": 1 }, serviceMs: 50 }).join("c-1");
  stage.produce(numbers(1, 3), "t-0");
  stage.produce(numbers(11, 13), "t-1");
  stage.runMs(3000);
  expect([...stage.delivered].sort((one, other) => one - other)).toEqual([1, 2, 3, 11, 12, 13]);
  expect(stage.delivered.filter((message) => message < 10)).toEqual([1, 2, 3]);
  expect(stage.delivered.filter((message) => message > 10)).toEqual([11, 12, 13]);
  expect(stage.delivered).toEqual([1, 2, 3, 11, 12, 13]);
});

test("K-CON-10: lag is high watermark minus offset, and both are in the broker's view", () => {
  const stage = new ConsumerStage({ serviceMs: 1000, settings: { "max.poll.records": 1 } }).join("c-1");
  stage.produce([1, 2, 3, 4, 5]);
  stage.runMs(2100);
  const definition = stage.simulation.process("broker-1")?.spec.definition;
  const view = definition?.view(stage.broker) as KafkaBrokerView;
  const [{ committed }] = view.groups;
  expect(view.replicas[0].highWatermark - committed[0].offset).toBe(3);
});

describe("K-CON-20: auto-commit", () => {
  const auto = { settle: "auto" as const, settings: { "max.poll.records": 1, "auto.commit.interval.ms": 5000 } };

  test("happens inside poll() when the interval has passed, with what earlier polls returned", () => {
    const stage = new ConsumerStage({ ...auto, serviceMs: 2000 }).join("c-1");
    stage.produce(numbers(1, 6));
    stage.runToMs(6000);
    expect(stage.arrivals("OffsetCommit")).toEqual([]);
    stage.runToMs(7000);
    expect(stage.arrivals("OffsetCommit").length).toBe(1);
    expect(stage.committed()).toBe(stage.processed.length); // all before the one that this poll returned
  });

  test("never while the application is busy", () => {
    const stage = new ConsumerStage({ ...auto, serviceMs: 20_000 }).join("c-1");
    stage.produce([1, 2]);
    stage.runToMs(19_000);
    expect(stage.arrivals("OffsetCommit")).toEqual([]);
    stage.runToMs(21_000);
    expect(stage.committed()).toBe(1);
  });

  test("before partitions are given up, and in close()", () => {
    const rebalance = new ConsumerStage({ ...auto, serviceMs: 300 }).join("c-1");
    rebalance.produce([1]);
    rebalance.runMs(500);
    expect(rebalance.committed()).toBeUndefined();
    rebalance.join("c-2");
    rebalance.runMs(2000);
    expect(rebalance.committed()).toBe(1);
    expect(rebalance.arrivals("OffsetCommit")[0]).toBeLessThan(rebalance.arrivals("JoinGroup").at(-1) ?? 0);

    const closing = new ConsumerStage({ ...auto, serviceMs: 300 }).join("c-1");
    closing.produce([1]);
    closing.runMs(400);
    closing.do({ do: "tell", process: "c-1", message: { type: "Stop" } });
    closing.runMs(100);
    expect(closing.committed()).toBe(1);
    expect(closing.status("c-1")).toBe("stopped");
    expect(closing.broker.groups[GROUP].members).toEqual([]);
  });

  test("never on a crash", () => {
    const stage = new ConsumerStage({ ...auto, serviceMs: 300 }).join("c-1");
    stage.produce([1, 2]);
    stage.runMs(1000);
    stage.do({ do: "crash", process: "c-1" });
    stage.runMs(10_000);
    expect(stage.committed()).toBeUndefined();
  });

  test("not by a member that the group has let go: it joins anew at once", () => {
    const settings = { "max.poll.records": 1, "auto.commit.interval.ms": 60_000 };
    const stage = new ConsumerStage({ settle: "auto", settings, serviceMs: 300 }).join("c-1");
    stage.produce([1, 2]);
    stage.runMs(1000);
    const { memberId } = stage.member();
    const joins = stage.arrivals("JoinGroup").length;
    stage.do({ do: "freeze", process: "c-1" });
    stage.runMs(5000);
    stage.do({ do: "resume", process: "c-1" });
    stage.runMs(3000);
    expect(stage.arrivals("JoinGroup").length).toBe(2 * joins);
    expect(["", memberId]).not.toContain(stage.member().memberId);
    expect(stage.member()).toMatchObject({ membership: "stable", lost: false });
    expect(stage.arrivals("OffsetCommit")).toEqual([]);
    expect(owned(stage, "c-1")).toEqual(["t-0"]);
  });
});

describe("K-CON-21: commitSync", () => {
  test("the application waits for the answer", () => {
    const stage = new ConsumerStage({ serviceMs: 20, settings: { "max.poll.records": 1 } }).join("c-1");
    stage.do({ do: "slowLink", fault: "s", from: ["broker-1"], to: ["c-1"], extra: { kind: "constant", us: 500_000 }, oneWay: true });
    stage.produce([1, 2]);
    stage.runUntilProcessed(1);
    stage.runMs(400);
    expect([stage.committed(), stage.delivered.length]).toEqual([1, 1]);
    stage.runMs(200);
    expect(stage.delivered.length).toBe(2);
  });

  test("a retriable error is tried again", () => {
    const stage = new ConsumerStage({ serviceMs: 20 }).join("c-1");
    stage.do({ do: "cutBefore", fault: "c", from: "broker-1", to: "c-1", type: "OffsetCommitResponse" });
    stage.produce([1]);
    stage.runMs(2000);
    expect(stage.arrivals("OffsetCommit").length).toBe(2);
    expect(stage.member()).toMatchObject({ committing: null, positions: [{ committed: 1 }] });
    expect(stage.delivered).toEqual([1]);
  });
});

describe("K-CON-22: the order of processing and committing", () => {
  test("process then commit: the commit follows the work", () => {
    const stage = new ConsumerStage({ settle: "after" }).join("c-1");
    stage.produce([1]);
    stage.runMs(500);
    expect(stage.events("WorkDone")[0].id).toBeLessThan(stage.events("OffsetCommitted")[0].id);
  });
  test("commit then process: the work begins when the commit is answered", () => {
    const stage = new ConsumerStage({ settle: "before" }).join("c-1");
    stage.produce([1]);
    stage.runMs(500);
    expect(stage.events("OffsetCommitted")[0].id).toBeLessThan(stage.events("WorkBegun")[0].id);
  });
});

describe("K-CON-23: a commit that is refused", () => {
  test("K-GRP-16: is not even sent by a member that knows that the group has let it go, and what it had polled is given up", () => {
    const stage = new ConsumerStage({ serviceMs: 10_000, settings: { "max.poll.records": 3 } }).join("c-1");
    stage.produce([1, 2, 3]);
    stage.runUntilProcessed(1);
    stage.do({ do: "freeze", process: "c-1" });
    stage.runMs(4000);
    stage.do({ do: "resume", process: "c-1" });
    stage.runMs(2000);
    expect(stage.member()).toMatchObject({ lost: true, rejoin: true, memberId: "" });
    expect(stage.worker()).toMatchObject({ message: 1 });
    stage.runToMs(45_000);
    expect(stage.arrivals("OffsetCommit")).toEqual([]);
    expect(stage.events("CommitFailed").map(({ c }) => stage.text(c))).toEqual(["CommitFailedException on t-0"]);
    expect(stage.delivered).toEqual([1, 2, 3, 1, 2, 3]);
  });

  test("of an old generation fails, is not tried again, and makes the member join anew", () => {
    const stage = new ConsumerStage({ serviceMs: 1000, settings: { "max.poll.records": 1 } }).join("c-1");
    stage.produce([1, 2]);
    stage.runUntilProcessed(1);
    stage.do({ do: "freeze", process: "c-1" });
    stage.runMs(5000);
    stage.do({ do: "resume", process: "c-1" });
    stage.runMs(5000);
    const [failed] = stage.events("CommitFailed");
    expect(failed).toBeDefined();
    expect(stage.events("CommitFailed").length).toBe(1);
    expect(stage.processed).toEqual([1, 1, 2]);
    expect(stage.committed()).toBe(2);
  });
});

describe("K-CON-30: auto.offset.reset", () => {
  const start = (reset: string) => new ConsumerStage({ settings: { "auto.offset.reset": reset } });

  test("without a committed offset: earliest is the log start, latest the high watermark", () => {
    for (const [reset, seen] of [
      ["earliest", [1, 2, 3]],
      ["latest", [3]],
    ] as const) {
      const stage = start(reset);
      stage.produce([1, 2]);
      stage.join("c-1");
      stage.produce([3]);
      stage.runMs(2000);
      expect(stage.delivered).toEqual(seen);
    }
  });

  test("not when there is one", () => {
    const stage = start("latest").join("c-1");
    stage.produce([1]);
    stage.runMs(1000);
    stage.do({ do: "tell", process: "c-1", message: { type: "Stop" } });
    stage.runMs(100);
    stage.produce([2]);
    stage.join("c-2");
    stage.runMs(1000);
    expect(stage.delivered).toEqual([1, 2]);
  });

  test("when the leader does not have the offset any more", () => {
    const stage = start("earliest");
    stage.produce([1, 2]);
    stage.broker.offsets[GROUP] = { "t-0": { offset: 99, event: -1 } };
    stage.join("c-1");
    stage.runMs(1000);
    expect(stage.delivered).toEqual([1, 2]);
  });

  test("an answer that the offset is unknown says nothing of another position", () => {
    const stage = start("latest");
    stage.produce([1, 2]);
    stage.broker.offsets[GROUP] = { "t-0": { offset: 99, event: -1 } };
    stage.do({ do: "spawn", spec: stage.consumer("c-1") });
    const asks = () => stage.member().positions.some(({ fetchOffset }) => fetchOffset === 99) && stage.member().fetching.length > 0;
    for (let ms = 0; ms < 60 && !asks(); ms++) stage.runMs(1);
    expect(asks()).toBe(true);
    // As after a rebalance, by which the group resumes at 0.
    Object.assign(stage.member().positions[0], { position: 0, fetchOffset: 0 });
    stage.runMs(1000);
    expect(stage.delivered).toEqual([1, 2]);
    expect(stage.arrivals("ListOffsets")).toEqual([]);
  });

  test("K-CON-31: between high watermark and log end nothing is reset", () => {
    const stage = start("earliest");
    stage.produce([1, 2, 3]);
    stage.broker.replicas["t-0"].highWatermark = 1;
    stage.broker.offsets[GROUP] = { "t-0": { offset: 2, event: -1 } };
    stage.join("c-1");
    stage.runMs(1000);
    expect(stage.delivered).toEqual([]);
    expect(stage.member().positions).toMatchObject([{ position: 2, ready: true }]);
    expect(stage.arrivals("ListOffsets")).toEqual([]);
  });
});

describe("K-CON-32, K-ANOM-41: latest can skip", () => {
  const restarted = (settle: "after" | "auto", consumedFirst: boolean) => {
    const settings = { "auto.offset.reset": "latest", "auto.commit.interval.ms": 1000 };
    const stage = new ConsumerStage({ settle, settings }).join("c-1");
    if (consumedFirst) stage.produce([9]);
    stage.runMs(3000);
    stage.do({ do: "crash", process: "c-1" });
    stage.produce([1, 2]);
    stage.do({ do: "restart", process: "c-1" });
    stage.runMs(6000);
    stage.produce([3]);
    stage.runMs(1000);
    return stage;
  };

  test("a reset is not committed by itself: after a crash before the first commit it is repeated, and what came meanwhile is passed over", () => {
    const stage = restarted("after", false);
    expect(stage.delivered).toEqual([3]);
    const [skipped] = stage.events("PlaceSkipped");
    expect([stage.text(skipped.a), skipped.b, stage.text(skipped.c)]).toEqual([GROUP, 2, "t-0"]);
  });

  test("not after a commit, and auto-commit is one", () => {
    expect(restarted("after", true).delivered).toEqual([9, 1, 2, 3]);
    const auto = restarted("auto", false);
    expect(auto.delivered).toEqual([1, 2, 3]);
    expect(auto.events("PlaceSkipped")).toEqual([]);
  });
});

describe("K-GRP-11: eager rebalancing", () => {
  test("a member gives up everything before it rejoins, and consumes nothing until its assignment is there", () => {
    const stage = new ConsumerStage({ partitions: 2, serviceMs: 100, settings: { "max.poll.records": 1 } }).join("c-1");
    stage.produce(numbers(1, 40), "t-0");
    stage.runMs(1000);
    stage.join("c-2");
    stage.runMs(3000);
    const process = stage.simulation.process("c-1")?.id;
    const mine = (kind: string) => stage.events(kind).filter((event) => event.process === process);
    const lost = mine("OwnershipLost");
    expect(lost.length).toBe(2);
    const gained = mine("OwnershipGained").find(({ id }) => id > lost[0].id);
    const join = stage.arrivals("JoinGroup").at(-1) ?? 0;
    expect(lost.every(({ at }) => at / 1000 < join)).toBe(true);
    const between = stage.events("MessageDelivered").filter(({ id }) => id > lost[0].id && id < (gained?.id ?? 0));
    expect(between).toEqual([]);
    expect(owned(stage, "c-1").length + owned(stage, "c-2").length).toBe(2);
  });

  test("nothing stands still for less than the slowest member needs to come back to poll()", () => {
    const stage = new ConsumerStage({ partitions: 2, serviceMs: 8000, settings: { "max.poll.records": 1 } }).join("c-1");
    stage.produce([1], "t-0");
    stage.runMs(100);
    const joined = stage.nowMs;
    stage.join("c-2");
    stage.runMs(15_000);
    const began = stage.events("GenerationStarted").at(-1);
    expect((began?.at ?? 0) / 1000 - joined).toBeGreaterThan(7500);
    expect(stage.processed).toEqual([1]);
  });

  test("an answer to a fetch from before it is of no use after it", () => {
    const stage = new ConsumerStage({ serviceMs: 100, settings: { "max.poll.records": 10 } }).join("c-1");
    stage.produce(numbers(1, 5));
    stage.runMs(300);
    const member = stage.member();
    // As after a commit that was refused: the group resumes at 0, while a fetch from 5 is parked at the broker.
    Object.assign(member.positions[0], { position: 0, fetchOffset: 0 });
    member.polled = [];
    member.buffer = newFifo();
    stage.produce([6]);
    stage.runMs(5000);
    expect(member.positions[0].position).toBe(6);
    expect(stage.delivered).toEqual([...numbers(1, 5), ...numbers(1, 6)]);
  });
});

test("K-GRP-13: Range with the eager protocol: members in the order of their ids get runs of partitions", () => {
  const stage = new ConsumerStage({ partitions: 5 }).join("c-1", "c-2");
  stage.runMs(3000);
  const ids = ["c-1", "c-2"].sort((one, other) => (stage.member(one).memberId < stage.member(other).memberId ? -1 : 1));
  expect(ids.map((name) => owned(stage, name))).toEqual([
    ["t-0", "t-1", "t-2"],
    ["t-3", "t-4"],
  ]);
});

describe("K-GRP-09: the two tests of liveness", () => {
  const slow = { serviceMs: 5000, settings: { "max.poll.interval.ms": 2000, "max.poll.records": 1 } };

  test("without a poll() for max.poll.interval.ms the member leaves by itself, and the work goes on undisturbed", () => {
    const stage = new ConsumerStage(slow).join("c-1");
    stage.produce([1, 2]);
    stage.runMs(100);
    const polled = stage.events("MessageDelivered")[0].at;
    stage.runMs(3000);
    const [expired] = stage.events("PollTimeoutExpired");
    expect((expired.at - polled) / 1000).toBe(2000);
    expect(stage.events("MemberLeft").length).toBe(1);
    expect(stage.events("MemberExpired")).toEqual([]);
    expect(stage.member()).toMatchObject({ membership: "left", memberId: "" });
    expect(stage.worker()).toMatchObject({ message: 1 });
    expect(owned(stage, "c-1")).toEqual(["t-0"]); // nobody has told the application yet
    expect(stage.arrivals("Heartbeat").filter((at) => at > expired.at / 1000)).toEqual([]);
  });

  test("its commit fails without being sent, and it joins again at the next poll()", () => {
    const stage = new ConsumerStage(slow).join("c-1");
    stage.produce([1, 2]);
    stage.runMs(5200);
    expect(stage.events("WorkDone").map(({ message }) => message)).toEqual([1]);
    expect(stage.arrivals("OffsetCommit")).toEqual([]);
    const [failed] = stage.events("CommitFailed");
    expect(stage.text(failed.c)).toBe("CommitFailedException on t-0");
    const lost = stage.events("OwnershipLost").find(({ process }) => process === stage.simulation.process("c-1")?.id);
    expect(lost?.id).toBeGreaterThan(failed.id);
    expect(stage.member().membership).toBe("stable");
    stage.runMs(15_000);
    expect(new Set(stage.processed)).toEqual(new Set([1])); // no attempt is ever quick enough
    expect(stage.processed.length).toBeGreaterThan(2);
  });

  test("another member takes the partition over at once", () => {
    const stage = new ConsumerStage(slow).join("c-1", "c-2");
    stage.runMs(3000);
    stage.produce([1]);
    stage.runMs(3000);
    const workers = stage.events("WorkBegun").map(({ process }) => stage.simulation.processes[process].name);
    expect(workers.length).toBe(2);
    expect(new Set(workers)).toEqual(new Set(["c-1", "c-2"]));
  });

  test("the interval begins anew with each poll(), and an idle application polls all the time", () => {
    const quick = new ConsumerStage({ serviceMs: 1500, settings: slow.settings }).join("c-1");
    quick.produce([1, 2, 3]);
    quick.runMs(20_000);
    expect(quick.events("PollTimeoutExpired")).toEqual([]);
    expect(quick.processed).toEqual([1, 2, 3]);
    expect(quick.committed()).toBe(3);
  });

  test("all records of one poll count together", () => {
    const stage = new ConsumerStage({ serviceMs: 900, settings: { ...slow.settings, "max.poll.records": 3 } });
    stage.produce([1, 2, 3]);
    stage.join("c-1");
    stage.runMs(3000);
    expect(stage.events("PollTimeoutExpired").length).toBe(1);
  });

  test("a dead process is noticed by session.timeout.ms alone", () => {
    const stage = new ConsumerStage({ settings: { ...slow.settings, "session.timeout.ms": 6000 } }).join("c-1");
    stage.do({ do: "crash", process: "c-1" });
    stage.runMs(4000);
    expect(stage.events("MemberExpired").length).toBe(0);
    stage.runMs(4000);
    expect([stage.events("MemberExpired").length, stage.events("MemberLeft").length]).toEqual([1, 0]);
  });
});

describe("K-CON-20: auto-commit does not stop the loop", () => {
  const auto = { settle: "auto" as const, serviceMs: 100, settings: { "max.poll.records": 1, "auto.commit.interval.ms": 1000 } };

  test("the application works on while the answer is under way", () => {
    const stage = new ConsumerStage(auto).join("c-1");
    stage.produce(numbers(1, 60));
    stage.runMs(500);
    stage.do({ do: "slowLink", fault: "s", from: ["broker-1"], to: ["c-1"], extra: { kind: "constant", us: 700_000 }, oneWay: true });
    stage.runMs(3000);
    const begun = stage.events("WorkBegun").map(({ at }) => at / 1000);
    const pauses = begun.slice(1).map((at, i) => at - begun[i]);
    expect(stage.arrivals("OffsetCommit").length).toBeGreaterThanOrEqual(2);
    expect(Math.max(...pauses)).toBeLessThan(200);
  });

  test("positions that did not move are committed as well, those of a reset among them", () => {
    const stage = new ConsumerStage({ ...auto, settings: { ...auto.settings, "auto.offset.reset": "latest" } });
    stage.produce([1, 2]);
    stage.join("c-1");
    stage.runMs(3000);
    expect(stage.committed()).toBe(2);
    expect(stage.delivered).toEqual([]);
  });

  test("one that failed and may pass is made good soon, and nobody waits", () => {
    const stage = new ConsumerStage(auto).join("c-1");
    stage.do({ do: "cutBefore", fault: "c", from: "broker-1", to: "c-1", type: "OffsetCommitResponse" });
    stage.produce(numbers(1, 30));
    stage.runMs(2000);
    const [first, second] = stage.arrivals("OffsetCommit");
    expect(second - first).toBeLessThan(400);
    expect(stage.member().committing).toBeNull();
  });
});

describe("K-CON-21: default.api.timeout.ms", () => {
  const settings = { "default.api.timeout.ms": 4000, "session.timeout.ms": 60_000, "max.poll.records": 1 };
  const cutOff = (settle: "after" | "before") => {
    const stage = new ConsumerStage({ settle, settings, serviceMs: 50 }).join("c-1");
    stage.do({ do: "cutBefore", fault: "c", from: "c-1", to: "broker-1", type: "OffsetCommit" });
    stage.answer("client", "Fetch", () => null);
    stage.produce([1, 2]);
    stage.runMs(1);
    stage.do({ do: "split", fault: "s", from: ["broker-1"], to: ["c-1"], oneWay: true });
    stage.runMs(10_000);
    return stage;
  };

  test("a commitSync that cannot be brought to its end throws after that time; who has done the work goes on", () => {
    const stage = cutOff("after");
    const failed = stage.events("CommitFailed").map(({ c }) => stage.text(c));
    expect(failed).toEqual(["TimeoutException on t-0", "TimeoutException on t-0"]); // one after the other, 4 s each
    stage.do({ do: "heal", fault: "s" });
    stage.produce([3]);
    stage.runMs(40_000);
    expect(stage.committed()).toBe(3);
    expect(stage.processed).toEqual([1, 2, 3]);
  });

  test("the late answer to one that took too long is not taken for that of the next", () => {
    const stage = new ConsumerStage({ settle: "after", settings: { ...settings, "default.api.timeout.ms": 2500 }, serviceMs: 50 }).join(
      "c-1",
    );
    stage.produce([1, 2]);
    stage.runUntilProcessed(1);
    const slow = { from: ["broker-1"], to: ["c-1"], oneWay: true, extra: { kind: "constant" as const, us: 3_000_000 } };
    stage.do({ do: "slowLink", fault: "s", ...slow });
    stage.runMs(3200);
    expect(stage.arrivals("OffsetCommit")).toHaveLength(2);
    expect(stage.member().committing?.offsets).toEqual([{ partition: "t-0", offset: 2 }]); // the first has been answered by now
    stage.runMs(2300);
    expect(stage.events("CommitFailed").map(({ b }) => b)).toEqual([1, 2]);
  });

  test("who commits first asks again, and does not begin", () => {
    const stage = cutOff("before");
    expect(stage.events("CommitFailed").length).toBeGreaterThanOrEqual(2);
    expect(stage.processed).toEqual([]);
  });
});
