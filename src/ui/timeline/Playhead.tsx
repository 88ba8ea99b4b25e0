import { clockText } from "../../engine/sim/clock-text.ts";
import { textWidth } from "../layout/text-width.ts";
import { usePlayback } from "../state/playback.ts";
import { useWorld } from "../state/world.ts";

interface PlayheadProps {
  x: (us: number) => number;
  left: number;
  right: number;
  /** Height of the flag with the time; 0 for a small head without one. */
  flag: number;
  height: number;
}

/** Red: where the run is, with its time above everything else. Black: where the person looks. What was not run yet is blank. */
export function Playhead({ x, left, right, flag, height }: PlayheadProps) {
  const playhead = usePlayback((state) => state.playheadUs);
  const peeked = usePlayback((state) => state.peekUs);
  const recorded = useWorld((world) => (world.done ? Number.POSITIVE_INFINITY : world.recordedUs));
  const px = x(playhead);
  return (
    <g>
      <rect className="not-run" x={px} y={flag} width={Math.max(0, right - px)} height={Math.max(0, height - flag)} />
      {recorded < Number.POSITIVE_INFINITY && <line className="recorded" x1={left} x2={x(recorded)} y1={height} y2={height} />}
      {flag > 0 && right - px > 120 && (
        <text className="small center" x={(px + right) / 2} y={(height + flag) / 2 + 4}>
          not run yet
        </text>
      )}
      <line className="playhead" x1={px} x2={px} y1={flag} y2={height} />
      {flag === 0 && <path className="playhead-head" d={`M${px - 6},0h12l-6,9z`} />}
      {flag > 0 && <Flag us={playhead} x={Math.max(left, Math.min(px, right - 18))} height={flag} />}
      {peeked !== null && (
        <g>
          <line className="peek" x1={x(peeked)} x2={x(peeked)} y1={flag === 0 ? 0 : flag - 4} y2={height} />
          <path className="peek-head" d={`M${x(peeked) - 6},${flag === 0 ? 0 : flag - 10}h12l-6,9z`} />
        </g>
      )}
    </g>
  );
}

export function Flag({ us, x, height }: { us: number; x: number; height: number }) {
  const words = clockText(us);
  const width = Math.max(54, textWidth(words) + 18);
  return (
    <g transform={`translate(${x},0)`}>
      <rect className="playhead-plate" x={-width / 2} width={width} height={height} />
      <text className="playhead-time" y={height - 3.4}>
        {words}
      </text>
    </g>
  );
}
