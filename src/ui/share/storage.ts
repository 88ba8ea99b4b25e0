import { isPublished, scenarioNamed } from "../state/catalogue.ts";
import { type PageRun, playedRun } from "../state/page-run.ts";
import { editedRun, useRun } from "../state/run.ts";
import { decodeLater } from "./decode-later.ts";
import { useOrigin } from "./origin.ts";

const KEY = "queuescope.run";

/**
 * Keeps the run that is being made in this browser, so that closing the page loses nothing. Only another run that somebody makes takes its
 * place: neither a link nor a scenario that is looked at does. Back to how its scenario was, there is nothing to keep.
 */
export function keepRun(): () => void {
  return useRun.subscribe((state, before) => {
    const run = editedRun(state);
    if (run === editedRun(before) || run === useOrigin.getState().opened) return;
    try {
      if (!isUntouched(run)) localStorage.setItem(KEY, JSON.stringify(playedRun(run)));
      else if (run.scenario.id === editedRun(before).scenario.id) localStorage.removeItem(KEY);
    } catch {
      // No storage, or it is full: the link still holds everything.
    }
  });
}

function isUntouched({ scenario, seed, script, untilRest }: PageRun): boolean {
  return isPublished(scenario) && seed === scenario.seed && script === scenario.script && untilRest === undefined;
}

/** The run that was kept, if it can still be read. */
export async function keptRun(): Promise<PageRun | null> {
  try {
    const text = localStorage.getItem(KEY);
    if (text === null) return null;
    const decoded = await decodeLater(JSON.parse(text));
    if (!decoded.ok) return null;
    const { run } = decoded;
    const known = await scenarioNamed(run.scenario.id);
    if (known === undefined || JSON.stringify(known) !== JSON.stringify(run.scenario)) return run;
    const script = JSON.stringify(run.script) === JSON.stringify(known.script) ? known.script : run.script;
    return { ...run, scenario: known, script };
  } catch {
    return null;
  }
}
