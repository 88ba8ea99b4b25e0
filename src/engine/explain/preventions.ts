import { settingsInForce } from "../delivery/settings.ts";
import { contradictions, settingValues } from "../lane-settings.ts";
import type { Run } from "../scenario.ts";
import { systemFacts } from "../system-facts.ts";
import { applyChange } from "./apply-change.ts";
import { countHarm, findCase } from "./outcome.ts";
import type { Trial } from "./trial.ts";
import type { Prevention, PreventionChange, WhyCard, WhyProgress, WhyQuestion } from "./why-card.ts";
import type { Work } from "./work.ts";

/** Scheduled events in the re-runs for all changes of one question: when they are used up, the rest is not tried, and the card says so. */
const MOST_EVENTS = 3_000_000;
/** More than these are not offered beside the first. */
const MOST_ALTERNATIVES = 2;

/** Single changes that may help against a kind of case, the one to be advised first. Whether they do is found out by running them. */
function advice({ kind, lane, destination }: WhyQuestion, run: Run): Prevention[] {
  const { system } = run.scenario.lanes[lane];
  const set = (
    owner: "producer" | "consumer" | "topic" | "client",
    name: string,
    value: string | number | boolean,
    sentence: string,
  ): Prevention => ({
    sentence,
    setting: name,
    action: `Set ${name} to ${value} from the start`,
    change: { what: "setting", owner, name, value },
  });
  const idempotent: Prevention = {
    sentence: "Make the effect idempotent: the database remembers each message and applies it once.",
    setting: "idempotent",
    action: "Make the database idempotent",
    change: { what: "database", idempotent: true },
  };
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
  const durable: Prevention = {
    sentence: "Declare the queue durable, so that the node still has it after a restart.",
    setting: "durable",
    action: `Make queue ${destination} durable`,
    change: { what: "queue", queue: destination, durable: true },
  };
  const recognise = set("producer", "enable.idempotence", true, "Let the leader recognise a batch that it has: enable.idempotence = true.");
  const acksAll = set("producer", "acks", "all", "Wait until all in-sync replicas have it: acks = all.");
  const inSync = set("topic", "min.insync.replicas", 2, "Refuse writes that only the leader would have: min.insync.replicas = 2.");
  const clean = set(
    "topic",
    "unclean.leader.election.enable",
    false,
    "Let only in-sync replicas lead: unclean.leader.election.enable = false.",
  );
  const patience = set("consumer", "max.poll.interval.ms", 300000, "Let a rebalance wait for busy members: max.poll.interval.ms = 300000.");
  const session = set(
    "consumer",
    "session.timeout.ms",
    45000,
    "Wait longer before a silent member is given up: session.timeout.ms = 45000.",
  );
  const persistent = set("producer", "delivery_mode", 2, "Publish persistent messages: delivery_mode = 2.");
  const oneAtATime = set("consumer", "prefetch", 1, "Let a consumer hold one message at a time: prefetch = 1.");
  const inFlight = set(
    "producer",
    "max.in.flight.requests.per.connection",
    1,
    "Send one request at a time: max.in.flight.requests.per.connection = 1.",
  );
  const oneOrder = set("client", "concurrency", 1, "Handle one order at a time: concurrency = 1.");
  const noRetry = set("client", "retries", 0, "Do not call again: retries = 0. An order without an answer then counts as failed.");
  const wait = set("client", "timeout.ms", 10000, "Wait longer for the answer: timeout.ms = 10000.");
  const table: Record<WhyQuestion["kind"], Record<typeof system, Prevention[]>> = {
    duplicated: {
      kafka: [recognise, acksAll, patience, session, idempotent],
      rabbitmq: [idempotent],
      direct: [idempotent, wait, noRetry],
    },
    lost: {
      kafka: [settleAfter, acksAll, inSync, clean],
      rabbitmq: [settleAfter, persistent, durable],
      direct: [],
    },
    late: {
      kafka: [recognise, acksAll, inFlight, oneConsumer],
      rabbitmq: [oneConsumer, oneAtATime],
      direct: [oneConsumer, oneOrder],
    },
  };
  return table[kind][system].filter(({ change }) => changesAnything(run, lane, change));
}

/** A setting that is in force already is no way out. */
function changesAnything(run: Run, lane: number, change: PreventionChange): boolean {
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
  }
}

/** The single changes under which, with the same faults, it does not happen and less goes wrong in all. The first is to be advised. */
export function* findPreventions(trial: Trial, faults: boolean): Work<Pick<WhyCard, "prevention" | "alternatives">> {
  const { question, record, facts } = trial;
  const { run, lane } = record;
  const candidates = advice(question, run);
  const found: Prevention[] = [];
  const before = yield* countHarm(record.simulation, lane, facts, { doing: "preventing", done: 0, of: candidates.length });
  const start = record.spentEvents;
  let tried = 0;
  for (const [i, candidate] of candidates.entries()) {
    if (found.length > MOST_ALTERNATIVES || record.spentEvents - start >= MOST_EVENTS) break;
    tried++;
    const progress: WhyProgress = { doing: "preventing", done: i + 1, of: candidates.length };
    yield progress;
    const changed = applyChange(run, lane, candidate.change);
    if (contradictions(changed.scenario.lanes[lane]).length > 0) continue;
    trial.reruns++;
    const simulation = yield* record.under(changed, progress);
    if ((yield* findCase(simulation, facts, question, progress)) !== undefined) continue;
    if ((yield* countHarm(simulation, lane, facts, progress)) < before) found.push(candidate);
  }
  const [first, ...alternatives] = found;
  return {
    prevention: first ?? { sentence: nothingFound(tried, candidates.length, faults) },
    alternatives,
  };
}

function nothingFound(tried: number, candidates: number, faults: boolean): string {
  const under = faults ? " under the same faults" : "";
  if (candidates === 0) return `No single setting prevents it${under}.`;
  if (tried < candidates)
    return `No single setting among the first ${tried} of ${candidates} prevents it${under}; the run is too long for more.`;
  return `No single setting prevents it${under}: ${tried === 1 ? "one was tried" : `${tried} were tried`}.`;
}
