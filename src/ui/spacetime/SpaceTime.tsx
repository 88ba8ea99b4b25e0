import { labelOf } from "../state/messages.ts";
import "./space-time.css";
import { useCallback, useMemo } from "react";
import type { WhyStep } from "../../worker/protocol.ts";
import { useSize } from "../controls/use-size.ts";
import { useDesk } from "../state/desk.ts";
import { useRun } from "../state/run.ts";
import { useWorld } from "../state/world.ts";
import { useDiagramChoice, useDiagramWishes, useUntilUs } from "./choice.ts";
import { Diagram } from "./Diagram.tsx";
import { livesOf } from "./lives.ts";
import { StoryTable } from "./StoryTable.tsx";
import { storyOf, storyUntil } from "./story.ts";

/** How much of a whole lane is shown before the playhead, and how much room is left after it, in µs. */
const WINDOW_US = 2_400_000;
const AHEAD_US = 400_000;
/** So often does the window of a whole lane move on. */
const WINDOW_STEP_US = 200_000;
/** px below which the drawing scrolls sideways instead of being squeezed. */
const LEAST_WIDTH = 620;
const NO_STEPS: readonly WhyStep[] = [];

/** One line per process, time to the right, one arrow per packet that carried the chosen message: its whole way through a lane. */
export function SpaceTime() {
  const choice = useDiagramChoice();
  const { lane, message, destination } = choice;
  const { wholeLane, asTable } = useDiagramWishes();
  const { holder, width, height } = useSize<HTMLDivElement>({ width: 1000, height: 170 });
  const version = useWorld((world) => world.historyVersion);
  const take = useWorld((world) => world.take);
  const untilUs = useUntilUs(30_000);
  const toldUs = useUntilUs(500_000);
  const windowEnd = useUntilUs(WINDOW_STEP_US);
  const why = useDesk((desk) => desk.why);
  const tableOf = useRun(({ run }) => run.scenario.services);
  const steps = !wholeLane && why?.question.message === message && why.question.lane === lane ? (why.card?.steps ?? NO_STEPS) : NO_STEPS;
  // biome-ignore lint/correctness/useExhaustiveDependencies: version and take stand for the history, which grows in place
  const lives = useMemo(() => {
    const { history, roster } = useWorld.getState();
    return livesOf(history, roster, lane);
  }, [lane, version, take]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: version and take stand for the history, which grows in place
  const whole = useMemo(() => {
    const { history, roster } = useWorld.getState();
    if (wholeLane) {
      const from = Math.max(0, windowEnd - WINDOW_US);
      return storyOf(history, roster, lives, { lane, message: null, destination, from, to: windowEnd + AHEAD_US });
    }
    if (message === null) return null;
    const also = steps.flatMap(({ processes: [name] }) => {
      const process = roster.find((known) => known.name === name);
      return process === undefined ? [] : [process.id];
    });
    return storyOf(history, roster, lives, { lane, message, destination, also });
  }, [wholeLane, wholeLane ? windowEnd : 0, message, destination, lane, lives, version, take, steps]);
  const story = useMemo(() => (whole === null ? null : storyUntil(whole, untilUs, lives)), [whole, untilUs, lives]);
  const { roster } = useWorld.getState();
  const table = tableOf.find(({ name }) => name === destination)?.table;
  const nameOf = useCallback(
    (process: number) => {
      const known = roster[process];
      return known === undefined ? "" : known.role === "database" && table !== undefined ? table : known.part;
    },
    [roster, table],
  );
  if (story === null || story.processes.length === 0) {
    return <p className="empty-note">Nothing has been sent in this lane yet. Play the run, or choose a message, to see its way.</p>;
  }
  const subject = wholeLane ? "all messages around the playhead" : `message ${message === null ? "" : labelOf(message)}`;
  return (
    <div className={asTable ? "spacetime as-table" : "spacetime"}>
      <div ref={holder} className="spacetime-scroll" tabIndex={0} role="region" aria-label={`The way of ${subject}`}>
        {!asTable && (
          <Diagram
            story={story}
            whole={whole ?? story}
            processOf={(name) => roster.find((known) => known.name === name)?.id ?? -1}
            lives={lives}
            steps={steps}
            stepNow={why?.step ?? -1}
            nameOf={nameOf}
            untilUs={untilUs}
            width={Math.max(LEAST_WIDTH, width)}
            height={height}
            small={wholeLane}
          />
        )}
        {story.leftOut > 0 && <p className="left-out">{story.leftOut} earlier arrows are left out</p>}
      </div>
      <StoryTable story={whole ?? story} lives={lives} steps={steps} nameOf={nameOf} untilUs={toldUs} subject={subject} />
    </div>
  );
}
