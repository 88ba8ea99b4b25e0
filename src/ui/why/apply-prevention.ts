import { checkRun } from "../../scenarios/check.ts";
import type { Prevention, PreventionChange } from "../../worker/protocol.ts";
import { toast } from "../state/desk.ts";
import { changeRun, useRun } from "../state/run.ts";
import { applyChange } from "./apply-change.ts";

/** The whole run again with the change from its start, as one step of undo; a problem is said and changes nothing. */
export function applyPrevention(lane: number, { change, setting }: Prevention): void {
  const next = applyChange(useRun.getState().run, lane, change);
  const [problem] = checkRun(next);
  if (problem !== undefined) {
    toast(`${setting} ${problem.message}`);
    return;
  }
  changeRun((run) => applyChange(run, lane, change));
  toast(doneWords(change));
}

function doneWords(change: PreventionChange): string {
  switch (change.what) {
    case "setting":
      return `${change.name} is ${String(change.value)} from the start.`;
    case "database":
      return "The database applies each message once.";
    case "settle":
      return `${change.destination} settles ${change.settle} the work.`;
    case "consumers":
      return `${change.destination} has ${change.consumers === 1 ? "one consumer" : `${change.consumers} consumers`} from the start.`;
    case "queue":
      return `Queue ${change.queue} is durable.`;
    case "binding":
      return `Queue ${change.queue} is bound to ${change.exchange} for ${change.routingKey}.`;
  }
}
