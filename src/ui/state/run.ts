import type { Command, Run } from "../../engine/scenario.ts";
import { findScenario, runOf, SCENARIOS } from "../../scenarios/index.ts";
import { createScoped } from "./scoped.ts";

interface RunDocument {
  run: Run;
  past: readonly Run[];
  future: readonly Run[];
}

const MOST_UNDO = 100;

/** The run that is being made and shown: a value with undo. Every change is a new take. */
export const useRun = createScoped<RunDocument>(() => ({ run: runOf(SCENARIOS[0]), past: [], future: [] }));

/** One intent of the person: one step of undo. */
export function changeRun(change: (run: Run) => Run): void {
  const { run, past } = useRun.getState();
  const next = change(run);
  if (next === run) return;
  useRun.setState({ run: next, past: [...past, run].slice(-MOST_UNDO), future: [] });
}

/** Another run altogether; undo leads back to the one before. */
export function openRun(run: Run): void {
  changeRun(() => run);
}

export function openScenario(id: string): void {
  const scenario = findScenario(id);
  if (scenario !== undefined) openRun(runOf(scenario));
}

export function undo(): void {
  const { run, past, future } = useRun.getState();
  const before = past[past.length - 1];
  if (before !== undefined) useRun.setState({ run: before, past: past.slice(0, -1), future: [run, ...future] });
}

export function redo(): void {
  const { run, past, future } = useRun.getState();
  const [after, ...rest] = future;
  if (after !== undefined) useRun.setState({ run: after, past: [...past, run], future: rest });
}

export function setSeed(seed: number): void {
  changeRun((run) => ({ ...run, seed: seed >>> 0 }));
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
