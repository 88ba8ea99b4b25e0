import type { ConnectionId, ProcessDefinition } from "../sim/process.ts";
import type { ClientMethod, ServerMethod } from "./protocol.ts";

/** An AMQP client that does what it is told and notes what it receives: the other end of the recorded experiments. */

export interface Order {
  type: "Order";
  method: ClientMethod;
}

export interface TestClientState {
  node: string;
  connection: ConnectionId;
  open: boolean;
  received: ServerMethod[];
  closed: boolean;
}

interface TestClientTypes {
  config: { node: string };
  state: TestClientState;
  view: object;
  receives: ServerMethod | Order;
  sends: ClientMethod;
  replies: Record<never, never>;
  timers: Record<never, never>;
}

function note(state: TestClientState, method: ServerMethod): void {
  state.received.push(method);
}

const METHODS = [
  "connection.open-ok",
  "connection.close",
  "channel.open-ok",
  "channel.close-ok",
  "confirm.select-ok",
  "basic.qos-ok",
  "basic.consume-ok",
  "basic.cancel-ok",
  "basic.deliver",
  "basic.get-ok",
  "basic.get-empty",
  "basic.return",
  "confirm.ack",
  "confirm.nack",
  "queue.purge-ok",
  "heartbeat",
] as const;

export const testClient: ProcessDefinition<TestClientTypes> = {
  role: "test client",
  initial: ({ node }) => ({ node, connection: -1, open: false, received: [], closed: false }),
  boot(state, ctx) {
    state.connection = ctx.connect(state.node);
  },
  survives: (state) => state,
  on: {
    ...Object.fromEntries(METHODS.map((method) => [method, note])),
    "channel.close"(
      state: TestClientState,
      method: Extract<ServerMethod, { type: "channel.close" }>,
      ctx: { send(connection: ConnectionId, method: ClientMethod): boolean },
    ) {
      note(state, method);
      ctx.send(state.connection, { type: "channel.close-ok", channel: method.channel });
    },
    Order(state: TestClientState, { method }: Order, ctx: { send(connection: ConnectionId, method: ClientMethod): boolean }) {
      ctx.send(state.connection, method);
    },
  } as unknown as ProcessDefinition<TestClientTypes>["on"],
  timers: {},
  connections: {
    opened(state, connection, ctx) {
      state.open = true;
      ctx.send(connection, { type: "connection.open", heartbeatSeconds: 0 });
    },
    closed(state) {
      state.open = false;
      state.closed = true;
    },
  },
  view: (state) => state,
};
