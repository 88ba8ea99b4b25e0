import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Application } from "../engine/document/application.ts";
import { laneView, wiresOfLane } from "../engine/document/lane-view.ts";
import { planNumbers } from "../engine/document/numbers.ts";
import { indexWires, receivers } from "../engine/document/reach.ts";
import type { Run, Scenario } from "../engine/document/scenario.ts";
import { spoken, type Wire } from "../engine/document/wires.ts";
import { SYSTEM_TABLES } from "../engine/system-tables.ts";

const common = { path: "", says: "" };
const serviceTime = { kind: "constant", ms: 1 } as const;
const application = (name: string, ...handles: Application["handles"] & object): Application => ({ name, instances: 1, handles });
const publishes = (name: string, place: string, types?: string[]): Wire => ({
  kind: "publishes",
  ...common,
  application: name,
  place,
  ...(types && { types }),
});
const reads = (name: string, place: string, handlers?: string[]): Wire => ({
  kind: "reads",
  ...common,
  application: name,
  place,
  reader: name,
  ...(handlers && { handlers }),
});
const moves = (from: string, to: string): Wire => ({ kind: "moves", ...common, from, to });

const work = { serviceTime };
test.each<[string, Wire[], Application[], string[]]>([
  ["over a place", [publishes("web", "p"), reads("a", "p")], [application("a", work)], ["a"]],
  [
    "over a binding and a dead letter",
    [publishes("web", "x"), moves("x", "q"), moves("q", "p"), reads("a", "p")],
    [application("a", work)],
    ["a"],
  ],
  ["not against it", [publishes("web", "x"), moves("q", "x"), reads("a", "q")], [application("a", work)], []],
  ["not by a wire for other types", [publishes("web", "p", ["paid"]), reads("a", "p")], [application("a", work)], []],
  ["by a wire for its type", [publishes("web", "p", ["order"]), reads("a", "p")], [application("a", work)], ["a"]],
  ["not to a handler for other types", [publishes("web", "p"), reads("a", "p")], [application("a", { ...work, types: ["paid"] })], []],
  [
    "to the handlers that a reading chooses",
    [publishes("web", "p"), reads("a", "p", ["x"])],
    [application("a", { ...work, name: "x" }, { ...work, name: "y" })],
    ["a.x"],
  ],
  [
    "past whoever passes it on",
    [publishes("web", "p"), reads("a", "p"), publishes("a", "q"), reads("b", "q")],
    [application("a", { ...work, passesOn: true }), application("b", work)],
    ["a", "b"],
  ],
  [
    "not past whoever does not",
    [publishes("web", "p"), reads("a", "p"), publishes("a", "q"), reads("b", "q")],
    [application("a", work), application("b", work)],
    ["a"],
  ],
  [
    "by the table that its effect shows in",
    [
      publishes("web", "p"),
      reads("a", "p"),
      { kind: "records", ...common, application: "a", place: "t", handlers: ["a"] },
      reads("b", "t"),
    ],
    [application("a", work), application("b", work)],
    ["a", "b"],
  ],
  ["round a ring once", [publishes("web", "p"), moves("p", "q"), moves("q", "p"), reads("a", "q")], [application("a", work)], ["a"]],
])("a message gets to its handlers %s", (_how, wires, applications, expected) => {
  expect([...receivers(indexWires(wires), applications, "web", "order")]).toEqual(expected);
});

const read = (name: string): Scenario =>
  JSON.parse(readFileSync(new URL(`../../test-data/documents/${name}.json`, import.meta.url), "utf8"));
const runOf = (scenario: Scenario): Run => ({ scenario, seed: scenario.seed, script: scenario.script });

/** Wires of a lane in one line each. */
function told(name: string, lane: number): string[] {
  const run = runOf(read(name));
  return wiresOfLane(laneView(run, run.scenario.lanes[lane]), SYSTEM_TABLES).map((wire) => {
    const to = wire.kind === "moves" ? wire.to : wire.place;
    return `${wire.path}: ${wire.kind === "moves" ? wire.from : wire.application} ${wire.says} ${to}`;
  });
}

test("what clients and clusters mean is told as wires: a ladder with a shelf", () => {
  expect(told("ladder-with-a-shelf", 0)).toEqual([
    "clusters[0].bindings[0]: rabbitmq/exchange:retry is bound to queue rabbitmq/queue:wait",
    "clusters[0].queues[0]: rabbitmq/queue:work dead-letters to exchange rabbitmq/exchange:retry",
    "clusters[0].queues[1]: rabbitmq/queue:wait dead-letters to queue rabbitmq/queue:work",
    "clients[0].publisher.publishes[0]: upload publishes to queue rabbitmq/queue:work",
    "clients[1].consumers[0]: resize consumes queue rabbitmq/queue:work",
    "clients[1].consumers[0].onFailure[1]: rabbitmq/queue:work on failure goes to queue rabbitmq/queue:parked",
  ]);
});

test("a binding that a late service brings with it counts before it is there", () => {
  expect(told("late-fifth", 1).slice(-2)).toEqual([
    "clients[5].consumers[0]: fraud consumes queue rabbitmq/queue:fraud",
    "clients[5].declares.bindings[0]: rabbitmq/exchange:users is bound to queue rabbitmq/queue:fraud",
  ]);
});

test("retries, an outbox and its relay, and a call", () => {
  expect(told("retry-topics", 0).filter((line) => line.includes("failure"))).toHaveLength(9);
  expect(told("dual-write", 1)).toEqual([
    "clients[0].calls[0]: web calls direct/call:order-svc",
    "clients[0].calls[0]: order-svc answers calls to direct/call:order-svc",
    "clients[1].database: order-svc writes to the outbox of database/outbox:shop-db",
    "clients[2].reads: relay reads the outbox of database/outbox:shop-db",
    "clients[3].producer.publishes[0]: relay publishes to topic kafka/topic:placed",
    "clients[4].consumer.topics[0]: kitchen reads topic kafka/topic:placed",
  ]);
});

test("a binding that only the script brings has numbers planned for it", () => {
  const scenario = read("late-fifth");
  const [, lane] = scenario.lanes;
  const fraud = scenario.applications.find(({ name }) => name === "fraud");
  const emitting = { ...fraud, handles: [{ serviceTime, emits: [{ type: "alarm", when: "at the end" }] }] } as Application;
  const unbound = {
    ...lane,
    clients: lane.clients.map((client) => (client.application === "fraud" ? { ...client, declares: undefined } : client)),
  };
  const without: Scenario = {
    ...scenario,
    applications: scenario.applications.map((one) => (one.name === "fraud" ? emitting : one)),
    lanes: [unbound],
  };
  const bind = {
    do: "operate",
    system: "rabbitmq",
    cluster: "rabbitmq",
    act: "bind",
    exchange: "users",
    queue: "fraud",
    routingKey: "",
  } as const;
  const bound: Run = { ...runOf(without), script: [{ id: "bind", when: { atMs: 500 }, action: bind }] };
  const paths = (run: Run) => planNumbers(run, SYSTEM_TABLES, [20]).blocks.map(({ path }) => path);
  expect(paths({ ...runOf(without), script: [] })).toEqual(["users"]);
  expect(paths(bound)).toEqual(["users", "users/fraud:alarm"]);
});

test("one of each type belongs to the root's stream: two streams have a block each", () => {
  const scenario = read("saga");
  const closing: Application = application("closing", {
    serviceTime,
    aggregate: { by: "key", over: { kind: "one of each type", types: ["order"] }, emits: { type: "closed" } },
  });
  const other: Application = { name: "web", instances: 1, emits: { stream: "second" } };
  const [lane] = scenario.lanes;
  const [client] = lane.clients;
  const run = runOf({
    ...scenario,
    streams: [...scenario.streams, { ...scenario.streams[0], name: "second" }],
    applications: [...scenario.applications, closing, other],
    lanes: [{ ...lane, clients: [...lane.clients, { ...lane.clients[1], application: "closing" }, { ...client, application: "web" }] }],
  });
  const { blocks } = planNumbers(run, SYSTEM_TABLES, [2, 3]);
  expect(blocks.filter(({ kind }) => kind === "root").map(({ path, count }) => [path, count])).toEqual([
    ["orders/closing:closed", 2],
    ["second/closing:closed", 3],
  ]);
});

test("a wire is spoken with the names of its ends", () => {
  const run = runOf(read("two-of-everything"));
  expect(wiresOfLane(laneView(run, run.scenario.lanes[0]), SYSTEM_TABLES).map(spoken)).toEqual([
    "order-svc publishes to topic orders",
    "mirror reads topic orders",
    "mirror publishes to topic orders",
    "desk reads topic orders",
    "desk reads topic orders",
  ]);
});
