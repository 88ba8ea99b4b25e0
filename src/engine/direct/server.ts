import type { ClientContext, ClientLibrary, ClientLibraryTypes } from "../delivery/client-library.ts";
import { MessageDelivered, MessageReturned } from "../delivery/events.ts";
import { allOf, type Fifo, newFifo, takeWhere, waitingCount } from "../delivery/fifo.ts";
import type { ConnectionId } from "../sim/process.ts";
import type { Answer, Call } from "./protocol.ts";
import type { DirectServiceView } from "./views.ts";

export interface ServerConfig {
  /** The destination that a call is for. */
  service: string;
}

interface Waiting {
  readonly ref: number;
  readonly call: Call;
  readonly connection: ConnectionId;
}

interface ServerState {
  service: string;
  nextRef: number;
  /** Calls that are not answered, in the order in which they came. */
  calls: Fifo<Waiting>;
  closing: boolean;
}

interface ServerTypes extends ClientLibraryTypes {
  config: ServerConfig;
  state: ServerState;
  view: Omit<DirectServiceView, "worker">;
  receives: Call;
  sends: Answer;
  replies: Record<never, never>;
  timers: Record<never, never>;
}

/** The side that is called: hands each call to the application, and answers when it is settled. A waiting call is only in its memory. */
export const directServer: ClientLibrary<ServerTypes> = {
  role: "direct service",
  initial: ({ service }) => ({ service, nextRef: 1, calls: newFifo(), closing: false }),
  boot() {},
  configure(state, { service }) {
    state.service = service;
  },
  survives: ({ service }) => directServer.initial({ service }),
  on: {
    Call(state, call, ctx) {
      ctx.trace(MessageDelivered, call.message, ctx.text(state.service), call.request, 0);
      const ref = state.nextRef++;
      state.calls.items.push(Object.freeze({ ref, call, connection: ctx.connection }));
      ctx.tell({ what: "arrived", items: [{ ref, message: call.message, poison: call.poison }] });
    },
  },
  timers: {},
  connections: { accepted() {} },
  calls: {
    hand() {},
    /** The caller may have given up: then nobody hears the answer, but the effect has happened. */
    settle(state, { ref, how }, ctx) {
      const { call, connection } = takeWhere(state.calls, (waiting) => waiting.ref === ref) as Waiting;
      const { request, step, attempt, message } = call;
      if (how !== "done") ctx.trace(MessageReturned, message, ctx.text(state.service), ctx.text("the handler failed"));
      ctx.send(connection, { type: "Answer", request, step, attempt, ok: how === "done", carries: [message] });
      closeWhenDone(state, ctx);
    },
    close(state, _, ctx) {
      state.closing = true;
      closeWhenDone(state, ctx);
    },
  },
  view: ({ service, calls }) => ({
    service,
    queue: allOf(calls)
      .slice(1)
      .map(({ call }) => call.message),
  }),
};

function closeWhenDone({ closing, calls }: ServerState, ctx: ClientContext<ServerTypes>): void {
  if (closing && waitingCount(calls) === 0) ctx.tell({ what: "closed" });
}
