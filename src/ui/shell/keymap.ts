import { removeSelected } from "../palette/placing.ts";
import { putBack } from "../palette/placing-focus.ts";
import { DOCK_TABS, openDialog, selectPart, useDesk } from "../state/desk.ts";
import { changeSpeed, peek, seek, shownUs, togglePlay, usePlayback } from "../state/playback.ts";
import { redo, undo } from "../state/run.ts";
import { runOn } from "../state/run-on.ts";
import { step } from "../state/stepping.ts";
import { askWhyHere, findings } from "./ask-why.ts";

export interface KeyCommand {
  /** As `KeyboardEvent.key`, with Ctrl+ and Shift+ before it. */
  keys: readonly string[];
  shown: string;
  does: string;
  run(): void;
}

/** One table: it drives the keys and the help. Single letters do nothing while something is being typed. */
export const KEYMAP: readonly KeyCommand[] = [
  { keys: [" "], shown: "Space", does: "play, pause", run: togglePlay },
  { keys: ["ArrowRight", "."], shown: "Right", does: "next event", run: () => step(1) },
  { keys: ["ArrowLeft", ","], shown: "Left", does: "previous event", run: () => step(-1) },
  { keys: ["Shift+ArrowRight"], shown: "Shift Right", does: "1 s on", run: () => seek(usePlayback.getState().playheadUs + 1e6) },
  { keys: ["Shift+ArrowLeft"], shown: "Shift Left", does: "1 s back", run: () => seek(usePlayback.getState().playheadUs - 1e6) },
  { keys: ["Home"], shown: "Home", does: "start of the run", run: () => seek(0) },
  { keys: ["End"], shown: "End", does: "end of the run", run: () => seek(usePlayback.getState().endUs) },
  { keys: ["["], shown: "[", does: "slower", run: () => changeSpeed(-1) },
  { keys: ["]"], shown: "]", does: "faster", run: () => changeSpeed(1) },
  { keys: ["f"], shown: "F", does: "first anomaly", run: () => toAnomaly(0) },
  { keys: ["n"], shown: "N", does: "next anomaly", run: () => toAnomaly(1) },
  { keys: ["Shift+N"], shown: "Shift N", does: "previous anomaly", run: () => toAnomaly(-1) },
  { keys: ["w"], shown: "W", does: "why, for the selection or the lane in focus", run: askWhyHere },
  { keys: ["r"], shown: "R", does: "at the end, run on until everything has come to rest", run: runOn },
  { keys: ["p"], shown: "P", does: "projector", run: () => useDesk.setState(({ projector }) => ({ projector: !projector })) },
  ...DOCK_TABS.map(
    (dockTab, i): KeyCommand => ({
      keys: [String(i + 1)],
      shown: String(i + 1),
      does: `dock: ${dockTab}`,
      run: () => useDesk.setState({ dockTab, dockOpen: true }),
    }),
  ),
  { keys: ["Delete"], shown: "Delete", does: "remove the selected part", run: removeSelected },
  { keys: ["F6"], shown: "F6", does: "next region", run: nextRegion },
  { keys: ["?"], shown: "?", does: "these keys", run: () => openDialog("keys") },
  { keys: ["h"], shown: "H", does: "how to read the drawing", run: () => openDialog("legend") },
  { keys: ["Ctrl+z"], shown: "Ctrl Z", does: "undo", run: undo },
  { keys: ["Ctrl+y", "Ctrl+Shift+Z"], shown: "Ctrl Y", does: "redo", run: redo },
  { keys: ["Escape"], shown: "Esc", does: "back to the run, put back, close", run: escape },
];

export function keyOf(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey">): string {
  const control = event.ctrlKey || event.metaKey ? "Ctrl+" : "";
  const shift = event.shiftKey && event.key !== "?" ? "Shift+" : "";
  return `${control}${shift}${event.key}`;
}

/** The command of a key press, unless it belongs to what has the focus. */
export function commandFor(event: KeyboardEvent): KeyCommand | undefined {
  const key = keyOf(event);
  const target = typeof Element !== "undefined" && event.target instanceof Element ? event.target : null;
  if (target !== null && target.closest("dialog") !== null) return undefined;
  const typing = target?.closest("input, select, textarea") ?? null;
  if (typing !== null && key !== "Escape" && key !== "F6") return undefined;
  if (key === " " && target?.closest("button, summary, a, label") !== null && target !== null) return undefined;
  if (event.defaultPrevented) return undefined;
  return KEYMAP.find(({ keys }) => keys.includes(key));
}

function toAnomaly(direction: -1 | 0 | 1): void {
  const found = findings();
  const at = shownUs(usePlayback.getState());
  const target =
    direction === 0
      ? found[0]
      : direction === 1
        ? found.find((anomaly) => anomaly.at > at)
        : found.filter((anomaly) => anomaly.at < at).pop();
  if (target !== undefined) seek(target.at);
}

function escape(): void {
  const { carried, draft, why, selectedPart, selectedFace } = useDesk.getState();
  if (carried !== null) putBack();
  else if (draft !== null) useDesk.setState({ draft: null });
  else if (usePlayback.getState().peekUs !== null) peek(null);
  else if (why !== null) useDesk.setState({ why: null });
  else if (selectedPart !== null || selectedFace !== null) selectPart(null);
  else useDesk.setState({ selectedMessage: null, projector: false });
}

function nextRegion(): void {
  const regions = [...document.querySelectorAll<HTMLElement>("[data-region]")].filter((region) => region.offsetParent !== null);
  const now = regions.findIndex((region) => region.contains(document.activeElement));
  const next = regions[(now + 1) % regions.length];
  next?.querySelector<HTMLElement>("button, [tabindex='0'], input, select, summary")?.focus();
}
