import type { LaneSpec, Run } from "../../engine/scenario.ts";
import { systemFacts } from "../../engine/system-facts.ts";
import { offeredValue, TOPIC_SHAPE } from "../../scenarios/topic-shape.ts";

/** One thing that two runs do not have in common. */
export interface Difference {
  /** Subject first: `session.timeout.ms changed from 3000 to 45000`. */
  text: string;
  /** Place of the lane that it is in; null for what all lanes share. */
  lane: number | null;
}

/** A value that two lanes of one system do not share, under its real name. */
export interface SettingDifference {
  name: string;
  from: string;
  to: string;
}

/** What is set differently in two lanes of the same system. */
export function settingDifferences(one: LaneSpec, other: LaneSpec): SettingDifference[] {
  const values = (spec: LaneSpec): [string, string][] => [
    ...(spec.system === "kafka" ? TOPIC_SHAPE : []).map((info): [string, string] => [info.name, String(offeredValue(spec, info))]),
    ...systemFacts[spec.system].settings.map((info): [string, string] => [info.name, String(offeredValue(spec, info))]),
  ];
  const after = new Map(values(other));
  return values(one).flatMap(([name, from]) => {
    const to = after.get(name) ?? "";
    return to === from ? [] : [{ name, from, to }];
  });
}

/** What was changed from the start between two versions of a run, as sentences without a full stop. */
export function differences(before: Run, after: Run): Difference[] {
  const found: Difference[] = [];
  const say = (text: string, lane: number | null = null) => found.push({ text, lane });
  if (before.seed !== after.seed) say(`The seed changed from ${before.seed} to ${after.seed}`);
  const [one, other] = [before.scenario, after.scenario];
  if (one.database.idempotent !== other.database.idempotent) {
    say(other.database.idempotent ? "The database became idempotent" : "The database is no longer idempotent");
  }
  if (JSON.stringify(one.workload) !== JSON.stringify(other.workload)) say(`The workload changed to ${workloadWords(after)}`);
  other.lanes.forEach((spec, lane) => {
    const was = one.lanes[lane];
    if (was === undefined || was.id !== spec.id) return;
    if (JSON.stringify(wiring(was)) !== JSON.stringify(wiring(spec))) say(`The bindings changed in ${spec.id}`, lane);
    const several = other.lanes.length > 1 && after.scenario.lanes.filter(({ system }) => system === spec.system).length > 1;
    for (const { name, from, to } of settingDifferences(was, spec))
      say(`${name} changed from ${from} to ${to}${several ? ` in ${spec.id}` : ""}`, lane);
  });
  return found;
}

/** How exchanges and queues are joined; nothing in the other systems. */
function wiring(spec: LaneSpec): unknown {
  return spec.system === "rabbitmq" ? [spec.settings.exchanges, spec.settings.bindings] : null;
}

function workloadWords({ scenario: { workload } }: Run): string {
  return workload.kind === "list" ? `${workload.messages.length} listed messages` : "generated messages";
}
