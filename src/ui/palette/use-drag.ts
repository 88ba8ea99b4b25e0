import { type MouseEvent as ReactMouseEvent, type PointerEvent as ReactPointerEvent, useRef } from "react";
import type { PlacedPart } from "../layout/lane-layout.ts";
import { type Carried, useDesk } from "../state/desk.ts";
import { placeCarried } from "./placing.ts";
import { lookForPlace } from "./placing-focus.ts";

const DRAG_FROM_PX = 6;

/**
 * Carrying something from a palette: by pointer or finger as a drag, by click or key as a choice that waits for its place. Pointer events
 * rather than the browser's drag and drop, which touch screens do not have.
 */
export function useCarry(carried: Carried) {
  const start = useRef<{ x: number; y: number; id: number } | null>(null);
  const dragged = useRef(false);

  const end = (event: ReactPointerEvent<HTMLButtonElement>, drop: boolean) => {
    const began = start.current;
    start.current = null;
    document.getElementById("drag-ghost")?.setAttribute("hidden", "");
    if (began === null || !dragged.current) return;
    if (drop) dropAt(event.clientX, event.clientY);
    else useDesk.setState({ carried: null });
  };

  return {
    onPointerDown(event: ReactPointerEvent<HTMLButtonElement>) {
      if (event.button !== 0) return;
      start.current = { x: event.clientX, y: event.clientY, id: event.pointerId };
      dragged.current = false;
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove(event: ReactPointerEvent<HTMLButtonElement>) {
      const began = start.current;
      if (began === null) return;
      if (!dragged.current && Math.hypot(event.clientX - began.x, event.clientY - began.y) < DRAG_FROM_PX) return;
      if (!dragged.current) {
        dragged.current = true;
        useDesk.setState({ carried });
      }
      const ghost = document.getElementById("drag-ghost");
      if (ghost !== null) {
        ghost.removeAttribute("hidden");
        ghost.style.transform = `translate(${event.clientX + 10}px,${event.clientY + 10}px)`;
      }
    },
    onPointerUp: (event: ReactPointerEvent<HTMLButtonElement>) => end(event, true),
    onPointerCancel: (event: ReactPointerEvent<HTMLButtonElement>) => end(event, false),
    onClick(event: ReactMouseEvent<HTMLButtonElement>) {
      if (dragged.current) {
        dragged.current = false; // the browser clicks after a captured drag
        return;
      }
      const { carried: now } = useDesk.getState();
      const taken = now === null || JSON.stringify(now) !== JSON.stringify(carried);
      useDesk.setState({ carried: taken ? carried : null });
      // A key has no place of its own on the page, as a pointer has.
      if (taken && event.detail === 0) lookForPlace(event.currentTarget);
    },
  };
}

/** What lies under the pointer: a part's button, or the paper of a lane. */
function dropAt(x: number, y: number): void {
  const under = document.elementsFromPoint(x, y);
  const drawing = under.map((element) => element.closest<HTMLElement>(".drawing")).find((element) => element !== null);
  if (drawing === undefined) {
    useDesk.setState({ carried: null });
    return;
  }
  const lane = Number(drawing?.dataset["lane"]);
  const buttons = under.filter(
    (element): element is HTMLElement => element instanceof HTMLElement && element.dataset["part"] !== undefined,
  );
  const smallest = buttons.sort((one, other) => one.offsetWidth * one.offsetHeight - other.offsetWidth * other.offsetHeight)[0];
  placeCarried(lane, smallest === undefined ? null : partOfButton(smallest));
  if (useDesk.getState().carried !== null) useDesk.setState({ carried: null });
}

/** The part as far as placing needs it. */
function partOfButton(button: HTMLElement): PlacedPart {
  const { part = "", process = "", face = "", group, queue } = button.dataset;
  return { id: part, face, process, label: part, data: { group, queue }, x: 0, y: 0, width: 0, height: 0 };
}
