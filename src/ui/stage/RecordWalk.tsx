import { type KeyboardEvent, useEffect, useRef } from "react";
import { buttonId } from "../layout/button-id.ts";
import type { PlacedPart } from "../layout/lane-layout.ts";
import { selectMessage } from "../state/desk.ts";
import { labelOf, messageLook } from "../state/messages.ts";
import { useWorld } from "../state/world.ts";
import { insideOf } from "./place-words.ts";

interface RecordWalkProps {
  part: PlacedPart;
  lane: number;
  onLeave(): void;
}

/**
 * Inside a log or a queue, by keyboard: Left and Right go from record to record, Home and End to the ends, Escape back to the place. The
 * record in focus is the chosen message, so it is marked wherever it is drawn.
 */
export function RecordWalk({ part, lane, onLeave }: RecordWalkProps) {
  const list = useRef<HTMLUListElement>(null);
  const processes = useWorld((world) => world.processes);
  const records =
    insideOf(
      part,
      processes.filter((process) => process.lane === lane),
    ) ?? [];
  const empty = records.length === 0;
  useEffect(() => list.current?.querySelector("button")?.focus({ preventScroll: true }), []);
  const leave = () => {
    onLeave();
    document.getElementById(buttonId(lane, part.id))?.focus();
  };
  const walk = (event: KeyboardEvent<HTMLUListElement>) => {
    const buttons = [...event.currentTarget.querySelectorAll("button")];
    const at = buttons.indexOf(event.target as HTMLButtonElement);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: buttons.length - 1 }[event.key];
    const out = event.key === "Escape" || (event.key === "Enter" && event.shiftKey);
    if (to === undefined && !out) return;
    event.preventDefault();
    event.stopPropagation();
    if (out) leave();
    else buttons[Math.max(0, Math.min(buttons.length - 1, to ?? at))]?.focus();
  };
  const gone = (event: React.FocusEvent<HTMLUListElement>) => {
    if (!event.currentTarget.contains(event.relatedTarget)) onLeave();
  };
  return (
    <ul
      ref={list}
      className="visually-hidden"
      aria-label={`${part.label}, ${empty ? "nothing inside" : `${records.length} inside`}`}
      onKeyDown={walk}
      onBlur={gone}
    >
      {empty && (
        <li>
          <button type="button">Nothing inside</button>
        </li>
      )}
      {records.map(({ message, words }, i) => (
        <li key={`${message} ${words}`}>
          <button type="button" onFocus={() => selectMessage(message)}>
            {`#${labelOf(message)}, key ${messageLook(message).key}, ${words}, ${i + 1} of ${records.length}`}
          </button>
        </li>
      ))}
    </ul>
  );
}
