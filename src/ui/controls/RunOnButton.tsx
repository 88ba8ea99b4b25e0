import { runOn, useRunOnOffered } from "../state/run-on.ts";
import { focusIfLost } from "./focus.ts";

/** Beside what is open at the end of the run: lets it go on until that is final. Nothing where nothing is open. */
export function RunOnButton({ className = "", brief = false }: { className?: string; brief?: boolean }) {
  const offered = useRunOnOffered();
  if (!offered) return null;
  return (
    <button
      type="button"
      className={`run-on ${className}`}
      title="Key R. Undo brings the end back."
      aria-label={WORDS}
      onClick={(event) => {
        event.stopPropagation();
        runOn();
        focusIfLost(".play");
      }}
    >
      {brief ? "Run on" : WORDS}
    </button>
  );
}

const WORDS = "Run on until everything has come to rest";
