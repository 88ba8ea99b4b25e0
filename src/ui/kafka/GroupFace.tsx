import type { PlacedPart } from "../layout/lane-layout.ts";
import { useWorld } from "../state/world.ts";
import { tip } from "../terms/Term.tsx";
import { lagOf, useGroups } from "./groups.ts";

/** A consumer group: a chain line around its members, its letter, and how far it lags, which only a coordinator that is up can say. */
export function GroupFace({ part }: { part: PlacedPart }) {
  const group = part.data?.["group"] as string;
  const members = part.data?.["members"] as string[];
  const lane = useWorld((world) => world.byName[members[0]]?.lane ?? 0);
  const known = useGroups(lane).find((candidate) => candidate.group === group);
  const processes = useWorld((world) => world.processes);
  const lag = lagOf(known, processes, lane);
  const rebalancing = known !== undefined && known.state !== "Stable" && known.state !== "Empty";
  return (
    <svg className="face" width={part.width} height={part.height} aria-hidden="true">
      <rect className={rebalancing ? "chain marching" : "chain"} width={part.width} height={part.height} />
      <rect className="tag" x={6} y={2} width={14} height={13.5} />
      <text className="tag-letter" x={13} y={13}>
        {group.charAt(0).toUpperCase()}
      </text>
      <text className="serif" x={25} y={13.5} {...tip("group")}>
        {group}
      </text>
      <text className="small end" x={part.width - 8} y={13} {...tip(rebalancing ? "rebalance" : "lag")}>
        {rebalancing ? "rebalancing" : known === undefined && lag > 0 ? "lag unknown" : `lag ${lag}`}
      </text>
    </svg>
  );
}
