import type { LaneFacts } from "../delivery/lane-facts.ts";
import type { LaneSpec, Run } from "../scenario.ts";
import { happens, rerunLane } from "./rerun.ts";
import type { WhyCard, WhyQuestion } from "./why-card.ts";

/** One change of a setting that might have helped; whether it does is found out by running it. */
interface Prevention {
  sentence: string;
  setting: string;
  change(run: Run): Run;
}

function changeLane(run: Run, lane: number, change: (spec: LaneSpec) => LaneSpec): Run {
  const lanes = run.scenario.lanes.map((spec, index) => (index === lane ? change(spec) : spec));
  return { ...run, scenario: { ...run.scenario, lanes } };
}

function kafkaSetting(
  lane: number,
  owner: "producer" | "consumer" | "broker",
  name: string,
  value: string | number | boolean,
): Prevention["change"] {
  return (run) =>
    changeLane(run, lane, (spec) =>
      spec.system === "kafka" ? { ...spec, settings: { ...spec.settings, [owner]: { ...spec.settings[owner], [name]: value } } } : spec,
    );
}

function rabbitmqSetting(
  lane: number,
  owner: "publisher" | "consumer",
  name: string,
  value: string | number | boolean,
): Prevention["change"] {
  return (run) =>
    changeLane(run, lane, (spec) =>
      spec.system === "rabbitmq" ? { ...spec, settings: { ...spec.settings, [owner]: { ...spec.settings[owner], [name]: value } } } : spec,
    );
}

function candidates({ kind, lane, destination }: WhyQuestion, run: Run): Prevention[] {
  const { system } = run.scenario.lanes[lane];
  const service = run.scenario.services.find(({ name }) => name === destination);
  const settle: Prevention = {
    sentence: "Settle after the work, not before it.",
    setting: "settle",
    change: ({ scenario, ...rest }) => ({
      ...rest,
      scenario: { ...scenario, services: scenario.services.map((spec) => (spec === service ? { ...spec, settle: "after" } : spec)) },
    }),
  };
  const idempotent: Prevention = {
    sentence: "Make the effect idempotent: let the database remember the message id.",
    setting: "idempotent",
    change: ({ scenario, ...rest }) => ({ ...rest, scenario: { ...scenario, database: { idempotent: true } } }),
  };
  const one: Prevention = {
    sentence: "Let one consumer at a time work on the queue.",
    setting: "consumers",
    change: ({ scenario, ...rest }) => ({
      ...rest,
      scenario: { ...scenario, services: scenario.services.map((spec) => (spec === service ? { ...spec, consumers: 1 } : spec)) },
    }),
  };
  const acks: Prevention = {
    sentence: "Wait for all in-sync replicas before a write counts: acks=all.",
    setting: "acks",
    change: kafkaSetting(lane, "producer", "acks", "all"),
  };
  const producerIdempotence: Prevention = {
    sentence: "Let the leader recognise repeated batches: enable.idempotence=true with acks=all.",
    setting: "enable.idempotence",
    change: (run) => kafkaSetting(lane, "producer", "enable.idempotence", true)(kafkaSetting(lane, "producer", "acks", "all")(run)),
  };
  const persistent: Prevention = {
    sentence: "Publish persistent messages: delivery_mode=2.",
    setting: "delivery_mode",
    change: rabbitmqSetting(lane, "publisher", "delivery_mode", 2),
  };
  const prefetchOne: Prevention = {
    sentence: "Let a consumer hold one message at a time: prefetch=1.",
    setting: "prefetch",
    change: rabbitmqSetting(lane, "consumer", "prefetch", 1),
  };
  if (kind === "duplicated") return system === "kafka" ? [idempotent, producerIdempotence] : [idempotent];
  if (kind === "lost") return system === "kafka" ? [settle, acks] : [settle, persistent];
  return system === "rabbitmq" ? [one, prefetchOne] : [producerIdempotence, one];
}

/** The first single change under which, with the same faults, it does not happen. */
export function findPrevention(run: Run, facts: LaneFacts, question: WhyQuestion): { prevention: WhyCard["prevention"]; reruns: number } {
  let reruns = 0;
  for (const { sentence, setting, change } of candidates(question, run)) {
    reruns++;
    try {
      if (!happens(rerunLane(change(run), question.lane), facts, question)) return { prevention: { sentence, setting }, reruns };
    } catch {
      // The changed settings contradict each other in this scenario: not a way out.
    }
  }
  return { prevention: { sentence: "None of the usual single settings prevents it under the same faults." }, reruns };
}
