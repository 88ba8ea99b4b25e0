import fc from "fast-check";
import type { Application } from "../engine/document/application.ts";
import { clusterPrefix } from "../engine/document/cluster-names.ts";
import type { Handler, Output, ServiceTime } from "../engine/document/handler.ts";
import type { Client, Cluster, Host, Lane } from "../engine/document/lane.ts";
import type { MessageRef } from "../engine/document/message-ref.ts";
import { handlerName, instancesOf, ownName } from "../engine/document/names.ts";
import { LEDGER_OUTCOMES, VERDICT_VALUES } from "../engine/document/outcomes.ts";
import { madeBy } from "../engine/document/outputs.ts";
import type { Reading, Step } from "../engine/document/reading.ts";
import type { Run, Scenario } from "../engine/document/scenario.ts";
import type { Action, Command, Target, When } from "../engine/document/script.ts";
import { boundOf, type Fields, type Shape } from "../engine/document/shape.ts";
import type { DocumentSetting, SystemTable } from "../engine/document/system-table.ts";
import type { Workload } from "../engine/document/workload.ts";

/** Random documents within the limits, all systems mixed, made from the tables of the systems: each passes its checks by construction. */

type Gen = fc.GeneratorValue;

const TYPES = ["order", "paid", "declined", "shipped"];
const PLACES = ["orders", "totals", "retry", "parked"];

class Draws {
  private readonly g: Gen;
  constructor(g: Gen) {
    this.g = g;
  }
  whole(from: number, to: number): number {
    return this.g(fc.integer, { min: from, max: to });
  }
  chance(percent: number): boolean {
    return this.whole(1, 100) > 100 - percent;
  }
  pick<T>(items: readonly T[]): T {
    return items[this.whole(0, items.length - 1)];
  }
  times<T>(from: number, to: number, make: (i: number) => T): T[] {
    return Array.from({ length: this.whole(from, to) }, (_, i) => make(i));
  }
  some<T>(items: readonly T[], least = 0): T[] {
    const chosen = items.filter(() => this.chance(50));
    return chosen.length < least ? items.slice(0, least) : chosen;
  }
  maybe<K extends string, T>(percent: number, key: K, make: () => T): { [P in K]?: T } {
    return (this.chance(percent) ? { [key]: make() } : {}) as { [P in K]?: T };
  }
}

/** Settings that exclude each other at some values: chosen together, in ways that go together. */
const TOGETHER: Record<string, Record<string, number | string | boolean>[]> = {
  producer: [
    {},
    { acks: "all" },
    { acks: "1", "enable.idempotence": false },
    { retries: 3, "linger.ms": 0, "request.timeout.ms": 1500, "delivery.timeout.ms": 20_000 },
  ],
  consumer: [{}, { "session.timeout.ms": 3000, "heartbeat.interval.ms": 1000 }],
};
const ENTANGLED = new Set([
  ...["acks", "enable.idempotence", "retries", "linger.ms", "request.timeout.ms", "delivery.timeout.ms"],
  ...["max.in.flight.requests.per.connection", "session.timeout.ms", "heartbeat.interval.ms", "x-dead-letter-routing-key"],
]);

function settingsOf(d: Draws, infos: readonly DocumentSetting[], owner: string, system: string): Record<string, unknown> {
  const together = system === "kafka" && TOGETHER[owner] !== undefined ? d.pick(TOGETHER[owner]) : {};
  const free = infos.filter((info) => info.owner === owner && !ENTANGLED.has(info.name));
  const chosen = free.filter(() => d.chance(12)).map((info) => [info.name, valueOf(d, info)]);
  return { ...together, ...Object.fromEntries(chosen) };
}

function valueOf(d: Draws, { kind, choices = [], min = 0, max = 1_000_000 }: DocumentSetting): unknown {
  if (kind === "boolean") return d.chance(50);
  if (kind === "choice") return d.pick(choices);
  if (kind === "text") return d.pick([...PLACES, ""]);
  return d.chance(30) ? d.pick([min, Math.min(max, 1_000_000)]) : d.whole(min, Math.min(max, min + 10_000));
}

interface Names {
  cluster: readonly string[];
  application: readonly string[];
  database: readonly string[];
}

/** A value of a shape. Names of places are of a small pool, so that wires often meet; names that must exist are of those that do. */
function shaped(d: Draws, shape: Shape, field: string, table: SystemTable, names: Names): unknown {
  const inner = (one: Shape, of = field) => shaped(d, one, of, table, names);
  switch (shape.is) {
    case "name":
      if (shape.empty === true && d.chance(30)) return "";
      if (field === "vhost") return d.pick(["other", "third"]);
      return d.pick(field in names ? names[field as keyof Names] : PLACES);
    case "text":
      return d.pick(["", "order.*", "#", "é {not a template}"]);
    case "template":
      return d.pick(["{type}", "{key}", "orders", "eu.{type}.{key}"]);
    case "whole":
      return d.chance(30) ? d.pick([shape.from, boundOf(shape.to)]) : d.whole(shape.from, Math.min(boundOf(shape.to), shape.from + 20));
    case "flag":
      return d.chance(50);
    case "choice":
      return d.pick(shape.of);
    case "list":
      return d.times(shape.least ?? 0, Math.min(boundOf(shape.most), 3), () => inner(shape.of));
    case "fields":
      return fieldsOf(d, shape.fields, table, names);
    case "either":
      return inner(d.pick(shape.options));
    case "texts":
      return d.pick([{}, { trace: "a" }, { trace: "a", tenant: "" }]);
    case "settings":
      return settingsOf(d, table.settings, shape.of, table.name);
    case "types":
      return d.some(TYPES);
    case "position":
      return d.pick(["with the effect", { everyMs: 500 }]);
  }
}

function fieldsOf(d: Draws, fields: Fields, table: SystemTable, names: Names): Record<string, unknown> {
  const given = Object.entries(fields).filter(([, { optional }]) => optional !== true || d.chance(40));
  return Object.fromEntries(given.map(([field, { shape }]) => [field, shaped(d, shape, field, table, names)]));
}

// biome-ignore lint/suspicious/noExplicitAny: clusters of any system are put right by what their checks ask for
function putRight(cluster: any): Cluster {
  const first = (items: { name: string; vhost?: string }[]) =>
    items.filter((item, i) => items.findIndex((one) => one.name === item.name && one.vhost === item.vhost) === i);
  if (cluster.system === "kafka") {
    const topics = first(cluster.topics) as unknown as { replicationFactor: number; partitions: number }[];
    return {
      ...cluster,
      topics: topics.map((topic) => ({ ...topic, replicationFactor: Math.min(topic.replicationFactor, cluster.brokers) })),
    };
  }
  if (cluster.system !== "rabbitmq") return cluster;
  const exchanges = first(cluster.exchanges);
  const queues = first(cluster.queues);
  const stands = (items: typeof queues, name: string, vhost?: string) => items.some((item) => item.name === name && item.vhost === vhost);
  const bindings = cluster.bindings.filter(
    (one: { exchange: string; queue: string; vhost?: string }) =>
      stands(exchanges, one.exchange, one.vhost) && stands(queues, one.queue, one.vhost),
  );
  return { ...cluster, exchanges, queues, bindings };
}

function durationOf(d: Draws) {
  return d.pick([
    { kind: "constant", ms: 20 },
    { kind: "uniform", fromMs: 5, toMs: 15 },
    { kind: "exponential", meanMs: 7.5 },
  ] as const);
}

function workloadOf(d: Draws): Workload {
  if (d.chance(50)) {
    return {
      kind: "list",
      messages: d.times(0, 5, (i) => ({
        atMs: 100 * i,
        key: d.pick(["a", "b", "7"]),
        type: d.pick(TYPES),
        ...d.maybe(20, "sizeBytes", () => 5),
      })),
    };
  }
  return {
    kind: "generated",
    arrivals: d.pick([
      { kind: "steady", perSecond: 3 },
      { kind: "poisson", perSecond: 0.5 },
      { kind: "ramp", fromPerSecond: 1, toPerSecond: 4 },
      { kind: "burst", perSecond: 1, burstPerSecond: 9, burstFromMs: 100, burstToMs: 400 },
    ] as const),
    fromMs: 0,
    untilMs: d.whole(0, 3000),
    keys: d.pick([
      { kind: "uniform", count: 3 },
      { kind: "zipf", count: 2, exponent: 0.5 },
      { kind: "hot", count: 4, share: 0.9 },
    ] as const),
    firstKey: d.whole(5, 9),
    types: d.some(TYPES, 1).map((name) => ({ name, weight: d.whole(1, 3) })),
    sizes: d.pick([
      { kind: "constant", bytes: 200 },
      { kind: "uniform", fromBytes: 0, toBytes: 5000 },
    ] as const),
  };
}

function outputOf(d: Draws): Output {
  return {
    type: d.pick(TYPES),
    when: d.pick(["before the effect", "after the effect", "at the end"]),
    ...d.maybe(30, "key", () => d.pick(["same", "type"] as const)),
    ...d.maybe(30, "share", () => 0.2),
    ...d.maybe(30, "awaits", () => d.pick(["nothing", "confirm", { answerWithinMs: 2000, again: 1 }] as const)),
    ...d.maybe(20, "sizeBytes", () => 10),
  };
}

function serviceTimeOf(d: Draws): ServiceTime {
  if (d.chance(70)) return durationOf(d);
  return {
    kind: "chosen",
    otherwise: durationOf(d),
    ...d.maybe(50, "types", () => ({ order: durationOf(d) })),
    ...d.maybe(50, "messages", () => [{ message: 2, time: durationOf(d) }]),
  };
}

function handlerOf(d: Draws, name: string | null, databases: readonly string[]): Handler {
  return {
    ...(name === null ? {} : { name }),
    ...d.maybe(60, "types", () => d.some(TYPES)),
    serviceTime: serviceTimeOf(d),
    ...d.maybe(30, "effectAt", () => 0.7),
    ...(databases.length === 0 ? {} : d.maybe(60, "effect", () => ({ database: d.pick(databases), table: d.pick(PLACES) }))),
    ...d.maybe(20, "doing", () => "charging"),
    ...d.maybe(30, "throws", () => [
      {
        times: d.pick(["always", 2] as const),
        ...d.maybe(50, "messages", () => [1, { n: 2 }]),
        ...d.maybe(20, "share", () => 0.1),
        ...d.maybe(20, "types", () => d.some(TYPES)),
      },
    ]),
    ...d.maybe(50, "emits", () => d.times(0, 3, () => outputOf(d))),
    ...d.maybe(25, "aggregate", () => ({
      by: d.pick(["key", "type", "all"] as const),
      over: d.pick([
        { kind: "window", lengthMs: 200_000, time: "event" },
        { kind: "window", lengthMs: 90_000, time: "arrival", graceMs: 1000 },
        { kind: "count", count: 3 },
        { kind: "one of each type", types: ["paid", "shipped"] },
      ] as const),
      emits: { type: d.pick(TYPES), ...d.maybe(20, "awaits", () => "confirm" as const) },
    })),
    ...d.maybe(20, "replies", () => "quote"),
    ...d.maybe(20, "passesOn", () => d.chance(80)),
  };
}

function applicationOf(d: Draws, name: string, streams: readonly string[], databases: readonly string[]): Application {
  const handlers = d.whole(0, 3);
  return {
    name,
    instances: d.chance(75) ? d.whole(0, 3) : [`${name}-x`, `${name}-y`].slice(0, d.whole(0, 2)),
    ...(streams.length === 0
      ? {}
      : d.maybe(50, "emits", () => ({
          stream: d.pick(streams),
          ...d.maybe(20, "position", () => ({ everyMs: 500 })),
          ...d.maybe(20, "awaits", () => "confirm" as const),
        }))),
    ...d.maybe(20, "workers", () => d.whole(1, 4)),
    ...(handlers === 0
      ? {}
      : { handles: Array.from({ length: handlers }, (_, i) => handlerOf(d, handlers === 1 && d.chance(70) ? null : `h${i}`, databases)) }),
  };
}

function stepsOf(d: Draws, table: SystemTable, names: Names): Step[] {
  const { readings } = table;
  if (readings === null) return [];
  return d.times(1, 3, () => {
    const step = d.pick(readings.steps);
    const times = d.maybe(30, "times", () => 2);
    if (step === "again") return { do: step, pauseMs: 1000, ...times };
    if (step === "publish") return { do: step, to: fieldsOf(d, readings.to, table, names), ...times };
    return { do: step, ...times };
  });
}

function readingOf(d: Draws, { handles = [], ...application }: Application, table: SystemTable, names: Names): Reading {
  const own = handles.map((handler) => ownName(application, handler));
  return {
    ...fieldsOf(d, table.readings?.fields ?? {}, table, names),
    ...(own.length === 0 ? {} : d.maybe(40, "handlers", () => d.some(own, 1))),
    settle: d.pick(table.readings?.settles ?? ["after"]),
    ...d.maybe(50, "onFailure", () => stepsOf(d, table, names)),
    ...d.maybe(20, "failuresCounted", () => d.pick(["in the process", "on the message"] as const)),
    ...d.maybe(10, "notBeforeMs", () => 5000),
    ...d.maybe(10, "position", () => d.pick(["with the effect", { everyMs: 500 }] as const)),
  };
}

function clientOf(
  d: Draws,
  applications: readonly Application[],
  clusters: readonly Cluster[],
  tables: readonly SystemTable[],
  databases: readonly string[],
): Client | null {
  const application = d.pick(applications);
  const table = d.pick(tables);
  const own = clusters.filter(({ system }) => system === table.name).map(({ name }) => name);
  const others = applications.map(({ name }) => name).filter((name) => name !== application.name);
  if ((table.cluster !== null && own.length === 0) || (table.name === "direct" && others.length === 0)) return null;
  if (table.name === "outbox" && databases.length === 0) return null;
  const names: Names = { cluster: own, application: others, database: databases };
  const { readings } = table;
  const reads =
    readings === null || d.chance(40)
      ? {}
      : {
          [readings.field]: readings.list
            ? d.times(1, 2, () => readingOf(d, application, table, names))
            : readingOf(d, application, table, names),
        };
  return { system: table.name, application: application.name, ...fieldsOf(d, table.client, table, names), ...reads } as Client;
}

function laneOf(d: Draws, id: string, business: Pick<Scenario, "applications" | "databases">, tables: readonly SystemTable[]): Lane {
  const { applications } = business;
  const databases = business.databases.map(({ name }) => name);
  const withClusters = tables.filter(({ cluster }) => cluster !== null);
  const clusters = d.times(0, 3, (i): Cluster => {
    const table = d.pick(withClusters);
    return putRight({
      name: `c${i}`,
      system: table.name,
      ...fieldsOf(d, table.cluster ?? {}, table, { cluster: [], application: [], database: [] }),
    });
  });
  const clients =
    applications.length === 0
      ? []
      : d.times(0, 8, (i) => {
          const client = clientOf(d, applications, clusters, tables, databases);
          // The first of its system in an application may go without a name.
          return client === null ? null : { ...client, name: `client${i}` };
        });
  const first = clients.find((client) => client !== null);
  if (first !== undefined && first !== null && d.chance(50)) delete (first as { name?: string }).name;
  const lane: Lane = { id, ...d.maybe(30, "title", () => "A lane"), clusters, clients: clients.filter((client) => client !== null) };
  return {
    ...lane,
    ...d.maybe(40, "hosts", () => hostsOf(d, lane, applications, tables)),
    ...d.maybe(20, "places", () => ({ "payment-1": [3, -4.5] as const })),
  };
}

function hostsOf(d: Draws, lane: Lane, applications: readonly Application[], tables: readonly SystemTable[]): Host[] {
  const parts = [...new Set([...partsOf(lane, tables), ...applications.flatMap(instancesOf)])];
  const at = parts.map(() => d.whole(0, 2));
  return ["m1", "m2"].map((name, i) => ({
    name,
    parts: parts.filter((_, n) => at[n] === i + 1),
    ...d.maybe(50, "rack", () => d.pick(["A", "B"])),
  }));
}

function partsOf(lane: Lane, tables: readonly SystemTable[]): string[] {
  return lane.clusters.flatMap((cluster) =>
    (tables.find(({ name }) => name === cluster.system)?.processes(cluster) ?? []).map((name) => clusterPrefix(lane, cluster) + name),
  );
}

function refOf(d: Draws, { streams, applications }: Pick<Scenario, "streams" | "applications">): MessageRef {
  if (d.chance(60)) return d.whole(1, 5);
  const outputs = applications.flatMap((application) => (application.handles ?? []).flatMap((handler) => madeBy(application, handler)));
  return {
    n: d.whole(1, 5),
    ...(streams.length === 0 ? {} : d.maybe(50, "stream", () => d.pick(streams).name)),
    ...(outputs.length === 0 ? {} : d.maybe(50, "via", () => [d.pick(outputs).name])),
  };
}

function targetOf(d: Draws, applications: readonly Application[]): Target {
  const target = d.pick(["part", "host", "rack", "application"]);
  if (target === "host") return { host: "m1" };
  if (target === "rack") return { rack: "A" };
  if (target === "application" && applications.length > 0) return { application: d.pick(applications).name };
  return { part: d.pick(["broker-1", "c1/broker-1", "payment-1", "nobody"]) };
}

function actionOf(d: Draws, scenario: Scenario, tables: readonly SystemTable[], anchored: boolean): Action {
  const { applications, lanes, databases } = scenario;
  const target = () => targetOf(d, applications);
  const clusters = lanes.flatMap((lane) => lane.clusters);
  const application = applications.length === 0 ? null : d.pick(applications).name;
  const simple = (): Action => {
    const at = d.chance(20) ? { has: refOf(d, scenario) } : anchored && d.chance(30) ? { of: "anchor" as const } : target();
    return { do: d.pick(["crash", "powerLoss", "freeze", "stop"] as const), at };
  };
  switch (d.whole(1, 10)) {
    case 1:
      return { do: "restart", at: target() };
    case 2:
      return { do: "split", from: d.times(0, 2, target), to: d.times(0, 2, target), oneWay: d.chance(50) };
    case 3:
      return { do: "slowLink", from: d.times(0, 2, target), to: [], extra: durationOf(d), oneWay: false };
    case 4:
      return { do: "cutBefore", from: "*", to: "broker-1", type: "Produce", ...d.maybe(50, "message", () => refOf(d, scenario)) };
    case 5:
      return application === null ? { do: "leave", part: "payment-1" } : { do: "join", application, instance: "late-1" };
    case 6:
      return application === null
        ? simple()
        : d.chance(50)
          ? { do: "removeClient", application, client: "kafka" }
          : { do: "setOnFailure", at: { application }, steps: [{ do: "skip" }] };
    case 7: {
      if (clusters.length === 0) return simple();
      const cluster = d.pick(clusters);
      const table = tables.find(({ name }) => name === cluster.system);
      if (table === undefined) return simple();
      const [act, fields] = d.pick(Object.entries(table.acts));
      return {
        do: "operate",
        system: table.name,
        cluster: cluster.name,
        act,
        ...fieldsOf(d, fields, table, { cluster: [], application: [], database: [] }),
      } as Action;
    }
    case 8: {
      if (clusters.length === 0) return simple();
      const cluster = d.pick(clusters);
      const info = d.pick((tables.find(({ name }) => name === cluster.system)?.settings ?? []).filter(({ name }) => !ENTANGLED.has(name)));
      return {
        do: "set",
        at: d.chance(50) ? { cluster: cluster.name } : { place: "orders", cluster: cluster.name },
        setting: info.name,
        value: valueOf(d, info) as number,
      };
    }
    case 9: {
      if (applications.length === 0) return simple();
      const lane = d.pick(lanes);
      const client = clientOf(
        d,
        applications,
        lane.clusters,
        tables,
        databases.map(({ name }) => name),
      );
      return client === null ? simple() : { do: "addClient", client: { ...client, name: "added" } };
    }
    default:
      return simple();
  }
}

function commandOf(d: Draws, id: string, scenario: Scenario, tables: readonly SystemTable[]): Command {
  const anchored = d.chance(40);
  const when: When = anchored
    ? {
        after: "EffectConfirmed",
        delayMs: 40,
        ...d.maybe(30, "by", () => ({ part: "payment-1" })),
        ...d.maybe(30, "message", () => refOf(d, scenario)),
        ...d.maybe(20, "nth", () => 2),
      }
    : { atMs: d.whole(0, 10_000) };
  return { id, when, action: actionOf(d, scenario, tables, anchored), ...d.maybe(40, "forMs", () => 2000) };
}

function expectationsOf(d: Draws, { lanes, applications }: Scenario): Scenario["expect"] {
  const handlers = applications.flatMap((application) => (application.handles ?? []).map((handler) => handlerName(application, handler)));
  const lane = d.pick(lanes).id;
  return d.times(0, 2, () =>
    d.pick([
      { lane, checker: "C6", verdict: d.pick(VERDICT_VALUES) },
      { lane, event: "EffectConfirmed", message: 2, happens: true },
      { lane, quickerThan: lane, share: 0.5 },
      ...(handlers.length === 0 ? [] : [{ lane, message: 1, at: { handler: d.pick(handlers) }, outcome: d.pick(LEDGER_OUTCOMES) }]),
    ]),
  );
}

/** Runs that pass every check. Not shrunk: a document falls apart into thousands of draws. */
export function randomDocument(tables: readonly SystemTable[]): fc.Arbitrary<Run> {
  const documents = fc.gen().map((g) => {
    const d = new Draws(g);
    const streams = d.times(1, 2, (i) => ({ name: `stream${i}`, workload: workloadOf(d) }));
    const databases = d.times(0, 2, (i) => ({ name: `db${i}`, idempotent: d.chance(50) }));
    const names = streams.map(({ name }) => name);
    const applications = ["web", "payment", "invoice", "mirror"].slice(0, d.whole(0, 4)).map((name) =>
      applicationOf(
        d,
        name,
        names,
        databases.map((database) => database.name),
      ),
    );
    const lanes = d.times(1, 3, (i) => laneOf(d, `lane${i}`, { applications, databases }, tables));
    const scenario: Scenario = {
      version: 2,
      id: "random",
      ...d.maybe(20, "revision", () => 3),
      title: "Random",
      summary: "",
      shows: d.some(["S12"]),
      durationMs: d.whole(1, 60_000),
      ...d.maybe(30, "untilRest", () => d.chance(50)),
      seed: d.whole(0, 1000),
      network: { latency: durationOf(d), ...d.maybe(20, "links", () => [{ from: "broker-1", to: "c1/broker-2", latency: durationOf(d) }]) },
      streams,
      applications,
      databases,
      lanes,
      script: [],
      expect: [],
      ...d.maybe(20, "promises", () => ["C6"]),
    };
    const script = d.times(0, 4, (i) => commandOf(d, `command${i}`, scenario, tables));
    return {
      scenario: { ...scenario, expect: expectationsOf(d, scenario) },
      seed: d.whole(0, 1000),
      script,
      ...d.maybe(20, "untilRest", () => true),
    };
  });
  return fc.noShrink(documents);
}
