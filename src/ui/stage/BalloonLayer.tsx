import { useViewport } from "@xyflow/react";
import { useMemo } from "react";
import type { LaneLayout } from "../layout/lane-layout.ts";
import { useDesk } from "../state/desk.ts";
import { useRun } from "../state/run.ts";
import { useWorld } from "../state/world.ts";
import { Balloon } from "./Balloon.tsx";
import { balloonSpots } from "./balloon-spots.ts";

/** The numbers of the open explanation above everything else of its lane, with leaders to what they are about. */
export function BalloonLayer({ lane, layout }: { lane: number; layout: LaneLayout }) {
  const { x, y, zoom } = useViewport();
  const asked = useDesk((desk) => desk.why?.question.lane === lane && desk.why.card != null);
  if (!asked) return null;
  return (
    <svg className="balloons" aria-hidden="true">
      <g transform={`translate(${x},${y}) scale(${zoom})`}>
        <BalloonMarks lane={lane} layout={layout} />
      </g>
    </svg>
  );
}

/** The numbers in the layout's own units. */
export function BalloonMarks({ lane, layout }: { lane: number; layout: LaneLayout }) {
  const why = useDesk((desk) => (desk.why?.question.lane === lane ? desk.why : null));
  const tape = useRun(({ run }) => run.scenario.tape);
  const byName = useWorld((world) => (why === null ? null : world.byName));
  const spots = useMemo(
    () => (why?.card == null || byName === null ? [] : balloonSpots(layout, why.card.steps, why.question, (name) => byName[name], tape)),
    [layout, why, byName, tape],
  );
  if (spots.length === 0) return null;
  return (
    <>
      {spots.map(({ step, at, about }) =>
        about === null ? null : (
          <g key={step}>
            <path className="leader" d={`M${at[0]},${at[1]}L${about[0]},${about[1]}`} />
            <circle className="leader-end" cx={about[0]} cy={about[1]} r={2.4} />
          </g>
        ),
      )}
      {spots.map(({ step, at }) => (
        <Balloon key={step} x={at[0]} y={at[1]} number={step + 1} now={step === why?.step} />
      ))}
    </>
  );
}
