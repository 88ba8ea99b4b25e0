import * as z from "zod/mini";
import { type FieldError, toFieldError } from "../document/field-error.ts";
import { LEDGER_OUTCOMES } from "../engine/delivery/ledger-row.ts";
import { ANY_PEER, type Run, type Scenario } from "../engine/scenario.ts";
import { RUN_LIMITS as MOST } from "./limits.ts";

/** The shape of a run as files and links give it. What the shape cannot say (names that must exist, settings) is in `check.ts`. */

const text = z.string().check(z.maxLength(MOST.textLength));
/** A name of a part, a queue, a topic: shown on the canvas and used in addresses. */
const name = z.string().check(
  z.regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,59}$/, "must be letters, digits, '.', '_' or '-', at most 60"),
  // States are records by name; a name that every object has already would find something there.
  z.refine((text) => !(text in {}), "is a reserved word"),
);
const whole = (from: number, to: number) => z.int().check(z.gte(from), z.lte(to));
const ms = z.number().check(z.gte(0), z.lte(MOST.durationMs));
const rate = z.number().check(z.gte(0), z.lte(1_000_000));
const settingValue = z.union([z.number(), text, z.boolean()]);
const settings = z.record(text, settingValue);
const list = <T extends z.ZodMiniType>(item: T, most: number) => z.array(item).check(z.maxLength(most));

const duration = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("constant"), ms }),
  z
    .strictObject({ kind: z.literal("uniform"), fromMs: ms, toMs: ms })
    .check(z.refine((d) => d.fromMs <= d.toMs, "fromMs must not be above toMs")),
  z.strictObject({ kind: z.literal("exponential"), meanMs: ms }),
]);

const arrivals = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("steady"), perSecond: rate }),
  z.strictObject({ kind: z.literal("poisson"), perSecond: rate }),
  z.strictObject({ kind: z.literal("burst"), perSecond: rate, burstPerSecond: rate, burstFromMs: ms, burstToMs: ms }),
  z.strictObject({ kind: z.literal("ramp"), fromPerSecond: rate, toPerSecond: rate }),
]);
const keyCount = whole(1, 10_000);
const keys = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("uniform"), count: keyCount }),
  z.strictObject({ kind: z.literal("zipf"), count: keyCount, exponent: z.number().check(z.gte(0), z.lte(3), z.multipleOf(0.5)) }),
  z.strictObject({ kind: z.literal("hot"), count: keyCount, share: z.number().check(z.gte(0), z.lte(1)) }),
]);
const bytes = whole(0, 100_000_000);
const sizes = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("constant"), bytes }),
  z.strictObject({ kind: z.literal("uniform"), fromBytes: bytes, toBytes: bytes }),
]);
const poison = list(whole(1, MOST.messages), MOST.messages);
const workload = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("generated"),
    arrivals,
    fromMs: ms,
    untilMs: ms,
    keys,
    firstKey: whole(0, 1_000_000_000),
    types: list(z.strictObject({ name: text, weight: z.number().check(z.gt(0)) }), 20).check(z.minLength(1)),
    sizes,
    poison,
  }),
  z.strictObject({
    kind: z.literal("list"),
    messages: list(z.strictObject({ atMs: ms, key: text, type: text, sizeBytes: z.optional(bytes) }), MOST.messages),
    poison,
  }),
]);

const service = z.strictObject({
  name,
  consumers: whole(1, MOST.consumersPerService),
  types: z.optional(list(text, 20)),
  serviceTime: duration,
  effectAt: z.number().check(z.gte(0), z.lte(1)),
  table: name,
  doing: text,
  done: text,
  settle: z.enum(["after", "before", "auto"]),
});

const kafka = z.strictObject({
  brokers: whole(1, MOST.brokers),
  topics: list(
    z.strictObject({ name, partitions: whole(1, MOST.partitions), replicationFactor: whole(1, MOST.brokers), config: settings }),
    MOST.topics,
  ).check(z.minLength(1)),
  producer: settings,
  consumer: settings,
  broker: settings,
});
const rabbitmq = z.strictObject({
  nodes: z.literal(1),
  exchanges: list(z.strictObject({ name, type: z.enum(["direct", "fanout", "topic"]), durable: z.boolean() }), MOST.exchanges),
  queues: list(z.strictObject({ name, durable: z.boolean(), arguments: settings }), MOST.queues),
  bindings: list(z.strictObject({ exchange: name, queue: name, routingKey: text }), MOST.bindings),
  publisher: settings,
  consumer: settings,
  broker: settings,
});
const direct = z.strictObject({ client: settings, service: settings });
const lane = z.discriminatedUnion("system", [
  z.strictObject({ id: name, system: z.literal("kafka"), settings: kafka }),
  z.strictObject({ id: name, system: z.literal("rabbitmq"), settings: rabbitmq }),
  z.strictObject({ id: name, system: z.literal("direct"), settings: direct }),
]);

const when = z.union([
  z.strictObject({ atMs: ms }),
  z.strictObject({
    after: text,
    part: z.optional(name),
    message: z.optional(whole(1, MOST.messages)),
    nth: z.optional(whole(1, 1_000_000)),
    delayMs: ms,
  }),
]);
const parts = list(name, 100);
const end = z.union([name, z.literal(ANY_PEER)]);
/** A part by name, or the part of the event that is waited for. */
const hit = z.union([name, z.strictObject({ of: z.literal("anchor") })]);
const action = z.discriminatedUnion("do", [
  z.strictObject({ do: z.literal("crash"), part: hit }),
  z.strictObject({ do: z.literal("powerLoss"), part: hit }),
  z.strictObject({ do: z.literal("freeze"), part: hit }),
  z.strictObject({ do: z.literal("stop"), part: hit }),
  z.strictObject({ do: z.literal("restart"), part: name }),
  z.strictObject({ do: z.literal("split"), from: parts, to: parts, oneWay: z.boolean() }),
  z.strictObject({ do: z.literal("slowLink"), from: parts, to: parts, extra: duration, oneWay: z.boolean() }),
  z.strictObject({ do: z.literal("cutBefore"), from: end, to: end, type: text, message: z.optional(whole(1, MOST.messages)) }),
  z.strictObject({ do: z.literal("addProducer"), name }),
  z.strictObject({ do: z.literal("addConsumer"), service: name, name }),
  z.strictObject({ do: z.literal("remove"), part: name }),
  z.strictObject({ do: z.literal("set"), part: name, setting: text, value: settingValue }),
]);
const command = z.strictObject({ id: text, when, lanes: z.optional(list(name, MOST.lanes)), action, forMs: z.optional(ms) });
const script = list(command, MOST.commands);

const expectation = z.union([
  z.strictObject({ lane: name, checker: text, verdict: z.enum(["held", "broken", "not exercised", "open"]) }),
  z.strictObject({ lane: name, message: whole(1, MOST.messages), destination: name, outcome: z.enum(LEDGER_OUTCOMES) }),
  z.strictObject({ lane: name, event: text, message: z.optional(whole(1, MOST.messages)), happens: z.boolean() }),
  z.strictObject({ lane: name, quickerThan: name, share: z.number().check(z.gte(0), z.lte(1)) }),
]);

const scenario = z.strictObject({
  id: name,
  revision: z.optional(whole(1, 1_000_000)),
  title: text,
  summary: z.string().check(z.maxLength(2_000)),
  shows: list(text, 30),
  durationMs: z.number().check(z.gt(0), z.lte(MOST.durationMs)),
  untilRest: z.optional(z.boolean()),
  seed: whole(0, 4_294_967_295),
  network: z.strictObject({ latency: duration }),
  workload,
  producers: list(name, MOST.producers).check(z.minLength(1)),
  services: list(service, MOST.services).check(z.minLength(1)),
  database: z.strictObject({ idempotent: z.boolean() }),
  tape: name,
  lanes: list(lane, MOST.lanes).check(z.minLength(1)),
  script,
  expect: list(expectation, 100),
});

export const runSchema = z.strictObject({ scenario, seed: whole(0, 4_294_967_295), script, untilRest: z.optional(z.boolean()) });

/** Checks the shape only; never throws. */
export function parseRunShape(input: unknown): { run: Run } | { errors: FieldError[] } {
  const result = runSchema.safeParse(input);
  if (result.success) return { run: result.data satisfies { scenario: Scenario } as Run };
  return { errors: result.error.issues.slice(0, 5).map(toFieldError) };
}
