import type { PointerEvent } from "react";
import { textWidth } from "../layout/text-width.ts";
import { Hatch } from "../parts/Hatch.tsx";
import { editFault } from "../script/edit-fault.ts";
import { changeCommand } from "../state/run.ts";
import type { PlacedFault } from "./fault-layout.ts";

interface FaultRowsProps {
  placed: readonly PlacedFault[];
  top: number;
  rowHeight: number;
  x: (us: number) => number;
  us: (px: number) => number;
  /** Until when bands are drawn: the playhead. */
  untilUs: number;
  endUs: number;
  labels: boolean;
}

/** The faults of the script as bands from their start to their end. A band can be pulled along the time, or clicked to change it. */
export function FaultRows({ placed, top, rowHeight, labels, ...rest }: FaultRowsProps) {
  // Those that carry a label lie over those that do not: a label stands on a clear plate over their marks.
  const order = [...placed].sort((one, other) => Number(one.label !== null) - Number(other.label !== null));
  // Without words nothing could be said of what has no instant: a dotted mark at the end of the time would be a riddle.
  const told = labels ? order : order.filter(({ fault }) => !fault.idle);
  return told.map((one) => <FaultBar key={one.fault.command.id} placed={one} y={top + one.row * rowHeight} labels={labels} {...rest} />);
}

function FaultBar({
  placed: { fault, from, label, labelX, before, hatchFrom },
  y,
  x,
  us,
  untilUs,
  endUs,
  labels,
}: { placed: PlacedFault; y: number } & Pick<FaultRowsProps, "x" | "us" | "untilUs" | "endUs" | "labels">) {
  const { command, startUs, kind, idle } = fault;
  const to = x(Math.min(fault.endUs ?? endUs, Math.max(untilUs, startUs)));
  const start = labels ? hatchFrom : from;
  const width = Math.max(0, to - start);
  const height = 10;
  const draggable = "atMs" in command.when;
  const drag = (event: PointerEvent<SVGGElement>) => {
    if (!draggable) return;
    event.stopPropagation();
    const pressed = event.clientX;
    const element = event.currentTarget;
    element.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent) => {
      element.style.transform = `translateX(${moved.clientX - pressed}px)`;
    };
    const over = (ended: globalThis.PointerEvent) => {
      element.removeEventListener("pointermove", move);
      element.removeEventListener("pointerup", over);
      element.removeEventListener("pointercancel", over);
      element.style.transform = "";
      if (ended.type === "pointercancel") return;
      const by = ended.clientX - pressed;
      if (Math.abs(by) < 3) return editFault(command.id);
      const atMs = Math.max(0, Math.min(endUs / 1000, Math.round((startUs + us(from + by) - us(from)) / 1000)));
      changeCommand(command.id, (unmoved) => ({ ...unmoved, when: { atMs } }));
    };
    element.addEventListener("pointermove", move);
    element.addEventListener("pointerup", over);
    element.addEventListener("pointercancel", over);
  };
  // The instants of further lanes are marked below the words that stand there.
  const words = labels && label !== null ? textWidth(label) + 4 : 0;
  const overLabel = (px: number) => (before ? px >= labelX - words && px <= labelX : px >= labelX - 4 && px <= labelX + words);
  return (
    <g
      data-keep=""
      className={`${kind === "fault" ? "fault-bar" : "change-bar"}${idle ? " idle" : ""}`}
      onPointerDown={drag}
      onClick={() => !draggable && editFault(command.id)}
    >
      <rect className="grip" x={from - 4} y={y} width={Math.max(24, to - from + 4)} height={14} />
      {width > 0 && !idle && (
        <g transform={`translate(${start},${y + 2})`}>
          <rect className={kind === "fault" ? "fault-span" : "change-span"} width={width} height={height} />
          {kind === "fault" && <Hatch width={width} height={height} className="hatch-line" gap={6} />}
        </g>
      )}
      <line className="fault-start" x1={from} x2={from} y1={y + 1} y2={y + 14} />
      {fault.lanes.map(({ lane, startUs: there }) =>
        there === null || there <= startUs || there > untilUs ? null : (
          <line key={lane} className="fault-start" x1={x(there)} x2={x(there)} y1={overLabel(x(there)) ? y + 12 : y + 1} y2={y + 14} />
        ),
      )}
      {labels && label !== null && (
        <text className={before ? "fault-label end" : "fault-label"} x={labelX} y={y + 11.5}>
          {label}
        </text>
      )}
    </g>
  );
}
