import { fitName } from "../layout/fit-text.ts";
import type { PlacedPart } from "../layout/lane-layout.ts";
import { tip } from "../terms/Term.tsx";
import { IsrBadge } from "./IsrBadge.tsx";
import { usePartition } from "./use-partition.ts";

/** A partition's name and its replicas, as the broker with the newest leader epoch knows them. */
export function RowFace({ part }: { part: PlacedPart }) {
  const name = part.label;
  const { replica, led } = usePartition(part);
  const badge = part.data?.["badge"] !== false;
  return (
    <svg className="face" width={part.width} height={part.height} aria-hidden="true">
      <text className="name" x={0} y={11} {...tip("partition")}>
        {part.data?.["brief"] === true ? name.slice(name.lastIndexOf("-") + 1) : fitName(name, part.width, 14)}
      </text>
      {!led && (
        <text className="alarm" x={0} y={badge ? 44 : 25}>
          no leader
        </text>
      )}
      {replica !== undefined && badge && (
        <g transform="translate(0,16)">
          <IsrBadge replica={replica} size={14} />
        </g>
      )}
    </svg>
  );
}
