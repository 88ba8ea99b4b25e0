import type { Command, Run } from "../../engine/scenario.ts";
import { runOf, SCENARIOS } from "../../scenarios/index.ts";
import { scenarioNamed } from "./catalogue.ts";
import { differences } from "./differences.ts";
import type { PageRun } from "./page-run.ts";
import { createScoped } from "./scoped.ts";

/** What the person has made so far. */
export interface RunVersion {
  /** The run that is recorded and shown. */
  run: PageRun;
  /** The same with changes from its start that wait until it is run again; null when there are none. */
  edited: PageRun | null;
}

interface RunDocument extends RunVersion {
  past: readonly RunVersion[];
  future: readonly RunVersion[];
}

const MOST_UNDO = 100;

/** The run that is being made and shown: a value with undo. Every other `run` is a new take. */
export const useRun = createScoped<RunDocument>(() => ({ run: runOf(SCENARIOS[0]), edited: null, past: [], future: [] }));

/** One intent of the person: one step of undo. */
function become(next: RunVersion): void {
  const { run, edited, past } = useRun.getState();
  useRun.setState({ ...next, past: [...past, { run, edited }].slice(-MOST_UNDO), future: [] });
}

/** A change that is seen at once. What waits to be run again gets it too. */
export function changeRun(change: (run: PageRun) => PageRun): void {
  const { run, edited } = useRun.getState();
  const next = change(run);
  if (next !== run) become({ run: next, edited: edited === null ? null : change(edited) });
}

/** A change from the start that is only noted: the run on the screen stays until it is run again. Back to how it was is no change. */
export function editRun(change: (run: Run) => Run): void {
  const { run, edited } = useRun.getState();
  const next = change(edited ?? run);
  if (next === (edited ?? run)) return;
  const waiting = differences(run, next).length === 0 ? null : next;
  if (waiting !== edited) become({ run, edited: waiting });
}

/**
 * Runs what was noted, or what is made of it. The noting and the running are one step of undo: it leads back to the run as it was before
 * the first of the changes.
 */
export function runEdited(make: (edited: Run) => Run = (edited) => edited): void {
  const { run, edited, past } = useRun.getState();
  if (edited === null) return;
  const first = past.findLastIndex((version) => version.run !== run) + 1;
  useRun.setState({ run: make(edited), edited: null, past: [...past.slice(0, first), { run, edited: null }], future: [] });
}

/** The run as the person has it in mind: with what waits to be run. */
export function editedRun({ run, edited }: RunVersion): Run {
  return edited ?? run;
}

/** Another run altogether; undo leads back to the one before. */
export function openRun(run: Run): void {
  if (run !== useRun.getState().run) become({ run, edited: null });
}

/** By its name in the menu; at once, where it has come already. */
export async function openScenario(id: string): Promise<void> {
  const scenario = await scenarioNamed(id);
  if (scenario !== undefined) openRun(runOf(scenario));
}

export function undo(): void {
  const { run, edited, past, future } = useRun.getState();
  const before = past[past.length - 1];
  if (before !== undefined) useRun.setState({ ...before, past: past.slice(0, -1), future: [{ run, edited }, ...future] });
}

export function redo(): void {
  const { run, edited, past, future } = useRun.getState();
  const [after, ...rest] = future;
  if (after !== undefined) useRun.setState({ ...after, past: [...past, { run, edited }], future: rest });
}

/** A name for a new command that the script does not use yet: `crash-2`. */
export function freshId(script: readonly Command[], stem: string): string {
  let n = 1;
  while (script.some(({ id }) => id === `${stem}-${n}`)) n++;
  return `${stem}-${n}`;
}

export function addCommand(command: Command): void {
  changeRun((run) => ({ ...run, script: [...run.script, command] }));
}

export function changeCommand(id: string, change: (command: Command) => Command): void {
  changeRun((run) => ({ ...run, script: run.script.map((command) => (command.id === id ? change(command) : command)) }));
}

export function removeCommand(id: string): void {
  changeRun((run) => ({ ...run, script: run.script.filter((command) => command.id !== id) }));
}
