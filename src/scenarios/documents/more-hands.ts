import type { Application } from "../../engine/document/application.ts";
import type { Scenario } from "../../engine/document/scenario.ts";
import type { KnownSystems } from "../../engine/system-tables.ts";
import { kafkaClient, kafkaCluster, rabbitmqClient, rabbitmqCluster, type ScenarioLane, topic } from "./brokers.ts";

/** As many workers as its name says: an application of each size, of which every lane has one. */
const TEAMS = { one: 1, two: 2, four: 4, eight: 8 } as const;
type Team = keyof typeof TEAMS;
const NAMES = Object.keys(TEAMS) as Team[];
const TITLES: Record<Team, string> = { one: "1 worker", two: "2 workers", four: "4 workers", eight: "8 workers" };

function scenarioOf(
  id: string,
  title: string,
  summary: string,
  laneOf: (team: Team) => Omit<ScenarioLane, "id" | "title">,
): Scenario<KnownSystems> {
  return {
    version: 2,
    id,
    title,
    summary,
    shows: ["S11"],
    durationMs: 20_000,
    untilRest: true,
    seed: 7341,
    network: { latency: { kind: "uniform", fromMs: 4, toMs: 8 } },
    streams: [
      {
        name: "jobs",
        workload: {
          kind: "generated",
          arrivals: { kind: "steady", perSecond: 16 },
          fromMs: 3000,
          untilMs: 6000,
          keys: { kind: "uniform", count: 40 },
          firstKey: 1,
          types: [{ name: "job", weight: 1 }],
          sizes: { kind: "constant", bytes: 200 },
        },
      },
    ],
    applications: [
      { name: "planner", instances: 1, emits: { stream: "jobs" } },
      ...NAMES.map(
        (name): Application => ({
          name,
          instances: TEAMS[name],
          handles: [
            {
              serviceTime: { kind: "uniform", fromMs: 280, toMs: 320 },
              effect: { database: "shop-db", table: `done-${name}` },
              doing: "resizing",
              done: "resized",
            },
          ],
        }),
      ),
    ],
    databases: [{ name: "shop-db", idempotent: false }],
    lanes: NAMES.map((team): ScenarioLane => ({ id: team, title: TITLES[team], ...laneOf(team) })),
    script: [],
    expect: [],
  };
}

/** S11 in Kafka: each partition has one reader in the group, so the fifth to the eighth stand idle beside four partitions. */
export const moreHandsLog: Scenario<KnownSystems> = {
  ...scenarioOf(
    "more-hands-log",
    "More hands than shelves",
    "The same jobs for one, two, four and eight workers of a consumer group, and a topic of four partitions. Each doubling helps until there are as many workers as partitions; of eight, four stand idle.",
    (team) => ({
      clusters: [kafkaCluster([topic("jobs", 4)])],
      clients: [kafkaClient("planner", { to: ["jobs"] }), kafkaClient(team, { from: ["jobs"] })],
    }),
  ),
  expect: [
    { lane: "two", quickerThan: "one", share: 0.5 },
    { lane: "four", quickerThan: "two", share: 0.5 },
    ...NAMES.map((lane) => ({ lane, message: 20, at: { handler: lane }, outcome: "once" as const })),
  ],
};

/** S11 in RabbitMQ: whoever is free gets the next from one queue, so each further worker helps as long as there is work. */
export const moreHandsQueue: Scenario<KnownSystems> = {
  ...scenarioOf(
    "more-hands-queue",
    "Hands at one queue",
    "The same jobs for one, two, four and eight consumers of one queue. Whoever is free gets the next, so each doubling halves the wait, and nothing keeps the order.",
    (team) => ({
      clusters: [rabbitmqCluster({ jobs: [team] })],
      clients: [rabbitmqClient("planner", { to: "jobs" }), rabbitmqClient(team, { from: team })],
    }),
  ),
  expect: [
    { lane: "two", quickerThan: "one", share: 0.5 },
    { lane: "four", quickerThan: "two", share: 0.5 },
    { lane: "eight", quickerThan: "four", share: 0.5 },
    ...NAMES.map((lane) => ({ lane, event: "EffectApplied", message: 20, happens: true })),
  ],
};
