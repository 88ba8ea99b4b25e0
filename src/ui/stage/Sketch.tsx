import { durationOf } from "../../engine/scenario.ts";
import { instantText, lengthText } from "../../engine/sim/clock-text.ts";
import { useRun } from "../state/run.ts";
import { useWorld } from "../state/world.ts";

/** What a lane will look like, in dashes, while its first instant is computed; with how far the computing has come. */
export function Sketch() {
  const endUs = useRun(({ run }) => durationOf(run));
  const recorded = useWorld((world) => world.recordedUs);
  const share = endUs === 0 ? 0 : Math.min(1, recorded / endUs);
  return (
    <div className="sketch" role="status">
      <svg className="face" viewBox="0 0 440 300" aria-hidden="true">
        <rect className="sketch-box" x={24} y={75} width={85} height={50} />
        <text className="sketch-word" x={66} y={104}>
          producer
        </text>
        <rect className="sketch-box" x={156} y={40} width={142} height={120} />
        <text className="sketch-word" x={227} y={58}>
          topic or queue
        </text>
        <rect className="sketch-log" x={168} y={68} width={118} height={24} />
        <rect className="sketch-log" x={168} y={118} width={118} height={24} />
        <rect className="sketch-box" x={344} y={75} width={82} height={50} />
        <text className="sketch-word" x={385} y={104}>
          consumer
        </text>
        <path className="sketch-line" d="M109,100H154M298,100H342" />
        <path className="sketch-arrow" d="M344,100l-7,-3v6z" />
        <rect className="sketch-bar" x={24} y={208} width={402} height={12} />
        <rect className="sketch-done" x={24} y={208} width={402 * share} height={12} />
      </svg>
      <p>
        Computing {lengthText(endUs)} of virtual time <b>{instantText(recorded, 1)}</b>
      </p>
    </div>
  );
}
