import * as z from "zod/mini";
import type { Client, Cluster } from "../engine/document/lane.ts";
import { DOCUMENT_LIMITS as MOST } from "../engine/document/limits.ts";
import { LEDGER_OUTCOMES, VERDICT_VALUES } from "../engine/document/outcomes.ts";
import { STEP_NAMES, type Step, type StepName } from "../engine/document/reading.ts";
import type { Run, Scenario } from "../engine/document/scenario.ts";
import { ANY_PEER } from "../engine/document/script.ts";
import type { ReadingShape, SystemTable } from "../engine/document/system-table.ts";
import {
  fieldsSchema,
  list,
  ms,
  name,
  partName,
  position,
  described as said,
  settingValue,
  storedEvery,
  text,
  types,
  whole,
} from "./shape-schema.ts";

/**
 * The shape of a document of version 2, composed from the tables of the systems. What a shape cannot say (names that must exist, what
 * goes together) is in `check.ts`. The published JSON Schema is made of this.
 */

const share = z.number().check(z.gte(0), z.lte(1));
const rate = z.number().check(z.gte(0), z.lte(1_000_000));
const bytes = whole(0, 100_000_000);
const seed = whole(0, 4_294_967_295);
const message = whole(1, "messages");

const durations = [
  z.strictObject({ kind: z.literal("constant"), ms }),
  z
    .strictObject({ kind: z.literal("uniform"), fromMs: ms, toMs: ms })
    .check(z.refine((d) => d.fromMs <= d.toMs, { message: "must not be below fromMs", path: ["toMs"] })),
  z.strictObject({ kind: z.literal("exponential"), meanMs: ms }),
] as const;
const duration = z.discriminatedUnion("kind", durations);

const messageRef = z.union([message, z.strictObject({ n: message, stream: z.optional(name), via: z.optional(list(text, "generations")) })]);

const arrivals = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("steady"), perSecond: rate }),
  z.strictObject({ kind: z.literal("poisson"), perSecond: rate }),
  z.strictObject({ kind: z.literal("burst"), perSecond: rate, burstPerSecond: rate, burstFromMs: ms, burstToMs: ms }),
  z.strictObject({ kind: z.literal("ramp"), fromPerSecond: rate, toPerSecond: rate }),
]);
const keyCount = whole(1, 10_000);
const workload = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("generated"),
    arrivals: said(arrivals, "How many arrive in a second."),
    fromMs: ms,
    untilMs: ms,
    keys: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("uniform"), count: keyCount }),
      z.strictObject({ kind: z.literal("zipf"), count: keyCount, exponent: z.number().check(z.gte(0), z.lte(3), z.multipleOf(0.5)) }),
      z.strictObject({ kind: z.literal("hot"), count: keyCount, share }),
    ]),
    firstKey: said(whole(0, 1_000_000_000), "Keys are numbers from this one on."),
    types: said(
      list(z.strictObject({ name: text, weight: z.number().check(z.gt(0)) }), 20, 1),
      "Types with their weights; chosen by chance.",
    ),
    sizes: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("constant"), bytes }),
      z.strictObject({ kind: z.literal("uniform"), fromBytes: bytes, toBytes: bytes }),
    ]),
  }),
  z.strictObject({
    kind: z.literal("list"),
    messages: list(z.strictObject({ atMs: ms, key: text, type: text, sizeBytes: z.optional(bytes) }), "messages"),
  }),
]);

const awaits = z.union([
  z.enum(["nothing", "confirm"]),
  z.strictObject({ answerWithinMs: ms, again: said(whole(0, 1000), "How often it asks again.") }),
]);
const effect = z.strictObject({ database: name, table: name });
const serviceTime = z.discriminatedUnion("kind", [
  ...durations,
  z.strictObject({
    kind: z.literal("chosen"),
    messages: z.optional(list(z.strictObject({ message: messageRef, time: duration }), "messages")),
    types: z.optional(z.record(text, duration)),
    otherwise: duration,
  }),
]);
const sent = { awaits: z.optional(awaits), sizeBytes: z.optional(said(bytes, "As large as the message when left out.")) };
const output = z.strictObject({
  type: text,
  key: z.optional(z.enum(["same", "type"])),
  share: z.optional(said(share, "For which share of the messages it is made; shares of one handler exclude each other.")),
  when: z.enum(["before the effect", "after the effect", "at the end"]),
  ...sent,
});
const aggregate = z.strictObject({
  by: z.enum(["key", "type", "all"]),
  over: z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("window"),
      lengthMs: z.number().check(z.gte(1), z.lte(MOST.durationMs)),
      time: z.enum(["event", "arrival"]),
      graceMs: z.optional(ms),
    }),
    z.strictObject({ kind: z.literal("count"), count: whole(1, "messages") }),
    z.strictObject({ kind: z.literal("one of each type"), types }),
  ]),
  emits: z.strictObject({ type: text, ...sent }),
});
const handler = z.strictObject({
  name: z.optional(said(name, "Unique in its application, whose only handler may go without.")),
  types: z.optional(said(types, "Which types of message it is for; whatever its wires bring when left out.")),
  serviceTime: said(serviceTime, "How long the work takes."),
  effectAt: z.optional(said(share, "How much of the service time passes before the effect is asked for; 0.5 when left out.")),
  effect: z.optional(said(effect, "What it changes in the outside world.")),
  doing: z.optional(text),
  done: z.optional(text),
  throws: z.optional(
    said(
      list(
        z.strictObject({
          messages: z.optional(list(messageRef, "messages")),
          types: z.optional(types),
          share: z.optional(share),
          times: z.union([z.literal("always"), whole(1, 1000)]),
        }),
        20,
      ),
      "At which messages it fails, and how often at each.",
    ),
  ),
  emits: z.optional(said(list(output, "outputs"), "Messages that it makes of the message.")),
  aggregate: z.optional(said(aggregate, "Many messages make one.")),
  replies: z.optional(said(text, "Type of the answer to whoever asked.")),
  passesOn: z.optional(said(z.boolean(), "The message itself goes out again.")),
});
const application = z.strictObject({
  name,
  instances: said(
    z.union([whole(0, "instances"), list(name, "instances")]),
    "How many there are when the run begins, called name-1, name-2, …; or their names. 0: the script brings them.",
  ),
  emits: z.optional(
    said(
      z.strictObject({ stream: name, position: z.optional(storedEvery), awaits: z.optional(awaits) }),
      "It hands over the messages of this stream.",
    ),
  ),
  workers: z.optional(said(whole(1, "workers"), "How many messages one instance works on at a time; 1 when left out.")),
  handles: z.optional(list(handler, "handlers")),
});

const target = z.union([
  z.strictObject({ part: partName }),
  z.strictObject({ application: name }),
  z.strictObject({ host: name }),
  z.strictObject({ rack: name }),
]);
const hit = z.union([...target.def.options, z.strictObject({ of: z.literal("anchor") }), z.strictObject({ has: messageRef })]);
/** In another virtual host with the host in front. */
const place = z.strictObject({ place: partName, cluster: name });
const about = z.union([z.strictObject({ part: partName }), z.strictObject({ application: name }), z.strictObject({ group: name }), place]);
const when = z.union([
  z.strictObject({ atMs: ms }),
  z.strictObject({
    after: said(text, "A kind of event."),
    by: z.optional(about),
    message: z.optional(messageRef),
    nth: z.optional(whole(1, 1_000_000)),
    delayMs: ms,
  }),
]);
const sides = list(target, 100);
const end = z.union([z.literal(ANY_PEER), partName]);

const whereabouts = z.union([z.strictObject({ handler: name }), place]);
const atHandler = z.strictObject({ handler: name });
const expectation = z.union([
  z.strictObject({ lane: name, checker: text, at: z.optional(whereabouts), verdict: z.enum(VERDICT_VALUES) }),
  z.strictObject({ lane: name, message: messageRef, at: atHandler, outcome: z.enum(LEDGER_OUTCOMES) }),
  z.strictObject({ lane: name, event: text, at: z.optional(whereabouts), message: z.optional(messageRef), happens: z.boolean() }),
  z.strictObject({ lane: name, quickerThan: name, at: z.optional(atHandler), share }),
]);

type Options = [z.core.$ZodTypeDiscriminable, ...z.core.$ZodTypeDiscriminable[]];

/** The steps of a system, or of all systems together where a command is for any of them. */
function stepSchema(steps: readonly StepName[], to: z.ZodMiniType): z.ZodMiniType<Step> {
  const times = z.optional(said(whole(1, 1000), "How many failures in a row take this step; 1 when left out."));
  const plain = (["give back", "reject", "skip"] as const).filter((step) => steps.includes(step));
  const options = [
    ...(steps.includes("again") ? [z.strictObject({ do: z.literal("again"), pauseMs: ms, times })] : []),
    ...plain.map((step) => z.strictObject({ do: z.literal(step), times })),
    ...(steps.includes("publish") ? [z.strictObject({ do: z.literal("publish"), to, times })] : []),
  ];
  return z.discriminatedUnion("do", options as unknown as Options) as unknown as z.ZodMiniType<Step>;
}

function readingSchema({ fields, settles, steps, to }: ReadingShape, table: SystemTable): z.ZodMiniType {
  const where = z.strictObject(fieldsSchema(to, table.settings));
  return z.strictObject({
    ...fieldsSchema(fields, table.settings),
    handlers: z.optional(said(list(name, "handlers", 1), "Which of the application's handlers get what is read here; all when left out.")),
    settle: said(z.enum([...settles]), "When a message is settled."),
    onFailure: z.optional(said(list(stepSchema(steps, where), 50, 1), "The n-th failure takes the n-th step, and the last one repeats.")),
    failuresCounted: z.optional(z.enum(["in the process", "on the message"])),
    notBeforeMs: z.optional(said(ms, "Nothing is worked on before it has been stored for so long.")),
    position: z.optional(said(position, "Kept by the program: with the effect, or now and then.")),
  });
}

function clientSchema(table: SystemTable): z.ZodMiniType {
  const { readings } = table;
  const reads = readings === null ? null : readingSchema(readings, table);
  return z.strictObject({
    system: z.literal(table.name),
    application: said(name, "Each of its instances has this library inside."),
    name: z.optional(said(name, "Unique among the application's clients in the lane; the system's when left out.")),
    ...fieldsSchema(table.client, table.settings),
    ...(readings === null || reads === null
      ? {}
      : { [readings.field]: z.optional(said(readings.list ? list(reads, readings.most) : reads, "The program reads.")) }),
  });
}

function clusterSchema(table: SystemTable): z.ZodMiniType {
  return z.strictObject({ name, system: z.literal(table.name), ...fieldsSchema(table.cluster ?? {}, table.settings) });
}

/** `do` is `operate` in each; the systems and their acts tell them apart. */
function actSchemas(tables: readonly SystemTable[]): z.ZodMiniType[] {
  const perSystem = tables.flatMap((table) => {
    const acts = Object.entries(table.acts).map(([act, fields]) =>
      z.strictObject({
        do: z.literal("operate"),
        cluster: name,
        system: z.literal(table.name),
        act: z.literal(act),
        ...fieldsSchema(fields, table.settings),
      }),
    );
    return acts.length === 0 ? [] : [z.discriminatedUnion("act", acts as unknown as Options)];
  });
  return perSystem.length === 0 ? [] : [z.discriminatedUnion("system", perSystem as unknown as Options)];
}

export function runSchema(tables: readonly SystemTable[]) {
  const client = z.discriminatedUnion("system", tables.map(clientSchema) as unknown as Options) as unknown as z.ZodMiniType<Client>;
  const withClusters = tables.filter(({ cluster }) => cluster !== null);
  const cluster = z.discriminatedUnion(
    "system",
    withClusters.map(clusterSchema) as unknown as Options,
  ) as unknown as z.ZodMiniType<Cluster>;
  const places = tables.flatMap((table) =>
    table.readings === null ? [] : [z.strictObject(fieldsSchema(table.readings.to, table.settings))],
  );
  const anyStep = stepSchema(STEP_NAMES, z.union(places));
  const at = { at: hit };
  const action = z.discriminatedUnion("do", [
    z.strictObject({ do: z.literal("crash"), ...at }),
    z.strictObject({ do: z.literal("powerLoss"), ...at }),
    z.strictObject({ do: z.literal("freeze"), ...at }),
    z.strictObject({ do: z.literal("stop"), ...at }),
    z.strictObject({ do: z.literal("restart"), at: target }),
    z.strictObject({ do: z.literal("split"), from: sides, to: sides, oneWay: z.boolean() }),
    z.strictObject({ do: z.literal("slowLink"), from: sides, to: sides, extra: duration, oneWay: z.boolean() }),
    z.strictObject({ do: z.literal("cutBefore"), from: end, to: end, type: text, message: z.optional(messageRef) }),
    z.strictObject({ do: z.literal("join"), application: name, instance: name }),
    z.strictObject({ do: z.literal("leave"), part: name }),
    z.strictObject({ do: z.literal("addClient"), client }),
    z.strictObject({ do: z.literal("removeClient"), application: name, client: name }),
    z.strictObject({
      do: z.literal("set"),
      at: z.union([z.strictObject({ part: partName }), z.strictObject({ application: name }), place, z.strictObject({ cluster: name })]),
      setting: text,
      value: settingValue,
    }),
    z.strictObject({
      do: z.literal("setOnFailure"),
      at: z.union([z.strictObject({ part: partName }), z.strictObject({ application: name })]),
      client: z.optional(name),
      steps: list(anyStep, 50),
    }),
    ...(actSchemas(tables) as unknown as Options),
  ]) as unknown as z.ZodMiniType<Scenario["script"][number]["action"]>;
  const command = z.strictObject({
    id: text,
    when,
    lanes: z.optional(list(name, "lanes")),
    action,
    forMs: z.optional(said(ms, "After so long it ends; without it, it lasts.")),
  });
  const script = list(command, "commands");
  const host = z.strictObject({ name, rack: z.optional(name), parts: list(partName, "processes") });
  const lane = z.strictObject({
    id: name,
    title: z.optional(text),
    clusters: said(list(cluster, "clusters"), "Each with everything that stands in it before the run."),
    clients: said(list(client, "clients"), "Client libraries inside the applications."),
    hosts: z.optional(said(list(host, "hosts"), "Only where parts share a machine or stand in a rack.")),
    places: z.optional(
      said(z.record(partName, z.tuple([z.number(), z.number()])), "Where a person has moved a part; everything else is laid out."),
    ),
  });
  const scenario = z.strictObject({
    version: z.literal(2),
    id: name,
    revision: z.optional(whole(1, 1_000_000)),
    title: text,
    summary: z.string().check(z.maxLength(2_000)),
    shows: list(text, 30),
    durationMs: said(z.number().check(z.gt(0), z.lte(MOST.durationMs)), "Length of the run in virtual milliseconds."),
    untilRest: z.optional(said(z.boolean(), "The run goes on after that until everything has come to rest.")),
    seed,
    network: z.strictObject({
      latency: said(duration, "One way, for every pair of parts that has no link of its own."),
      links: z.optional(
        list(z.strictObject({ from: partName, to: partName, latency: duration, oneWay: z.optional(z.boolean()) }), "links"),
      ),
    }),
    streams: said(list(z.strictObject({ name, workload }), "streams"), "What the outside world asks for, the same in every lane."),
    applications: said(list(application, "applications"), "The programs of the business, the same in every lane."),
    databases: list(z.strictObject({ name, idempotent: z.boolean() }), "databases"),
    tape: z.optional(said(effect, "The table whose effects the lanes draw as a tape.")),
    lanes: said(list(lane, "lanes", 1), "Architectures for the business, side by side."),
    script,
    expect: list(expectation, "expectations"),
    promises: z.optional(said(list(text, 60), "Which verdicts it is about, by their checkers; all when left out.")),
  });
  return z.strictObject({ scenario, seed, script, untilRest: z.optional(z.boolean()) });
}

/** What the schema lets through is of the type; the compiler compares both. */
export function asRun(data: z.infer<ReturnType<typeof runSchema>>): Run {
  return data;
}
