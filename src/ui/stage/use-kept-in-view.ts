import { type RefObject, useEffect } from "react";
import { buttonId } from "../layout/button-id.ts";
import type { LaneLayout } from "../layout/lane-layout.ts";
import { useDesk } from "../state/desk.ts";

/** Room around what is brought into view, in px. */
const ROOM = 34;

/**
 * Keeps what is chosen in view while its drawing is larger than its place: the selected part or place, and the part that the step of an
 * explanation is about. It moves the drawing when the choice or the room changes, never while a person scrolls.
 */
export function useKeptInView(scroller: RefObject<HTMLElement | null>, lane: number, layout: LaneLayout, scrolls: boolean): void {
  const chosen = useDesk(({ selectedFace, selectedPart, why }) => {
    if (why?.question.lane === lane && why.card != null && why.step >= 0) return `process:${why.card.steps[why.step]?.processes[0] ?? ""}`;
    if (selectedFace !== null) return selectedFace.lane === lane ? selectedFace.id : "";
    return selectedPart ?? "";
  });
  useEffect(() => {
    const place = scroller.current;
    if (!scrolls || place === null || chosen === "") return;
    const part = layout.parts.find(({ id, process }) =>
      chosen.startsWith("process:") ? process === chosen.slice("process:".length) && process !== "" : id === chosen,
    );
    const button = part === undefined ? null : document.getElementById(buttonId(lane, part.id));
    if (button === null) return;
    bringIntoView(place, button);
  }, [scroller, lane, layout, scrolls, chosen]);
  // The room changes with an open sheet, a folded dock, a turned phone.
  useEffect(() => {
    const place = scroller.current;
    if (place === null) return;
    const observer = new ResizeObserver(() => {
      const button = place.querySelector<HTMLElement>('.part-button[aria-pressed="true"]');
      if (button !== null) bringIntoView(place, button);
    });
    observer.observe(place);
    return () => observer.disconnect();
  }, [scroller]);
}

function bringIntoView(place: HTMLElement, part: HTMLElement): void {
  const outer = place.getBoundingClientRect();
  const inner = part.getBoundingClientRect();
  place.scrollBy({
    left: shift(inner.left, inner.right, outer.left, outer.right),
    top: shift(inner.top, inner.bottom, outer.top, outer.bottom),
  });
}

/** How far to scroll so that a stretch lies within a window; the start of what is longer than it. */
function shift(from: number, to: number, windowFrom: number, windowTo: number): number {
  if (from - ROOM < windowFrom || to - from > windowTo - windowFrom - 2 * ROOM) return from - ROOM - windowFrom;
  return Math.max(0, to + ROOM - windowTo);
}
