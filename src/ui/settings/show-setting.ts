import type { SettingOwner } from "../../engine/delivery/settings.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import { focusWhenShown } from "../controls/focus.ts";
import { selectPart, useDesk } from "../state/desk.ts";
import { useWorld } from "../state/world.ts";
import { fieldId } from "./field-id.ts";
import { ownersOf } from "./settings-here.ts";

/** A part whose panel shows an owner's settings; one that runs, if there is one. */
export function partWithSetting(processes: readonly FrameProcess[], owner: SettingOwner): FrameProcess | undefined {
  const having = processes.filter(({ role }) => ownersOf(role).includes(owner));
  return having.find(({ status }) => status === "up") ?? having[0];
}

/** Opens the panel that has the setting and puts the focus on it. */
export function showSetting(lane: number, owner: SettingOwner, name: string): void {
  const processes = useWorld.getState().processes.filter((process) => process.lane === lane);
  const process = partWithSetting(processes, owner);
  if (process === undefined) return;
  selectPart(process.name);
  useDesk.setState({ sheetOpen: true, projector: false });
  const { part } = process;
  focusWhenShown(fieldId({ lane, part }, name));
}
