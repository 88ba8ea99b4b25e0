import type { WhyQuestion } from "../../worker/protocol.ts";
import { undo, useRun } from "../state/run.ts";

/** The run was changed, and what is asked about is not there any more. */
export function WhyGone({ question: { kind, message, destination }, onClose }: { question: WhyQuestion; onClose(): void }) {
  const canUndo = useRun(({ past }) => past.length > 0);
  const well = {
    duplicated: `#${message} is not processed twice for ${destination}`,
    lost: `#${message} is not lost for ${destination}`,
    late: `#${message} keeps its place in the order for ${destination}`,
  };
  return (
    <div className="why-gone">
      <p role="status">
        <b>It does not happen any more.</b> In the run as it is now, {well[kind]}.
      </p>
      <p className="why-actions">
        {canUndo && (
          <button type="button" className="outlined" onClick={undo}>
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
