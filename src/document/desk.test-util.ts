import { digestLane } from "../engine/delivery/lane-digest.ts";
import { ledgerAt } from "../engine/delivery/ledger.ts";
import type { Application } from "../engine/document/application.ts";
import type { Handler } from "../engine/document/handler.ts";
import type { Command } from "../engine/document/script.ts";
import { DocumentRun } from "../engine/lanes/run-document.ts";
import { SYSTEM_TABLES } from "../engine/system-tables.ts";
import { SYSTEM_PARTS } from "../engine/systems.ts";
import { decodeDocument } from "./decode.ts";

export const handler = (name: string, types?: string[]): Handler => ({
  name,
  ...(types === undefined ? {} : { types }),
  serviceTime: { kind: "constant", ms: 20 },
  effect: { database: "shop-db", table: name },
});

/** Six orders, every second one a return, for an application with two handlers behind one queue, one group or one call. */
export function desk(handles: Handler[], lane: object, script: Command[] = [], owner: Partial<Application> = {}) {
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
      { name: "desk", instances: 1, handles, ...owner },
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
  /** Events of some kinds in their order, as a sign for each kind and the message. */
  const course = (signs: Readonly<Record<number, string>>) =>
    Array.from({ length: history.length }, (_, id) => id)
      .filter((id) => signs[history.kind(id)] !== undefined)
      .map((id) => `${signs[history.kind(id)]}${history.message(id)}`);
  return { course, destinations, told, verdict: (id: string) => verdicts.find(({ checker }) => checker === id) };
}

export const node = { name: "rabbitmq", system: "rabbitmq", nodes: 1, settings: {} };
export const shop = {
  system: "rabbitmq",
  application: "shop",
  cluster: "rabbitmq",
  publisher: { settings: { "confirm.select": true }, publishes: [{ exchange: "", routingKey: "desk" }] },
};
export const queue = (name: string) => ({ name, durable: true, arguments: {} });
export const oneQueue = {
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
export const call = { clients: [{ system: "direct", application: "shop", calls: [{ application: "desk", settings: {} }], settings: {} }] };
export const oneTopic = {
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
export const LANES: [string, object][] = [
  ["a queue", oneQueue],
  ["a group", oneTopic],
  ["a call", call],
];
