import type { Run } from "../../engine/scenario.ts";
import { findScenario } from "../../scenarios/index.ts";
import { editedRun, useRun } from "../state/run.ts";
import { decodeLater } from "./decode-later.ts";

const KEY = "queuescope.run";

/** Keeps the run that is being made in this browser, so that closing the page loses nothing. */
export function keepRun(): () => void {
  return useRun.subscribe((state, before) => {
    const run = editedRun(state);
    if (run === editedRun(before)) return;
    try {
      const untouched = findScenario(run.scenario.id);
      if (untouched === run.scenario && run.script === untouched.script && run.seed === untouched.seed) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, JSON.stringify(run));
    } catch {
      // No storage, or it is full: the link still holds everything.
    }
  });
}

/** The run that was kept, if it can still be read. */
export async function keptRun(): Promise<Run | null> {
  try {
    const text = localStorage.getItem(KEY);
    if (text === null) return null;
    const decoded = await decodeLater(JSON.parse(text));
    if (!decoded.ok) return null;
    const known = findScenario(decoded.run.scenario.id);
    return known !== undefined && JSON.stringify(known) === JSON.stringify(decoded.run.scenario)
      ? { ...decoded.run, scenario: known }
      : decoded.run;
  } catch {
    return null;
  }
}
