import { withChange } from "../../engine/lanes/lane-otherwise.ts";
import { SYSTEM_SAYS } from "../../engine/system-says.ts";
import { SYSTEM_TABLES } from "../../engine/system-tables.ts";
import type { Prevention, PreventionChange } from "../../worker/protocol.ts";
import { problemOf } from "../settings/problem-of.ts";
import { toast } from "../state/desk.ts";
import { isDocumentRun, type PageRun, playedRun } from "../state/page-run.ts";
import { pageRun } from "../state/page-scenario.ts";
import { changeRun, useRun } from "../state/run.ts";
import { applyChange } from "./apply-change.ts";

/** The whole run again with the change from its start, as one step of undo; a problem is said and changes nothing. */
export function applyPrevention(lane: number, { change, setting }: Prevention): void {
  const problem = problemOf(changed(useRun.getState().run, lane, change));
  if (problem !== undefined) {
    toast(`${setting} ${problem.message}`);
    return;
  }
  changeRun((run) => changed(run, lane, change));
  toast(doneWords(change));
}

/** A document is changed itself; a run of version 1 by its own rules. */
function changed(run: PageRun, lane: number, change: PreventionChange): PageRun {
  const played = playedRun(run);
  if (!isDocumentRun(played)) return applyChange(played, lane, change);
  return pageRun(withChange(played, lane, change, { tables: SYSTEM_TABLES, parts: SYSTEM_SAYS }));
}

function doneWords(change: PreventionChange): string {
  switch (change.what) {
    case "setting":
      return `${change.name} is ${String(change.value)} from the start.`;
    case "database":
      return "The database applies each message once.";
    case "settle":
      return `${change.destination} settles ${change.settle === "after confirms" ? "once what it made is confirmed" : `${change.settle} the work`}.`;
    case "consumers":
      return `${change.destination} has ${change.consumers === 1 ? "one consumer" : `${change.consumers} consumers`} from the start.`;
    case "queue":
      return `Queue ${change.queue} is durable.`;
    case "binding":
      return `Queue ${change.queue} is bound to ${change.exchange} for ${change.routingKey}.`;
  }
}
