import { Balloon } from "../stage/Balloon.tsx";
import { useCaptions } from "../stage/Caption.tsx";
import { useDesk, type WhyState } from "../state/desk.ts";
import { useLaneNames } from "../state/lane-names.ts";
import { labelOf } from "../state/messages.ts";
import { useRun } from "../state/run.ts";
import { showStep } from "../state/simulation-link.ts";
import { progressWords } from "../why/words.ts";

/** The step of the explanation that is looked at; else the last thing that happened in any lane. */
export function ProjectorCaption() {
  const why = useDesk((desk) => desk.why);
  return why === null ? <LastEvent /> : <Explanation why={why} />;
}

/** Step by step, in the words of the card. Before one is chosen it is the last: what was asked about. */
function Explanation({ why }: { why: WhyState }) {
  const close = (
    <button type="button" className="outlined" onClick={() => useDesk.setState({ why: null })}>
      Close
    </button>
  );
  if (why.card == null || why.card.steps.length === 0) {
    const about = `#${labelOf(why.question.message)}, ${why.question.destination}`;
    const words = why.card === undefined ? progressWords(why.progress) : "It does not happen in this run.";
    return (
      <div className="projector-caption">
        <p>
          Why, {about}: {words}
        </p>
        {close}
      </div>
    );
  }
  const { steps } = why.card;
  const shown = why.step >= 0 ? why.step : steps.length - 1;
  const step = steps[shown];
  return (
    <div className="projector-caption">
      <svg width={44} height={44} viewBox="-11 -11 22 22" aria-hidden="true">
        <Balloon x={0} y={0} number={shown + 1} now />
      </svg>
      <p aria-live="polite">
        <span className="visually-hidden">Step {shown + 1}. </span>
        {step.title}. <span className="projector-detail">{step.detail}</span>
      </p>
      <div className="projector-steps" role="group" aria-label="Steps of the explanation">
        <button type="button" aria-label="Step before" disabled={shown === 0} onClick={() => showStep(shown - 1)}>
          ‹
        </button>
        <span>
          {shown + 1} of {steps.length}
        </span>
        <button type="button" aria-label="Next step" disabled={shown === steps.length - 1} onClick={() => showStep(shown + 1)}>
          ›
        </button>
      </div>
      {close}
    </div>
  );
}

function LastEvent() {
  const lanes = useRun(({ run }) => run.scenario.lanes);
  const names = useLaneNames();
  const hidden = useDesk((desk) => desk.hiddenLanes);
  const captions = useCaptions(lanes.map((_, lane) => lane).filter((lane) => !hidden.includes(lane)));
  const newest = captions.reduce<(typeof captions)[number] | null>(
    (best, caption) => (best === null || caption.at > best.at ? caption : best),
    null,
  );
  return (
    <div className="projector-caption">
      <p>{newest === null ? "Nothing has happened yet." : `${names[newest.lane].brief}: ${newest.text}`}</p>
    </div>
  );
}
