import { clockText, instantText, lengthText } from "../../engine/sim/clock-text.ts";

/** What the line below the lanes speaks of; times in virtual microseconds. */
export interface RunState {
  /** What waits for its place, in words. */
  carried: string | null;
  done: boolean;
  /** Recording was stopped before the end. */
  held: boolean;
  /** The limit that ended the run before its time, in words. */
  limit: string | null;
  recordedUs: number;
  endUs: number;
  peekUs: number | null;
  playheadUs: number;
  playing: boolean;
  /** It plays, and the recording has not come so far yet. */
  waiting: boolean;
  speed: number;
  /** Rows of the ledger that were lost, repeated, late or failed, in the lanes that are shown. */
  findings: number;
  /** Rows that are still waiting for something at the end. */
  underWay: number;
  /** Whether verdicts are open at the end, since not everything has come to rest; `for ever`: it was given its time to. */
  open: "no" | "yes" | "for ever";
  /** Whether there are keys to speak of; a finger has none. */
  keys: boolean;
}

export interface Status {
  /** Yellow for looking elsewhere, ink for standing still, plain otherwise. */
  look: "mark" | "ink" | "plain";
  text: string;
}

/** Above this speed single tokens mean nothing to the eye. */
const TOKENS_UP_TO = 10;

/** The most urgent first. */
export function statusOf(state: RunState): Status {
  const { carried, done, held, limit, recordedUs, endUs, peekUs, playheadUs, playing, waiting, speed, keys } = state;
  if (carried !== null) return { look: "mark", text: `${carried}: choose its place in a lane.${keys ? " Esc puts it back." : ""}` };
  if (peekUs !== null) {
    const way = peekUs <= playheadUs ? "Looking back at" : "Looking ahead to";
    return {
      look: "mark",
      text: `${way} ${clockText(peekUs)}. ${keys ? `Esc returns to ${clockText(playheadUs)}` : `The run is at ${clockText(playheadUs)}`}.`,
    };
  }
  if (limit !== null && !playing && playheadUs >= recordedUs) {
    return { look: "ink", text: `The run ended at ${clockText(recordedUs)} of ${lengthText(endUs)}, at a limit: ${limit}.` };
  }
  if (held && !playing) {
    const text = `Recording stopped at ${clockText(recordedUs)} of ${lengthText(endUs)}. What is recorded can be played.`;
    return { look: "ink", text };
  }
  if (waiting || (!playing && playheadUs > recordedUs && !done)) {
    return { look: "ink", text: `Computing ${lengthText(endUs)} of virtual time: ${instantText(recordedUs, 1)}` };
  }
  if (playing) {
    const bars = speed > TOKENS_UP_TO ? ` Messages are drawn as bars above ${TOKENS_UP_TO}×.` : "";
    return { look: "plain", text: `Playing at ${speed}×.${keys ? " Space pauses." : ""}${bars}` };
  }
  if (done && playheadUs >= endUs) return { look: "plain", text: atTheEnd(state) };
  if (playheadUs <= 1) return { look: "plain", text: keys ? "Ready. Space plays, the right arrow steps." : "Ready." };
  return { look: "ink", text: keys ? "Paused. Space plays, the right arrow steps." : "Paused." };
}

const OPEN = { no: "", yes: " Some verdicts are open.", "for ever": " Something never comes to rest." };

function atTheEnd({ endUs, findings, underWay, open, keys }: RunState): string {
  const rest = `${underWay === 0 ? "" : ` ${underWay === 1 ? "1 is" : `${underWay} are`} still under way.`}${OPEN[open]}`;
  if (findings === 0) return `No message was lost, repeated, reordered or given up in ${lengthText(endUs)}.${rest}`;
  const count = findings === 1 ? "1 finding" : `${findings} findings`;
  return `The end, after ${lengthText(endUs)}. ${count}${keys ? `: F goes to ${findings === 1 ? "it" : "the first"}, W says why` : ""}.${rest}`;
}
