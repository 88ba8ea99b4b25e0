import { isMade, type LaneFacts } from "../delivery/lane-facts.ts";
import type { SystemName } from "../delivery/system.ts";
import type { SettleMode } from "../document/reading.ts";
import type { LaneSaid } from "../lanes/lane-said.ts";
import { isCase } from "./outcome.ts";
import type { CaseKind, Prevention, PreventionChange, WhyQuestion } from "./why-card.ts";

type Owner = "producer" | "consumer" | "topic" | "client";

function set(owner: Owner, name: string, value: string | number | boolean, sentence: string): Prevention {
  return { sentence, setting: name, action: `Set ${name} to ${value} from the start`, change: { what: "setting", owner, name, value } };
}

const RECOGNISE = set("producer", "enable.idempotence", true, "Let the leader recognise a batch that it has: enable.idempotence = true.");
const ACKS_ALL = set("producer", "acks", "all", "Wait until all in-sync replicas have it: acks = all.");
const IN_SYNC = set("topic", "min.insync.replicas", 2, "Refuse writes that only the leader would have: min.insync.replicas = 2.");
const ONE_COPY = set(
  "topic",
  "min.insync.replicas",
  1,
  "Take writes that only the leader has: min.insync.replicas = 1. They can be lost then.",
);
const CLEAN = set(
  "topic",
  "unclean.leader.election.enable",
  false,
  "Let only in-sync replicas lead: unclean.leader.election.enable = false.",
);
const PATIENCE = set("consumer", "max.poll.interval.ms", 300000, "Let a rebalance wait for busy members: max.poll.interval.ms = 300000.");
const SESSION = set("consumer", "session.timeout.ms", 45000, "Wait longer before a silent member is given up: session.timeout.ms = 45000.");
const EARLIEST = set(
  "consumer",
  "auto.offset.reset",
  "earliest",
  "Let a new group begin with the oldest record: auto.offset.reset = earliest.",
);
const LONGER = set("producer", "delivery.timeout.ms", 120000, "Keep trying for longer: delivery.timeout.ms = 120000.");
const PERSISTENT = set("producer", "delivery_mode", 2, "Publish persistent messages: delivery_mode = 2.");
const REPUBLISH = set("producer", "republish", true, "Publish again what was not confirmed: republish = true.");
const ONE_AT_A_TIME = set("consumer", "prefetch", 1, "Let a consumer hold one message at a time: prefetch = 1.");
const IN_FLIGHT = set(
  "producer",
  "max.in.flight.requests.per.connection",
  1,
  "Send one request at a time: max.in.flight.requests.per.connection = 1.",
);
const ONE_ORDER = set("client", "concurrency", 1, "Handle one order at a time: concurrency = 1.");
const NO_RETRY = set("client", "retries", 0, "Do not call again: retries = 0. An order without an answer then counts as failed.");
const RETRY = set("client", "retries", 5, "Call again more often before giving up: retries = 5.");
const WAIT = set("client", "timeout.ms", 10000, "Wait longer for the answer: timeout.ms = 10000.");

/** Single changes that may help against a kind of question, the one to be advised first. Whether they do is found out by running them. */
export function adviceFor({ kind, message, destination }: WhyQuestion, said: LaneSaid, facts: LaneFacts): Prevention[] {
  const system = said.systemOf(destination) as SystemName;
  const IDEMPOTENT: Prevention = {
    sentence: "Make the effect idempotent: the database remembers each message and applies it once.",
    setting: "idempotent",
    action: "Make the database idempotent",
    change: { what: "database", destination, idempotent: true },
  };
  const settleWord = system === "kafka" ? "Commit" : "Acknowledge";
  const settleAfter: Prevention = {
    sentence: `${settleWord} after the work, not before it.`,
    setting: "settle",
    action: `${settleWord} after the work`,
    change: { what: "settle", destination, settle: "after" },
  };
  const confirmed = makersOf(message, said, facts).map(
    (maker): Prevention => ({
      sentence: `Let ${maker} wait until what it made is confirmed before it ${said.systemOf(maker) === "kafka" ? "commits" : "acknowledges"}.`,
      setting: "settle",
      action: `Settle at ${maker} after confirms`,
      change: { what: "settle", destination: maker, settle: "after confirms" },
    }),
  );
  const oneConsumer: Prevention = {
    sentence: `Let one consumer at a time work for ${destination}.`,
    setting: "consumers",
    action: `Give ${destination} one consumer`,
    change: { what: "consumers", destination, consumers: 1 },
  };
  const now = said.consumersOf(destination);
  const queue = said.placesOf(destination)[0] ?? destination;
  const moreConsumers: Prevention = {
    sentence: `Let ${now + 1} consumers work for ${destination}, so that another one is there.`,
    setting: "consumers",
    action: `Give ${destination} ${now + 1} consumers`,
    change: { what: "consumers", destination, consumers: now + 1 },
  };
  const durable: Prevention = {
    sentence: "Declare the queue durable, so that the node still has it after a restart.",
    setting: "durable",
    action: `Make queue ${queue} durable`,
    change: { what: "queue", queue, durable: true },
  };
  const bind = bindingFor(said, queue, facts.messages[message - 1]?.type ?? "");
  const table: Record<CaseKind | "state", Record<SystemName, Prevention[]>> = {
    duplicated: {
      kafka: [RECOGNISE, ACKS_ALL, PATIENCE, SESSION, IDEMPOTENT],
      rabbitmq: [IDEMPOTENT],
      direct: [IDEMPOTENT, WAIT, NO_RETRY],
    },
    lost: {
      kafka: [settleAfter, ...confirmed, EARLIEST, ACKS_ALL, IN_SYNC, CLEAN],
      rabbitmq: [settleAfter, ...confirmed, PERSISTENT, durable],
      direct: confirmed,
    },
    late: {
      kafka: [RECOGNISE, ACKS_ALL, IN_FLIGHT, oneConsumer],
      rabbitmq: [oneConsumer, ONE_AT_A_TIME],
      direct: [oneConsumer, ONE_ORDER],
    },
    "stored twice": { kafka: [RECOGNISE, ACKS_ALL], rabbitmq: [], direct: [] },
    "handed over again": { kafka: [RECOGNISE, PATIENCE, SESSION], rabbitmq: [ONE_AT_A_TIME], direct: [WAIT, NO_RETRY] },
    stale: { kafka: [PATIENCE, SESSION], rabbitmq: [], direct: [] },
    "log order": { kafka: [RECOGNISE, ACKS_ALL, IN_FLIGHT], rabbitmq: [], direct: [] },
    "queue order": { kafka: [], rabbitmq: [oneConsumer, ONE_AT_A_TIME], direct: [] },
    state: {
      kafka: [...confirmed, EARLIEST, settleAfter, ACKS_ALL, LONGER, ONE_COPY, PATIENCE, moreConsumers],
      rabbitmq: [...confirmed, bind, settleAfter, PERSISTENT, durable, REPUBLISH, ONE_AT_A_TIME, moreConsumers],
      direct: [...confirmed, RETRY, WAIT, moreConsumers],
    },
  };
  return table[isCase(kind) ? kind : "state"][system].filter(({ change }) => changesAnything(said, destination, change));
}

/** Handlers that make messages of this one's type of what a client brings them in the lane; none for one that comes from outside. */
function makersOf(message: number, said: LaneSaid, facts: LaneFacts): string[] {
  const type = facts.messages[message - 1]?.type;
  if (type === undefined || !isMade(facts, message)) return [];
  return said.makersOf(type).filter((maker) => said.settleOf(maker) !== undefined);
}

/** A binding by which messages of a type come into a queue. */
function bindingFor(said: LaneSaid, queue: string, routingKey: string): Prevention {
  const exchange = said.publishedTo(routingKey)[0] ?? "";
  return {
    sentence: `Bind queue ${queue} to exchange ${exchange} for ${routingKey}.`,
    setting: "binding",
    action: `Bind queue ${queue} for ${routingKey}`,
    change: { what: "binding", exchange, queue, routingKey },
  };
}

/** Who waits for confirms settles after the work too. */
function settlesSo(now: SettleMode | undefined, settle: SettleMode): boolean {
  return now === settle || (now === "after confirms" && settle === "after");
}

/** A setting that is in force already, in all that the destination's messages come through, is no way out. */
export function changesAnything(said: LaneSaid, destination: string, change: PreventionChange): boolean {
  switch (change.what) {
    case "setting":
      return said.hasOtherwise(change.owner, change.name, change.value);
    case "database":
      return said.isIdempotent(destination) !== change.idempotent;
    case "settle":
      return !settlesSo(said.settleOf(change.destination), change.settle);
    case "consumers":
      return said.consumersOf(change.destination) !== change.consumers;
    case "queue": {
      const queue = said.place(change.queue);
      return queue !== null && queue.durable !== change.durable;
    }
    case "binding": {
      const { exchange, queue, routingKey } = change;
      const found = exchange === "" ? null : said.place(queue);
      return found !== null && !found.bindings.some((one) => one.exchange === exchange && one.routingKey === routingKey);
    }
  }
}
