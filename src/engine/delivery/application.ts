import type { Output } from "../document/handler.ts";
import type { Distribution } from "../sim/chance.ts";
import { type Context, NO_TIMER, type ProcessDefinition, type TimerId } from "../sim/process.ts";
import type { Micros } from "../sim/time.ts";
import { type AwaitedAnswers, awaitAnswers, awaitsAnswers, takeAnswer } from "./awaited-answers.ts";
import type { Answer, Arrived, ClientCalls, Settling, Told } from "./client-library.ts";
import { MessageAccepted, MessageDropped, MessageReleased } from "./events.ts";
import { allOf, type Fifo, newFifo, takeFirst, waitingCount } from "./fifo.ts";
import type { ServiceSpec } from "./services.ts";
import { bootSource, newSource, type SourceState, type SourceTimers, setShare, sourceAfterEnd, takeArrivals } from "./source.ts";
import type { OperatorMessage, Share } from "./system.ts";
import type { WorkerView } from "./views.ts";
import {
  beginWork,
  bootWorker,
  continueWork,
  databaseClosed,
  databaseOpened,
  databaseTimedOut,
  effectConfirmed,
  newWorker,
  reconnectDatabase,
  type WorkerReceives,
  type WorkerSends,
  type WorkerState,
  type WorkerTimers,
  workerView,
} from "./worker-application.ts";
import type { BusinessMessage } from "./workload-spec.ts";

/** What is done about a message on which the handler threw; the n-th failure takes the n-th step, and the last one repeats. */
export type Step =
  /** Once more, after a pause, with everything behind it waiting. */
  | { do: "again"; pauseUs: Micros }
  | { do: "give back" }
  | { do: "reject" }
  /** As if it were done; `why` goes into the ledger. */
  | { do: "skip"; why: string }
  /** The program does not look: it settles as it does after work. */
  | { do: "count as worked" };

/** What it does with what a library brings. */
export interface Reading {
  /** At least one. */
  onFailure: readonly Step[];
  /** Which of the application's handlers get what is read here, by their places; all when left out. */
  handlers?: readonly number[];
  /**
   * A handler is through with a message only when all that it made is confirmed. What is refused, or may not have arrived, is a failure of the
   * handler like one that it throws.
   */
  awaitsConfirms?: boolean;
  /** A message is settled as soon as the last of its handlers has handed over all that it makes, whatever is still to be worked on it. */
  settlesOnHandOver?: boolean;
  /** The library takes what is handed over and brings nothing. */
  sendsOnly?: boolean;
}

/** Of a library that brings nothing. */
export const SENDS_ONLY: Reading = { onFailure: [{ do: "reject" }], sendsOnly: true };

/** What an application does with a message. What it must know of messages beforehand is frozen, so that snapshots share it. */
export interface HandlerConfig {
  service: ServiceSpec;
  /** Name of a process. */
  database: string;
  /** Whether it throws on a message at the how many-th attempt of this process, beside those that are poison by themselves. */
  fails?: (message: number, attempt: number) => boolean;
  /** How long the work on a message takes, where that is not the same for all. */
  timeOf?: (message: number) => Distribution;
  /** Which messages it is for; all when left out. What it is not for is settled unworked. */
  takes?: (message: number) => boolean;
  makes?: Makes;
  /** Where the chance of a message hangs, where that is not its number. */
  luckOf?: (message: number) => number;
}

/** Children of a message that is worked on, the same ones each time, and the libraries that take them. */
export interface Makes {
  readonly of: (message: number) => readonly { readonly when: Output["when"]; readonly message: BusinessMessage }[];
  readonly libraries: readonly number[];
  /** How many answers those libraries give for one. */
  readonly answers: (message: BusinessMessage) => number;
}

export interface ApplicationConfig {
  /** Hands over its share of a stream, to these libraries. */
  source: { messages: readonly BusinessMessage[]; share: Share; libraries: readonly number[] } | null;
  /** What it does with what is read, in the order in which they get a message that several of them take. */
  handlers: readonly HandlerConfig[];
  /** How many messages it works on at a time; 1 when left out. */
  workers?: number;
  /** One for each library, in their order. */
  readings: readonly Reading[];
}

/** A message in the application's hands; frozen. */
interface InHand extends Arrived {
  readonly library: number;
  /** The handlers that take it, by their places, in the order in which they get it; none for one that is settled unworked. */
  readonly handlers: readonly number[];
}

/** Works on one message at a time. */
interface Slot {
  /** One for each handler; no two are at work at once. */
  workers: WorkerState[];
  /** What it has in hand: at work, or to be tried again later. */
  item: InHand | null;
  /** How many of its handlers the message has behind it. */
  handled: number;
  /** How often the handler threw on it. */
  failures: number;
  /** While it is to be tried again later. */
  again: TimerId;
  /** The handler's work is done; what it made may not be confirmed yet, and something was not. */
  worked: boolean;
  unconfirmed: boolean;
  /** The message is settled before its work is over. */
  settled: boolean;
}

interface ApplicationState {
  config: Omit<ApplicationConfig, "source"> & { sourceLibraries: readonly number[] };
  source: SourceState | null;
  pool: Slot[];
  /** How often this process began on each message that it has not finished, for each handler. */
  attempts: Record<number, number>[];
  /** What nobody works on yet, in the order in which it came. */
  waiting: Fifo<InHand>;
  awaited: AwaitedAnswers;
  /** In this very turn what waits is being given out. */
  dealing: boolean;
  stopping: boolean;
  closingSenders: boolean;
  /** Libraries that have closed; one may say so again, as when what was revoked is settled after that. */
  closed: number[];
}

interface ApplicationTypes {
  config: ApplicationConfig;
  state: ApplicationState;
  /** `inHand`: how many messages, with the one at work. */
  view: { worker: WorkerView; inHand: number } | Record<never, never>;
  receives: WorkerReceives | OperatorMessage;
  sends: WorkerSends;
  replies: Record<never, never>;
  timers: WorkerTimers & SourceTimers & { again: { slot: number } };
}
type Ctx = Context<ApplicationTypes>;

/**
 * An application: one process with client libraries inside. It hands over what its source asks for, and works on what its libraries bring, on as
 * many messages at a time as it has workers, begun in the order in which they came. Each goes through the handlers that take it, one after the
 * other, and is settled after the last. Nothing that it has in hand survives a crash. `role` is what the page calls it.
 */
export function application(role: string): ProcessDefinition<ApplicationTypes> {
  return { ...applicationProcess, role };
}

const applicationProcess: ProcessDefinition<ApplicationTypes> = {
  role: "application",
  initial: ({ source, ...config }) => ({
    config: { ...config, sourceLibraries: source?.libraries ?? [] },
    source: source && newSource(source.messages, source.share),
    pool: config.handlers.length === 0 ? [] : Array.from({ length: config.workers ?? 1 }, (_, slot) => newSlot(config.handlers, slot)),
    attempts: config.handlers.map(() => ({})),
    waiting: newFifo(),
    awaited: [],
    dealing: false,
    stopping: false,
    closingSenders: false,
    closed: [],
  }),
  boot({ source, pool }, ctx) {
    if (source !== null) bootSource(source, ctx);
    for (const worker of workersOf(pool)) bootWorker(worker, ctx);
  },
  heard(state, library, told, ctx) {
    const news = told as Told;
    switch (news.what) {
      case "arrived":
        for (const item of news.items)
          state.waiting.items.push(Object.freeze({ ...item, library, handlers: takersOf(state, library, item) }));
        return workOnNext(state, ctx);
      case "revoked":
        return letGo(state, library, news.refs, ctx);
      case "sent":
        return answered(state, news.message, news.how, ctx);
      case "closed":
        if (!state.closed.includes(library)) state.closed.push(library);
        return endWhenDone(state, ctx);
    }
  },
  /** What it hands over and how it works stay. */
  configure(state, { source, readings }) {
    state.config = { ...state.config, sourceLibraries: source?.libraries ?? [], readings };
  },
  survives: ({ config: { sourceLibraries: libraries, ...config }, source }) => ({
    ...applicationProcess.initial({ ...config, source: source && { messages: source.messages, share: source.share, libraries } }),
    source: source && sourceAfterEnd(source),
  }),
  on: {
    Applied(state, applied, ctx) {
      const worker = workersOf(state.pool).find((one) => effectConfirmed(one, applied, ctx));
      if (worker !== undefined) make(state, slotOf(state, worker.index), "after the effect", ctx);
    },
    SetShare({ source }, { share }, ctx) {
      if (source !== null) setShare(source, share, ctx);
    },
    /** Takes nothing more over, finishes what it has in hand, closes its clients. */
    Stop(state, _message, ctx) {
      state.stopping = true;
      closeLibraries(state, false, ctx);
      endWhenDone(state, ctx);
    },
  },
  timers: {
    arrival({ source, stopping, config }, _, ctx) {
      if (source === null || stopping) return;
      const messages = takeArrivals(source, ctx);
      for (const library of config.sourceLibraries) call(library, "hand", messages, ctx);
    },
    work(state, { worker: index, step }, ctx) {
      const slot = slotOf(state, index);
      const worker = slot.workers[index % slot.workers.length];
      if (step === "effect" && !worker.poison) make(state, slot, "before the effect", ctx);
      const outcome = continueWork(worker, step, ctx);
      if (step === "effect" && worker.phase === "finishing") make(state, slot, "after the effect", ctx);
      if (outcome?.result === "done") {
        make(state, slot, "at the end", ctx);
        slot.worked = true;
        throughWhenConfirmed(state, slot, ctx);
      }
      if (outcome?.result === "failed") failed(state, slot, ctx);
    },
    again(state, { slot }, ctx) {
      state.pool[slot].again = NO_TIMER;
      work(state, state.pool[slot], ctx);
    },
    reconnectDatabase: ({ pool }, { worker }, ctx) => reconnectDatabase(workersOf(pool)[worker], ctx),
    databaseTimeout: ({ pool }, { worker, connection }, ctx) => databaseTimedOut(workersOf(pool)[worker], connection, ctx),
  },
  connections: {
    opened({ pool }, connection, ctx) {
      for (const worker of workersOf(pool)) databaseOpened(worker, connection, ctx);
    },
    closed({ pool }, connection, _reason, ctx) {
      for (const worker of workersOf(pool)) databaseClosed(worker, connection, ctx);
    },
  },
  view({ pool, waiting }) {
    const workers = workersOf(pool);
    const worker = workers.find(({ phase }) => phase !== "idle") ?? workers.at(0);
    if (worker === undefined) return {};
    return { worker: workerView(worker), inHand: waitingCount(waiting) + pool.filter(({ item }) => item !== null).length };
  },
};

function newSlot(handlers: readonly HandlerConfig[], slot: number): Slot {
  const workers = handlers.map(({ service, database }, i) => newWorker(service, database, slot * handlers.length + i));
  return { workers, item: null, handled: 0, failures: 0, again: NO_TIMER, worked: false, unconfirmed: false, settled: false };
}

/** By their indices. */
function workersOf(pool: readonly Slot[]): readonly WorkerState[] {
  return pool.length === 1 ? pool[0].workers : pool.flatMap(({ workers }) => workers);
}

function slotOf({ pool }: ApplicationState, worker: number): Slot {
  return pool[Math.floor(worker / pool[0].workers.length)];
}

const FIRST_ONLY: readonly number[] = Object.freeze([0]);

/** The handlers of its reading that are for a message. */
function takersOf({ config: { handlers, readings } }: ApplicationState, library: number, { message }: Arrived): readonly number[] {
  const reads = readings[library].handlers ?? (handlers.length === 1 ? FIRST_ONLY : [...handlers.keys()]);
  const takes = (handler: number) => handlers[handler].takes?.(message) !== false;
  return reads.every(takes) ? reads : reads.filter(takes);
}

/** All that is ever called in a library. */
function call<K extends keyof ClientCalls>(library: number, name: K, argument: ClientCalls[K], ctx: Ctx): void {
  ctx.call(library, name, argument);
}

/**
 * Whoever is free takes what waits, in its order, and settles on the way what no handler takes. A library may bring the next in the very turn in
 * which one is settled: that waits until this turn comes to it, however many there are.
 */
function workOnNext(state: ApplicationState, ctx: Ctx): void {
  const { pool } = state;
  if (state.dealing) return;
  state.dealing = true;
  while (waitingCount(state.waiting) > 0) {
    const slot = pool.find(({ item }) => item === null);
    if (slot === undefined && pool.length > 0) break;
    const next = takeFirst(state.waiting) as InHand;
    if (slot === undefined || next.handlers.length === 0) call(next.library, "settle", { ref: next.ref, how: "done" }, ctx);
    else {
      slot.item = next;
      work(state, slot, ctx);
    }
  }
  state.dealing = false;
  endWhenDone(state, ctx);
}

/** Begins on what it has in hand. */
function work(state: ApplicationState, slot: Slot, ctx: Ctx): void {
  const { item } = slot;
  if (item === null) return;
  const { message } = item;
  const turn = item.handlers[slot.handled];
  const handler = state.config.handlers[turn];
  const attempt = (state.attempts[turn][message] ?? 0) + 1;
  state.attempts[turn][message] = attempt;
  const poison = item.poison || handler.fails?.(message, attempt) === true;
  beginWork(slot.workers[turn], message, { attempt, poison, luck: handler.luckOf?.(message), serviceTime: handler.timeOf?.(message) }, ctx);
}

/** The handler whose turn it is. */
function handlerOf({ config: { handlers } }: ApplicationState, { item, handled: turn }: Slot): HandlerConfig | undefined {
  return item === null ? undefined : handlers[item.handlers[turn]];
}

/** Hands over what is made of the message at work by now. */
function make(state: ApplicationState, slot: Slot, when: Output["when"], ctx: Ctx): void {
  const makes = handlerOf(state, slot)?.makes;
  if (makes === undefined || slot.item === null) return;
  const children = makes.of(slot.item.message).flatMap((child) => (child.when === when ? [child.message] : []));
  if (children.length === 0) return;
  for (const { number } of children) ctx.trace(MessageAccepted, number);
  if (state.config.readings[slot.item.library].awaitsConfirms === true)
    for (const child of children) awaitAnswers(state.awaited, state.pool.indexOf(slot), child.number, makes.answers(child));
  for (const library of makes.libraries) call(library, "hand", children, ctx);
  settleOnHandOver(state, slot, when, ctx);
}

const IN_TIME: readonly Output["when"][] = ["before the effect", "after the effect", "at the end"];

/** Where the reading says so, once the last handler has no more to hand over; one that makes nothing of the message settles it after its work. */
function settleOnHandOver(state: ApplicationState, slot: Slot, when: Output["when"], ctx: Ctx): void {
  const { item, settled } = slot;
  if (item === null || settled || state.config.readings[item.library].settlesOnHandOver !== true) return;
  if (slot.handled < item.handlers.length - 1) return;
  const later = IN_TIME.slice(IN_TIME.indexOf(when) + 1);
  if (
    handlerOf(state, slot)
      ?.makes?.of(item.message)
      .some((child) => later.includes(child.when))
  )
    return;
  slot.settled = true;
  call(item.library, "settle", { ref: item.ref, how: "done" }, ctx);
}

function answered(state: ApplicationState, message: number, how: Answer, ctx: Ctx): void {
  const place = takeAnswer(state.awaited, message);
  if (place === undefined) return;
  const slot = state.pool[place];
  slot.unconfirmed ||= how !== "confirmed";
  throughWhenConfirmed(state, slot, ctx);
}

/** After its work, once nothing that it made is open. */
function throughWhenConfirmed(state: ApplicationState, slot: Slot, ctx: Ctx): void {
  const { item, worked, unconfirmed, handled: turn } = slot;
  if (item === null || !worked || awaitsAnswers(state.awaited, state.pool.indexOf(slot))) return;
  slot.worked = false;
  slot.unconfirmed = false;
  if (unconfirmed) {
    ctx.rule("the handler fails: what it made is not confirmed", slot.failures + 1);
    return failed(state, slot, ctx);
  }
  delete state.attempts[item.handlers[turn]][item.message];
  handled(state, slot, ctx);
}

/** The handler is through with the message: the next one gets it, or it is settled. */
function handled(state: ApplicationState, slot: Slot, ctx: Ctx): void {
  slot.handled++;
  slot.failures = 0;
  if (slot.handled === slot.item?.handlers.length) settle(state, slot, "done", ctx);
  else work(state, slot, ctx);
}

function settle(state: ApplicationState, slot: Slot, how: Settling, ctx: Ctx): void {
  const { library, ref } = slot.item as InHand;
  const { settled } = slot;
  empty(slot);
  if (!settled) call(library, "settle", { ref, how }, ctx);
  workOnNext(state, ctx);
}

function empty(slot: Slot): void {
  slot.item = null;
  slot.settled = false;
  slot.handled = 0;
  slot.failures = 0;
}

function failed(state: ApplicationState, slot: Slot, ctx: Ctx): void {
  const { library, message } = slot.item as InHand;
  const { onFailure } = state.config.readings[library];
  const step = onFailure[Math.min(slot.failures++, onFailure.length - 1)];
  switch (step.do) {
    case "again":
      slot.again = ctx.setTimer("again", step.pauseUs, { slot: state.pool.indexOf(slot) });
      return;
    case "skip":
      ctx.rule("the application skips a record after this many attempts", slot.failures);
      ctx.trace(MessageDropped, message, ctx.text(handlerOf(state, slot)?.service.name ?? ""), ctx.text(step.why));
      return handled(state, slot, ctx);
    case "count as worked":
      return handled(state, slot, ctx);
    default:
      return settle(state, slot, step.do, ctx);
  }
}

/** What has not been begun goes, and what is to be tried again later; no broker can stop a handler that runs. */
function letGo(state: ApplicationState, library: number, refs: readonly number[], ctx: Ctx): void {
  const revoked = new Set(refs);
  const isGone = (item: InHand) => item.library === library && revoked.has(item.ref);
  const release = ({ message, handlers }: InHand, from: number) => {
    for (const handler of handlers.slice(from)) ctx.trace(MessageReleased, message, ctx.text(state.config.handlers[handler].service.name));
  };
  for (const slot of state.pool) {
    if (slot.item === null || slot.again === NO_TIMER || !isGone(slot.item)) continue;
    release(slot.item, slot.handled);
    ctx.cancelTimer(slot.again);
    slot.again = NO_TIMER;
    empty(slot);
  }
  const held = allOf(state.waiting);
  for (const item of held) if (isGone(item)) release(item, 0);
  state.waiting = newFifo(held.filter((item) => !isGone(item)));
  workOnNext(state, ctx);
}

/** What brings messages is closed first, and what only sends once nothing is in hand any more. */
function endWhenDone(state: ApplicationState, ctx: Ctx): void {
  const { stopping, closed, waiting, pool, config } = state;
  if (!stopping || waitingCount(waiting) > 0 || pool.some(({ item }) => item !== null)) return;
  if (config.readings.some(({ sendsOnly }, library) => sendsOnly !== true && !closed.includes(library))) return;
  if (!state.closingSenders) {
    state.closingSenders = true;
    closeLibraries(state, true, ctx);
  }
  if (closed.length === config.readings.length) ctx.exit();
}

function closeLibraries({ config: { readings } }: ApplicationState, senders: boolean, ctx: Ctx): void {
  for (const [library, { sendsOnly = false }] of readings.entries()) if (sendsOnly === senders) call(library, "close", null, ctx);
}
