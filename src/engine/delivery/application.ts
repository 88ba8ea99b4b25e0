import type { Output } from "../document/handler.ts";
import type { Distribution } from "../sim/chance.ts";
import { type Context, NO_TIMER, type ProcessDefinition, type TimerId } from "../sim/process.ts";
import type { Micros } from "../sim/time.ts";
import type { Arrived, ClientCalls, Settling, Told } from "./client-library.ts";
import { MessageAccepted, MessageDropped, MessageReleased } from "./events.ts";
import { allOf, type Fifo, firstOf, newFifo, takeFirst, waitingCount } from "./fifo.ts";
import type { ServiceSpec } from "./services.ts";
import { bootSource, newSource, type SourceState, type SourceTimers, setShare, sourceAfterEnd, takeArrivals } from "./source.ts";
import type { OperatorMessage, Share } from "./system.ts";
import type { WorkerView } from "./views.ts";
import {
  attemptOf,
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
}

/** Of a library that brings nothing. */
export const SENDS_ONLY: Reading = { onFailure: [{ do: "reject" }] };

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
}

export interface ApplicationConfig {
  /** Hands over its share of a stream, to these libraries. */
  source: { messages: readonly BusinessMessage[]; share: Share; libraries: readonly number[] } | null;
  /** What it does with what is read, in the order in which they get a message that several of them take. */
  handlers: readonly HandlerConfig[];
  /** One for each library, in their order. */
  readings: readonly Reading[];
}

/** A message in the application's hands; frozen. */
interface InHand extends Arrived {
  readonly library: number;
  /** The handlers that take it, by their places, in the order in which they get it; none for one that is settled unworked. */
  readonly handlers: readonly number[];
}

interface ApplicationState {
  config: Omit<ApplicationConfig, "source"> & { sourceLibraries: readonly number[] };
  source: SourceState | null;
  /** One for each handler; no two are at work at once. */
  workers: WorkerState[];
  /** In the order in which they came; the first is at work, if any is. */
  inHand: Fifo<InHand>;
  /** How many of its handlers the first has behind it. */
  handled: number;
  /** How often the handler threw on the first. */
  failures: number;
  /** While the first is to be tried again later. */
  again: TimerId;
  stopping: boolean;
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
  timers: WorkerTimers & SourceTimers & { again: null };
}
type Ctx = Context<ApplicationTypes>;

/**
 * An application: one process with client libraries inside. It hands over what its source asks for, and works on what its libraries bring, one
 * message at a time and in their order: each goes through the handlers that take it, one after the other, and is settled after the last. Nothing that it has in hand survives a crash. `role` is what the page calls it.
 */
export function application(role: string): ProcessDefinition<ApplicationTypes> {
  return { ...applicationProcess, role };
}

const applicationProcess: ProcessDefinition<ApplicationTypes> = {
  role: "application",
  initial: ({ source, ...config }) => ({
    config: { ...config, sourceLibraries: source?.libraries ?? [] },
    source: source && newSource(source.messages, source.share),
    workers: config.handlers.map(({ service, database }) => newWorker(service, database)),
    inHand: newFifo(),
    handled: 0,
    failures: 0,
    again: NO_TIMER,
    stopping: false,
    closed: [],
  }),
  boot({ source, workers }, ctx) {
    if (source !== null) bootSource(source, ctx);
    workers.forEach((worker, handler) => bootWorker(worker, handler, ctx));
  },
  heard(state, library, told, ctx) {
    const news = told as Told;
    switch (news.what) {
      case "arrived":
        // What nobody here handles is settled unworked.
        if (state.workers.length === 0) for (const { ref } of news.items) call(library, "settle", { ref, how: "done" }, ctx);
        else
          for (const item of news.items)
            state.inHand.items.push(Object.freeze({ ...item, library, handlers: takersOf(state, library, item) }));
        return workOnNext(state, ctx);
      case "revoked":
        return letGo(state, library, news.refs, ctx);
      case "closed":
        if (!state.closed.includes(library)) state.closed.push(library);
        return exitWhenDone(state, ctx);
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
      if (state.workers.some((worker) => effectConfirmed(worker, applied, ctx))) make(state, "after the effect", ctx);
    },
    SetShare({ source }, { share }, ctx) {
      if (source !== null) setShare(source, share, ctx);
    },
    /** Takes nothing more over, finishes what it has in hand, closes its clients. */
    Stop(state, _message, ctx) {
      state.stopping = true;
      for (let library = 0; library < state.config.readings.length; library++) call(library, "close", null, ctx);
      exitWhenDone(state, ctx);
    },
  },
  timers: {
    arrival({ source, stopping, config }, _, ctx) {
      if (source === null || stopping) return;
      const messages = takeArrivals(source, ctx);
      for (const library of config.sourceLibraries) call(library, "hand", messages, ctx);
    },
    work(state, step, ctx) {
      const worker = atWork(state);
      if (worker === undefined) return;
      if (step === "effect" && !worker.poison) make(state, "before the effect", ctx);
      const outcome = continueWork(worker, step, ctx);
      if (step === "effect" && worker.phase === "finishing") make(state, "after the effect", ctx);
      if (outcome?.result === "done") {
        make(state, "at the end", ctx);
        handledFirst(state, ctx);
      }
      if (outcome?.result === "failed") failed(state, ctx);
    },
    again(state, _, ctx) {
      state.again = NO_TIMER;
      workOnNext(state, ctx);
    },
    reconnectDatabase: ({ workers }, { handler }, ctx) => reconnectDatabase(workers[handler], handler, ctx),
    databaseTimeout: ({ workers }, { handler, connection }, ctx) => databaseTimedOut(workers[handler], handler, connection, ctx),
  },
  connections: {
    opened({ workers }, connection, ctx) {
      for (const worker of workers) databaseOpened(worker, connection, ctx);
    },
    closed({ workers }, connection, _reason, ctx) {
      workers.forEach((worker, handler) => databaseClosed(worker, handler, connection, ctx));
    },
  },
  view(state) {
    const worker = atWork(state) ?? state.workers.at(0);
    return worker === undefined ? {} : { worker: workerView(worker), inHand: waitingCount(state.inHand) };
  },
};

/** The one worker that is not idle. */
function atWork({ workers }: ApplicationState): WorkerState | undefined {
  return workers.find(({ phase }) => phase !== "idle");
}

const FIRST_ONLY: readonly number[] = Object.freeze([0]);

/** The handlers of its reading that are for a message. */
function takersOf({ config: { handlers, readings } }: ApplicationState, library: number, { message }: Arrived): readonly number[] {
  const reads = readings[library].handlers ?? (handlers.length === 1 ? FIRST_ONLY : [...handlers.keys()]);
  const takers = reads.filter((handler) => handlers[handler].takes?.(message) !== false);
  return takers.length === reads.length ? reads : takers;
}

/** All that is ever called in a library. */
function call<K extends keyof ClientCalls>(library: number, name: K, argument: ClientCalls[K], ctx: Ctx): void {
  ctx.call(library, name, argument);
}

function workOnNext(state: ApplicationState, ctx: Ctx): void {
  const { inHand, workers, again } = state;
  if (workers.length === 0 || again !== NO_TIMER || atWork(state) !== undefined) return;
  let next = firstOf(inHand);
  for (; next !== undefined && next.handlers.length === 0; next = firstOf(inHand)) {
    takeFirst(inHand);
    call(next.library, "settle", { ref: next.ref, how: "done" }, ctx);
  }
  if (next === undefined) return exitWhenDone(state, ctx);
  const { message } = next;
  const turn = next.handlers[state.handled];
  const worker = workers[turn];
  const handler = state.config.handlers[turn];
  const fails = next.poison || handler.fails?.(message, attemptOf(worker, message)) === true;
  beginWork(worker, message, { poison: fails, luck: handler.luckOf?.(message), serviceTime: handler.timeOf?.(message) }, ctx);
}

/** The handler whose turn it is with the first in hand. */
function handlerOfFirst({ inHand, handled, config: { handlers } }: ApplicationState): HandlerConfig | undefined {
  const turn = firstOf(inHand)?.handlers[handled];
  return turn === undefined ? undefined : handlers[turn];
}

/** Hands over what is made of the message at work by now. */
function make(state: ApplicationState, when: Output["when"], ctx: Ctx): void {
  const makes = handlerOfFirst(state)?.makes;
  const parent = firstOf(state.inHand);
  if (makes === undefined || parent === undefined) return;
  const children = makes.of(parent.message).flatMap((child) => (child.when === when ? [child.message] : []));
  if (children.length === 0) return;
  for (const { number } of children) ctx.trace(MessageAccepted, number);
  for (const library of makes.libraries) call(library, "hand", children, ctx);
}

/** The handler is through with the first: the next one gets it, or it is settled. */
function handledFirst(state: ApplicationState, ctx: Ctx): void {
  state.handled++;
  state.failures = 0;
  if (state.handled === firstOf(state.inHand)?.handlers.length) settleFirst(state, "done", ctx);
  else workOnNext(state, ctx);
}

function settleFirst(state: ApplicationState, how: Settling, ctx: Ctx): void {
  const { library, ref } = takeFirst(state.inHand) as InHand;
  state.handled = 0;
  state.failures = 0;
  call(library, "settle", { ref, how }, ctx);
  workOnNext(state, ctx);
  exitWhenDone(state, ctx);
}

function failed(state: ApplicationState, ctx: Ctx): void {
  const first = firstOf(state.inHand) as InHand;
  const { onFailure } = state.config.readings[first.library];
  const step = onFailure[Math.min(state.failures++, onFailure.length - 1)];
  switch (step.do) {
    case "again":
      state.again = ctx.setTimer("again", step.pauseUs, null);
      return;
    case "skip":
      ctx.rule("the application skips a record after this many attempts", state.failures);
      ctx.trace(MessageDropped, first.message, ctx.text(handlerOfFirst(state)?.service.name ?? ""), ctx.text(step.why));
      return handledFirst(state, ctx);
    case "count as worked":
      return handledFirst(state, ctx);
    default:
      return settleFirst(state, step.do, ctx);
  }
}

/** What has not been begun goes; no broker can stop a handler that runs. */
function letGo(state: ApplicationState, library: number, refs: readonly number[], ctx: Ctx): void {
  const gone = new Set(refs);
  const held = allOf(state.inHand);
  const busy = atWork(state) === undefined ? undefined : held[0];
  const isKept = (item: InHand) => item === busy || item.library !== library || !gone.has(item.ref);
  const kept = held.filter(isKept);
  for (const item of held) {
    if (isKept(item)) continue;
    const handled = item === held[0] ? state.handled : 0;
    for (const handler of item.handlers.slice(handled))
      ctx.trace(MessageReleased, item.message, ctx.text(state.config.handlers[handler].service.name));
  }
  if (kept[0] !== held[0]) {
    ctx.cancelTimer(state.again);
    state.again = NO_TIMER;
    state.handled = 0;
    state.failures = 0;
  }
  state.inHand = newFifo(kept);
  workOnNext(state, ctx);
}

function exitWhenDone({ stopping, closed, inHand, config }: ApplicationState, ctx: Ctx): void {
  if (stopping && closed.length === config.readings.length && waitingCount(inHand) === 0) ctx.exit();
}
