import { useRun } from "../state/run.ts";
import { useWorld } from "../state/world.ts";
import { isOtherHistory, useOrigin } from "./origin.ts";

/** A link was made by a page with other rules: said once, beside the run, which can be looked at all the same. */
export function LinkNote() {
  const run = useRun((state) => state.run);
  const origin = useOrigin();
  const other = useWorld((world) => isOtherHistory(origin, run, world));
  if (!other) return null;
  return (
    <section className="run-card" role="status" aria-label="Not the history of the link">
      <div>
        <h2>Whoever made this link saw another history</h2>
        <p>
          The run is the same: scenario, seed and faults. The rules of the simulator have changed since, so some of it happens otherwise or
          at other times.
        </p>
      </div>
      <div className="card-actions">
        <button type="button" onClick={() => useOrigin.setState({ run: null })}>
          Put away
        </button>
      </div>
    </section>
  );
}
