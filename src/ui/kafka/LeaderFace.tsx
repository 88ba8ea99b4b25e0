import type { Density, PlacedPart } from "../layout/lane-layout.ts";
import { useMarks } from "../parts/marks.ts";
import { useWorld } from "../state/world.ts";
import { committedIn, useGroups } from "./groups.ts";
import { KAFKA_MEASURES } from "./kafka-measures.ts";
import { LogStrip } from "./LogStrip.tsx";
import { usePartition } from "./use-partition.ts";

/** The one strip of a partition beside the columns of many brokers: its leader's log, or the last that is known of it. */
export function LeaderFace({ part }: { part: PlacedPart }) {
  const [first] = (part.data?.["brokers"] ?? [""]) as readonly string[];
  const lane = useWorld(({ byName }) => byName[first]?.lane ?? 0);
  const groups = useGroups(lane);
  const { again } = useMarks(lane);
  const { replica, led } = usePartition(part);
  if (replica === undefined) return null;
  const { strip } = KAFKA_MEASURES[(part.data?.["density"] as Density | undefined) ?? "roomy"];
  return (
    <svg className="face" width={part.width} height={part.height} aria-hidden="true">
      <LogStrip
        replica={replica}
        dead={!led}
        again={again}
        committed={committedIn(groups, part.label)}
        cell={part.data?.["cell"] as number}
        height={strip}
      />
    </svg>
  );
}
