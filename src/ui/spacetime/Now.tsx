import { usePlayback } from "../state/playback.ts";
import { Flag } from "../timeline/Playhead.tsx";

interface NowProps {
  /** Where the latest instant that has happened stands. */
  x: number;
  us: number;
  left: number;
  right: number;
  foot: number;
  /** Something of the story comes later. */
  more: boolean;
}

/** The present instant in red with its time; what comes after it is blank and says so. */
export function Now({ x, us, left, right, foot, more }: NowProps) {
  const exact = usePlayback(({ playheadUs, peekUs }) => Math.max(playheadUs, peekUs ?? 0));
  const px = Math.max(left, Math.min(right, x));
  return (
    <g>
      {more && right - px > 90 && (
        <g>
          <rect className="clear-plate" x={(px + right) / 2 - 36} y={foot / 2} width={72} height={18} />
          <text className="small center" x={(px + right) / 2} y={foot / 2 + 13}>
            not run yet
          </text>
        </g>
      )}
      <line className="playhead" x1={px} x2={px} y1={15} y2={foot} />
      <Flag us={exact > us ? exact : us} x={Math.max(left, Math.min(px, right - 18))} height={15} />
    </g>
  );
}
