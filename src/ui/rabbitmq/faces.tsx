import type { RabbitmqConsumerView, RabbitmqNodeView, RabbitmqPublisherView } from "../../engine/rabbitmq/views.ts";
import { Body, Condition } from "../parts/Body.tsx";
import { Hatch } from "../parts/Hatch.tsx";
import type { PlacedPart } from "../stage/lane-layout.ts";
import { useMarks } from "../stage/marks.ts";
import { useDesk } from "../state/desk.ts";
import { useRun } from "../state/run.ts";
import { useProcess } from "../state/world.ts";
import { Token } from "../tokens/Token.tsx";
import { EXCHANGE_RADIUS, PIPE_HEIGHT, WALL } from "./rabbitmq-layout.ts";

export function PublisherFace({ part }: { part: PlacedPart }) {
  const process = useProcess(part.process);
  const selected = useDesk((desk) => desk.selectedPart === part.process);
  if (process === undefined) return null;
  const { sent, confirmed, confirms, buffered } = process.view as RabbitmqPublisherView;
  return (
    <svg className="face" width={part.width} height={part.height} aria-hidden="true">
      <Body width={part.width} height={part.height} status={process.status} selected={selected} />
      <text className="name" x={9} y={19}>
        {part.label}
      </text>
      <text className="small" x={9} y={35}>
        {sent} sent{buffered.length > 0 ? `, ${buffered.length} wait` : ""}
      </text>
      <text className="small" x={9} y={50}>
        {confirms ? `${confirmed} confirmed` : "no confirms"}
      </text>
      <Condition process={process} x={4} y={part.height - 20} width={part.width - 8} />
    </svg>
  );
}

export function ExchangeFace({ part }: { part: PlacedPart }) {
  const process = useProcess(part.process);
  const type = part.data?.["type"] as string;
  const r = EXCHANGE_RADIUS;
  const down = process?.status === "crashed";
  return (
    <svg className="face" width={part.width} height={part.height} aria-hidden="true">
      <circle className={down ? "box box-crashed" : "box"} cx={r} cy={r} r={r - 1} />
      <circle className={down ? "box-crashed" : "slot"} cx={r} cy={r} r={r - 4.5} />
      <text className="name center" x={r} y={r + 1}>
        {part.label}
      </text>
      <text className="small center" x={r} y={r + 15}>
        {type}
      </text>
    </svg>
  );
}

export function BindingFace({ part }: { part: PlacedPart }) {
  return (
    <svg className="face" width={part.width} height={part.height} aria-hidden="true">
      <rect className="plate" width={part.width} height={part.height} />
      <text className="center" x={part.width / 2} y={15.5}>
        {part.label}
      </text>
    </svg>
  );
}

export function NodeFace({ part }: { part: PlacedPart }) {
  const process = useProcess(part.process);
  const selected = useDesk((desk) => desk.selectedPart === part.process);
  if (process === undefined) return null;
  return (
    <svg className="face" width={part.width} height={part.height} aria-hidden="true">
      <Body width={part.width} height={part.height} status={process.status} selected={selected} />
      <text className={process.status === "crashed" ? "alarm center" : "center"} x={part.width / 2} y={15}>
        {part.label}
      </text>
      <text className="small center" x={part.width / 2} y={29}>
        {process.status === "up" ? "running" : `${process.status} ${(process.since / 1e6).toFixed(1)} s`}
      </text>
    </svg>
  );
}

/** A queue as a cutaway pipe: the head is right; what is held by consumers stands behind the dashed partition. */
export function QueueFace({ part }: { part: PlacedPart }) {
  const process = useProcess(part.process);
  const selectedMessage = useDesk((desk) => desk.selectedMessage);
  const { again } = useMarks(process?.lane ?? 0);
  const queue = (process?.view as RabbitmqNodeView | undefined)?.queues.find(({ name }) => name === part.label);
  const down = process?.status === "crashed";
  const top = part.height - PIPE_HEIGHT;
  const inner = PIPE_HEIGHT - 2 * WALL;
  const middle = top + PIPE_HEIGHT / 2;
  const unacked = queue?.unacked.slice(0, 10) ?? [];
  const held = unacked.length * 25;
  const room = Math.max(0, Math.floor((part.width - held - 30) / 26));
  const ready = queue?.ready.slice(0, room) ?? [];
  const partition = part.width - 8 - held - 4;
  return (
    <svg className="face" width={part.width} height={part.height} aria-hidden="true">
      <text className="name" x={0} y={13}>
        {part.label}
      </text>
      <text className="small" x={part.label.length * 7.4 + 10} y={13}>
        classic{queue?.durable === false ? ", transient" : ""}
        {down ? `, node down` : ""}
      </text>
      <text className="end" x={part.width - 84} y={13}>
        ready {queue?.readyCount ?? 0}
      </text>
      <text className="end" x={part.width - 6} y={13}>
        unacked {queue?.unackedCount ?? 0}
      </text>
      <rect className="pipe-inside" x={0} y={top} width={part.width} height={PIPE_HEIGHT} />
      {[top, top + PIPE_HEIGHT - WALL].map((y) => (
        <g key={y} transform={`translate(0,${y})`}>
          <rect className="pipe-wall" width={part.width} height={WALL} />
          <Hatch width={part.width} height={WALL} className={down ? "hatch-line" : "hatch-quiet"} gap={5} />
        </g>
      ))}
      <rect className="pipe-flange" x={-4} y={top - 4} width={5} height={PIPE_HEIGHT + 8} />
      <rect className="pipe-flange" x={part.width - 1} y={top - 4} width={5} height={PIPE_HEIGHT + 8} />
      {unacked.length > 0 && <line className="partition" x1={partition} x2={partition} y1={top + WALL} y2={top + WALL + inner} />}
      {unacked.map(({ message }, i) => (
        <Token
          key={message}
          message={message}
          x={part.width - 20 - i * 25}
          y={middle}
          r={9}
          state={down ? "dead" : "held"}
          selected={message === selectedMessage}
        />
      ))}
      {ready.map(({ message, redelivered }, i) => (
        <Token
          key={message}
          message={message}
          x={(unacked.length > 0 ? partition : part.width - 4) - 17 - i * 26}
          y={middle}
          r={9.5}
          state={down ? "dead" : "stored"}
          again={redelivered || again.has(message)}
          selected={message === selectedMessage}
        />
      ))}
      {queue !== undefined && queue.readyCount > ready.length && (
        <text className="small" x={8} y={middle + 4}>
          +{queue.readyCount - ready.length}
        </text>
      )}
    </svg>
  );
}

export function ConsumerFace({ part }: { part: PlacedPart }) {
  const process = useProcess(part.process);
  const selected = useDesk((desk) => desk.selectedPart === part.process);
  const selectedMessage = useDesk((desk) => desk.selectedMessage);
  const services = useRun(({ run }) => run.scenario.services);
  const { again } = useMarks(process?.lane ?? 0);
  if (process === undefined) return null;
  const view = process.view as RabbitmqConsumerView;
  const doing = services.find(({ name }) => name === view.queue)?.doing ?? "working";
  const crashed = process.status === "crashed";
  const count = Math.max(1, Math.min(4, view.prefetch === 0 ? Math.max(1, view.slots.length) : view.prefetch));
  const slotWidth = 27;
  const slotsX = part.width - count * slotWidth - 4;
  return (
    <svg className="face" width={part.width} height={part.height} aria-hidden="true">
      <Body width={part.width} height={part.height} status={process.status} selected={selected} />
      <text className={crashed ? "alarm" : "name"} x={8} y={15}>
        {part.label}
      </text>
      <text className={crashed ? "alarm" : "small"} x={8} y={29}>
        {crashed
          ? `crashed ${(process.since / 1e6).toFixed(3)} s`
          : process.status === "frozen"
            ? "frozen"
            : !view.connected
              ? "connecting"
              : view.worker.phase === "idle"
                ? "idle"
                : doing}
      </text>
      {!crashed &&
        Array.from({ length: count }, (_, i) => {
          const slot = view.slots[i];
          const x = slotsX + i * slotWidth;
          return (
            <g key={i}>
              <rect
                className={i === 0 && view.worker.phase !== "idle" ? "slot-working" : "slot"}
                x={x}
                y={5}
                width={slotWidth}
                height={part.height - 10}
              />
              {slot !== undefined && (
                <Token
                  message={slot.message}
                  x={x + slotWidth / 2}
                  y={part.height / 2}
                  r={9}
                  again={slot.redelivered || again.has(slot.message)}
                  selected={slot.message === selectedMessage}
                />
              )}
            </g>
          );
        })}
    </svg>
  );
}
