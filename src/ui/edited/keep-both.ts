import type { Command, LaneSpec, Run } from "../../engine/scenario.ts";
import { RUN_LIMITS } from "../../scenarios/limits.ts";
import { differences } from "../state/differences.ts";
import { rememberShown } from "../state/lanes-shown.ts";
import { runEdited, useRun } from "../state/run.ts";

/** Lanes by place whose settings were changed from the start. */
function changedLanes(before: Run, edited: Run): number[] {
  const lanes = differences(before, edited).flatMap(({ lane }) => (lane === null ? [] : [lane]));
  return [...new Set(lanes)];
}

/** Why the run before and the edited one cannot stand under one clock, or null when they can. */
export function keepBothProblem(before: Run, edited: Run): string | null {
  if (differences(before, edited).some(({ lane }) => lane === null)) {
    return "Workload, seed and database are the same for all lanes, so these two runs cannot stand side by side.";
  }
  const wanted = before.scenario.lanes.length + changedLanes(before, edited).length;
  return wanted > RUN_LIMITS.lanes ? `A run has at most ${RUN_LIMITS.lanes} lanes; this would need ${wanted}.` : null;
}

/** Every changed lane stands below itself as it was, under a name of its own; commands for the one are commands for the other. */
export function bothRuns(before: Run, edited: Run): { run: Run; pairs: number[] } {
  const changed = new Set(changedLanes(before, edited));
  const taken = new Set(before.scenario.lanes.map(({ id }) => id));
  const copies = new Map<string, string>();
  const pairs: number[] = [];
  const lanes: LaneSpec[] = [];
  before.scenario.lanes.forEach((was, lane) => {
    lanes.push(was);
    if (!changed.has(lane)) return;
    const id = freeId(was.id, taken);
    copies.set(was.id, id);
    pairs.push(lanes.length - 1, lanes.length);
    lanes.push({ ...edited.scenario.lanes[lane], id });
  });
  const script = edited.script.map((command): Command => {
    const more = command.lanes?.flatMap((id) => copies.get(id) ?? []) ?? [];
    return more.length === 0 ? command : { ...command, lanes: [...(command.lanes ?? []), ...more] };
  });
  return { run: { ...edited, scenario: { ...edited.scenario, lanes }, script }, pairs };
}

function freeId(id: string, taken: Set<string>): string {
  const stem = id.replace(/-\d+$/, "");
  let n = 2;
  while (taken.has(`${stem}-${n}`)) n++;
  taken.add(`${stem}-${n}`);
  return `${stem}-${n}`;
}

/** Keeps the lane as it was and adds the changed one; only the two are drawn, so that they are compared on one clock. */
export function keepBoth(): void {
  const { run: before } = useRun.getState();
  runEdited((edited) => {
    const { run, pairs } = bothRuns(before, edited);
    const hiddenLanes = run.scenario.lanes.flatMap((_, lane) => (pairs.includes(lane) ? [] : [lane]));
    rememberShown(run, { hiddenLanes, laneShown: pairs[1] });
    return run;
  });
}
