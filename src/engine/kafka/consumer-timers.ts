import { definePurpose } from "../sim/chance.ts";
import { hashText } from "../sim/hash.ts";
import { NO_TIMER } from "../sim/process.ts";
import type { Micros } from "../sim/time.ts";
import { backoff } from "./backoff.ts";
import type { ConsumerContext, ConsumerState, ConsumerTimer } from "./consumer-state.ts";

/** One timer for one purpose: setting it again takes the former away. */

const PAUSE = definePurpose("consumer retry backoff");

export function noTimers(): ConsumerState["running"] {
  return {
    heartbeat: NO_TIMER,
    session: NO_TIMER,
    poll: NO_TIMER,
    find: NO_TIMER,
    join: NO_TIMER,
    positions: NO_TIMER,
    fetch: NO_TIMER,
    commit: NO_TIMER,
    apiTimeout: NO_TIMER,
    closeTimeout: NO_TIMER,
  };
}

export function setTimer(state: ConsumerState, name: ConsumerTimer, delayUs: Micros, ctx: ConsumerContext): void {
  stopTimer(state, name, ctx);
  state.running[name] = ctx.setTimer(name, delayUs, null);
}

export function stopTimer({ running }: ConsumerState, name: ConsumerTimer, ctx: ConsumerContext): void {
  if (running[name] !== NO_TIMER) ctx.cancelTimer(running[name]);
  running[name] = NO_TIMER;
}

export function isRunning({ running }: ConsumerState, name: ConsumerTimer): boolean {
  return running[name] !== NO_TIMER;
}

/** Before something is tried again that failed so often in a row; a pause that runs already stays. */
export function pause(state: ConsumerState, name: ConsumerTimer, failures: number, ctx: ConsumerContext): void {
  if (isRunning(state, name)) return;
  const { retryBackoffUs, retryBackoffMaxUs } = state.config.cluster;
  const word = ctx.draw(PAUSE, hashText(ctx.address), state.pauses++);
  setTimer(state, name, backoff(retryBackoffUs, retryBackoffMaxUs, failures, word), ctx);
}
