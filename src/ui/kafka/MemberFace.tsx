import type { KafkaConsumerView } from "../../engine/kafka/views.ts";
import { fitText } from "../layout/fit-text.ts";
import type { PlacedPart } from "../layout/lane-layout.ts";
import { Body } from "../parts/Body.tsx";
import { conditionWords, isDown } from "../parts/condition.ts";
import { WorkSlot } from "../parts/WorkSlot.tsx";
import { useDesk } from "../state/desk.ts";
import { useRun } from "../state/run.ts";
import { useProcess } from "../state/world.ts";

const SLOT = 26;
const MOST_BOXES = 4;

/** A member of a consumer group: its partitions as numbered boxes, what it is doing, the record at work. One line where it is low. */
export function MemberFace({ part }: { part: PlacedPart }) {
  const process = useProcess(part.process);
  const selected = useDesk((desk) => desk.selectedPart === part.process);
  const services = useRun(({ run }) => run.scenario.services);
  if (process === undefined) return null;
  const view = process.view as KafkaConsumerView;
  const doing = services.find(({ name }) => name === view.group)?.doing ?? "working";
  const { width, height } = part;
  const oneLine = part.data?.["density"] === "tight";
  const crashed = process.status === "crashed";
  const base = oneLine ? height / 2 + 4.5 : 12.5;
  const second = oneLine ? base : height - 5;
  const boxesX = oneLine ? 84 : 7;
  return (
    <svg className="face" width={width} height={height} aria-hidden="true">
      <Body width={width} height={height} status={process.status} selected={selected} />
      <text className={crashed ? "alarm" : ""} x={7} y={base}>
        {fitText(part.label, oneLine ? boxesX - 6 : width - SLOT - 14, 12.8)}
      </text>
      {isDown(process) ? (
        <text className={crashed ? "alarm" : "small"} x={oneLine ? 84 : 7} y={second}>
          {conditionWords(process)}
        </text>
      ) : (
        <>
          <PartitionBoxes partitions={view.assignment} x={boxesX} y={second - 9.5} />
          <text className="small end" x={width - SLOT - 8} y={second}>
            {process.status === "frozen" ? "frozen" : wordsFor(view, doing)}
          </text>
          <WorkSlot x={width - SLOT - 3} y={2} width={SLOT} height={height - 4} lane={process.lane} worker={view.worker} />
        </>
      )}
    </svg>
  );
}

function PartitionBoxes({ partitions, x, y }: { partitions: readonly string[]; x: number; y: number }) {
  const shown = partitions.slice(0, partitions.length > MOST_BOXES ? MOST_BOXES - 1 : MOST_BOXES);
  return (
    <>
      {shown.map((partition, i) => (
        <g key={partition} transform={`translate(${x + i * 14},${y})`}>
          <rect className="box-quiet" width={13} height={11.5} />
          <text className="small center" x={6.5} y={9.8}>
            {partition.slice(partition.lastIndexOf("-") + 1)}
          </text>
        </g>
      ))}
      {partitions.length > shown.length && (
        <text className="small" x={x + shown.length * 14 + 1} y={y + 9.8}>
          +{partitions.length - shown.length}
        </text>
      )}
    </>
  );
}

/** Narrow faces leave out what the group's frame says: that a member joins is a rebalance. */
function wordsFor({ state, worker, committing }: KafkaConsumerView, doing: string): string {
  if (state === "finding coordinator") return "starting";
  if (state !== "stable") return state;
  if (worker.phase === "idle") return committing ? "committing" : "idle";
  return worker.attempt > 1 ? `try ${worker.attempt}` : doing;
}
