import { type Context, NO_TIMER, type TimerId } from "../sim/process.ts";
import { MessageAccepted, MessageMissed } from "./events.ts";
import type { Share } from "./system.ts";
import type { BusinessMessage } from "./workload-spec.ts";

/**
 * What an application hands over, the same in every system: each of its messages at its time. `messages` is the frozen list that all
 * producers of the run share.
 */
export interface SourceState {
  messages: readonly BusinessMessage[];
  share: Share;
  /** Index of the next message to look at. */
  next: number;
  timer: TimerId;
}

/** The application's timer, forwarded to `takeArrivals`. */
export type SourceTimers = {
  arrival: null;
};

// biome-ignore lint/suspicious/noExplicitAny: only the members whose types do not depend on the owner are taken
interface SourceContext extends Pick<Context<any>, "now" | "incarnation" | "cancelTimer" | "trace"> {
  setTimer(name: "arrival", delayUs: number, data: null): TimerId;
}

/** `messages` must be frozen, so that snapshots share it. */
export function newSource(messages: readonly BusinessMessage[], share: Share): SourceState {
  return { messages, share, next: 0, timer: NO_TIMER };
}

/** For `survives`: which messages it has handed over is known from what comes next. */
export function sourceAfterEnd(source: SourceState): SourceState {
  return { ...source, timer: NO_TIMER };
}

/** Call from `boot`: messages whose time passed while the process was down are never handed over. A new process has missed nothing. */
export function bootSource(source: SourceState, ctx: SourceContext): void {
  const { messages, share } = source;
  for (; source.next < messages.length && messages[source.next].atUs < ctx.now; source.next++) {
    const message = messages[source.next];
    if (ctx.incarnation > 0 && isMine(share, message)) ctx.trace(MessageMissed, message.number);
  }
  schedule(source, ctx);
}

/** Forward the timer `arrival` to here: the messages that are due now, and sets the timer for the next one. */
export function takeArrivals(source: SourceState, ctx: SourceContext): BusinessMessage[] {
  const due: BusinessMessage[] = [];
  const { messages } = source;
  while (source.next < messages.length && messages[source.next].atUs <= ctx.now) {
    const message = messages[source.next++];
    if (!isMine(source.share, message)) continue;
    ctx.trace(MessageAccepted, message.number);
    due.push(message);
  }
  schedule(source, ctx);
  return due;
}

/** The workload is divided anew from now on: what was somebody else's and is past is not handed over again. */
export function setShare(source: SourceState, share: Share, ctx: SourceContext): void {
  ctx.cancelTimer(source.timer);
  const { messages } = source;
  while (source.next < messages.length && messages[source.next].atUs < ctx.now) {
    if (isMine(source.share, messages[source.next])) break; // it waits for its turn, as after a freeze
    source.next++;
  }
  source.share = share;
  schedule(source, ctx);
}

function isMine(share: Share, message: BusinessMessage): boolean {
  return message.atUs >= share.fromUs && message.number % share.of === share.index;
}

function schedule(source: SourceState, ctx: SourceContext): void {
  const { messages, share } = source;
  let index = source.next;
  while (index < messages.length && !isMine(share, messages[index])) index++;
  source.timer = index < messages.length ? ctx.setTimer("arrival", messages[index].atUs - ctx.now, null) : NO_TIMER;
}
