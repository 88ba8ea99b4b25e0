import { describe, expect, test } from "vitest";
import { EffectApplied, MessageAccepted, MessageSettled, WorkBegun } from "../engine/delivery/events.ts";
import { digestLane } from "../engine/delivery/lane-digest.ts";
import { ledgerAt } from "../engine/delivery/ledger.ts";
import type { Handler } from "../engine/document/handler.ts";
import type { Command } from "../engine/document/script.ts";
import { DocumentRun } from "../engine/lanes/run-document.ts";
import { SYSTEM_TABLES } from "../engine/system-tables.ts";
import { SYSTEM_PARTS } from "../engine/systems.ts";
import { decodeDocument } from "./decode.ts";

const handler = (name: string, types?: string[]): Handler => ({
  name,
  ...(types === undefined ? {} : { types }),
  serviceTime: { kind: "constant", ms: 20 },
  effect: { database: "shop-db", table: name },
});

/** Six orders, every second one a return, for an application with two handlers behind one queue, one group or one call. */
function desk(handles: Handler[], lane: object, script: Command[] = []) {
  const messages = [1, 2, 3, 4, 5, 6].map((n) => ({ atMs: 1000 + n * 200, key: "k", type: n % 2 === 0 ? "returned" : "placed" }));
  const run = decodeDocument({
    version: 2,
    id: "desk",
    title: "Desk",
    summary: "Two handlers in one application.",
    shows: [],
    durationMs: 10_000,
    untilRest: true,
    seed: 1,
    network: { latency: { kind: "constant", ms: 5 } },
    streams: [{ name: "orders", workload: { kind: "list", messages } }],
    applications: [
      { name: "shop", instances: 1, emits: { stream: "orders" } },
      { name: "desk", instances: 1, handles },
    ],
    databases: [{ name: "shop-db", idempotent: false }],
    lanes: [{ id: "lane", clusters: [], ...lane }],
    script,
    expect: [],
  });
  if (!run.ok) throw new Error(JSON.stringify(run.errors));
  const document = new DocumentRun(run.run, { tables: SYSTEM_TABLES, parts: SYSTEM_PARTS });
  const { history, processes, now } = document.finish();
  const lanes = processes.map((process) => process.lane);
  const [facts] = document.facts();
  const { verdicts } = digestLane(history, 0, lanes, facts);
  const destinations: Record<string, Record<string, number[]>> = {};
  for (const { message, destination, outcome } of ledgerAt(history, 0, lanes, facts, now).rows) {
    destinations[destination] ??= {};
    destinations[destination][outcome] ??= [];
    destinations[destination][outcome].push(message);
  }
  const told = (kind: number) =>
    Array.from({ length: history.length }, (_, id) => id)
      .filter((id) => history.kind(id) === kind)
      .map((id) => `${history.strings.text(history.a(id))} ${history.message(id)}`);
  return { destinations, told, verdict: (id: string) => verdicts.find(({ checker }) => checker === id) };
}

const node = { name: "rabbitmq", system: "rabbitmq", nodes: 1, settings: {} };
const shop = {
  system: "rabbitmq",
  application: "shop",
  cluster: "rabbitmq",
  publisher: { settings: { "confirm.select": true }, publishes: [{ exchange: "", routingKey: "desk" }] },
};
const queue = (name: string) => ({ name, durable: true, arguments: {} });
const oneQueue = {
  clusters: [{ ...node, exchanges: [], queues: [queue("desk")], bindings: [] }],
  clients: [
    shop,
    {
      system: "rabbitmq",
      application: "desk",
      cluster: "rabbitmq",
      consumers: [{ queue: "desk", settings: { prefetch: 1 }, settle: "after" }],
    },
  ],
};
const call = { clients: [{ system: "direct", application: "shop", calls: [{ application: "desk", settings: {} }], settings: {} }] };
const oneTopic = {
  clusters: [
    {
      name: "kafka",
      system: "kafka",
      brokers: 1,
      settings: { "offsets.topic.num.partitions": 1, "group.initial.rebalance.delay.ms": 0 },
      topics: [{ name: "orders", partitions: 1, replicationFactor: 1, settings: {} }],
    },
  ],
  clients: [
    { system: "kafka", application: "shop", cluster: "kafka", producer: { settings: { acks: "all" }, publishes: [{ topic: "orders" }] } },
    {
      system: "kafka",
      application: "desk",
      cluster: "kafka",
      consumer: {
        settings: { "auto.offset.reset": "earliest", "max.poll.records": 1 },
        topics: ["orders"],
        group: "desk",
        settle: "after",
      },
    },
  ],
};
const LANES: [string, object][] = [
  ["a queue", oneQueue],
  ["a group", oneTopic],
  ["a call", call],
];

describe.each(LANES)("an application with two handlers behind %s", (_, lane) => {
  test("each message is owed by the handler that takes its type, and by no other", () => {
    const { destinations } = desk([handler("sell", ["placed"]), handler("refund", ["returned"])], lane);
    expect(destinations).toEqual({ "desk.sell": { once: [1, 3, 5] }, "desk.refund": { once: [2, 4, 6] } });
  });

  test("a message that both take goes through one after the other, and is settled after the second", () => {
    const { destinations, told } = desk([handler("show"), handler("file")], lane);
    const all = [1, 2, 3, 4, 5, 6];
    expect(destinations).toEqual({ "desk.show": { once: all }, "desk.file": { once: all } });
    expect(told(WorkBegun)).toEqual(all.flatMap((n) => [`desk.show ${n}`, `desk.file ${n}`]));
    expect(told(EffectApplied)).toEqual(told(WorkBegun));
    expect(told(MessageSettled).length).toBeLessThanOrEqual(all.length);
  });
});

test("a crash between two handlers of one message repeats the first one's effect, not the second one's", () => {
  const after = { after: "EffectApplied", message: 3, by: { part: "shop-db" }, delayMs: 20 };
  const crash: Command = { id: "crash", when: after, action: { do: "crash", at: { part: "desk-1" } }, forMs: 500 };
  const { destinations, verdict } = desk([handler("show"), handler("file")], oneQueue, [crash]);
  expect(destinations).toEqual({ "desk.show": { once: [1, 2, 4, 5, 6], twice: [3] }, "desk.file": { once: [1, 2, 3, 4, 5, 6] } });
  expect(verdict("C6")?.count).toBe(1);
});

test("handlers: each reading feeds the handlers that it names", () => {
  const lane = {
    clusters: [
      {
        ...node,
        exchanges: [{ name: "all", type: "fanout", durable: true }],
        queues: [queue("screens"), queue("files")],
        bindings: ["screens", "files"].map((name) => ({ exchange: "all", queue: name, routingKey: "" })),
      },
    ],
    clients: [
      { ...shop, publisher: { ...shop.publisher, publishes: [{ exchange: "all", routingKey: "" }] } },
      {
        system: "rabbitmq",
        application: "desk",
        cluster: "rabbitmq",
        consumers: [
          { queue: "screens", settings: { prefetch: 1 }, settle: "after", handlers: ["show"] },
          { queue: "files", settings: { prefetch: 1 }, settle: "after", handlers: ["file"] },
        ],
      },
    ],
  };
  const { destinations, told } = desk([handler("show"), handler("file")], lane);
  const all = [1, 2, 3, 4, 5, 6];
  expect(destinations).toEqual({ "desk.show": { once: all }, "desk.file": { once: all } });
  expect(told(EffectApplied).filter((one) => one.startsWith("desk.file"))).toEqual(all.map((n) => `desk.file ${n}`));
});

test("a handler that takes whatever comes is expected for what its wires bring, also when all comes from one source", () => {
  const topic = (name: string) => ({ name, partitions: 1, replicationFactor: 1, settings: {} });
  const consumer = (name: string, handlers: string[]) => ({
    settings: { "auto.offset.reset": "earliest" },
    topics: [name],
    group: name,
    settle: "after",
    handlers,
  });
  const [cluster] = oneTopic.clusters;
  const desks = { system: "kafka", application: "desk", cluster: "kafka" };
  const lane = {
    clusters: [{ ...cluster, topics: [topic("sales"), topic("returns")] }],
    clients: [
      {
        ...oneTopic.clients[0],
        producer: {
          settings: {},
          publishes: [
            { topic: "sales", types: ["placed"] },
            { topic: "returns", types: ["returned"] },
          ],
        },
      },
      { ...desks, name: "sales", consumer: consumer("sales", ["sell"]) },
      { ...desks, name: "returns", consumer: consumer("returns", ["refund"]) },
    ],
  };
  // The shop is gone before it hands over the last two.
  const crash: Command = { id: "crash", when: { atMs: 1900 }, action: { do: "crash", at: { part: "shop-1" } } };
  const { destinations } = desk([handler("sell"), handler("refund")], lane, [crash]);
  expect(destinations).toEqual({
    "desk.sell": { once: [1, 3], "never sent": [5] },
    "desk.refund": { once: [2, 4], "never sent": [6] },
  });
});

test("what the second handler makes of a message is made of it once, by one draw of its own", () => {
  const children = (name: string): Handler => ({ ...handler(name), emits: [{ type: `${name}n`, share: 0.5, when: "after the effect" }] });
  const { told } = desk([children("show"), children("file")], oneQueue);
  const made = (kind: number) => told(kind).filter((one) => Number(one.split(" ").at(-1)) > 6);
  expect(made(MessageAccepted).length).toBeGreaterThan(1);
  expect(made(MessageAccepted).length).toBeLessThan(11);
  const numbers = made(MessageAccepted).map((one) => Number(one.split(" ").at(-1)));
  // Numbers 7 to 12 are what the first makes of 1 to 6, 13 to 18 what the second makes: not of the same orders.
  const of = (from: number) => numbers.filter((number) => number >= from && number < from + 6).map((number) => number - from);
  expect(of(7)).not.toEqual(of(13));
});
