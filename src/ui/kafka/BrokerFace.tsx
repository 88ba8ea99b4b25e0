import type { KafkaBrokerView } from "../../engine/kafka/views.ts";
import type { Density, PlacedPart } from "../layout/lane-layout.ts";
import { Body, Condition } from "../parts/Body.tsx";
import { isDown } from "../parts/condition.ts";
import { useMarks } from "../parts/marks.ts";
import { useDesk } from "../state/desk.ts";
import { useProcess } from "../state/world.ts";
import { committedIn, useGroups } from "./groups.ts";
import { type RowFacts, replicaOf } from "./kafka-facts.ts";
import { CELL, CELLS, KAFKA_MEASURES, STRIP_PADDING } from "./kafka-measures.ts";
import { LogStrip } from "./LogStrip.tsx";

/** More partitions than this are counted, not named. */
const MOST_NAMED = 6;

/** A broker's frame, its name and its condition. The rails run over it, its logs lie over the rails. */
export function BrokerFace({ part }: { part: PlacedPart }) {
  const process = useProcess(part.process);
  const selected = useDesk((desk) => desk.selectedPart === part.process);
  if (process === undefined) return null;
  const { replicas, fenced } = process.view as KafkaBrokerView;
  const tight = part.data?.["density"] === "tight";
  const y = tight ? 15 : 17;
  const leads = replicas.filter(({ role }) => role === "leader").map(({ partition }) => partition);
  return (
    <svg className="face" width={part.width} height={part.height} aria-hidden="true">
      <Body width={part.width} height={part.height} status={process.status} selected={selected} />
      <text className={process.status === "crashed" ? "name alarm plated" : "name plated"} x={9} y={y}>
        {part.label}
      </text>
      {process.status === "up" && (
        <text className={tight ? "small plated" : "small end plated"} x={tight ? 70 : part.width - 9} y={y}>
          {leads.length === 0
            ? fenced
              ? "fenced"
              : "follows"
            : leads.length > MOST_NAMED
              ? `leads ${leads.length}`
              : `leads ${leads.join(", ")}`}
        </text>
      )}
      <Condition process={process} x={part.width - 118} y={tight ? 3 : 5} width={112} />
    </svg>
  );
}

/** The logs of a broker, row by row, over the rails that lead to them. */
export function BrokerLogs({ part }: { part: PlacedPart }) {
  const process = useProcess(part.data?.["broker"] as string);
  const lane = process?.lane ?? 0;
  const groups = useGroups(lane);
  const { again } = useMarks(lane);
  if (process === undefined) return null;
  const rows = part.data?.["rows"] as readonly RowFacts[];
  const density = part.data?.["density"] as Density;
  const cell = (part.data?.["cell"] as number | undefined) ?? CELL;
  const { head, pitch, strip } = KAFKA_MEASURES[density];
  const dead = isDown(process);
  return (
    <svg className="face" width={part.width} height={part.height} aria-hidden="true">
      {rows.map((row, i) => {
        const replica = replicaOf(process, row);
        if (replica === undefined) return null;
        return (
          <g key={row.name} transform={`translate(${STRIP_PADDING},${head + i * pitch})`}>
            <LogStrip replica={replica} dead={dead} again={again} committed={committedIn(groups, row.name)} cell={cell} height={strip} />
          </g>
        );
      })}
      {density === "roomy" && <Offsets view={process.view as KafkaBrokerView} rows={rows} cell={cell} />}
    </svg>
  );
}

/** Cell numbers once, above the first strip, as long as every strip starts at 0; the last two would stand in the watermark's label. */
function Offsets({ view, rows, cell }: { view: KafkaBrokerView; rows: readonly RowFacts[]; cell: number }) {
  const longest = Math.max(
    0,
    ...view.replicas.filter(({ topic }) => rows.some((row) => row.topic === topic)).map(({ logEndOffset }) => logEndOffset),
  );
  if (longest >= CELLS) return null;
  return (
    <>
      {Array.from({ length: CELLS - 2 }, (_, offset) => (
        <text key={offset} className="small center" x={STRIP_PADDING + (offset + 0.5) * cell} y={33}>
          {offset}
        </text>
      ))}
    </>
  );
}
