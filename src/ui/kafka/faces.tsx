import type { KafkaBrokerView, KafkaConsumerView, KafkaGroupView, KafkaProducerView } from "../../engine/kafka/views.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import { Body, Condition } from "../parts/Body.tsx";
import type { PlacedPart } from "../stage/lane-layout.ts";
import { useMarks } from "../stage/marks.ts";
import { useDesk } from "../state/desk.ts";
import { useRun } from "../state/run.ts";
import { useProcess, useWorld } from "../state/world.ts";
import { Token } from "../tokens/Token.tsx";
import { BROKER_HEAD, CELL, CELLS, ROW_PITCH, type RowFacts, STRIP_PADDING } from "./kafka-layout.ts";
import { LogStrip } from "./LogStrip.tsx";

export function ProducerFace({ part }: { part: PlacedPart }) {
  const process = useProcess(part.process);
  const selected = useDesk((desk) => desk.selectedPart === part.process);
  if (process === undefined) return null;
  const { sent, confirmed, unresolved, refused } = process.view as KafkaProducerView;
  return (
    <svg className="face" width={part.width} height={part.height} aria-hidden="true">
      <Body width={part.width} height={part.height} status={process.status} selected={selected} />
      <text className="name" x={9} y={19}>
        {part.label}
      </text>
      <text className="small" x={9} y={35}>
        {sent} sent
      </text>
      <text className="small" x={9} y={50}>
        {confirmed} acked{unresolved + refused > 0 ? `, ${unresolved + refused} not` : ""}
      </text>
      <Condition process={process} x={4} y={part.height - 20} width={part.width - 8} />
    </svg>
  );
}

/** Every coordinator's groups, the newest knowledge per group. */
function useGroups(lane: number): KafkaGroupView[] {
  const processes = useWorld((world) => world.processes);
  const groups = new Map<string, KafkaGroupView>();
  for (const process of processes) {
    if (process.lane !== lane || process.role !== "kafka broker" || process.status === "crashed") continue;
    for (const group of (process.view as KafkaBrokerView).groups) {
      const known = groups.get(group.group);
      if (known === undefined || known.generation <= group.generation) groups.set(group.group, group);
    }
  }
  return [...groups.values()];
}

export function BrokerFace({ part }: { part: PlacedPart }) {
  const process = useProcess(part.process);
  const selected = useDesk((desk) => desk.selectedPart === part.process);
  const lane = process?.lane ?? 0;
  const groups = useGroups(lane);
  const { again } = useMarks(lane);
  if (process === undefined) return null;
  const view = process.view as KafkaBrokerView;
  const dead = process.status === "crashed";
  const rows = part.data?.["rows"] as RowFacts[];
  const leads = view.replicas.filter(({ role }) => role === "leader").map(({ partition }) => partition);
  return (
    <svg className="face" width={part.width} height={part.height} aria-hidden="true">
      <Body width={part.width} height={part.height} status={process.status} selected={selected} />
      <text className={dead ? "name alarm" : "name"} x={9} y={18}>
        {part.label}
      </text>
      {!dead && (
        <text className="small end" x={part.width - 9} y={17}>
          {leads.length === 0 ? (view.fenced ? "fenced" : "follows") : `leads ${leads.join(", ")}`}
        </text>
      )}
      <Condition process={process} x={part.width - 118} y={5} width={112} />
      {rows.map((row, i) => {
        const replica = view.replicas.find(({ topic, partition }) => topic === row.topic && partition === row.partition);
        if (replica === undefined) return null;
        const committed = groups.flatMap(({ group, committed: offsets }) =>
          offsets.filter(({ partition }) => partition === row.name).map(({ offset }) => ({ group, offset })),
        );
        return (
          <g key={row.name} transform={`translate(${STRIP_PADDING},${BROKER_HEAD + i * ROW_PITCH})`}>
            <LogStrip replica={replica} dead={dead} again={again} committed={committed} />
          </g>
        );
      })}
      <Offsets view={view} rows={rows} />
    </svg>
  );
}

/** Cell numbers once, above the first strip, when that strip starts at 0; the last two would stand in the watermark's label. */
function Offsets({ view, rows }: { view: KafkaBrokerView; rows: readonly RowFacts[] }) {
  const longest = Math.max(
    0,
    ...view.replicas.filter(({ topic }) => rows.some((row) => row.topic === topic)).map(({ logEndOffset }) => logEndOffset),
  );
  if (longest >= CELLS) return null;
  return (
    <>
      {Array.from({ length: CELLS - 2 }, (_, offset) => (
        <text key={offset} className="small center" x={STRIP_PADDING + (offset + 0.5) * CELL} y={32}>
          {offset}
        </text>
      ))}
    </>
  );
}

/** A partition's name and its replicas: leader filled, in sync blue, out of the ISR crossed. */
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
      <text className="name" x={0} y={14}>
        {name}
      </text>
      {replica?.replicas.map((broker, i) => {
        const inSync = replica.isr.includes(broker);
        return (
          <g key={broker} transform={`translate(${i * 16},20)`}>
            <rect className={broker === replica.leader ? "isr-leader" : inSync ? "isr-in" : "isr-out"} width={15} height={15} />
            {inSync ? (
              <text className={broker === replica.leader ? "tag-letter" : "small center"} x={7.5} y={11.5}>
                {broker}
              </text>
            ) : (
              <path className="isr-cross" d="M4,4l7,7m0,-7l-7,7" />
            )}
          </g>
        );
      })}
    </svg>
  );
}

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
  const committed = groups.flatMap(({ group, committed: offsets }) =>
    offsets.filter(({ partition }) => partition === part.label).map(({ offset }) => ({ group, offset })),
  );
  const dead = process.status === "crashed" || replica.role !== "leader";
  return (
    <svg className="face" width={part.width} height={part.height} aria-hidden="true">
      <text className="name" x={0} y={11}>
        {part.label}
      </text>
      <text className="small" x={62} y={11}>
        {dead ? "no leader" : `broker ${replica.leader}, HW ${replica.highWatermark}`}
      </text>
      {replica.replicas.map((broker, i) => {
        const inSync = replica.isr.includes(broker);
        return (
          <g key={broker} transform={`translate(${part.width - 46 + i * 16},0)`}>
            <rect className={broker === replica.leader ? "isr-leader" : inSync ? "isr-in" : "isr-out"} width={14} height={13} />
            {inSync ? (
              <text className={broker === replica.leader ? "tag-letter" : "small center"} x={7} y={10.5}>
                {broker}
              </text>
            ) : (
              <path className="isr-cross" d="M4,4l6,6m0,-6l-6,6" />
            )}
          </g>
        );
      })}
      <g transform={`translate(2,22) scale(${(part.width - 6) / (CELLS * CELL)},1)`}>
        <LogStrip replica={replica} dead={dead} again={again} committed={committed} bareWatermark />
      </g>
    </svg>
  );
}

export function GroupFace({ part }: { part: PlacedPart }) {
  const group = part.data?.["group"] as string;
  const members = part.data?.["members"] as string[];
  const lane = useWorld((world) => world.byName[members[0]]?.lane ?? 0);
  const known = useGroups(lane).find((candidate) => candidate.group === group);
  const brokers = useWorld((world) => world.processes);
  const lag = lagOf(known, brokers, lane);
  const rebalancing = known !== undefined && known.state !== "Stable" && known.state !== "Empty";
  return (
    <svg className="face" width={part.width} height={part.height} aria-hidden="true">
      <rect className={rebalancing ? "chain marching" : "chain"} width={part.width} height={part.height} />
      <rect className="tag" x={7} y={3} width={14} height={14} />
      <text className="tag-letter" x={14} y={14}>
        {group.charAt(0).toUpperCase()}
      </text>
      <text className="serif" x={26} y={15}>
        {group}
      </text>
      <text className="small end" x={part.width - 8} y={14}>
        {rebalancing ? "rebalancing" : `lag ${lag}`}
      </text>
    </svg>
  );
}

/** High watermark minus committed offset over the group's partitions, as group tools count it (K-CON-10). */
function lagOf(group: KafkaGroupView | undefined, processes: readonly FrameProcess[], lane: number): number {
  let lag = 0;
  for (const process of processes) {
    if (process.lane !== lane || process.role !== "kafka broker" || process.status === "crashed") continue;
    for (const { role, topic, partition, highWatermark } of (process.view as KafkaBrokerView).replicas) {
      if (role !== "leader") continue;
      const committed = group?.committed.find((entry) => entry.partition === `${topic}-${partition}`)?.offset ?? 0;
      lag += Math.max(0, highWatermark - committed);
    }
  }
  return lag;
}

const PHASE_WORDS = { idle: "idle", effect: "", working: "", finishing: "" } as const;

export function MemberFace({ part }: { part: PlacedPart }) {
  const process = useProcess(part.process);
  const selected = useDesk((desk) => desk.selectedPart === part.process);
  const selectedMessage = useDesk((desk) => desk.selectedMessage);
  const services = useRun(({ run }) => run.scenario.services);
  const { again } = useMarks(process?.lane ?? 0);
  if (process === undefined) return null;
  const view = process.view as KafkaConsumerView;
  const doing = services.find(({ name }) => name === view.group)?.doing ?? "working";
  const { worker } = view;
  const words =
    view.state !== "stable"
      ? view.state
      : worker.phase === "idle"
        ? PHASE_WORDS.idle
        : worker.attempt > 1
          ? `try ${worker.attempt}`
          : doing;
  const crashed = process.status === "crashed";
  return (
    <svg className="face" width={part.width} height={part.height} aria-hidden="true">
      <Body width={part.width} height={part.height} status={process.status} selected={selected} />
      <text className={crashed ? "alarm" : ""} x={7} y={13}>
        {part.label}
      </text>
      {crashed ? (
        <text className="alarm" x={7} y={25}>
          crashed {(process.since / 1e6).toFixed(3)} s
        </text>
      ) : (
        <>
          {view.assignment.slice(0, 4).map((partition, i) => (
            <g key={partition} transform={`translate(${7 + i * 14},16)`}>
              <rect className="box-quiet" width={13} height={11} />
              <text className="small center" x={6.5} y={9.5}>
                {partition.slice(partition.lastIndexOf("-") + 1)}
              </text>
            </g>
          ))}
          <text className="small end" x={part.width - 34} y={25.5}>
            {process.status === "frozen" ? "frozen" : words}
          </text>
          <rect
            className={worker.phase === "idle" ? "slot" : "slot-working"}
            x={part.width - 29}
            y={2}
            width={26}
            height={part.height - 4}
          />
          {worker.message > 0 && (
            <Token
              message={worker.message}
              x={part.width - 16}
              y={part.height / 2}
              r={9}
              again={again.has(worker.message)}
              selected={worker.message === selectedMessage}
            />
          )}
        </>
      )}
    </svg>
  );
}
