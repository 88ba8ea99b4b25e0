import { Logo } from "../controls/icons.tsx";
import { Balloon } from "../stage/Balloon.tsx";
import { useCaptions } from "../stage/Caption.tsx";
import { LaneStack } from "../stage/LaneStack.tsx";
import { useDesk } from "../state/desk.ts";
import { useLaneNames } from "../state/lane-names.ts";
import { usePlayback } from "../state/playback.ts";
import { useRun } from "../state/run.ts";
import { Timeline } from "../timeline/Timeline.tsx";
import { Clock, Transport } from "./TitleBlock.tsx";

/** For the back row: the lanes at full width, one caption, one scrubber, nothing that is not looked at. */
export function ProjectorPage() {
  const title = useRun(({ run }) => run.scenario.title);
  const seed = useRun(({ run }) => run.seed);
  const speed = usePlayback((state) => state.speed);
  return (
    <>
      <header className="projector-head" data-region="">
        <Logo />
        <h1>{title}</h1>
        <Transport />
        <Clock />
        <p>
          <span>{speed}×</span> <span>Seed {seed}</span>
        </p>
        <button type="button" className="outlined" title="Key P" onClick={() => useDesk.setState({ projector: false })}>
          Leave projector
        </button>
      </header>
      <LaneStack />
      <section className="projector-foot" aria-label="Timeline" data-region="">
        <ProjectorCaption />
        <Timeline compact />
      </section>
    </>
  );
}

/** The step of the explanation that is looked at; else the last thing that happened in any lane. */
function ProjectorCaption() {
  const lanes = useRun(({ run }) => run.scenario.lanes);
  const names = useLaneNames();
  const hidden = useDesk((desk) => desk.hiddenLanes);
  const why = useDesk((desk) => desk.why);
  const captions = useCaptions(lanes.map((_, lane) => lane).filter((lane) => !hidden.includes(lane)));
  const step = why?.card?.steps[why.step];
  if (why !== null && step !== undefined) {
    return (
      <p className="projector-caption">
        <svg width={34} height={34} viewBox="-11 -11 22 22" aria-hidden="true">
          <Balloon x={0} y={0} number={why.step + 1} now />
        </svg>
        {step.title}. {step.detail}
      </p>
    );
  }
  const newest = captions.reduce<(typeof captions)[number] | null>(
    (best, caption) => (best === null || caption.at > best.at ? caption : best),
    null,
  );
  return (
    <p className="projector-caption">{newest === null ? "Nothing has happened yet." : `${names[newest.lane].brief}: ${newest.text}`}</p>
  );
}
