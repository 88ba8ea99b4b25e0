import { instantText } from "../../engine/sim/clock-text.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import type { PlacedPart } from "../layout/lane-layout.ts";
import { Body } from "../parts/Body.tsx";
import { isDown } from "../parts/condition.ts";
import { useDesk } from "../state/desk.ts";
import { useProcess, useWorld } from "../state/world.ts";
import { newestReplica, type RowFacts, replicaOf } from "./kafka-facts.ts";
import { type KafkaMeasures, SQUARE } from "./kafka-measures.ts";

/** One broker of many: a column with a square for each partition that it has a replica of, and where its log ends. */
export function BrokerColumnFace({ part }: { part: PlacedPart }) {
  const process = useProcess(part.process);
  const selected = useDesk((desk) => desk.selectedPart === part.process);
  const processes = useWorld((world) => world.processes);
  if (process === undefined) return null;
  const { rows, measures } = part.data as unknown as { rows: readonly RowFacts[]; measures: KafkaMeasures };
  const { head, pitch, strip } = measures;
  const dead = isDown(process);
  const known = newestIn(processes, process.lane, rows);
  return (
    <svg className="face" width={part.width} height={part.height} aria-hidden="true">
      <Body width={part.width} height={part.height} status={process.status} selected={selected} />
      <text className={process.status === "crashed" ? "alarm plated center" : "small plated center"} x={part.width / 2} y={12}>
        {part.label}
      </text>
      {process.status !== "up" && (
        <text className={process.status === "stopped" ? "small plated center" : "alarm small plated center"} x={part.width / 2} y={24}>
          {process.status === "crashed" ? instantText(process.since, 1) : process.status}
        </text>
      )}
      {rows.map((row, i) => {
        const replica = replicaOf(process, row);
        if (replica === undefined) return null;
        const number = Number(part.label.slice("Broker ".length));
        const newest = known[i];
        const leads = !dead && newest?.leader === number;
        const inSync = newest?.isr.includes(number) === true;
        const eligible = !dead && !inSync && newest?.elr.includes(number) === true;
        const middle = head + i * pitch + strip / 2;
        return (
          <g key={row.name} transform={`translate(7,${middle - SQUARE / 2})`}>
            <rect
              className={leads ? "isr-leader" : inSync && !dead ? "isr-in" : eligible ? "isr-eligible" : "isr-out"}
              width={SQUARE}
              height={SQUARE}
            />
            {leads || (inSync && !dead) || eligible ? (
              <text className={leads ? "tag-letter" : "small center"} x={SQUARE / 2} y={SQUARE / 2 + 4}>
                {number}
              </text>
            ) : (
              <path className="isr-cross" d="M4,4l8,8m0,-8l-8,8" />
            )}
            <text className="small" x={SQUARE + 4} y={SQUARE / 2 + 4}>
              {replica.logEndOffset}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

const found = new WeakMap<readonly FrameProcess[], Map<string, ReturnType<typeof newestReplica>[]>>();

/** The newest knowledge of each row, read once for all columns of a lane. */
function newestIn(processes: readonly FrameProcess[], lane: number, rows: readonly RowFacts[]): ReturnType<typeof newestReplica>[] {
  const lanes = found.get(processes) ?? new Map();
  found.set(processes, lanes);
  const key = `${lane} ${rows.length}`;
  const known = lanes.get(key);
  if (known !== undefined) return known;
  const brokers = processes.filter((process) => process.lane === lane && process.role === "kafka broker");
  const newest = rows.map((row) => newestReplica(brokers, row));
  lanes.set(key, newest);
  return newest;
}
