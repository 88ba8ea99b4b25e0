import type { WhyQuestion } from "../../worker/protocol.ts";
import { undo, useRun } from "../state/run.ts";
import { stayInCard } from "./stay-in-card.ts";
import { goneWords, isState } from "./words.ts";

/** The run was changed, and what is asked about is not there any more. */
export function WhyGone({ question, onClose }: { question: WhyQuestion; onClose(): void }) {
  const canUndo = useRun(({ past }) => past.length > 0);
  return (
    <div className="why-gone">
      <p role="status">
        <b>
          {question.notAsIn !== undefined
            ? "There is nothing to compare."
            : isState(question)
              ? "It is not so."
              : "It does not happen any more."}
        </b>{" "}
        In the run as it is now, {goneWords(question)}.
      </p>
      <p className="why-actions">
        {canUndo && (
          <button
            type="button"
            className="outlined"
            onClick={({ currentTarget }) => {
              stayInCard(currentTarget);
              undo();
            }}
          >
            Undo the change
          </button>
        )}
        <button type="button" className="outlined" onClick={onClose}>
          Close the question
        </button>
      </p>
    </div>
  );
}
