import { type Break, brokenLine, zigzags } from "./axis.ts";
import type { Life } from "./lives.ts";
import { livesBetween } from "./placing.ts";

interface ProcessLineProps {
  name: string;
  dead: boolean;
  lives: readonly Life[] | undefined;
  y: number;
  x: (us: number) => number;
  from: number;
  left: number;
  right: number;
  untilUs: number;
  breaks: readonly Break[];
  /** Where the present instant stands. */
  now: number;
  /** Where time at the axis's scale ends. */
  end: number;
}

/** A process in time: ink while it runs, dotted red where it should have gone on, dotted while it is frozen, dashes for what comes. */
export function ProcessLine({ name, dead, lives, y, x, from, left, right, untilUs, breaks, now, end }: ProcessLineProps) {
  const gaps = now > end ? [...breaks, { left: end + 2, right: end + 34 }] : breaks;
  return (
    <g>
      <text className={dead ? "name end alarm" : "name end"} x={left - 14} y={y + 4.6}>
        {name}
      </text>
      {livesBetween(lives, from, untilUs).map((life) => {
        const x1 = Math.max(left, x(life.from));
        const x2 = Math.max(left, x(life.to));
        return (
          <g key={life.from}>
            <path className={`life life-${life.state}`} d={brokenLine(x1, x2, y, gaps)} />
            {life.state === "down" && <path className="life-cut" d={zigzags(x1, x2, y, gaps)} />}
          </g>
        );
      })}
      <path className="life life-later" d={`M${Math.max(left, now)},${y}H${right}`} />
    </g>
  );
}
