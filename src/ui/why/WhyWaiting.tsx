import type { WhyProgress } from "../../worker/protocol.ts";
import { progressWords } from "./words.ts";

/** While the lane is run again without one step after the other. */
export function WhyWaiting({ progress }: { progress: WhyProgress | undefined }) {
  return (
    <div className="why-waiting">
      <p role="status">Running it again without each step, to see which ones matter.</p>
      <progress aria-label="Explanation" max={progress?.of || 1} value={progress?.done ?? 0} />
      <p className="why-progress">{progressWords(progress)}</p>
    </div>
  );
}
