import { useEffect, useRef, useState } from "react";
import { DiceIcon } from "../controls/icons.tsx";
import { toast } from "../state/desk.ts";
import { setSeed } from "../state/from-start.ts";
import { editedRun, useRun } from "../state/run.ts";
import { seedProblem } from "./seed.ts";

/** The seed of all chance in the run. It counts when it is entered, not while it is typed: each seed is another run. */
export function SeedField() {
  const seed = useRun((state) => editedRun(state).seed);
  const [draft, setDraft] = useState<string | null>(null);
  const problem = draft === null ? null : seedProblem(draft);
  const takeBack = useRef<(() => void) | null>(null);
  // What was said of a text goes with the text.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the draft is what it was said of
  useEffect(() => () => takeBack.current?.(), [draft]);
  const enter = () => {
    if (draft === null) return;
    if (problem !== null) {
      takeBack.current = toast(problem);
      return;
    }
    setDraft(null);
    if (Number(draft) !== seed) setSeed(Number(draft));
  };
  return (
    <div className="field seed">
      <label htmlFor="seed">Seed</label>
      <div>
        <input
          id="seed"
          inputMode="numeric"
          value={draft ?? String(seed)}
          aria-invalid={problem !== null}
          title={problem ?? undefined}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={enter}
          onKeyDown={(event) => {
            if (event.key === "Enter") enter();
            if (event.key === "Escape") setDraft(null);
          }}
        />
        <button
          type="button"
          aria-label="Another seed"
          onClick={() => {
            setDraft(null);
            setSeed(crypto.getRandomValues(new Uint16Array(1))[0]);
          }}
        >
          <DiceIcon />
        </button>
      </div>
    </div>
  );
}
