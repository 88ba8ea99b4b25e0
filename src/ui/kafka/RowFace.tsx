import type { KafkaBrokerView } from "../../engine/kafka/views.ts";
import type { PlacedPart } from "../stage/lane-layout.ts";
import { useWorld } from "../state/world.ts";
import { IsrBadge } from "./IsrBadge.tsx";

/** A partition's name and its replicas, as the broker with the newest leader epoch knows them. */
export function RowFace({ part }: { part: PlacedPart }) {
  const name = part.label;
  const brokers = part.data?.["brokers"] as string[];
  const replica = useWorld((world) => {
    let best: KafkaBrokerView["replicas"][number] | undefined;
    for (const broker of brokers) {
      const process = world.byName[broker];
      if (process === undefined || process.status === "crashed") continue;
      const found = (process.view as KafkaBrokerView).replicas.find(({ topic, partition }) => `${topic}-${partition}` === name);
      if (
        found !== undefined &&
        (best === undefined || found.leaderEpoch > best.leaderEpoch || (found.leaderEpoch === best.leaderEpoch && found.role === "leader"))
      )
        best = found;
    }
    return best;
  });
  return (
    <svg className="face" width={part.width} height={part.height} aria-hidden="true">
      <text className="name" x={0} y={11}>
        {name}
      </text>
      {replica !== undefined && (
        <g transform="translate(0,16)">
          <IsrBadge replica={replica} size={14} />
        </g>
      )}
    </svg>
  );
}
