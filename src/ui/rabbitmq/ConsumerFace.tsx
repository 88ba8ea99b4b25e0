import type { RabbitmqConsumerView } from "../../engine/rabbitmq/views.ts";
import { fitText } from "../layout/fit-text.ts";
import type { PlacedPart } from "../layout/lane-layout.ts";
import { Body } from "../parts/Body.tsx";
import { conditionWords, isDown } from "../parts/condition.ts";
import { useMarks } from "../parts/marks.ts";
import { useDesk } from "../state/desk.ts";
import { useRun } from "../state/run.ts";
import { useProcess } from "../state/world.ts";
import { Token } from "../tokens/Token.tsx";
import { heldBy } from "./held-by.ts";
import { SLOT } from "./rabbitmq-measures.ts";

const MOST_SLOTS = 4;

/** A consumer with its prefetch slots; the slot at work has the heavy frame. One line where the lane is low. */
export function ConsumerFace({ part }: { part: PlacedPart }) {
  const process = useProcess(part.process);
  const selected = useDesk((desk) => desk.selectedPart === part.process);
  const services = useRun(({ run }) => run.scenario.services);
  if (process === undefined) return null;
  const view = process.view as RabbitmqConsumerView;
  const doing = services.find(({ name }) => name === view.queue)?.doing ?? "working";
  const crashed = process.status === "crashed";
  const oneLine = part.data?.["density"] === "tight";
  const base = oneLine ? part.height / 2 + 4.5 : 15;
  const down = isDown(process);
  const words = down
    ? conditionWords(process)
    : process.status === "frozen"
      ? "frozen"
      : part.data?.["astray"] === true
        ? `no queue ${view.queue}`
        : wordsFor(view, doing);
  return (
    <svg className="face" width={part.width} height={part.height} aria-hidden="true">
      <Body width={part.width} height={part.height} status={process.status} selected={selected} />
      <text className={crashed ? "alarm" : "name"} x={8} y={base}>
        {fitText(part.label, oneLine ? 84 : part.width - 6 - (down ? 0 : SLOT * slotCount(view)), 14)}
      </text>
      <text className={crashed ? "alarm" : "small"} x={oneLine ? 92 : 8} y={oneLine ? base : 29}>
        {words}
      </text>
      {!down && <Slots part={part} lane={process.lane} view={view} />}
    </svg>
  );
}

function wordsFor({ connected, worker }: RabbitmqConsumerView, doing: string): string {
  if (!connected) return "connecting";
  return worker.phase === "idle" ? "idle" : doing;
}

/** As many as the prefetch allows to hold, four at most; without a limit as many as are held. */
function slotCount(view: RabbitmqConsumerView): number {
  return Math.max(1, Math.min(MOST_SLOTS, view.prefetch === 0 ? heldBy(view).length : view.prefetch));
}

/** What a consumer holds; what has no slot is counted. */
function Slots({ part, lane, view }: { part: PlacedPart; lane: number; view: RabbitmqConsumerView }) {
  const selected = useDesk((desk) => desk.selectedMessage);
  const { again } = useMarks(lane);
  const count = slotCount(view);
  const held = heldBy(view);
  const first = part.width - count * SLOT - 4;
  const inset = part.height < 32 ? 2.5 : 5;
  return (
    <>
      {Array.from({ length: count }, (_, i) => {
        const slot = held[i];
        const x = first + i * SLOT;
        const atWork = i === 0 && view.worker.phase !== "idle";
        return (
          <g key={i}>
            <rect className={atWork ? "slot-working" : "slot"} x={x} y={inset} width={SLOT} height={part.height - 2 * inset} />
            {slot !== undefined && (
              <Token
                message={slot.message}
                x={x + SLOT / 2}
                y={part.height / 2}
                r={9}
                again={slot.redelivered || again.has(slot.message)}
                selected={slot.message === selected}
              />
            )}
          </g>
        );
      })}
      {held.length > count && (
        <text className="small end" x={first - 4} y={part.height / 2 + 4}>
          +{held.length - count}
        </text>
      )}
    </>
  );
}
