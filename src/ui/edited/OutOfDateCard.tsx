import { useEffect, useRef } from "react";
import { AgainIcon } from "../controls/icons.tsx";
import { differences } from "../state/differences.ts";
import { runEdited, undo, useRun } from "../state/run.ts";
import { keepBoth, keepBothProblem } from "./keep-both.ts";

/** Something was changed from the start of a run that has been looked at: what it was, and the choice of what becomes of the two. */
export function OutOfDateCard() {
  const run = useRun((state) => state.run);
  const edited = useRun((state) => state.edited);
  return edited === null ? null : (
    <Card changes={differences(run, edited).map(({ text }) => text)} problem={keepBothProblem(run, edited)} />
  );
}

function Card({ changes, problem }: { changes: readonly string[]; problem: string | null }) {
  const first = useFocusIfLost();
  return (
    <section className="run-card" aria-label="This run is out of date">
      <div role="status">
        <h2>
          <AgainIcon />
          This run is out of date
        </h2>
        {changes.map((text) => (
          <p key={text}>{text}.</p>
        ))}
        {problem !== null && <p className="small">{problem}</p>}
      </div>
      <div className="card-actions">
        <button ref={first} type="button" className="solid" onClick={() => runEdited()}>
          Run again
        </button>
        {problem === null && (
          <button type="button" onClick={keepBoth}>
            Keep both and compare
          </button>
        )}
        <button type="button" onClick={undo}>
          Undo the change
        </button>
      </div>
    </section>
  );
}

/** The button that was pressed may have gone with its choice: then the focus goes on to here, and back to the lanes when this goes. */
function useFocusIfLost() {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const lost = () => document.activeElement === null || document.activeElement === document.body;
    if (lost()) button.current?.focus();
    return () => {
      requestAnimationFrame(() => {
        if (lost()) document.querySelector<HTMLElement>("main .part-button")?.focus({ preventScroll: true });
      });
    };
  }, []);
  return button;
}
