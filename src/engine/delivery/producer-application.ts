import { type Context, NO_TIMER, type TimerId } from "../sim/process.ts";
import { MessageAccepted, MessageMissed } from "./events.ts";
import type { Share } from "./system.ts";
import type { BusinessMessage } from "./workload-spec.ts";

/**
 * The application of a producer, the same in every system: at the time of each of its messages it hands the message to the client
 * library that owns this state. `messages` is the frozen list that all producers of the run share.
 */
export interface ApplicationState {
  messages: readonly BusinessMessage[];
  share: Share;
  /** Index of the next message to look at. */
  next: number;
  timer: TimerId;
}

/** The owner's timer, forwarded to `handOver`. */
export type ApplicationTimers = {
  arrival: null;
};

// biome-ignore lint/suspicious/noExplicitAny: only the members whose types do not depend on the owner are taken
interface ApplicationContext extends Pick<Context<any>, "now" | "incarnation" | "cancelTimer" | "trace"> {
  setTimer(name: "arrival", delayUs: number, data: null): TimerId;
}

/** `messages` must be frozen, so that snapshots share it. */
export function newApplication(messages: readonly BusinessMessage[], share: Share): ApplicationState {
  return { messages, share, next: 0, timer: NO_TIMER };
}

/** For `survives`: which messages it has handed over is known from what comes next. */
export function applicationAfterEnd(application: ApplicationState): ApplicationState {
  return { ...application, timer: NO_TIMER };
}

/** Call from `boot`: messages whose time passed while the process was down are never handed over. A new process has missed nothing. */
export function bootApplication(application: ApplicationState, ctx: ApplicationContext): void {
  const { messages, share } = application;
  for (; application.next < messages.length && messages[application.next].atUs < ctx.now; application.next++) {
    const message = messages[application.next];
    if (ctx.incarnation > 0 && isMine(share, message)) ctx.trace(MessageMissed, message.number);
  }
  schedule(application, ctx);
}

/** Forward the timer `arrival` to here: the messages that are due now, and sets the timer for the next one. */
export function takeArrivals(application: ApplicationState, ctx: ApplicationContext): BusinessMessage[] {
  const due: BusinessMessage[] = [];
  const { messages } = application;
  while (application.next < messages.length && messages[application.next].atUs <= ctx.now) {
    const message = messages[application.next++];
    if (!isMine(application.share, message)) continue;
    ctx.trace(MessageAccepted, message.number);
    due.push(message);
  }
  schedule(application, ctx);
  return due;
}

/** The workload is divided anew from now on: what was somebody else's and is past is not handed over again. */
export function setShare(application: ApplicationState, share: Share, ctx: ApplicationContext): void {
  ctx.cancelTimer(application.timer);
  const { messages } = application;
  while (application.next < messages.length && messages[application.next].atUs < ctx.now) {
    if (isMine(application.share, messages[application.next])) break; // it waits for its turn, as after a freeze
    application.next++;
  }
  application.share = share;
  schedule(application, ctx);
}

function isMine(share: Share, message: BusinessMessage): boolean {
  return message.atUs >= share.fromUs && message.number % share.of === share.index;
}

function schedule(application: ApplicationState, ctx: ApplicationContext): void {
  const { messages, share } = application;
  let index = application.next;
  while (index < messages.length && !isMine(share, messages[index])) index++;
  application.timer = index < messages.length ? ctx.setTimer("arrival", messages[index].atUs - ctx.now, null) : NO_TIMER;
}
