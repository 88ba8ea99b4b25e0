import type { PlacedPart } from "../layout/lane-layout.ts";
import { Body } from "../parts/Body.tsx";
import { conditionWords } from "../parts/condition.ts";
import { useDesk } from "../state/desk.ts";
import { useProcess } from "../state/world.ts";

/** The node that exchanges and queues live on. */
export function NodeFace({ part }: { part: PlacedPart }) {
  const process = useProcess(part.process);
  const selected = useDesk((desk) => desk.selectedPart === part.process);
  if (process === undefined) return null;
  const { width, height, label } = part;
  const crashed = process.status === "crashed";
  const up = process.status === "up";
  const since = conditionWords(process, 1);
  const low = height < 30;
  return (
    <svg className="face" width={width} height={height} aria-hidden="true">
      <Body width={width} height={height} status={process.status} selected={selected} />
      <text className={crashed ? "alarm center" : "center"} x={width / 2} y={low ? 14.5 : 14}>
        {low && !up ? since : label}
      </text>
      {!low && (
        <text className={crashed ? "alarm center" : "small center"} x={width / 2} y={28}>
          {up ? "node, running" : since}
        </text>
      )}
    </svg>
  );
}
