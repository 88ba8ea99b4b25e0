import { describe, expect, test } from "vitest";
import { record } from "./broker-stage.test-util.ts";
import { GROUP, GroupStage, OFFSETS } from "./group-stage.test-util.ts";
import type { FindCoordinatorResponse, JoinGroupResponse } from "./protocol.ts";

const joinRequest = (client: string) => ({
  type: "JoinGroup",
  group: GROUP,
  memberId: "",
  clientId: client,
  sessionTimeoutUs: 45_000_000,
  rebalanceTimeoutUs: 300_000_000,
  topics: ["t"],
});

const NEW_DELAY = { initialRebalanceDelayUs: 3_000_000 };

test("K-GRP-01: any broker names the leader of the group's offsets partition; others refuse to coordinate", () => {
  const stage = new GroupStage();
  const found = () => stage.ask<FindCoordinatorResponse>("a", "broker-1", { type: "FindCoordinator", group: GROUP });
  expect(found()).toMatchObject({ error: "NONE", coordinator: "broker-1" });
  stage.decide({ leader: 3, leaderEpoch: 1 }, [], OFFSETS);
  expect(found()).toMatchObject({ error: "NONE", coordinator: "broker-3" });
  expect(stage.heartbeat("a")).toBe("NOT_COORDINATOR");
  expect(stage.commit("a", 5)).toBe("NOT_COORDINATOR");
  stage.decide({ leader: -1, leaderEpoch: 2 }, [], OFFSETS);
  expect(found()).toMatchObject({ error: "COORDINATOR_NOT_AVAILABLE" });
});

test("K-GRP-02: Empty, PreparingRebalance, CompletingRebalance, Stable, and Empty again", () => {
  const stage = new GroupStage(NEW_DELAY);
  const join = stage.join("a");
  expect(stage.group).toMatchObject({ state: "PreparingRebalance", generation: 0 });
  stage.runMs(3000);
  stage.joined("a", join);
  expect(stage.group).toMatchObject({ state: "CompletingRebalance", generation: 1 });
  stage.sync("a", { a: ["t-0", "t-1"] });
  expect(stage.group).toMatchObject({ state: "Stable", generation: 1 });
  stage.join("b");
  expect(stage.group).toMatchObject({ state: "PreparingRebalance", generation: 1 });
  stage.rejoin("a");
  expect(stage.group).toMatchObject({ state: "CompletingRebalance", generation: 2 });
  stage.leave("a");
  stage.leave("b");
  expect(stage.group).toMatchObject({ state: "Empty", members: [] });
  expect(stage.group.generation).toBeGreaterThan(2);
  expect(stage.heartbeat("a")).toBe("UNKNOWN_MEMBER_ID");
});

describe("K-GRP-03: joining", () => {
  test("a member without an id is given one and joins with it", () => {
    const stage = new GroupStage();
    const request = joinRequest("a");
    const first = stage.ask<JoinGroupResponse>("a", "broker-1", request);
    expect(first).toMatchObject({ error: "MEMBER_ID_REQUIRED", generation: -1 });
    expect(stage.members).toEqual([]);
    const second = stage.ask<JoinGroupResponse>("a", "broker-1", { ...request, memberId: first?.memberId });
    expect(second).toMatchObject({ error: "NONE", generation: 1, leader: first?.memberId });
    expect(stage.ask<JoinGroupResponse>("b", "broker-1", request)?.memberId).not.toBe(first?.memberId);
  });

  test("a rebalance waits for who was given an id, until it joins or its session is over", () => {
    const joining = () => {
      const stage = new GroupStage().stable();
      stage.ask("c", "broker-1", { ...joinRequest("c"), sessionTimeoutUs: 10_000_000 });
      const a = stage.join("a");
      stage.join("b");
      return { stage, a };
    };
    const late = joining();
    late.stage.runMs(9900);
    expect([late.stage.joined("a", late.a), late.stage.group.state]).toEqual([null, "PreparingRebalance"]);
    late.stage.runMs(200);
    expect(late.stage.joined("a", late.a)).toMatchObject({ error: "NONE", generation: 3 });
    expect(late.stage.group.promised).toEqual({});
    const { stage, a } = joining();
    stage.ids.c = stage.received<JoinGroupResponse>("c", "JoinGroupResponse")[0].memberId;
    stage.join("c");
    expect(stage.joined("a", a)).toMatchObject({ error: "NONE", generation: 3 });
    expect(stage.members).toEqual(["a", "b", "c"]);
  });

  test("an id that nobody gave is unknown", () => {
    const stage = new GroupStage();
    expect(stage.joined("a", stage.join("a", { memberId: "made-up" }))?.error).toBe("UNKNOWN_MEMBER_ID");
  });

  test("the leader alone is told who is in the group, with what each subscribes to", () => {
    const stage = new GroupStage(NEW_DELAY);
    const a = stage.join("a");
    const b = stage.join("b", { topics: ["t", "u"] });
    stage.runMs(6001);
    expect(stage.joined("a", a)?.members).toEqual([
      { memberId: stage.ids.a, topics: ["t"] },
      { memberId: stage.ids.b, topics: ["t", "u"] },
    ]);
    expect(stage.joined("b", b)).toMatchObject({ members: [], leader: stage.ids.a, generation: 1 });
  });

  test("a session timeout outside the broker's bounds is refused", () => {
    const stage = new GroupStage();
    for (const [ms, error] of [
      [5999, "INVALID_SESSION_TIMEOUT"],
      [1_800_001, "INVALID_SESSION_TIMEOUT"],
    ] as const) {
      expect(() => stage.join("a", { sessionMs: ms })).toThrow(error);
    }
    expect(stage.joined("a", stage.join("a", { sessionMs: 6000 }))?.error).toBe("NONE");
  });
});

describe("K-GRP-04: the first rebalance of an empty group", () => {
  test("waits group.initial.rebalance.delay.ms for company", () => {
    const stage = new GroupStage(NEW_DELAY);
    const began = stage.nowMs;
    const a = stage.join("a");
    stage.runToMs(began + 3002);
    expect(stage.joined("a", a)).toBeNull();
    stage.runToMs(began + 3010);
    expect(stage.joined("a", a)).toMatchObject({ error: "NONE", generation: 1 });
  });

  test("and another time for each delay in which somebody came, within the rebalance timeout", () => {
    const stage = new GroupStage(NEW_DELAY);
    const began = stage.nowMs;
    const a = stage.join("a", { rebalanceMs: 8000 });
    stage.runMs(1000);
    stage.join("b", { rebalanceMs: 8000 });
    stage.runToMs(began + 5000);
    expect(stage.group).toMatchObject({ state: "PreparingRebalance", generation: 0 });
    stage.join("c", { rebalanceMs: 8000 });
    stage.runToMs(began + 7900);
    expect(stage.joined("a", a)).toBeNull();
    stage.runToMs(began + 8010);
    expect(stage.joined("a", a)).toMatchObject({ generation: 1 });
    expect(stage.members).toEqual(["a", "b", "c"]);
  });

  test("holds for a group that has become empty as well, and not for later rebalances", () => {
    const stage = new GroupStage(NEW_DELAY);
    stage.join("a");
    stage.runMs(3000);
    stage.generations.a = 1;
    stage.sync("a", { a: ["t-0"] });
    const b = stage.join("b");
    stage.rejoin("a");
    expect(stage.joined("b", b)).toMatchObject({ generation: 2 });
    stage.leave("a");
    stage.leave("b");
    const again = stage.join("c");
    stage.runMs(2900);
    expect(stage.joined("c", again)).toBeNull();
    stage.runMs(200);
    expect(stage.joined("c", again)).toMatchObject({ error: "NONE" });
  });
});

describe("K-GRP-05: the join phase", () => {
  test("ends when all have rejoined; the leader stays the leader", () => {
    const stage = new GroupStage().stable();
    const c = stage.join("c");
    stage.join("b");
    expect(stage.joined("c", c)).toBeNull();
    stage.rejoin("a");
    expect(stage.joined("c", c)).toMatchObject({ error: "NONE", generation: 3, leader: stage.ids.a });
  });

  test("or after the largest rebalance timeout of the members: who has not rejoined is dropped, the first that did may lead", () => {
    const stage = new GroupStage();
    stage.join("a", { rebalanceMs: 20_000 });
    stage.sync("a", { a: ["t-0"] });
    const b = stage.join("b", { rebalanceMs: 60_000 });
    stage.liveMs(59_000, "a");
    expect(stage.joined("b", b)).toBeNull();
    stage.liveMs(1100, "a");
    expect(stage.joined("b", b)).toMatchObject({ error: "NONE", generation: 2, leader: stage.ids.b });
    expect(stage.members).toEqual(["b"]);
    expect(stage.heartbeat("a")).toBe("UNKNOWN_MEMBER_ID");
  });
});

test("K-GRP-05: when the leader is gone, the first of those who are left leads", () => {
  const stage = new GroupStage().stable();
  stage.join("c");
  stage.join("b");
  stage.rejoin("a");
  stage.sync("a", {});
  stage.leave("a");
  const c = stage.join("c");
  const b = stage.join("b");
  expect([stage.joined("b", b)?.leader, stage.joined("c", c)?.leader]).toEqual([stage.ids.b, stage.ids.b]);
  expect(stage.joined("b", b)?.members.map(({ memberId }) => memberId)).toEqual([stage.ids.b, stage.ids.c]);
});

describe("K-GRP-07: the sync phase", () => {
  test("followers wait until the leader has sent the assignment; then everybody gets theirs", () => {
    const stage = new GroupStage();
    stage.join("a");
    stage.sync("a", { a: ["t-0", "t-1"] });
    stage.join("b");
    stage.rejoin("a");
    const b = stage.sync("b");
    stage.runMs(1000);
    expect(stage.synced("b", b)).toBeNull();
    const a = stage.sync("a", { a: ["t-0"], b: ["t-1"] });
    expect(stage.synced("a", a)).toMatchObject({ error: "NONE", assignment: ["t-0"] });
    expect(stage.synced("b", b)).toMatchObject({ error: "NONE", assignment: ["t-1"] });
    expect(stage.synced("b", stage.sync("b"))).toMatchObject({ error: "NONE", assignment: ["t-1"] });
  });

  test("a member that never syncs is dropped after the rebalance timeout, though it lives", () => {
    const stage = new GroupStage();
    stage.join("a", { rebalanceMs: 30_000 });
    stage.sync("a", { a: ["t-0"] });
    stage.join("b", { rebalanceMs: 30_000 });
    stage.rejoin("a", { rebalanceMs: 30_000 });
    stage.sync("a", { a: ["t-0"], b: ["t-1"] });
    expect(stage.group.state).toBe("Stable");
    const c = stage.join("c", { rebalanceMs: 30_000 });
    stage.join("b");
    stage.rejoin("a");
    expect(stage.group.state).toBe("CompletingRebalance");
    const sync = stage.sync("c");
    stage.liveMs(31_000, "a", "b");
    expect(stage.joined("c", c)?.error).toBe("NONE");
    expect(stage.synced("c", sync)?.error).toBe("REBALANCE_IN_PROGRESS");
    expect(stage.members).toEqual(["c"]);
  });
});

describe("K-GRP-08: sessions", () => {
  test("silence for session.timeout.ms ends the membership and begins a rebalance", () => {
    const stage = new GroupStage().stable({ sessionMs: 10_000 });
    stage.liveMs(9000, "a");
    expect(stage.members).toEqual(["a", "b"]);
    stage.liveMs(1100, "a");
    expect(stage.members).toEqual(["a"]);
    expect(stage.group.state).toBe("PreparingRebalance");
    expect(stage.heartbeat("a")).toBe("REBALANCE_IN_PROGRESS");
  });

  test("a commit is a sign of life as well", () => {
    const stage = new GroupStage().stable({ sessionMs: 10_000 });
    for (let i = 0; i < 4; i++) {
      stage.liveMs(8000, "a");
      expect(stage.commit("b", i)).toBe("NONE");
    }
    expect(stage.members).toEqual(["a", "b"]);
  });

  test("and so are SyncGroup and a JoinGroup that changes nothing", () => {
    for (const sign of ["sync", "join"] as const) {
      const stage = new GroupStage().stable({ sessionMs: 10_000 });
      stage.liveMs(8000, "a");
      if (sign === "sync") expect(stage.synced("b", stage.sync("b"))?.error).toBe("NONE");
      else expect(stage.joined("b", stage.join("b", { sessionMs: 10_000 }))?.error).toBe("NONE");
      stage.liveMs(9500, "a");
      expect([sign, stage.members, stage.group.state]).toEqual([sign, ["a", "b"], "Stable"]);
      stage.liveMs(1000, "a");
      expect([sign, stage.members]).toEqual([sign, ["a"]]);
    }
  });

  test("who waits for the answer to its JoinGroup is not silent: a slow member may take longer than the others' sessions", () => {
    const stage = new GroupStage().stable({ sessionMs: 10_000 });
    const c = stage.join("c", { sessionMs: 10_000 });
    const a = stage.join("a", { sessionMs: 10_000 });
    stage.liveMs(60_000, "b");
    expect(stage.members).toEqual(["a", "b", "c"]);
    stage.rejoin("b", { sessionMs: 10_000 });
    expect(stage.joined("a", a)).toMatchObject({ error: "NONE", generation: 3 });
    expect(stage.joined("c", c)).toMatchObject({ error: "NONE", generation: 3 });
  });
});

describe("K-GRP-10: what begins a rebalance", () => {
  test("a new member, one that leaves, one that expires, a changed subscription, the leader's own wish", () => {
    const begins = (cause: (stage: GroupStage) => void) => {
      const stage = new GroupStage().stable({ sessionMs: 10_000 });
      const before = stage.events("RebalanceStarted").length;
      cause(stage);
      return stage.events("RebalanceStarted").length - before;
    };
    expect(begins((stage) => stage.join("c"))).toBe(1);
    expect(begins((stage) => stage.leave("b"))).toBe(1);
    expect(begins((stage) => stage.liveMs(11_000, "a"))).toBe(1);
    expect(begins((stage) => stage.join("b", { topics: ["t", "u"] }))).toBe(1);
    expect(begins((stage) => stage.join("a"))).toBe(1);
    expect(begins((stage) => stage.liveMs(5000, "a", "b"))).toBe(0);
    // What else happens while the group prepares is part of the same one.
    const together = (stage: GroupStage) => {
      stage.join("c");
      stage.leave("b");
      stage.join("a");
    };
    expect(begins(together)).toBe(1);
  });

  test("a follower that joins again as it was gets the present generation and disturbs nobody", () => {
    const stage = new GroupStage().stable();
    expect(stage.joined("b", stage.join("b"))).toMatchObject({ error: "NONE", generation: 2, leader: stage.ids.a });
    expect(stage.group.state).toBe("Stable");
    expect(stage.synced("b", stage.sync("b"))).toMatchObject({ error: "NONE", assignment: ["t-1"] });
  });
});

test("K-GRP-16: another generation is refused in heartbeat, sync and commit; fetching is not fenced", () => {
  const stage = new GroupStage().stable();
  expect(stage.heartbeat("b", { generation: 1 })).toBe("ILLEGAL_GENERATION");
  expect(stage.commit("b", 7, { generation: 1 })).toBe("ILLEGAL_GENERATION");
  expect(stage.synced("b", stage.sync("b", {}, 1))?.error).toBe("ILLEGAL_GENERATION");
  expect(stage.committed()).toBe(-1);
  stage.produce([1], { client: "a" });
  stage.replicate();
  expect(stage.fetch(-1, 0, { client: "b" })).toMatchObject({ error: "NONE", records: [{ message: 1 }] });
});

test("K-GRP-17: the old generation may commit while the group prepares, not while it completes a rebalance", () => {
  const stage = new GroupStage().stable();
  stage.join("c");
  expect(stage.group.state).toBe("PreparingRebalance");
  expect(stage.commit("a", 4)).toBe("NONE");
  expect(stage.committed("b")).toBe(4);
  stage.rejoin("b");
  const old = stage.generations.a;
  stage.rejoin("a");
  expect(stage.group.state).toBe("CompletingRebalance");
  expect(stage.commit("a", 5)).toBe("REBALANCE_IN_PROGRESS");
  expect(stage.commit("a", 6, { generation: old - 1 })).toBe("ILLEGAL_GENERATION");
  expect(stage.committed("b")).toBe(4);
});

/** The group is stable; from now on its records are safe when broker 2 has them as well. */
function twoReplicas(): GroupStage {
  const stage = new GroupStage().stable();
  stage.decide({ isr: [1, 2] }, [], OFFSETS);
  return stage;
}
const replicated = (stage: GroupStage) => stage.fetch(2, stage.replica(OFFSETS).log.length, { name: OFFSETS, maxWaitMs: 0 });
/** Broker 2 leads the group's partition for a moment, then broker 1 again, with what it had in its log. */
function moveAwayAndBack(stage: GroupStage): void {
  const { leaderEpoch } = stage.replica(OFFSETS).state;
  stage.decide({ leader: 2, leaderEpoch: leaderEpoch + 1 }, [], OFFSETS);
  stage.runMs(2);
  stage.decide({ leader: 1, leaderEpoch: leaderEpoch + 2, isr: [1] }, [], OFFSETS);
}
const stored = (stage: GroupStage) =>
  stage
    .replica(OFFSETS)
    .log.chunks.flat()
    .map(({ value }) => value);

describe("K-CON-24: a commit is a record of __consumer_offsets, written as with acks=all", () => {
  test("it is answered and visible when the in-sync replicas have it; who asks before waits for that", () => {
    const stage = twoReplicas();
    const before = stage.replica(OFFSETS).log.length;
    expect(stage.commit("a", 7)).toBeUndefined();
    expect(stored(stage).slice(before)).toEqual([{ type: "OffsetCommit", group: GROUP, partition: "t-0", offset: 7 }]);
    expect(stage.committed("b")).toBeUndefined();
    expect(stage.heartbeat("c")).toBe("UNKNOWN_MEMBER_ID");
    expect(stage.events("OffsetCommitted")).toEqual([]);
    replicated(stage);
    expect(stage.received("a", "OffsetCommitResponse")).toMatchObject([{ error: "NONE" }]);
    expect(stage.received("b", "OffsetFetchResponse")).toMatchObject([{ error: "NONE", offsets: [{ partition: "t-0", offset: 7 }] }]);
    expect(stage.events("OffsetCommitted").map(({ b }) => b)).toEqual([7]);
  });

  test("one that is written behind it waits for its own record", () => {
    const stage = twoReplicas();
    const before = stage.replica(OFFSETS).log.length;
    stage.commit("a", 7);
    stage.commit("b", 8);
    stage.fetch(2, before + 1, { name: OFFSETS, maxWaitMs: 0 });
    expect([stage.received("a", "OffsetCommitResponse").length, stage.received("b", "OffsetCommitResponse").length]).toEqual([1, 0]);
    replicated(stage);
    expect(stage.received("b", "OffsetCommitResponse")).toMatchObject([{ error: "NONE" }]);
  });

  test("it can time out after offsets.commit.timeout.ms, and hold all the same", () => {
    const stage = twoReplicas();
    expect(stage.commit("a", 7, { withinMs: 4900 })).toBeUndefined();
    stage.runMs(200);
    expect(stage.received("a", "OffsetCommitResponse")).toMatchObject([{ error: "COORDINATOR_NOT_AVAILABLE" }]);
    replicated(stage);
    expect(stage.committed("b")).toBe(7);
  });

  test("the next coordinator reads it from its copy", () => {
    const stage = new GroupStage();
    stage.decide({ leader: 2, leaderEpoch: 1, isr: [1, 2] }, [], OFFSETS);
    stage.runMs(5);
    const fetch = stage.noted("broker-2").findLast(({ message }) => message.type === "Fetch");
    const value = { type: "OffsetCommit", group: GROUP, partition: "t-0", offset: 12 } as const;
    stage.send("broker-2", fetch?.connection ?? -1, {
      type: "FetchResponse",
      correlation: fetch?.message.correlation,
      partitions: [{ name: OFFSETS, error: "NONE", highWatermark: 1, logStartOffset: 0, records: [record(0, 1, { message: -1, value })] }],
    } as never);
    stage.runMs(2);
    stage.decide({ leader: 1, leaderEpoch: 2, isr: [1] }, [], OFFSETS);
    stage.runMs(20);
    expect(stage.committed()).toBe(12);
    expect(stage.heartbeat("a", { memberId: "a-1", generation: 3 })).toBe("UNKNOWN_MEMBER_ID");
  });
});

describe("K-GRP-01: the group survives a move of its coordinator", () => {
  test("the new one reads the partition first, and answers who asks meanwhile that it is loading", () => {
    const stage = new GroupStage().stable();
    stage.commit("a", 7);
    moveAwayAndBack(stage);
    expect(stage.broker.groups).toEqual({});
    stage.post("c", "broker-1", joinRequest("c"));
    expect(stage.committed("b")).toBe(-1);
    expect(stage.received("b", "OffsetFetchResponse")).toMatchObject([{ error: "COORDINATOR_LOAD_IN_PROGRESS" }]);
    expect(stage.commit("a", 8)).toBe("COORDINATOR_LOAD_IN_PROGRESS");
    expect(stage.received("c", "JoinGroupResponse").at(-1)).toMatchObject({ error: "COORDINATOR_LOAD_IN_PROGRESS" });
    expect(stage.heartbeat("a")).toBe("NONE");
    expect(stage.synced("a", stage.sync("a", {}))?.error).toBe("COORDINATOR_LOAD_IN_PROGRESS");
    stage.runMs(20);
    expect(stage.events("CoordinatorLoaded").map(({ b, c }) => [b, c])).toEqual([[1, stage.replica(OFFSETS).log.length]]);
    expect(stage.committed("b")).toBe(7);
  });

  test("with its members, their generation and assignments; nobody has to join anew", () => {
    const stage = new GroupStage().stable();
    moveAwayAndBack(stage);
    stage.runMs(20);
    expect(stage.group).toMatchObject({ state: "Stable", generation: 2, leader: stage.ids.a });
    expect([stage.heartbeat("a"), stage.heartbeat("b"), stage.commit("b", 3)]).toEqual(["NONE", "NONE", "NONE"]);
    expect(stage.synced("b", stage.sync("b"))).toMatchObject({ error: "NONE", assignment: ["t-1"] });
    expect(stage.events("RebalanceStarted").length).toBe(2); // those of a and b joining
    expect(stage.events("DestinationSubscribed").length).toBe(2);
  });

  test("each of them with a fresh session, however long it was silent before", () => {
    const stage = new GroupStage().stable({ sessionMs: 10_000 });
    stage.liveMs(8000, "a");
    moveAwayAndBack(stage);
    stage.liveMs(9000, "a");
    expect(stage.members).toEqual(["a", "b"]);
    stage.liveMs(2000, "a");
    expect(stage.members).toEqual(["a"]);
  });

  test("a rebalance that was going on is not in the records: its generation is unknown, and the members join again", () => {
    const stage = new GroupStage().stable();
    stage.join("c");
    stage.join("b");
    stage.rejoin("a");
    expect(stage.group).toMatchObject({ state: "CompletingRebalance", generation: 3 });
    moveAwayAndBack(stage);
    stage.runMs(20);
    expect(stage.group).toMatchObject({ state: "Stable", generation: 2 });
    expect(stage.members).toEqual(["a", "b"]);
    expect(stage.heartbeat("a", { generation: 3 })).toBe("ILLEGAL_GENERATION");
    expect(stage.heartbeat("c", { generation: 3 })).toBe("UNKNOWN_MEMBER_ID");
  });

  test("a group that became empty is empty there as well", () => {
    const stage = new GroupStage().stable();
    stage.leave("a");
    stage.leave("b");
    const { generation } = stage.group;
    moveAwayAndBack(stage);
    stage.runMs(20);
    expect(stage.group).toMatchObject({ state: "Empty", generation, members: [] });
  });
});

describe("K-GRP-07: the assignment is stored before it is handed out", () => {
  function syncing(): { stage: GroupStage; a: number; b: number } {
    const stage = twoReplicas();
    stage.join("b", { topics: ["t", "u"] });
    stage.rejoin("a");
    const b = stage.sync("b");
    const a = stage.sync("a", { a: ["t-1"], b: ["t-0"] });
    return { stage, a, b };
  }

  test("nobody has it before the in-sync replicas have the record", () => {
    const { stage, a, b } = syncing();
    expect(stored(stage).at(-1)).toMatchObject({
      type: "GroupMetadata",
      generation: 3,
      members: [{ assignment: ["t-1"] }, { assignment: ["t-0"] }],
    });
    expect([stage.synced("a", a), stage.synced("b", b), stage.group.state]).toEqual([null, null, "CompletingRebalance"]);
    replicated(stage);
    expect(stage.synced("a", a)).toMatchObject({ error: "NONE", assignment: ["t-1"] });
    expect(stage.synced("b", b)).toMatchObject({ error: "NONE", assignment: ["t-0"] });
    expect(stage.group.state).toBe("Stable");
  });

  test("when that takes too long they are told, and the group begins again", () => {
    const { stage, a, b } = syncing();
    stage.runMs(5100);
    expect([stage.synced("a", a), stage.synced("b", b)].map((answer) => answer?.error)).toEqual(Array(2).fill("COORDINATOR_NOT_AVAILABLE"));
    expect(stage.group).toMatchObject({ state: "PreparingRebalance", generation: 3 });
  });

  test("when the partition moves they are sent to the next coordinator", () => {
    const { stage, a, b } = syncing();
    stage.decide({ leader: 2, leaderEpoch: 1 }, [], OFFSETS);
    stage.runMs(2);
    expect([stage.synced("a", a), stage.synced("b", b)].map((answer) => answer?.error)).toEqual(["NOT_COORDINATOR", "NOT_COORDINATOR"]);
  });
});

test("K-CON-21: the coordinator takes any offset, lower ones too", () => {
  const stage = new GroupStage().stable();
  expect([stage.commit("a", 9), stage.commit("a", 4)]).toEqual(["NONE", "NONE"]);
  expect(stage.committed()).toBe(4);
});

test("K-GRP-02, K-GRP-01: a coordinator that loses its partition tells those that wait, and forgets the group", () => {
  const stage = new GroupStage().stable();
  const c = stage.join("c");
  expect(stage.joined("c", c)).toBeNull();
  stage.decide({ leader: 2, leaderEpoch: 1 }, [], OFFSETS);
  stage.runMs(2);
  expect(stage.joined("c", c)?.error).toBe("NOT_COORDINATOR");
  expect(stage.broker.groups).toEqual({});
});
