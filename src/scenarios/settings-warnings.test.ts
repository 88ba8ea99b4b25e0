import { describe, expect, test } from "vitest";
import { contradictions, warnings, withSetting } from "../engine/lane-settings.ts";
import { finishRun } from "../engine/run.ts";
import type { Command, LaneSpec, Run } from "../engine/scenario.ts";
import { laneSeenBy, lastChangeOf, membersOf, valueIn } from "../engine/setting-changes.ts";
import { eventKindInfo } from "../engine/sim/event-kinds.ts";
import { systemFacts } from "../engine/system-facts.ts";
import { checkRun } from "./check.ts";
import { kafkaLane } from "./food-service.ts";
import { findScenario, runOf } from "./index.ts";

function fridayRush(lane: LaneSpec, script: readonly Command[] = []): Run {
  const scenario = findScenario("friday-rush");
  if (scenario === undefined) throw new Error("no such scenario");
  return { ...runOf(scenario), scenario: { ...scenario, lanes: [lane] }, script };
}

function count(run: Run, kind: string): number {
  const { history } = finishRun(run);
  return Array.from({ length: history.length }, (_, id) => eventKindInfo(history.kind(id)).name).filter((name) => name === kind).length;
}

function info(name: string) {
  const found = systemFacts.kafka.settings.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no setting ${name}`);
  return found;
}

describe("settings that do not do what they seem to", () => {
  const four = withSetting(kafkaLane(), "topic", "min.insync.replicas", 4);

  test("K-BRK-04: min.insync.replicas above the replicas is taken as all of them, and the way out is said", () => {
    expect(warnings(kafkaLane())).toEqual([]);
    const [warning] = warnings(four);
    expect(warning.cannot).toBe("orders cannot spare a broker");
    expect(warning.error).toContain("min.insync.replicas is 4, but the topic has 3 replicas");
    expect(warning.fix).toEqual({ owner: "topic", name: "min.insync.replicas", value: 2 });
    expect(warnings(withSetting(four, warning.fix.owner, warning.fix.name, warning.fix.value))).toEqual([]);
  });

  test("K-BRK-12: what the warning says is so: with all replicas writes go on, with one out of sync none is confirmed any more", () => {
    expect(checkRun(fridayRush(four))).toEqual([]);
    const whole = count(fridayRush(four), "MessageConfirmed");
    expect(whole).toBe(19);
    const crash: Command = { id: "crash", when: { atMs: 2000 }, action: { do: "crash", part: "broker-3" } };
    const broken = count(fridayRush(four, [crash]), "MessageConfirmed");
    expect(broken).toBeLessThan(6);
    expect(count(fridayRush(kafkaLane(), [crash]), "MessageConfirmed")).toBe(19);
  });

  test("K-BRK-12: acks=1 does not ask for it, and nothing is said", () => {
    expect(warnings(withSetting(four, "producer", "acks", "1"))).toEqual([]);
  });

  test("K-GRP-08: a session that the coordinator would refuse is told, and then nothing is delivered", () => {
    const short = withSetting(kafkaLane(), "consumer", "session.timeout.ms", 1001);
    const bounded = withSetting(short, "broker", "group.min.session.timeout.ms", 6000);
    expect(warnings(short)).toEqual([]);
    const [warning] = warnings(bounded);
    expect(warning.cannot).toBe("Consumers cannot join their groups");
    expect(warning.error).toContain("group.min.session.timeout.ms, 6000");
    expect(warning.fix).toEqual({ owner: "consumer", name: "session.timeout.ms", value: 6000 });
    expect(count(fridayRush(bounded), "MessageDelivered")).toBe(0);
    expect(count(fridayRush(short), "MessageDelivered")).toBeGreaterThan(0);
  });

  test("a contradiction says what cannot start", () => {
    const lane = withSetting(kafkaLane(), "consumer", "session.timeout.ms", 500);
    expect(contradictions(lane)).toMatchObject([
      { cannot: "The consumer cannot start", fix: { owner: "consumer", name: "heartbeat.interval.ms", value: 166 } },
    ]);
  });
});

describe("the lane as a part sees it", () => {
  const parts = ["controller", "broker-1", "broker-2", "order-svc", "payment-1", "payment-2"];
  const lane = kafkaLane();

  test("a consumer's own setting is its own", () => {
    const changes = [{ part: "payment-1", setting: "session.timeout.ms", value: 9000 }];
    const session = info("session.timeout.ms");
    expect(valueIn(laneSeenBy(lane, "payment-1", parts, changes), session)).toBe(9000);
    expect(valueIn(laneSeenBy(lane, "payment-2", parts, changes), session)).toBe(3000);
  });

  test("a service is all of its consumers, and the last change decides", () => {
    expect(membersOf("payment", parts)).toEqual(["payment-1", "payment-2"]);
    const changes = [
      { part: "payment", setting: "max.poll.records", value: 5 },
      { part: "payment-2", setting: "max.poll.records", value: 7 },
    ];
    expect(valueIn(laneSeenBy(lane, "payment-1", parts, changes), info("max.poll.records"))).toBe(5);
    expect(valueIn(laneSeenBy(lane, "payment-2", parts, changes), info("max.poll.records"))).toBe(7);
    expect(lastChangeOf(lane, info("max.poll.records"), "payment-2", parts, changes)).toBe(changes[1]);
    expect(lastChangeOf(lane, info("acks"), "order-svc", parts, changes)).toBeUndefined();
  });

  test("K-BRK-04, K-CTL-01: a topic's settings and the brokers' session are the cluster's", () => {
    const changes = [
      { part: "broker-2", setting: "min.insync.replicas", value: 3 },
      { part: "broker-1", setting: "broker.session.timeout.ms", value: 4000 },
      { part: "broker-1", setting: "replica.lag.time.max.ms", value: 5000 },
    ];
    const seen = laneSeenBy(lane, "broker-2", parts, changes);
    expect(valueIn(seen, info("min.insync.replicas"))).toBe(3);
    expect(valueIn(seen, info("broker.session.timeout.ms"))).toBe(4000);
    expect(valueIn(seen, info("replica.lag.time.max.ms"))).toBe(30_000);
  });
});
