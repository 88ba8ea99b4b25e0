import type { LaneSpec } from "../../engine/scenario.ts";
import { systemFacts } from "../../engine/system-facts.ts";
import { settingDifferences } from "./differences.ts";
import { useRun } from "./run.ts";

/** How a lane is called: by its system, and where that is not enough, by what makes it another one. */
export interface LaneName {
  /** `Kafka` */
  title: string;
  /** `session.timeout.ms 45000`; empty for the first lane of a system. */
  detail: string;
  /** `Kafka, session.timeout.ms 45000` */
  full: string;
  /** `Kafka`, `Kafka 2`, `Direct call` */
  brief: string;
  /** For narrow places: `Kafka`, `Kafka 2`, `Direct`. */
  short: string;
}

export function laneName(lanes: readonly LaneSpec[], lane: number): LaneName {
  const spec = lanes[lane];
  if (spec === undefined) return { title: "", detail: "", full: "", brief: "", short: "" };
  const { title } = systemFacts[spec.system];
  const few = spec.system === "direct" ? "Direct" : title;
  const alike = lanes.slice(0, lane).filter(({ system }) => system === spec.system);
  if (alike.length === 0) return { title, detail: "", full: title, brief: title, short: few };
  const number = alike.length + 1;
  const [first, ...others] = settingDifferences(alike[0], spec);
  const detail =
    first === undefined ? `again, ${number}` : `${first.name} ${first.to}${others.length > 0 ? `, and ${others.length} more` : ""}`;
  return { title, detail, full: `${title}, ${detail}`, brief: `${title} ${number}`, short: `${few} ${number}` };
}

/** A lane of a document is called as that says. */
function titledName(title: string): LaneName {
  return { title, detail: "", full: title, brief: title, short: title };
}

export function useLaneNames(): LaneName[] {
  const lanes = useRun(({ run }) => run.scenario.lanes);
  const titles = useRun(({ run }) => run.scenario.document?.lanes);
  return lanes.map((_, lane) => {
    const title = titles?.[lane]?.title;
    return title === undefined ? laneName(lanes, lane) : titledName(title);
  });
}
