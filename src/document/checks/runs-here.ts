import { wiresOfLane } from "../../engine/document/lane-view.ts";
import type { LaneView, SystemTable } from "../../engine/document/system-table.ts";

/** Applications that run in a lane: those with a client there, also one that the script brings, and those that are called. */
export function runsHere(view: LaneView, tables: readonly SystemTable[]): Set<string> {
  const { lane, script } = view;
  const added = script.flatMap(({ action }) => (action.do === "addClient" ? [action.client] : []));
  const clients = [...lane.clients, ...added].map(({ application }) => application);
  const called = wiresOfLane(view, tables).flatMap((wire) => (wire.kind === "reads" ? [wire.application] : []));
  return new Set([...clients, ...called]);
}
