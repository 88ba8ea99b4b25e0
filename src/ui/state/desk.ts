import type { WhyCard, WhyProgress, WhyQuestion } from "../../worker/protocol.ts";
import { createScoped } from "./scoped.ts";

export const DOCK_TABS = ["timeline", "spacetime", "messages", "charts", "log"] as const;
export type DockTab = (typeof DOCK_TABS)[number];

export type PartKind = "producer" | "consumer";
export type FaultKind = "crash" | "freeze" | "powerLoss" | "split" | "slowLink" | "cutBefore";
/** Something taken from a palette that waits for its place. */
export type Carried = { what: "part"; kind: PartKind } | { what: "fault"; kind: FaultKind };

export interface FaultDraft {
  kind: FaultKind;
  /** Process name of the part that it was dropped on, `kafka/payment-1`. */
  target: string;
  /** Id of the command that is being changed; null for a new one. */
  editing: string | null;
}

export interface WhyState {
  question: WhyQuestion;
  /** undefined: asked and not answered yet. */
  card: WhyCard | null | undefined;
  /** How far the answer is, while there is none. */
  progress?: WhyProgress;
  step: number;
}

export type DialogName = "share" | "keys" | "legend" | "file" | "address";

/** What the person is looking at and holding; nothing of the simulated world. */
interface Desk {
  selectedPart: string | null;
  selectedMessage: number | null;
  dockTab: DockTab;
  dockOpen: boolean;
  /** The lane on the screen where there is room for one only. */
  laneShown: number;
  hiddenLanes: readonly number[];
  why: WhyState | null;
  carried: Carried | null;
  draft: FaultDraft | null;
  toast: { text: string; id: number } | null;
  dialog: DialogName | null;
  /** What was wrong with an address or a file: field and message. */
  problems: readonly { path: string; message: string }[];
  projector: boolean;
  sheetOpen: boolean;
}

export const useDesk = createScoped<Desk>(() => ({
  selectedPart: null,
  selectedMessage: null,
  dockTab: "timeline",
  dockOpen: true,
  laneShown: 0,
  hiddenLanes: [],
  why: null,
  carried: null,
  draft: null,
  toast: null,
  dialog: null,
  problems: [],
  projector: false,
  sheetOpen: false,
}));

export function selectPart(selectedPart: string | null): void {
  useDesk.setState({ selectedPart, selectedMessage: null, why: null });
}

export function selectMessage(selectedMessage: number | null): void {
  useDesk.setState({ selectedMessage, selectedPart: null });
}

let toasts = 0;
export function toast(text: string): void {
  const id = ++toasts;
  useDesk.setState({ toast: { text, id } });
  setTimeout(() => {
    if (useDesk.getState().toast?.id === id) useDesk.setState({ toast: null });
  }, 5000);
}

export function openDialog(dialog: DialogName): void {
  useDesk.setState({ dialog });
}
