import type { FrameProcess } from "../../worker/protocol.ts";
import { fitText } from "../layout/fit-text.ts";
import type { PlacedPart } from "../layout/lane-layout.ts";
import { useDesk } from "../state/desk.ts";
import { Body, Condition } from "./Body.tsx";

interface SenderBoxProps {
  part: PlacedPart;
  process: FrameProcess;
  /** What it has sent, and what it was told of it. */
  lines: readonly [sent: string, told: string];
  /** What it was told was no good. */
  alarm?: boolean;
  /** At the right end of the second line. */
  aside?: string;
}

/** Who hands messages over, by the word of its system: a name and two lines of figures. */
export function SenderBox({ part, process, lines: [sent, told], alarm = false, aside }: SenderBoxProps) {
  const selected = useDesk((desk) => desk.selectedPart === part.process);
  return (
    <svg className="face" width={part.width} height={part.height} aria-hidden="true">
      <Body width={part.width} height={part.height} status={process.status} selected={selected} />
      <text className="name" x={9} y={18}>
        {fitText(part.label, part.width - 16, 14)}
      </text>
      <text className="small" x={9} y={33}>
        {sent}
      </text>
      <text className={alarm ? "alarm" : "small"} x={9} y={48}>
        {told}
      </text>
      {aside !== undefined && (
        <text className="small end" x={part.width - 8} y={48}>
          {aside}
        </text>
      )}
      <Condition process={process} x={4} y={part.height - 20} width={part.width - 8} />
    </svg>
  );
}
