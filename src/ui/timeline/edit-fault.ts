import { useDesk } from "../state/desk.ts";
import { useRun } from "../state/run.ts";
import { useWorld } from "../state/world.ts";

/** Opens the card of a fault of the script. */
export function editFault(id: string): void {
  const command = useRun.getState().run.script.find((candidate) => candidate.id === id);
  if (command === undefined) return;
  const { action } = command;
  const kind = action.do;
  if (kind !== "crash" && kind !== "freeze" && kind !== "powerLoss" && kind !== "split" && kind !== "slowLink" && kind !== "cutBefore")
    return;
  const part =
    "part" in action
      ? action.part
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
