import type { KafkaBrokerView } from "../../engine/kafka/views.ts";
import type { PlacedPart } from "../layout/lane-layout.ts";
import { isDown } from "../parts/condition.ts";
import { useMarks } from "../parts/marks.ts";
import { useProcess } from "../state/world.ts";
import { committedIn, useGroups } from "./groups.ts";
import { IsrBadge } from "./IsrBadge.tsx";
import { CELLS } from "./kafka-measures.ts";
import { LogStrip } from "./LogStrip.tsx";

/** From the upper edge of an upright partition to its strip. */
export const STRIP_HEAD = 30;
export const UPRIGHT_STRIP = 30;

/** A partition by its leader alone, for narrow screens. */
export function StripFace({ part }: { part: PlacedPart }) {
  const process = useProcess(part.process);
  const lane = process?.lane ?? 0;
  const groups = useGroups(lane);
  const { again } = useMarks(lane);
  const replica = (process?.view as KafkaBrokerView | undefined)?.replicas.find(
    ({ topic, partition }) => `${topic}-${partition}` === part.label,
  );
  if (process === undefined || replica === undefined) return null;
  const dead = isDown(process) || replica.role !== "leader";
  return (
    <svg className="face" width={part.width} height={part.height} aria-hidden="true">
      <text className="name" x={0} y={13}>
        {part.label}
      </text>
      <text className="small" x={64} y={13}>
        {dead ? "no leader" : `leads on broker ${replica.leader}, HW ${replica.highWatermark}`}
      </text>
      <g transform={`translate(${part.width - replica.replicas.length * 18.5},0)`}>
        <IsrBadge replica={replica} size={17} />
      </g>
      <g transform={`translate(1.5,${STRIP_HEAD})`}>
        <LogStrip
          replica={replica}
          dead={dead}
          again={again}
          committed={committedIn(groups, part.label)}
          bareWatermark
          cell={(part.width - 3) / CELLS}
          height={UPRIGHT_STRIP}
        />
      </g>
    </svg>
  );
}
