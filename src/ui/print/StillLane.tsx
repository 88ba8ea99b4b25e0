import { useMemo } from "react";
import type { FrameProcess } from "../../worker/protocol.ts";
import type { LaneLayout } from "../layout/lane-layout.ts";
import { isDown } from "../parts/condition.ts";
import { BalloonMarks } from "../stage/BalloonLayer.tsx";
import { useCaption } from "../stage/Caption.tsx";
import { FaceDrawing, UNDER_THE_LINES } from "../stage/face-nodes.tsx";
import { pointAt } from "../stage/flying.ts";
import { Verdicts } from "../stage/Lane.tsx";
import { useLanePlan } from "../stage/lane-plan.ts";
import { LineDrawing } from "../stage/line-edges.tsx";
import { withEnds } from "../stage/line-ends.ts";
import { TroubleMarks } from "../stage/TroubleLayer.tsx";
import { useLaneNames } from "../state/lane-names.ts";
import { shownUs, usePlayback } from "../state/playback.ts";
import { useWorld } from "../state/world.ts";
import { Token } from "../tokens/Token.tsx";

/** Drawing units across a sheet of paper. */
const WIDTH = 1180;

/** A lane as it stands at the shown instant, in full: nothing scrolls on paper. */
export function StillLane({ lane }: { lane: number }) {
  const name = useLaneNames()[lane];
  const caption = useCaption(lane);
  const all = useWorld((world) => world.processes);
  const processes = useMemo(() => all.filter((process) => process.lane === lane), [all, lane]);
  const plan = useLanePlan(lane);
  const layout = useMemo(() => plan.layout(processes, WIDTH, "roomy"), [plan, processes]);
  const down = processes.filter(isDown).map((process) => `${process.name} ${process.status}`);
  const under = layout.parts
    .filter(({ face }) => face in UNDER_THE_LINES)
    .sort((a, b) => UNDER_THE_LINES[a.face] - UNDER_THE_LINES[b.face]);
  const over = layout.parts.filter(({ face }) => !(face in UNDER_THE_LINES));
  return (
    <section className="print-lane">
      <header>
        <h2>{name.full}</h2>
        <Verdicts lane={lane} />
      </header>
      <svg className="face still-lane" viewBox={`0 -6 ${layout.width} ${layout.height + 12}`} role="img" aria-label={`${name.full} lane`}>
        {[under, over].map((parts, i) => (
          <g key={i === 0 ? "under" : "over"}>
            {i === 1 && layout.lines.map((line) => <LineDrawing key={line.id} {...withEnds(line, down)} />)}
            {parts.map((part) => (
              <g key={part.id} transform={`translate(${part.x},${part.y})`}>
                <FaceDrawing part={part} />
              </g>
            ))}
          </g>
        ))}
        <Packets lane={lane} layout={layout} processes={all} />
        <TroubleMarks layout={layout} />
        <BalloonMarks lane={lane} layout={layout} />
      </svg>
      <p className="print-caption">
        <i>Fig. {lane + 1}.</i> {caption}
      </p>
    </section>
  );
}

/** What is under way, where it is. */
function Packets({ lane, layout, processes }: { lane: number; layout: LaneLayout; processes: readonly FrameProcess[] }) {
  const packets = useWorld((world) => world.frame?.packets ?? []);
  const at = usePlayback(shownUs);
  const nameOf = new Map(processes.map(({ id, name }) => [id, name]));
  const laneOf = new Map(processes.map(({ id, lane: of }) => [id, of]));
  return packets
    .filter(({ from, sentAt, arriveAt, held }) => laneOf.get(from) === lane && sentAt <= at && (arriveAt >= at || held))
    .map(({ connection, from, to, type, carries, sentAt, arriveAt, held }) => {
      const [message] = carries;
      const route = layout.route({ from: nameOf.get(from) ?? "", to: nameOf.get(to) ?? "", type, message });
      if (route === null) return null;
      const [x, y, angle] = pointAt(route.points, held ? 1 : (at - sentAt) / Math.max(1, arriveAt - sentAt));
      const key = `${connection} ${sentAt} ${type} ${message}`;
      if (route.look === "answer")
        return (
          <path
            key={key}
            className="still-answer"
            transform={`translate(${x},${y}) rotate(${(angle * 180) / Math.PI})`}
            d="M-4,-6L3,0L-4,6"
          />
        );
      return <Token key={key} message={message} x={x} y={y} r={10} state={route.look === "copy" ? "copy" : "stored"} />;
    });
}
