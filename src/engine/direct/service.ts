import { MessageDelivered, MessageReturned } from "../delivery/events.ts";
import { allOf, type Fifo, firstOf, newFifo, takeFirst, waitingCount } from "../delivery/fifo.ts";
import type { ServiceSpec } from "../delivery/services.ts";
import type { OperatorMessage } from "../delivery/system.ts";
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
} from "../delivery/worker-application.ts";
import type { ConnectionId, Context, ProcessDefinition, ProcessTypes } from "../sim/process.ts";
import type { Answer, Call } from "./protocol.ts";
import type { DirectServiceView } from "./views.ts";

export interface ServiceConfig {
  service: ServiceSpec;
  database: string;
}

interface Waiting {
  call: Call;
  connection: ConnectionId;
}

interface ServiceState {
  service: ServiceSpec;
  worker: WorkerState;
  /** The first is at work. */
  queue: Fifo<Waiting>;
  stopping: boolean;
}

interface ServiceTypes extends ProcessTypes {
  config: ServiceConfig;
  state: ServiceState;
  view: DirectServiceView;
  receives: Call | WorkerReceives | OperatorMessage;
  sends: Answer | WorkerSends;
  replies: Record<never, never>;
  timers: WorkerTimers;
}
type Ctx = Context<ServiceTypes>;

/** A service that works on one call after the other and answers when the effect is in. A waiting call is only in its memory. */
export const serviceProcess: ProcessDefinition<ServiceTypes> = {
  role: "direct service",
  initial: ({ service, database }) => ({ service, worker: newWorker(service, database), queue: newFifo(), stopping: false }),
  boot: (state, ctx) => bootWorker(state.worker, ctx),
  survives: ({ service, worker }) => serviceProcess.initial({ service, database: worker.database }),
  on: {
    Call(state, call, ctx) {
      ctx.trace(MessageDelivered, call.message, ctx.text(state.service.name), call.request, 0);
      state.queue.items.push({ call, connection: ctx.connection });
      workOnNext(state, ctx);
    },
    Applied: (state, applied, ctx) => effectConfirmed(state.worker, applied, ctx),
    SetShare() {},
    Stop(state, _message, ctx) {
      state.stopping = true;
      if (waitingCount(state.queue) === 0) ctx.exit();
    },
  },
  timers: {
    work(state, step, ctx) {
      const outcome = continueWork(state.worker, step, ctx);
      if (outcome === null) return;
      const { call, connection } = takeFirst(state.queue) as Waiting;
      if (outcome.result === "failed")
        ctx.trace(MessageReturned, call.message, ctx.text(state.service.name), ctx.text("the handler failed"));
      // The caller may have given up: then nobody hears this, but the effect has happened.
      ctx.send(connection, {
        type: "Answer",
        request: call.request,
        step: call.step,
        attempt: call.attempt,
        ok: outcome.result === "done",
        carries: [call.message],
      });
      workOnNext(state, ctx);
      if (state.stopping && waitingCount(state.queue) === 0) ctx.exit();
    },
    reconnectDatabase: (state, _, ctx) => reconnectDatabase(state.worker, ctx),
    databaseTimeout: (state, { connection }, ctx) => databaseTimedOut(state.worker, connection, ctx),
  },
  connections: {
    opened: (state, connection, ctx) => void databaseOpened(state.worker, connection, ctx),
    closed: (state, connection, _reason, ctx) => void databaseClosed(state.worker, connection, ctx),
  },
  view: ({ service, queue, worker }) => ({
    service: service.name,
    queue: allOf(queue)
      .slice(1)
      .map(({ call }) => call.message),
    worker: workerView(worker),
  }),
};

function workOnNext(state: ServiceState, ctx: Ctx): void {
  const next = firstOf(state.queue);
  if (next !== undefined && state.worker.phase === "idle") beginWork(state.worker, next.call.message, next.call.poison, ctx);
}
