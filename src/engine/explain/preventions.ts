import type { LaneFacts } from "../delivery/lane-facts.ts";
import type { SettingOwner, SettingValue } from "../delivery/settings.ts";
import { withSetting } from "../lane-settings.ts";
import type { Run } from "../scenario.ts";
import { happens, rerunLane } from "./rerun.ts";
import type { Prevention, PreventionChange, WhyQuestion } from "./why-card.ts";

/** What might have helped; whether it does is found out by running it. */
type Idea = Prevention & { changes: readonly PreventionChange[] };

function setting(sentence: string, owner: SettingOwner, ...values: readonly [name: string, value: SettingValue][]): Idea {
  return { sentence, changes: values.map(([name, value]) => ({ what: "setting", owner, name, value })) };
}

const IDEMPOTENT: Idea = {
  sentence: "Make the effect idempotent: let the database remember the message id.",
  changes: [{ what: "idempotent" }],
};
const PRODUCER_IDEMPOTENCE = setting(
  "Let the leader recognise repeated batches: enable.idempotence=true with acks=all.",
  "producer",
  ["enable.idempotence", true],
  ["acks", "all"],
);
const ACKS = setting("Wait for all in-sync replicas before a write counts: acks=all.", "producer", ["acks", "all"]);
const NO_RETRIES = setting("Give up after the first try: retries=0. A timeout is then a loss instead.", "client", ["retries", 0]);
const PERSISTENT = setting("Publish persistent messages: delivery_mode=2.", "producer", ["delivery_mode", 2]);
const CONFIRMS = setting("Ask for confirms, so that the publisher knows what to send again: confirm.select.", "producer", [
  "confirm.select",
  true,
]);
const PREFETCH_ONE = setting("Let a consumer hold one message at a time: prefetch=1.", "consumer", ["prefetch", 1]);

/** In the order in which one would rather have them. Ideas that the lane has no setting for change nothing and so prevent nothing. */
function ideasFor({ kind, lane, destination }: WhyQuestion, run: Run): Idea[] {
  const { system } = run.scenario.lanes[lane];
  const settleAfter: Idea = {
    sentence: "Settle after the work, not before it.",
    changes: [{ what: "service", name: destination, field: "settle", value: "after" }],
  };
  const oneConsumer: Idea = {
    sentence: "Let one consumer at a time work on it.",
    changes: [{ what: "service", name: destination, field: "consumers", value: 1 }],
  };
  switch (kind) {
    case "duplicated":
      return system === "kafka" ? [PRODUCER_IDEMPOTENCE, IDEMPOTENT] : system === "direct" ? [IDEMPOTENT, NO_RETRIES] : [IDEMPOTENT];
    case "lost":
      if (system === "kafka") return [ACKS, settleAfter, PRODUCER_IDEMPOTENCE];
      return system === "rabbitmq" ? [settleAfter, PERSISTENT, CONFIRMS] : [];
    case "late":
      return system === "kafka" ? [PRODUCER_IDEMPOTENCE, oneConsumer] : [oneConsumer, PREFETCH_ONE];
  }
}

/** The run with these changes from its start. */
export function withChanges(run: Run, lane: number, changes: readonly PreventionChange[]): Run {
  return changes.reduce((next, change) => withChange(next, lane, change), run);
}

function withChange({ scenario, ...rest }: Run, lane: number, change: PreventionChange): Run {
  switch (change.what) {
    case "setting": {
      const lanes = scenario.lanes.map((spec, i) => (i === lane ? withSetting(spec, change.owner, change.name, change.value) : spec));
      return { ...rest, scenario: { ...scenario, lanes } };
    }
    case "idempotent":
      return { ...rest, scenario: { ...scenario, database: { idempotent: true } } };
    case "service": {
      const { name, field, value } = change;
      const services = scenario.services.map((service) => (service.name === name ? { ...service, [field]: value } : service));
      return { ...rest, scenario: { ...scenario, services } };
    }
  }
}

/** The first single change under which, with the same faults, it does not happen and nothing else is the matter with the message. */
export function* findPrevention(
  run: Run,
  facts: LaneFacts,
  question: WhyQuestion,
): Generator<undefined, { prevention: Prevention; reruns: number }> {
  let reruns = 0;
  for (const idea of ideasFor(question, run)) {
    const changed = withChanges(run, question.lane, idea.changes);
    const { services } = changed.scenario;
    reruns++;
    try {
      const simulation = yield* rerunLane(changed, question.lane);
      if (!happens(simulation, { ...facts, services }, question)) return { prevention: idea, reruns };
    } catch {
      // The changed settings contradict each other in this scenario: not a way out.
    }
  }
  return { prevention: { sentence: "None of the usual single changes prevents it under the same faults.", changes: null }, reruns };
}
