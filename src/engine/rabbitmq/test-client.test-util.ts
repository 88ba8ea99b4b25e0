import type { ConnectionId, Context, ProcessDefinition } from "../sim/process.ts";
import type { ClientMethod, ServerMethod } from "./protocol.ts";

/** An AMQP client that does what it is told and notes what it receives: the other end of the tests and of the recorded experiments. */

/** One method, to be sent as it stands. */
export interface Order {
  type: "Order";
  method: ClientMethod;
}
/** What it does unasked from now on: send heartbeats, answer a channel.close. */
export interface Habits {
  type: "Habits";
  heartbeats?: boolean;
  answersClose?: boolean;
}

export interface TestClientConfig {
  node: string;
  heartbeatSeconds: number;
}

export interface TestClientState extends TestClientConfig {
  connection: ConnectionId;
  received: ServerMethod[];
  closed: boolean;
  /** When the node's heartbeats came. */
  heartbeatsAt: number[];
  heartbeats: boolean;
  answersClose: boolean;
}

interface TestClientTypes {
  config: TestClientConfig;
  state: TestClientState;
  view: object;
  receives: ServerMethod | Order | Habits;
  sends: ClientMethod;
  replies: Record<never, never>;
  timers: { heartbeat: { everyUs: number } };
}
type Ctx = Context<TestClientTypes>;

function note(state: TestClientState, method: ServerMethod): void {
  state.received.push(method);
}

/** Every half of the negotiated time, as both sides do (R-CONN-07). */
function heartbeat(state: TestClientState, everyUs: number, ctx: Ctx): void {
  if (state.heartbeats) ctx.send(state.connection, { type: "heartbeat" });
  ctx.setTimer("heartbeat", everyUs, { everyUs });
}

export const testClient: ProcessDefinition<TestClientTypes> = {
  role: "test client",
  initial: (config) => ({ ...config, connection: -1, received: [], closed: false, heartbeatsAt: [], heartbeats: true, answersClose: true }),
  boot(state, ctx) {
    state.connection = ctx.connect(state.node);
  },
  survives: (state) => state,
  on: {
    "connection.open-ok"(state, method, ctx) {
      note(state, method);
      if (method.heartbeatSeconds > 0) heartbeat(state, method.heartbeatSeconds * 500_000, ctx);
    },
    "channel.close"(state, method, ctx) {
      note(state, method);
      if (state.answersClose) ctx.send(state.connection, { type: "channel.close-ok", channel: method.channel });
    },
    "connection.close": note,
    "channel.open-ok": note,
    "channel.close-ok": note,
    "confirm.select-ok": note,
    "basic.qos-ok": note,
    "basic.consume-ok": note,
    "basic.cancel-ok": note,
    "basic.deliver": note,
    "basic.get-ok": note,
    "basic.get-empty": note,
    "basic.recover-ok": note,
    "basic.return": note,
    "confirm.ack": note,
    "confirm.nack": note,
    "queue.purge-ok": note,
    "exchange.declare-ok": note,
    "exchange.delete-ok": note,
    "queue.declare-ok": note,
    "queue.bind-ok": note,
    "queue.unbind-ok": note,
    "queue.delete-ok": note,
    "basic.cancel": note,
    heartbeat: (state, _method, ctx) => void state.heartbeatsAt.push(ctx.now),
    Order: (state, { method }, ctx) => void ctx.send(state.connection, method),
    Habits(state, { heartbeats, answersClose }) {
      state.heartbeats = heartbeats ?? state.heartbeats;
      state.answersClose = answersClose ?? state.answersClose;
    },
  },
  timers: { heartbeat: (state, { everyUs }, ctx) => heartbeat(state, everyUs, ctx) },
  connections: {
    opened(state, connection, ctx) {
      ctx.send(connection, { type: "connection.open", heartbeatSeconds: state.heartbeatSeconds });
    },
    closed(state) {
      state.closed = true;
    },
  },
  view: (state) => state,
};
