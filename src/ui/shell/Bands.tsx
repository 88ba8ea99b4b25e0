import { later } from "../controls/later.tsx";
import { undo, useRun } from "../state/run.ts";
import { useWorld } from "../state/world.ts";

const LinkNote = later(() => import("../share/LinkNote.tsx").then(({ LinkNote }) => LinkNote));
const LaneWarnings = later(() => import("../edited/LaneWarnings.tsx").then(({ LaneWarnings }) => LaneWarnings));
const OutOfDateCard = later(() => import("../edited/OutOfDateCard.tsx").then(({ OutOfDateCard }) => OutOfDateCard));

/** What stands above the lanes: cards that say what cannot go on as it is, and lead out of it. */
export function Bands() {
  return (
    <>
      <FailureCard />
      <LinkNote />
      <OutOfDateCard />
      <LaneWarnings />
    </>
  );
}

/** The run cannot be simulated. */
function FailureCard() {
  const error = useWorld((world) => world.error);
  const canUndo = useRun(({ past }) => past.length > 0);
  if (error === null) return null;
  return (
    <section className="way-out" role="alert" aria-label="This run cannot go on">
      <div>
        <h2>This run cannot go on</h2>
        <p>{error}</p>
      </div>
      {canUndo && (
        <div className="card-actions">
          <button type="button" className="solid" onClick={undo}>
            Undo the last change
          </button>
        </div>
      )}
    </section>
  );
}
