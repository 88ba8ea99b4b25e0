import { Logo } from "../controls/icons.tsx";
import { useDesk } from "../state/desk.ts";
import { usePlayback } from "../state/playback.ts";
import { useRun } from "../state/run.ts";
import { Timeline } from "../timeline/Timeline.tsx";
import { LaneStack } from "./LaneStack.tsx";
import { ProjectorCaption } from "./ProjectorCaption.tsx";
import { StatusLine } from "./StatusLine.tsx";
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
        <StatusLine />
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
