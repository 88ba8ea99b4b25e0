import { newRoster, scriptOutcomes } from "../../engine/roster.ts";
import type { Run } from "../../engine/scenario.ts";
import type { ProcessInfo } from "../../worker/protocol.ts";

/**
 * Why a command of the script can do nothing, by its id: those that act in no lane that they are meant for. The known processes of the run
 * are its parts at the start, but for those that the script adds.
 */
export function reasonsNotToAct({ scenario, script }: Run, known: readonly ProcessInfo[]): ReadonlyMap<string, string> {
  const added = new Set(script.flatMap(({ action }) => (action.do === "addConsumer" || action.do === "addProducer" ? [action.name] : [])));
  const reasons = new Map<string, string>();
  const acting = new Set<string>();
  scenario.lanes.forEach((spec, lane) => {
    const parts = known.filter((process) => process.lane === lane && !added.has(process.part)).map(({ part }) => part);
    for (const [id, outcome] of scriptOutcomes(script, newRoster(spec, scenario.services, scenario.producers, parts))) {
      if (outcome.acts) acting.add(id);
      else if (!reasons.has(id)) reasons.set(id, outcome.reason);
    }
  });
  for (const id of acting) reasons.delete(id);
  return reasons;
}
