import type { StoreApi } from "zustand";
import type { WhyCard, WhyProgress, WhyQuestion } from "../../worker/protocol.ts";
import { useRun } from "./run.ts";
import { createScoped } from "./scoped.ts";

export const DOCK_TABS = ["timeline", "spacetime", "messages", "charts", "log"] as const;
export type DockTab = (typeof DOCK_TABS)[number];

/** What the sheet of a phone shows: the menu of the page, cards and panels, or a side of the run. */
export type SheetTab = "menu" | "details" | DockTab;

/** A place inside or around processes that has a face of its own: a queue, an exchange, a partition, a group. */
export interface SelectedFace {
  lane: number;
  /** As in the layout: `queue:payment`. */
  id: string;
  face: string;
  label: string;
}

export type PartKind = "producer" | "consumer";
export type FaultKind = "crash" | "stop" | "freeze" | "powerLoss" | "split" | "slowLink" | "cutBefore";
/** Something taken from a palette that waits for its place. */
export type Carried = { what: "part"; kind: PartKind } | { what: "fault"; kind: FaultKind } | { what: "removal"; kind: "remove" };

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

export type DialogName = "share" | "keys" | "legend" | "refusal";

/** Why an address or a file was not opened, and what there is instead. */
export interface Refusal {
  /** Field, or line of a file, and what is wrong with it. */
  errors: readonly { path: string; message: string }[];
  /** Of an address: what stood behind its #, and what of it opens all the same. */
  address?: { text: string; openable: { text: string; without: readonly string[] } | null; firstVisit: boolean };
}

/** What the person is looking at and holding; nothing of the simulated world. */
interface Desk {
  selectedPart: string | null;
  /** Which face was chosen when it is not the process itself. */
  selectedFace: SelectedFace | null;
  selectedMessage: number | null;
  dockTab: DockTab;
  dockOpen: boolean;
  /** The lane on the screen where there is room for one only. */
  laneShown: number;
  /** Whether a person chose that lane, or asked about it; otherwise it is the first. */
  laneChosen: boolean;
  hiddenLanes: readonly number[];
  why: WhyState | null;
  carried: Carried | null;
  draft: FaultDraft | null;
  toast: { text: string; id: number } | null;
  dialog: DialogName | null;
  /** An address or a file that could not be opened. */
  refusal: Refusal | null;
  projector: boolean;
  sheetOpen: boolean;
  sheetTab: SheetTab;
}

export const useDesk = createScoped<Desk>(() => ({
  selectedPart: null,
  selectedFace: null,
  selectedMessage: null,
  dockTab: "timeline",
  dockOpen: true,
  laneShown: 0,
  laneChosen: false,
  hiddenLanes: [],
  why: null,
  carried: null,
  draft: null,
  toast: null,
  dialog: null,
  refusal: null,
  projector: false,
  sheetOpen: false,
  sheetTab: "details",
}));

export function selectPart(selectedPart: string | null): void {
  useDesk.setState({ selectedPart, selectedFace: null, selectedMessage: null, why: null });
}

/** Faces that show a place rather than a process. */
const PLACES = ["queue", "exchange", "kafka-row", "kafka-strip", "kafka-group"];

/** Chooses what a face shows: a place for itself, or the process. */
export function selectFace(lane: number, { id, face, label, process }: { id: string; face: string; label: string; process: string }): void {
  const place = PLACES.includes(face);
  selectPart(place || process === "" ? null : process);
  useDesk.setState({ selectedFace: place ? { lane, id, face, label } : null, sheetOpen: true });
}

/** Whether a face is the chosen one. */
export function isSelected(
  { selectedPart, selectedFace }: Pick<Desk, "selectedPart" | "selectedFace">,
  lane: number,
  { id, process }: { id: string; process: string },
): boolean {
  if (selectedFace !== null) return selectedFace.lane === lane && selectedFace.id === id;
  return selectedPart !== null && selectedPart === process && id === process;
}

export function selectMessage(selectedMessage: number | null): void {
  useDesk.setState({ selectedMessage, selectedPart: null, selectedFace: null });
}

/** What a note is about: it calls back when that is no longer so, until it is stopped. */
type Cause = (over: () => void) => () => void;

/** A part of a store as it is now. */
export function asNow<T>(store: Pick<StoreApi<T>, "getState" | "subscribe">, part: (state: T) => unknown): Cause {
  const before = part(store.getState());
  return (over) => store.subscribe((state) => part(state) !== before && over());
}

let toasts = 0;

/**
 * A note of a few seconds. It goes earlier with what it is about: with the run, which all are about, and with each of `causes`. What it
 * returns takes it away.
 */
export function toast(text: string, ...causes: Cause[]): () => void {
  const id = ++toasts;
  useDesk.setState({ toast: { text, id } });
  const over = () => {
    clearTimeout(timer);
    for (const stop of stops) stop();
    if (useDesk.getState().toast?.id === id) useDesk.setState({ toast: null });
  };
  const timer = setTimeout(over, 5000);
  const stops = [asNow(useRun, ({ run }) => run), asNow(useRun, ({ edited }) => edited), ...causes].map((cause) => cause(over));
  return over;
}

/** The menu of a phone comes up, whatever the sheet shows; asked for again it goes away. */
export function toggleMenu(): void {
  useDesk.setState(({ sheetOpen, sheetTab }) => ({ sheetOpen: !(sheetOpen && sheetTab === "menu"), sheetTab: "menu" }));
}

/** Says why an address or a file was not opened. */
export function refuse(refusal: Refusal): void {
  useDesk.setState({ dialog: "refusal", refusal });
}

export function openDialog(dialog: DialogName): void {
  useDesk.setState({ dialog });
}
