import { focusWhenShown } from "../controls/focus.ts";
import { buttonId } from "../layout/button-id.ts";
import { useDesk } from "../state/desk.ts";

/** The item of the palette that was taken by a key: whoever puts it back is there again. */
let takenFrom: HTMLElement | null = null;

/** The focus goes from the palette to the first part that may have what was taken, the selected one before others; arrow keys go on from there. */
export function lookForPlace(item: HTMLElement): void {
  takenFrom = item;
  // The parts say whether they may have it from the next picture on.
  requestAnimationFrame(() => {
    if (document.activeElement !== item) return;
    const places = [...document.querySelectorAll<HTMLElement>(".part-button.may-drop")];
    (places.find((place) => place.getAttribute("aria-pressed") === "true") ?? places[0])?.focus();
  });
}

/** What is carried goes back to the palette, and the focus with it when it had come from there. */
export function putBack(): void {
  useDesk.setState({ carried: null });
  const among = document.activeElement?.closest(".lanes") ?? null;
  if (takenFrom?.isConnected && among !== null) takenFrom.focus();
  takenFrom = null;
}

/** The focus goes to a part that was added, once it is there. */
export function focusAdded(lane: number, process: string): void {
  focusWhenShown(buttonId(lane, process));
}

/** The focus leaves a part that is about to go for the one beside it; a focus that is elsewhere stays. */
export function leaveFocusOf(lane: number, process: string): void {
  const button = document.getElementById(buttonId(lane, process));
  if (button === null || document.activeElement !== button) return;
  const buttons = [...(button.parentElement?.querySelectorAll<HTMLElement>(".part-button") ?? [])];
  const at = buttons.indexOf(button);
  (buttons[at - 1] ?? buttons[at + 1])?.focus();
}
