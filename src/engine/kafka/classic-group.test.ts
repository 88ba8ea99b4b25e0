import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { GROUP as CONSUMER_GROUP, ConsumerStage } from "./consumer-stage.test-util.ts";
import { GROUP, GroupStage } from "./group-stage.test-util.ts";

/** The coordinator's decisions and timelines of the classic group protocol (test-data/kafka/classic_group.json), each played. */
interface Decision {
  request: string;
  state: string;
  condition: string;
  result: string;
  next?: string;
}
const FILE = new URL("../../../test-data/kafka/classic_group.json", import.meta.url);
const { decisions, timelines } = JSON.parse(readFileSync(FILE, "utf8")) as {
  decisions: Decision[];
  timelines: { name: string; times: [number, string][] }[];
};

const keyOf = ({ request, state, condition }: Decision) => `${request} | ${state} | ${condition}`;
const STATES: Record<string, string> = {
  EMPTY: "Empty",
  PREPARING_REBALANCE: "PreparingRebalance",
  COMPLETING_REBALANCE: "CompletingRebalance",
  STABLE: "Stable",
};

const stable = () => new GroupStage().stable();
/** A third member waits for the others to rejoin. */
function preparing() {
  const stage = stable();
  stage.join("c");
  return stage;
}
/** All three have joined generation 3; nobody has its assignment. */
function completing() {
  const stage = preparing();
  stage.join("b");
  stage.rejoin("a");
  expect(stage.group.state).toBe("CompletingRebalance");
  return stage;
}
/** The error of the answer, or "waits". */
function joinedAs(stage: GroupStage, client: string, options: Parameters<GroupStage["join"]>[1] = {}): string {
  return stage.joined(client, stage.join(client, options))?.error ?? "waits";
}
const syncedAs = (stage: GroupStage, client: string, generation?: number) =>
  stage.synced(client, stage.sync(client, {}, generation ?? stage.generations[client]))?.error ?? "waits";

/** Plays a decision and gives what the recorded result must begin with, or contain after a check of its own; then the stage. */
const PLAYED: Record<string, () => [says: string | RegExp, stage: GroupStage]> = {
  "JoinGroup | any | dynamic, no member id": () => {
    const stage = new GroupStage();
    const request = { type: "JoinGroup", group: GROUP, memberId: "", clientId: "a", topics: ["t"] };
    const answer = stage.ask<{ type: string; error: string; memberId: string }>("a", "broker-1", {
      ...request,
      sessionTimeoutUs: 45_000_000,
      rebalanceTimeoutUs: 300_000_000,
    });
    expect(answer?.memberId).not.toBe("");
    return [answer?.error ?? "", stage];
  },
  "JoinGroup | any | member id given but unknown, not pending": () => {
    const stage = stable();
    return [joinedAs(stage, "c", { memberId: "nobody" }), stage];
  },
  "JoinGroup | any | session.timeout.ms outside 6000..1800000": () => {
    const stage = stable();
    return [joinedAs(stage, "b", { sessionMs: 5000 }), stage];
  },
  "JoinGroup | EMPTY | accepted": () => {
    const stage = new GroupStage({ initialRebalanceDelayUs: 3_000_000 });
    const join = stage.join("a");
    stage.runMs(2000);
    expect(stage.joined("a", join)).toBeNull();
    return [/^waits for the initial delay/, stage];
  },
  "JoinGroup | STABLE | new member": () => {
    const stage = stable();
    expect(joinedAs(stage, "c")).toBe("waits");
    return [/^starts a rebalance/, stage];
  },
  "JoinGroup | STABLE | known follower, same metadata": () => {
    const stage = stable();
    expect(stage.joined("b", stage.join("b"))).toMatchObject({ error: "NONE", generation: 2 });
    expect(stage.group.state).toBe("Stable");
    return [/^current generation at once, no rebalance/, stage];
  },
  "JoinGroup | STABLE | known follower, changed metadata": () => {
    const stage = stable();
    expect(joinedAs(stage, "b", { topics: ["u"] })).toBe("waits");
    return [/^starts a rebalance/, stage];
  },
  "JoinGroup | STABLE | leader": () => {
    const stage = stable();
    expect(joinedAs(stage, "a")).toBe("waits");
    return [/^always starts a rebalance/, stage];
  },
  "JoinGroup | COMPLETING_REBALANCE | known member, same metadata": () => {
    const stage = completing();
    expect(stage.joined("b", stage.join("b"))).toMatchObject({ error: "NONE", generation: 3 });
    expect(stage.group.state).toBe("CompletingRebalance");
    return [/^current generation at once/, stage];
  },
  "JoinGroup | COMPLETING_REBALANCE | known member, changed metadata, or new member": () => {
    const stage = completing();
    const waiting = stage.sync("b");
    expect(joinedAs(stage, "c", { topics: ["u"] })).toBe("waits");
    expect(stage.synced("b", waiting)?.error).toBe("REBALANCE_IN_PROGRESS");
    return [/^starts over; members waiting in SyncGroup get REBALANCE_IN_PROGRESS/, stage];
  },
  "JoinGroup | PREPARING_REBALANCE | known or new member": () => {
    const stage = preparing();
    return [joinedAs(stage, "b"), stage];
  },
  "(join phase ends) | PREPARING_REBALANCE | all known members have joined, or the largest rebalance timeout of the members (max.poll.interval.ms) passed":
    () => {
      const stage = preparing();
      stage.join("a");
      stage.liveMs(301_000, "b");
      expect(stage.group).toMatchObject({ generation: 3, leader: stage.ids.a });
      expect(stage.members).toEqual(["a", "c"]);
      return [/^dynamic members that did not join are removed.*generation \+ 1; leader = previous leader if it joined/, stage];
    },
  "(join phase ends) | PREPARING_REBALANCE | nobody left": () => {
    const stage = new GroupStage({ initialRebalanceDelayUs: 3_000_000 });
    const join = stage.join("a");
    stage.ids.b = stage.ids.a; // the member's own connection is busy with its JoinGroup
    stage.leave("b");
    stage.runMs(1);
    expect(stage.joined("a", join)?.error).toBe("UNKNOWN_MEMBER_ID");
    return [`generation + ${stage.group.generation}`, stage];
  },
  "SyncGroup | any | unknown member": () => {
    const stage = stable();
    return [syncedAs(stage, "c", 2), stage];
  },
  "SyncGroup | any | generation differs": () => {
    const stage = stable();
    return [syncedAs(stage, "b", 1), stage];
  },
  "SyncGroup | PREPARING_REBALANCE | valid": () => {
    const stage = preparing();
    return [syncedAs(stage, "b"), stage];
  },
  "SyncGroup | COMPLETING_REBALANCE | follower": () => {
    const stage = completing();
    return [syncedAs(stage, "b"), stage];
  },
  "SyncGroup | COMPLETING_REBALANCE | leader": () => {
    const stage = completing();
    const follower = stage.sync("b");
    const leader = stage.sync("a", { a: ["t-0"], b: ["t-1"] });
    expect(stage.synced("a", leader)?.assignment).toEqual(["t-0"]);
    expect(stage.synced("b", follower)?.assignment).toEqual(["t-1"]);
    return [/then all get theirs$/, stage];
  },
  "SyncGroup | STABLE | valid": () => {
    const stage = stable();
    expect(stage.synced("b", stage.sync("b"))).toMatchObject({ error: "NONE", assignment: ["t-1"] });
    return [/^current assignment/, stage];
  },
  "(sync wait) | COMPLETING_REBALANCE | some member did not send SyncGroup within the rebalance timeout": () => {
    const stage = completing();
    stage.sync("b");
    stage.sync("c");
    stage.liveMs(301_000, "a");
    expect(stage.members).toEqual(["b", "c"]);
    return [/^those members are removed/, stage];
  },
  "Heartbeat | any | unknown member": () => {
    const stage = stable();
    return [stage.heartbeat("c") ?? "", stage];
  },
  "Heartbeat | any | generation differs": () => {
    const stage = stable();
    return [stage.heartbeat("b", { generation: 1 }) ?? "", stage];
  },
  "Heartbeat | EMPTY | -": () => {
    const stage = stable();
    stage.leave("a");
    stage.leave("b");
    return [stage.heartbeat("b") ?? "", stage];
  },
  "Heartbeat | PREPARING_REBALANCE | valid": () => {
    const stage = preparing();
    const [seen] = [stage.group.members[1].lastSeenAt];
    const error = stage.heartbeat("b");
    expect(stage.group.members[1].lastSeenAt).toBeGreaterThan(seen);
    return [`${error}, session renewed`, stage];
  },
  "Heartbeat | COMPLETING_REBALANCE | valid": () => {
    const stage = completing();
    stage.runMs(10);
    const seen = stage.group.members[1].lastSeenAt;
    const error = stage.heartbeat("b");
    expect(stage.group.members[1].lastSeenAt).toBeGreaterThan(seen);
    return [`${error}, session renewed`, stage];
  },
  "Heartbeat | STABLE | valid": () => {
    const stage = stable();
    const seen = stage.group.members[1].lastSeenAt;
    const error = stage.heartbeat("b");
    expect(stage.group.members[1].lastSeenAt).toBeGreaterThan(seen);
    return [`${error}, session renewed`, stage];
  },
  "(session timeout) | STABLE or COMPLETING_REBALANCE | no heartbeat for session.timeout.ms": () => {
    const stage = stable();
    stage.liveMs(46_000, "a");
    expect(stage.members).toEqual(["a"]);
    return ["member removed", stage];
  },
  "LeaveGroup | STABLE | dynamic member (close, or max.poll.interval.ms passed)": () => {
    const stage = stable();
    stage.leave("b");
    expect(stage.members).toEqual(["a"]);
    return ["member removed", stage];
  },
  "LeaveGroup | STABLE | last member": () => {
    const stage = stable();
    stage.commit("a", 3);
    stage.leave("b");
    stage.rejoin("a");
    stage.sync("a", { a: ["t-0"] });
    stage.leave("a");
    expect(stage.committed()).toBe(3);
    return [/^group empty, offsets kept/, stage];
  },
  "OffsetCommit | STABLE | generation -1, no member id": () => {
    const stage = stable();
    return [stage.commit("b", 1, { generation: -1, memberId: "" }) ?? "", stage];
  },
  "OffsetCommit | any | member unknown": () => {
    const stage = stable();
    return [stage.commit("c", 1, { generation: 2 }) ?? "", stage];
  },
  "OffsetCommit | any | generation differs": () => {
    const stage = stable();
    return [stage.commit("b", 1, { generation: 1 }) ?? "", stage];
  },
  "OffsetCommit | STABLE | current generation": () => {
    const stage = stable();
    return [stage.commit("b", 1) ?? "", stage];
  },
  "OffsetCommit | PREPARING_REBALANCE | current (old) generation": () => {
    const stage = preparing();
    return [`${stage.commit("b", 1)}: `, stage];
  },
  "OffsetCommit | COMPLETING_REBALANCE | current generation": () => {
    const stage = completing();
    return [stage.commit("b", 1) ?? "", stage];
  },
};

const LEFT_OUT: readonly [RegExp, string][] = [
  [/assignors in common/, "one assignor (K-GRP-06 is absent)"],
  [/group\.max\.size/, "groups have no largest size"],
  [/instance id|static member/, "no static members (K-GRP-15 is absent)"],
  [/\| DEAD \|/, "groups are never removed (K-GRP-02)"],
  [/generation -1 \(no group management\)/, "no commits without membership (K-GRP-50 is absent)"],
  [/^TxnOffsetCommit/, "no transactions"],
];

describe("K-GRP-02, K-GRP-16, K-GRP-17: decisions", () => {
  const reasonFor = (decision: Decision) => LEFT_OUT.find(([pattern]) => pattern.test(keyOf(decision)))?.[1];

  test("every decision is played or left out for a reason", () => {
    const open = decisions.filter((decision) => PLAYED[keyOf(decision)] === undefined && reasonFor(decision) === undefined);
    expect(open.map(keyOf)).toEqual([]);
    expect(Object.keys(PLAYED).filter((key) => !decisions.some((decision) => keyOf(decision) === key))).toEqual([]);
    expect(decisions.filter((decision) => PLAYED[keyOf(decision)] !== undefined).length).toBe(35);
    for (const [pattern] of LEFT_OUT) expect(decisions.some((decision) => pattern.test(keyOf(decision)))).toBe(true);
  });

  const played = decisions.filter((decision) => PLAYED[keyOf(decision)] !== undefined);
  test.each(played.map((decision) => [keyOf(decision), decision] as const))("%s", (key, { result, next }) => {
    const [says, stage] = PLAYED[key]();
    if (typeof says === "string") {
      expect(says).not.toBe("");
      expect(result.slice(0, says.length)).toBe(says);
    } else expect(result).toMatch(says);
    if (next !== undefined) expect(stage.group.state).toBe(STATES[next]);
  });
});

/** Times in milliseconds after the first, network time aside. */
const TIMELINES: Record<string, (times: number[]) => void> = {
  "first start of two members": ([, second, , ends]) => {
    const stage = new GroupStage({ initialRebalanceDelayUs: 3_000_000 });
    const began = stage.nowMs;
    const a = stage.join("a");
    stage.runToMs(began + second);
    stage.join("b");
    stage.runToMs(began + ends - 10);
    expect(stage.joined("a", a)).toBeNull();
    stage.runToMs(began + ends + 10);
    expect(stage.joined("a", a)).toMatchObject({ error: "NONE", generation: 1 });
  },
  "crash of a member (no LeaveGroup)": ([, removed, , latest]) => {
    const stage = new ConsumerStage({
      partitions: 2,
      settings: { "session.timeout.ms": 45_000, "heartbeat.interval.ms": 3000 },
    }).join("c-1", "c-2");
    stage.runMs(10_000);
    const last = stage.arrivals("Heartbeat", "c-2").at(-1) as number;
    stage.do({ do: "crash", process: "c-2" });
    stage.runToMs(last + latest + 100);
    expect((stage.events("MemberExpired")[0].at / 1000 - last) / removed).toBeCloseTo(1, 3);
    const assigned = stage.events("GroupStabilized").at(-1)?.at ?? 0;
    expect(assigned / 1000 - last).toBeGreaterThan(removed);
    expect(stage.member("c-1").positions.length).toBe(2);
  },
  "clean close": ([, latest]) => {
    const stage = new ConsumerStage({ partitions: 2, settings: { "session.timeout.ms": 45_000, "heartbeat.interval.ms": 3000 } }).join(
      "c-1",
      "c-2",
    );
    stage.runMs(10_000);
    const left = stage.nowMs;
    stage.do({ do: "tell", process: "c-2", message: { type: "Stop" } });
    stage.runToMs(left + latest + 100);
    expect(stage.member("c-1").positions.length).toBe(2);
    expect(stage.broker.groups[CONSUMER_GROUP].state).toBe("Stable");
  },
  "slow member during an eager rebalance": ([, ends]) => {
    const stage = new ConsumerStage({ partitions: 2, serviceMs: ends, settings: { "session.timeout.ms": 45_000 } }).join("c-1", "c-2");
    stage.runMs(5000);
    const slow = stage.member("c-2").positions[0].partition;
    stage.produce([1], slow);
    stage.runMs(10);
    const began = stage.nowMs;
    stage.join("c-3");
    stage.runToMs(began + ends - 1000);
    expect([stage.member("c-1").membership, stage.member("c-2").membership, stage.member("c-3").membership]).toEqual([
      "joining",
      "stable",
      "joining",
    ]);
    expect(stage.member("c-1").positions).toEqual([]);
    stage.runToMs(began + ends + 1000);
    expect(["c-1", "c-2", "c-3"].flatMap((name) => stage.member(name).positions).length).toBe(2);
    expect(stage.events("MemberExpired")).toEqual([]);
  },
  "processing longer than max.poll.interval.ms": ([, leaves, , ends]) => {
    const stage = new ConsumerStage({ partitions: 2, serviceMs: ends, settings: { "session.timeout.ms": 45_000 } }).join("c-1", "c-2");
    stage.runMs(5000);
    stage.produce([1], stage.member("c-1").positions[0].partition);
    stage.runMs(100);
    const polled = stage.events("MessageDelivered")[0].at / 1000;
    const seen = (kind: string) => stage.events(kind).map(({ at }) => Math.round((at / 1000 - polled) / 100) * 100);
    stage.runToMs(polled + leaves + 5000);
    expect(seen("MemberLeft")).toEqual([leaves]);
    expect(stage.broker.groups[CONSUMER_GROUP].members.map(({ clientId }) => clientId)).toEqual(["c-2"]);
    expect(stage.member("c-2").positions.length).toBe(2);
    stage.runToMs(polled + ends + 3000);
    expect(seen("CommitFailed")).toEqual([ends]);
    expect(stage.events("MessageDelivered").map(({ message }) => message)).toEqual([1, 1]);
    expect(stage.broker.groups[CONSUMER_GROUP].members.map(({ clientId }) => clientId)).toContain("c-1");
  },
  "member never rejoins": ([, timeout]) => {
    const stage = stable();
    const c = stage.join("c");
    const began = stage.nowMs;
    stage.join("a");
    stage.liveMs(timeout - 1000, "b");
    expect(stage.joined("c", c)).toBeNull();
    stage.liveMs(began + timeout + 500 - stage.nowMs, "b");
    expect(stage.joined("c", c)).toMatchObject({ error: "NONE", generation: 3 });
    expect(stage.members).toEqual(["a", "c"]);
  },
};
const NOT_PLAYED: Record<string, string> = {
  "static member restart within session timeout": "no static members (K-GRP-15 is absent)",
};

describe("K-GRP-04, K-GRP-05, K-GRP-08, K-GRP-09, K-GRP-11: timelines", () => {
  test("every timeline is played or left out for a reason", () => {
    expect(timelines.map(({ name }) => name).sort()).toEqual([...Object.keys(TIMELINES), ...Object.keys(NOT_PLAYED)].sort());
    expect(Object.keys(TIMELINES).length).toBe(6);
  });
  const played = timelines.filter(({ name }) => name in TIMELINES);
  test.each(played.map(({ name, times }) => [name, times] as const))("%s", (name, times) => TIMELINES[name](times.map(([ms]) => ms)));
});
