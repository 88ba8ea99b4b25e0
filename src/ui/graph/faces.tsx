import type { DatabaseView, ProducerView, WorkerView } from "../../engine/delivery/views.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import { fitText } from "../layout/fit-text.ts";
import type { PlacedPart } from "../layout/lane-layout.ts";
import { textWidth } from "../layout/text-width.ts";
import { Land } from "../parts/Accents.tsx";
import { Body } from "../parts/Body.tsx";
import { conditionWords, isDown } from "../parts/condition.ts";
import { useMarks } from "../parts/marks.ts";
import { SenderBox } from "../parts/SenderBox.tsx";
import type { Faces } from "../parts/system-drawing.ts";
import { DatabaseGlyph } from "../parts/Tape.tsx";
import { WorkSlot } from "../parts/WorkSlot.tsx";
import { useDesk } from "../state/desk.ts";
import { useProcess } from "../state/world.ts";
import { tip } from "../terms/Term.tsx";
import { Token } from "../tokens/Token.tsx";

type Sending = Partial<ProducerView>;
type Working = { worker?: WorkerView; inHand?: number } & Sending;

/** What hands over a stream: how much it has sent, and what it was told of that. */
function SourceFace({ part }: { part: PlacedPart }) {
  const process = useProcess(part.process);
  if (process === undefined) return null;
  const { sent = 0, confirmed = 0, refused = 0, unresolved = 0 } = (process.view ?? {}) as Sending;
  const not = refused + unresolved;
  return (
    <SenderBox
      part={part}
      process={process}
      lines={[`${sent} sent`, `${confirmed} confirmed${not > 0 ? `, ${not} not` : ""}`]}
      alarm={not > 0}
    />
  );
}

/** An instance of an application: its name, what it does, and the message at work. */
function InstanceFace({ part }: { part: PlacedPart }) {
  const process = useProcess(part.process);
  const selected = useDesk((desk) => desk.selectedPart === part.process);
  if (process === undefined) return null;
  const { width, height, label } = part;
  const { worker } = (process.view ?? {}) as Working;
  const crashed = process.status === "crashed";
  const down = isDown(process);
  const slot = worker === undefined || down ? 0 : 28;
  const words = down ? conditionWords(process) : process.status === "frozen" ? "frozen" : wordsFor(worker, String(part.data?.["doing"]));
  return (
    <svg className="face" width={width} height={height} aria-hidden="true">
      <Body width={width} height={height} status={process.status} selected={selected} />
      <text className={crashed ? "alarm" : "name"} x={7} y={14.5}>
        {fitText(label, width - slot - 14, 14)}
      </text>
      <text className={crashed ? "alarm" : "small"} x={7} y={28}>
        {fitText(words, width - slot - 14, 11.8)}
      </text>
      {worker !== undefined && !down && (
        <WorkSlot x={width - slot - 3} y={3} width={slot} height={height - 6} lane={process.lane} worker={worker} />
      )}
    </svg>
  );
}

function wordsFor(worker: WorkerView | undefined, doing: string): string {
  if (worker === undefined || worker.phase === "idle") return "idle";
  return worker.attempt > 1 ? `try ${worker.attempt}` : doing;
}

/** Instances of one application that reads from no log. */
function FrameFace({ part }: { part: PlacedPart }) {
  return (
    <svg className="face" width={part.width} height={part.height} aria-hidden="true">
      <rect className="chain" width={part.width} height={part.height} />
      <text className="serif" x={8} y={14.5}>
        {fitText(part.label, part.width - 16, 15)}
      </text>
    </svg>
  );
}

/** A topic that stands by itself: its partitions lie in it. */
function TopicFace({ part }: { part: PlacedPart }) {
  const count = Number(part.data?.["partitions"]);
  const words = `${count} ${count === 1 ? "partition" : "partitions"}`;
  return (
    <svg className="face" width={part.width} height={part.height} aria-hidden="true">
      <rect className="box" width={part.width} height={part.height} />
      <text className="name" x={8} y={16}>
        {fitText(part.label, part.width - textWidth(words, 11.8) - 24, 14)}
      </text>
      <text className="small end" x={part.width - 8} y={15} {...tip("partition")}>
        {words}
      </text>
    </svg>
  );
}

/** A broker or a node, of whose places the drawing shows the leader's or its own: only its name and its condition. */
function MachineFace({ part }: { part: PlacedPart }) {
  const process = useProcess(part.process);
  const selected = useDesk((desk) => desk.selectedPart === part.process);
  if (process === undefined) return null;
  const { width, height, label } = part;
  const up = process.status === "up";
  return (
    <svg className="face" width={width} height={height} aria-hidden="true">
      <Body width={width} height={height} status={process.status} selected={selected} />
      <text className={process.status === "crashed" ? "alarm center" : "center"} x={width / 2} y={15}>
        {fitText(up ? label : machineWords(label, process), width - 8, 12.8)}
      </text>
    </svg>
  );
}

function machineWords(label: string, { status }: FrameProcess): string {
  return `${label} ${status}`;
}

const TOKEN_PITCH = 24;

/** The newest effects of one table, in the order in which the world saw them. */
function TapeFace({ part }: { part: PlacedPart }) {
  const process = useProcess(part.process);
  const selectedMessage = useDesk((desk) => desk.selectedMessage);
  const { late } = useMarks(process?.lane ?? 0);
  const name = String(part.data?.["table"]);
  const table = (process?.view as DatabaseView | undefined)?.tables.find((one) => one.table === name);
  const { width, height } = part;
  const from = 32 + textWidth(name, 14) + 26;
  const room = Math.max(2, Math.floor((width - from) / TOKEN_PITCH));
  const effects = table?.effects.slice(-room) ?? [];
  const line = height - 3;
  return (
    <svg className="face" width={width} height={height} aria-hidden="true">
      <g transform={`translate(2,${line / 2 - 10})`}>
        <DatabaseGlyph process={process} />
        <text className="name" x={26} y={15} {...tip("effect")}>
          {name}
        </text>
      </g>
      {(table?.total ?? 0) > effects.length && <path className="break-line" d={`M${from - 13},${line - 7}l4,7m3,-7l4,7`} />}
      <line className="underline" x1={from - 14} y1={line} x2={width} y2={line} />
      {effects.map(({ message, count, at, ignored }, i) => (
        <Land key={`${message}.${count}.${at}`} x={from + 10 + i * TOKEN_PITCH} y={line / 2}>
          <Token
            message={message}
            x={0}
            y={0}
            r={9}
            state={ignored === true ? "ignored" : "stored"}
            again={count > 1 && ignored !== true}
            late={late.has(`${message}.${at}`)}
            selected={message === selectedMessage}
          />
        </Land>
      ))}
    </svg>
  );
}

/** Faces of a lane as a graph, beside those of the systems that stand in it. */
export const GRAPH_FACES: Faces = {
  "graph-source": SourceFace,
  "graph-instance": InstanceFace,
  "graph-frame": FrameFace,
  "graph-topic": TopicFace,
  "graph-machine": MachineFace,
  "graph-tape": TapeFace,
};
