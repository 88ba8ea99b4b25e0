import { expect, test } from "vitest";
import { checkRun } from "./check.ts";
import { kafkaLane, rabbitmqLane } from "./food-service.ts";
import { findScenario, runOf } from "./index.ts";
import { offeredSettings, offeredValue, shapeContradiction, TOPIC_SHAPE, withOffered } from "./topic-shape.ts";

const [partitions, replicationFactor] = TOPIC_SHAPE;

test("K-BRK-04: a topic's panel begins with what it is made with; other owners and systems have none of it", () => {
  expect(offeredSettings(kafkaLane(), "topic").map(({ name }) => name)).toEqual([
    "partitions",
    "replication.factor",
    "min.insync.replicas",
    "unclean.leader.election.enable",
  ]);
  expect(offeredSettings(kafkaLane(), "consumer").map(({ name }) => name)).not.toContain("partitions");
  expect(offeredSettings(rabbitmqLane([]), "topic")).toEqual([]);
});

test("all topics of a lane are made with the new value, and settings still go their own way", () => {
  const six = withOffered(kafkaLane(), { owner: "topic", name: "partitions", value: 6 });
  expect(offeredValue(six, partitions)).toBe(6);
  expect(offeredValue(six, replicationFactor)).toBe(3);
  expect(six).toMatchObject({ settings: { topics: [{ partitions: 6, config: { "min.insync.replicas": 2 } }] } });
  const session = withOffered(six, { owner: "consumer", name: "session.timeout.ms", value: 9000 });
  expect(session).toMatchObject({ settings: { consumer: { "session.timeout.ms": 9000 }, topics: [{ partitions: 6 }] } });
});

test("more replicas than brokers cannot be, and the way out is a run that can", () => {
  expect(shapeContradiction(kafkaLane())).toBeUndefined();
  const four = withOffered(kafkaLane(), { owner: "topic", name: "replication.factor", value: 4 });
  const found = shapeContradiction(four);
  expect(found).toMatchObject({ cannot: "orders cannot be created", error: "replication.factor is 4, but there are 3 brokers" });
  const scenario = findScenario("latency");
  if (scenario === undefined || found === undefined) throw new Error("no such scenario");
  const problems = (lane: typeof four) => checkRun({ ...runOf(scenario), scenario: { ...scenario, lanes: [lane] } });
  expect(problems(four)).toHaveLength(1);
  expect(problems(withOffered(four, found.fix))).toEqual([]);
});
