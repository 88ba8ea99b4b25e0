import { type Distribution, definePurpose } from "../sim/chance.ts";
import { mix } from "../sim/hash.ts";
import type { ConnectionId, Context } from "../sim/process.ts";
import { NO_CONNECTION, NO_TIMER, type TimerId } from "../sim/process.ts";
import { MILLISECOND, type Micros, SECOND } from "../sim/time.ts";
import type { Applied, Apply } from "./database.ts";
import { serviceEntity } from "./database.ts";
import { toDistribution } from "./duration.ts";
import { EffectConfirmed, EffectRequested, WorkBegun, WorkDone, WorkFailed } from "./events.ts";
import type { ServiceSpec } from "./services.ts";
import type { WorkerView, WorkPhase } from "./views.ts";

/**
 * The handler of a consumer, the same in every system: works on one message at a time, half-way asks the database for the effect, waits
 * for the answer, finishes. The process that owns it forwards the timer and the database's messages, and is told when a message is done
 * or has failed. Crashes before, during and after the effect are commands that wait for WorkBegun, EffectRequested or EffectConfirmed.
 */
export interface WorkerState {
  /** By which the process that owns it knows it. */
  index: number;
  service: string;
  database: string;
  /** It changes nothing outside, and has no database. */
  effectless: boolean;
  serviceTime: Distribution;
  effectAt: number;
  phase: WorkPhase;
  message: number;
  poison: boolean;
  /** The how many-th time of this process it is that it works on the message; the key to service times. */
  attempt: number;
  beganAt: Micros;
  serviceUs: Micros;
  connection: ConnectionId;
  connected: boolean;
  /** The time limit of the handshake with the database. */
  connecting: TimerId;
  done: number;
  failed: number;
}

/** What the owner must have among its timers, and its received and sent messages. */
export type WorkerTimers = {
  work: { worker: number; step: WorkStep };
  reconnectDatabase: { worker: number };
  databaseTimeout: { worker: number; connection: ConnectionId };
};
export type WorkStep = "effect" | "finish";
export type WorkerReceives = Applied;
export type WorkerSends = Apply;

/** The context of any process that owns a worker. */
// biome-ignore lint/suspicious/noExplicitAny: only the members whose types do not depend on the owner are taken
type Shared = Pick<Context<any>, "now" | "connection" | "connect" | "close" | "cancelTimer" | "trace" | "rule" | "text" | "sample">;
export interface WorkerContext extends Shared {
  send(connection: ConnectionId, message: Apply): boolean;
  setTimer<K extends keyof WorkerTimers>(name: K, delayUs: Micros, data: WorkerTimers[K]): TimerId;
}

/** How a step ended: the effect is in and the handler has returned, the handler threw (a poison message), or it goes on. */
export type WorkOutcome = { result: "done" | "failed"; message: number } | null;

const SERVICE_TIME = definePurpose("service time");
/** The application's own pause before it connects to its database again. */
const RECONNECT_AFTER: Micros = 200 * MILLISECOND;
/**
 * The database client is PostgreSQL's JDBC driver: `connectTimeout` of 10 s. Its `socketTimeout` is 0: once a request has been taken, an
 * answer is waited for as long as TCP keeps the connection.
 */
const CONNECT_TIMEOUT: Micros = 10 * SECOND;

export function newWorker(service: ServiceSpec, database: string, index = 0): WorkerState {
  return {
    index,
    service: service.name,
    database,
    effectless: service.table === "",
    serviceTime: toDistribution(service.serviceTime),
    effectAt: service.effectAt,
    phase: "idle",
    message: -1,
    poison: false,
    attempt: 0,
    beganAt: 0,
    serviceUs: 0,
    connection: NO_CONNECTION,
    connected: false,
    connecting: NO_TIMER,
    done: 0,
    failed: 0,
  };
}

/** Call from `boot`. */
export function bootWorker(worker: WorkerState, ctx: WorkerContext): void {
  if (!worker.effectless) reconnectDatabase(worker, ctx);
}

/** What is known of the work on a message: the how many-th attempt it is, whether the handler throws, on what its chance hangs, and how long it takes. */
export interface WorkAtHand {
  attempt: number;
  poison: boolean;
  luck?: number | undefined;
  serviceTime?: Distribution | undefined;
}

/** Starts on a message; only when `phase` is idle. The service time is the same for the same message, service and attempt in every lane. */
export function beginWork(
  worker: WorkerState,
  message: number,
  { attempt, poison, luck = message, serviceTime = worker.serviceTime }: WorkAtHand,
  ctx: WorkerContext,
): void {
  worker.attempt = attempt;
  worker.message = message;
  worker.poison = poison;
  worker.phase = "working";
  worker.beganAt = ctx.now;
  worker.serviceUs = ctx.sample(serviceTime, SERVICE_TIME, mix(serviceEntity(worker.service), luck), attempt);
  ctx.trace(WorkBegun, message, ctx.text(worker.service), attempt);
  ctx.setTimer("work", Math.round(worker.serviceUs * worker.effectAt), { worker: worker.index, step: "effect" });
}

/** Forward the timer `work` to here. */
export function continueWork(worker: WorkerState, step: WorkStep, ctx: WorkerContext): WorkOutcome {
  const { message } = worker;
  if (step === "effect" && !worker.poison && worker.effectless) {
    worker.phase = "finishing";
    setFinish(worker, ctx);
    return null;
  }
  if (step === "effect" && !worker.poison) {
    worker.phase = "effect";
    requestEffect(worker, ctx);
    return null;
  }
  worker.phase = "idle";
  worker.message = -1;
  if (step === "finish") {
    worker.done++;
    ctx.trace(WorkDone, message, ctx.text(worker.service));
    return { result: "done", message };
  }
  worker.failed++;
  ctx.rule("poison message: the handler throws on it every time", message);
  ctx.trace(WorkFailed, message, ctx.text(worker.service), worker.attempt, ctx.text("poison"));
  return { result: "failed", message };
}

/** Forward the message `Applied` to here. An answer to somebody else, or to work that was given up, is ignored: then false. */
export function effectConfirmed(worker: WorkerState, applied: Applied, ctx: WorkerContext): boolean {
  if (worker.phase !== "effect" || worker.message !== applied.message || worker.connection !== ctx.connection) return false;
  worker.phase = "finishing";
  ctx.trace(EffectConfirmed, applied.message, ctx.text(worker.service));
  setFinish(worker, ctx);
  return true;
}

function setFinish({ index, serviceUs, effectAt }: WorkerState, ctx: WorkerContext): void {
  ctx.setTimer("work", serviceUs - Math.round(serviceUs * effectAt), { worker: index, step: "finish" });
}

/** Forward `connections.opened` and `closed` to these; they answer whether the connection was the database's. */
export function databaseOpened(worker: WorkerState, connection: ConnectionId, ctx: WorkerContext): boolean {
  if (connection !== worker.connection) return false;
  ctx.cancelTimer(worker.connecting);
  worker.connected = true;
  if (worker.phase === "effect") requestEffect(worker, ctx);
  return true;
}

export function databaseClosed(worker: WorkerState, connection: ConnectionId, ctx: WorkerContext): boolean {
  if (connection !== worker.connection) return false;
  ctx.cancelTimer(worker.connecting);
  worker.connected = false;
  worker.connection = NO_CONNECTION;
  ctx.setTimer("reconnectDatabase", RECONNECT_AFTER, { worker: worker.index });
  return true;
}

/** Forward the timer `databaseTimeout` to here: the handshake has taken too long. */
export function databaseTimedOut(worker: WorkerState, connection: ConnectionId, ctx: WorkerContext): void {
  if (connection !== worker.connection || worker.connected) return;
  ctx.close(connection);
  databaseClosed(worker, connection, ctx);
}

/** Forward the timer `reconnectDatabase` to here. */
export function reconnectDatabase(worker: WorkerState, ctx: WorkerContext): void {
  const connection = ctx.connect(worker.database);
  worker.connection = connection;
  worker.connecting = ctx.setTimer("databaseTimeout", CONNECT_TIMEOUT, { worker: worker.index, connection });
}

/** Asks again after a lost connection: the first request may have been carried out, which only an idempotent database can tell. */
function requestEffect(worker: WorkerState, ctx: WorkerContext): void {
  if (!worker.connected) return;
  ctx.trace(EffectRequested, worker.message, ctx.text(worker.service));
  ctx.send(worker.connection, {
    type: "Apply",
    service: worker.service,
    message: worker.message,
    carries: [worker.message],
  } satisfies Apply);
}

export function workerView(worker: WorkerState): WorkerView {
  const { phase, message, beganAt, attempt, done, failed } = worker;
  return { phase, message, beganAt, attempt: message < 0 ? 0 : attempt, done, failed };
}
