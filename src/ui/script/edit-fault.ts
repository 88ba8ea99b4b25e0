import type { Command } from "../../engine/scenario.ts";
import { membersOf } from "../../engine/setting-changes.ts";
import { useDesk } from "../state/desk.ts";
import { seenUs, usePlayback } from "../state/playback.ts";
import { useRun } from "../state/run.ts";
import { useWorld } from "../state/world.ts";
import { instantsOf } from "./given.ts";

/** Opens the card of a fault of the script. */
export function editFault(id: string): void {
  const command = useRun.getState().run.script.find((candidate) => candidate.id === id);
  if (command === undefined) return;
  const { action } = command;
  const kind = action.do;
  if (
    kind !== "crash" &&
    kind !== "stop" &&
    kind !== "freeze" &&
    kind !== "powerLoss" &&
    kind !== "split" &&
    kind !== "slowLink" &&
    kind !== "cutBefore"
  )
    return;
  if ("part" in action && typeof action.part !== "string") {
    const target = hitBy(command);
    if (target !== undefined) useDesk.setState({ draft: { kind, target, editing: id } });
    return;
  }
  const part =
    "part" in action
      ? (action.part as string)
      : kind === "cutBefore" && action.from === "*"
        ? action.to
        : action.from[0] === "*"
          ? ""
          : typeof action.from === "string"
            ? action.from
            : action.from[0];
  const target = useWorld
    .getState()
    .processes.find((process) => process.part === part && (command.lanes === undefined || process.name.startsWith(`${command.lanes[0]}/`)));
  if (target !== undefined) useDesk.setState({ draft: { kind, target: target.name, editing: id } });
}

/** For a fault of whoever it is: whom it has hit first by now, or else any part that it could hit. */
function hitBy(command: Command): string | undefined {
  const { history, roster, processes } = useWorld.getState();
  const { lanes } = useRun.getState().run.scenario;
  const instants = instantsOf(history, lanes, command);
  const seen = seenUs(usePlayback.getState());
  const hit = instants.find(({ anchor, startUs }) => anchor >= 0 && startUs !== null && startUs <= seen);
  if (hit !== undefined) return roster[hit.anchor]?.name;
  const meant = "after" in command.when ? command.when.part : undefined;
  return processes.find(
    ({ part, lane }) => instants.some((instant) => instant.lane === lane) && (meant === undefined || membersOf(meant, [part]).length > 0),
  )?.name;
}
