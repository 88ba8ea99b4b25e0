import { useViewport } from "@xyflow/react";
import type { LaneLayout } from "../layout/lane-layout.ts";
import { durationText } from "../parts/duration-text.ts";
import { CutMark, CutOffMark, SlowMark } from "../parts/Trouble.tsx";
import { useWorld } from "../state/world.ts";
import { isCutOff, lineTrouble, signPlace, useNetworkTrouble } from "./network-trouble.ts";

/** What is the matter with the network at the shown instant, on the lines and at the parts that it is about. */
export function TroubleLayer({ layout }: { layout: LaneLayout }) {
  const { x, y, zoom } = useViewport();
  const { splits, slow } = useNetworkTrouble();
  if (splits.length === 0 && slow.length === 0) return null;
  return (
    <svg className="face troubles" aria-hidden="true">
      <g transform={`translate(${x},${y}) scale(${zoom})`}>
        <TroubleMarks layout={layout} />
      </g>
    </svg>
  );
}

/** The marks in the layout's own units. */
export function TroubleMarks({ layout }: { layout: LaneLayout }) {
  const trouble = useNetworkTrouble();
  // The roster, unlike the frame's processes, stays the same while a run plays.
  const roster = useWorld((world) => world.roster);
  if (trouble.splits.length === 0 && trouble.slow.length === 0) return null;
  const cutOff = new Set(roster.filter(({ host }) => isCutOff(trouble, host)).map(({ name }) => name));
  return (
    <>
      {layout.parts
        .filter(({ process, face }) => cutOff.has(process) && face !== "queue" && face !== "exchange" && face !== "kafka-strip")
        .map((part) => (
          <CutOffMark key={part.id} x={part.x} y={part.y} width={part.width} height={part.height} />
        ))}
      {layout.lines.map((line) => {
        const found = lineTrouble(trouble, line);
        const place = signPlace(line.points, cutOff.has(line.to) ? "last" : cutOff.has(line.from) ? "first" : "longest");
        if (found === null || place === null) return null;
        return found.kind === "cut" ? (
          <CutMark key={line.id} {...place} />
        ) : (
          <SlowMark key={line.id} {...place} label={`+${durationText(found.addedUs)}`} />
        );
      })}
    </>
  );
}
