import type { DirectServiceView } from "../../engine/direct/views.ts";
import { fitText } from "../layout/fit-text.ts";
import type { PlacedPart } from "../layout/lane-layout.ts";
import { Body } from "../parts/Body.tsx";
import { conditionWords, isDown } from "../parts/condition.ts";
import { WorkSlot } from "../parts/WorkSlot.tsx";
import { useDesk } from "../state/desk.ts";
import { useRun } from "../state/run.ts";
import { useProcess } from "../state/world.ts";
import { Token } from "../tokens/Token.tsx";

/** A service: its name, what it is doing, the calls that wait for it, the one at work. One line where the lane is low. */
export function ServiceFace({ part }: { part: PlacedPart }) {
  const process = useProcess(part.process);
  const selected = useDesk((desk) => desk.selectedPart === part.process);
  const selectedMessage = useDesk((desk) => desk.selectedMessage);
  const services = useRun(({ run }) => run.scenario.services);
  if (process === undefined) return null;
  const { service, queue, worker } = process.view as DirectServiceView;
  const doing = services.find(({ name }) => name === service)?.doing ?? "working";
  const crashed = process.status === "crashed";
  const down = isDown(process);
  const shown = queue.slice(0, 2);
  const words = queue.length > shown.length ? `${queue.length} wait` : worker.phase === "idle" ? "idle" : doing;
  const oneLine = part.data?.["density"] === "tight";
  const base = oneLine ? part.height / 2 + 4.5 : 15;
  return (
    <svg className="face" width={part.width} height={part.height} aria-hidden="true">
      <Body width={part.width} height={part.height} status={process.status} selected={selected} />
      <text className={crashed ? "alarm" : "name"} x={8} y={base}>
        {fitText(part.label, oneLine ? 84 : part.width - 82, 14)}
      </text>
      <text className={crashed ? "alarm" : "small"} x={oneLine ? 90 : 8} y={oneLine ? base : 29}>
        {down ? conditionWords(process) : words}
      </text>
      {!down && (
        <>
          {shown.map((message, i) => (
            <Token
              key={message}
              message={message}
              x={part.width - 44 - i * 22}
              y={part.height / 2}
              r={8}
              state="held"
              selected={message === selectedMessage}
            />
          ))}
          <WorkSlot x={part.width - 30} y={3} width={26} height={part.height - 6} lane={process.lane} worker={worker} />
        </>
      )}
    </svg>
  );
}
