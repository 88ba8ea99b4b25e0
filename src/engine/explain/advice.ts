import type { LaneFacts } from "../delivery/lane-facts.ts";
import { settingsInForce } from "../delivery/settings.ts";
import { settingValues } from "../lane-settings.ts";
import type { LaneSpec, Run } from "../scenario.ts";
import { systemFacts } from "../system-facts.ts";
import { isCase } from "./outcome.ts";
import type { CaseKind, Prevention, PreventionChange, WhyQuestion } from "./why-card.ts";

type System = LaneSpec["system"];
type Owner = "producer" | "consumer" | "topic" | "client";

function set(owner: Owner, name: string, value: string | number | boolean, sentence: string): Prevention {
  return { sentence, setting: name, action: `Set ${name} to ${value} from the start`, change: { what: "setting", owner, name, value } };
}

const IDEMPOTENT: Prevention = {
  sentence: "Make the effect idempotent: the database remembers each message and applies it once.",
  setting: "idempotent",
  action: "Make the database idempotent",
  change: { what: "database", idempotent: true },
};
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
export function adviceFor({ kind, lane, message, destination }: WhyQuestion, run: Run, facts: LaneFacts): Prevention[] {
  const { system } = run.scenario.lanes[lane];
  const settleWord = system === "kafka" ? "Commit" : "Acknowledge";
  const settleAfter: Prevention = {
    sentence: `${settleWord} after the work, not before it.`,
    setting: "settle",
    action: `${settleWord} after the work`,
    change: { what: "service", service: destination, settle: "after" },
  };
  const oneConsumer: Prevention = {
    sentence: `Let one consumer at a time work for ${destination}.`,
    setting: "consumers",
    action: `Give ${destination} one consumer`,
    change: { what: "consumers", service: destination, consumers: 1 },
  };
  const now = run.scenario.services.find(({ name }) => name === destination)?.consumers ?? 0;
  const moreConsumers: Prevention = {
    sentence: `Let ${now + 1} consumers work for ${destination}, so that another one is there.`,
    setting: "consumers",
    action: `Give ${destination} ${now + 1} consumers`,
    change: { what: "consumers", service: destination, consumers: now + 1 },
  };
  const durable: Prevention = {
    sentence: "Declare the queue durable, so that the node still has it after a restart.",
    setting: "durable",
    action: `Make queue ${destination} durable`,
    change: { what: "queue", queue: destination, durable: true },
  };
  const bind = bindingFor(run, lane, destination, facts.messages[message - 1]?.type ?? "");
  const table: Record<CaseKind | "state", Record<System, Prevention[]>> = {
    duplicated: {
      kafka: [RECOGNISE, ACKS_ALL, PATIENCE, SESSION, IDEMPOTENT],
      rabbitmq: [IDEMPOTENT],
      direct: [IDEMPOTENT, WAIT, NO_RETRY],
    },
    lost: { kafka: [settleAfter, EARLIEST, ACKS_ALL, IN_SYNC, CLEAN], rabbitmq: [settleAfter, PERSISTENT, durable], direct: [] },
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
      kafka: [EARLIEST, settleAfter, ACKS_ALL, LONGER, ONE_COPY, PATIENCE, moreConsumers],
      rabbitmq: [bind, settleAfter, PERSISTENT, durable, REPUBLISH, ONE_AT_A_TIME, moreConsumers],
      direct: [RETRY, WAIT, moreConsumers],
    },
  };
  return table[isCase(kind) ? kind : "state"][system].filter(({ change }) => changesAnything(run, lane, change));
}

/** A binding by which messages of a type come into a queue. */
function bindingFor(run: Run, lane: number, queue: string, routingKey: string): Prevention {
  const spec = run.scenario.lanes[lane];
  const exchange = spec.system === "rabbitmq" ? (spec.settings.publisher.exchange ?? spec.settings.exchanges[0]?.name ?? "") : "";
  return {
    sentence: `Bind queue ${queue} to exchange ${exchange} for ${routingKey}.`,
    setting: "binding",
    action: `Bind queue ${queue} for ${routingKey}`,
    change: { what: "binding", exchange, queue, routingKey },
  };
}

/** A setting that is in force already is no way out. */
export function changesAnything(run: Run, lane: number, change: PreventionChange): boolean {
  const { services, database, lanes } = run.scenario;
  const spec = lanes[lane];
  switch (change.what) {
    case "setting":
      return (
        settingsInForce(systemFacts[spec.system].settings, change.owner, settingValues(spec, change.owner))[change.name] !== change.value
      );
    case "database":
      return database.idempotent !== change.idempotent;
    case "service":
      return services.find(({ name }) => name === change.service)?.settle !== change.settle;
    case "consumers":
      return services.find(({ name }) => name === change.service)?.consumers !== change.consumers;
    case "queue":
      return (
        spec.system === "rabbitmq" && spec.settings.queues.some(({ name, durable }) => name === change.queue && durable !== change.durable)
      );
    case "binding": {
      if (spec.system !== "rabbitmq" || change.exchange === "") return false;
      const { queues, bindings } = spec.settings;
      const same = ({ exchange, queue, routingKey }: (typeof bindings)[number]) =>
        exchange === change.exchange && queue === change.queue && routingKey === change.routingKey;
      return queues.some(({ name }) => name === change.queue) && !bindings.some(same);
    }
  }
}
