import { clockText, instantText } from "../../engine/sim/clock-text.ts";
import "./print.css";
import { useDesk } from "../state/desk.ts";
import { laneName } from "../state/lane-names.ts";
import { shownUs, usePlayback } from "../state/playback.ts";
import { useRun } from "../state/run.ts";
import { Timeline } from "../timeline/Timeline.tsx";
import { Named } from "../why/Named.tsx";
import { preventionHeading } from "../why/words.ts";
import { LedgerTables } from "./LedgerTables.tsx";
import { StillLane } from "./StillLane.tsx";

/** The run as a sheet of paper, at the shown instant and without controls: drawing, timeline, the open explanation, what became of each message. */
export function PrintSheet() {
  const { scenario, seed } = useRun(({ run }) => run);
  const hidden = useDesk((desk) => desk.hiddenLanes);
  const at = usePlayback(shownUs);
  const lanes = scenario.lanes.map((_, lane) => lane).filter((lane) => !hidden.includes(lane));
  return (
    <article className="print-sheet">
      <header className="print-head">
        <h1>{scenario.title}</h1>
        <p>
          Queuescope, seed {seed}, at {instantText(at)}
        </p>
      </header>
      {scenario.summary !== "" && <p className="print-summary">{scenario.summary}</p>}
      {lanes.map((lane) => (
        <StillLane key={lane} lane={lane} />
      ))}
      <section className="print-timeline" aria-label="Timeline">
        <Timeline />
      </section>
      <Explanation />
      <LedgerTables lanes={lanes} />
    </article>
  );
}

function Explanation() {
  const card = useDesk((desk) => desk.why?.card ?? null);
  const lanes = useRun(({ run }) => run.scenario.lanes);
  if (card === null) return null;
  return (
    <section className="print-why">
      <h2>{card.title}</h2>
      <p>
        {laneName(lanes, card.question.lane).full}. {card.subtitle}
      </p>
      <ol>
        {card.steps.map(({ title, detail, at, events }, index) => (
          <li key={`${index} ${events[0]}`}>
            <b>{title}</b>
            <br />
            {clockText(at)} <Named text={detail} />
          </li>
        ))}
      </ol>
      <p>
        <b>{preventionHeading(card.question)}</b> <Named text={card.prevention.sentence} />
      </p>
    </section>
  );
}
