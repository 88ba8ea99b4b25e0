import type { Stop } from "../delivery/system.ts";
import type { ConnectionId, Context, ProcessTypes, TimerId } from "../sim/process.ts";
import type { Micros } from "../sim/time.ts";
import type { ClassicQueue, QueuedMessage } from "./classic-queue.ts";
import type { Watch } from "./heartbeats.ts";
import type { NumberedList } from "./numbered-list.ts";
import type { ClientMethod, ServerMethod } from "./protocol.ts";
import type { Binding, Exchange } from "./routing.ts";
import type { RabbitmqNodeView } from "./views.ts";

/** What stands on the node when it first starts, as if imported from a definitions file. */
export interface NodeConfig {
  node: string;
  exchanges: readonly Exchange[];
  queues: readonly { name: string; durable: boolean }[];
  bindings: readonly Binding[];
  /** 0: off. */
  heartbeatSeconds: number;
  /** A channel that leaves a delivery unacknowledged for longer is closed (R-CONS-13). */
  consumerTimeoutUs: Micros;
}

/** A delivery that its channel has not settled; frozen. `consumerTag` null: it was fetched by basic.get. */
export interface Unacked {
  readonly tag: number;
  readonly queue: string;
  readonly queueId: number;
  readonly message: QueuedMessage;
  readonly consumerTag: string | null;
  readonly deliveredAt: Micros;
}

/** R-CONN-02. */
export interface Channel {
  number: number;
  /** Tells the channels apart that had the number of this connection one after the other. */
  serial: number;
  nextTag: number;
  /** By delivery tag. */
  unacked: NumberedList<Unacked>;
  prefetch: number;
  /** Declared last on it, which an empty name means (R-QUEUE-03); empty: none yet. */
  lastQueue: string;
  confirming: boolean;
  nextConfirm: number;
  /** After an error: everything is ignored until channel.close-ok (R-CONN-04). */
  closing: boolean;
}

export interface ClientConnection {
  id: ConnectionId;
  /** Address of the client, as an operator sees it. */
  peer: string;
  watch: Watch;
  /** Timers of the next look and the next heartbeat. */
  monitor: TimerId;
  heartbeat: TimerId;
  channels: Record<number, Channel>;
}

/** A publish that is not confirmed yet: its queues have to take it, or to write it. */
export interface PendingConfirm {
  connection: ConnectionId;
  channel: number;
  number: number;
  message: number;
  waitsFor: "queue" | "disk";
}

export interface NodeState {
  config: NodeConfig;
  exchanges: Exchange[];
  bindings: Binding[];
  queues: Record<string, ClassicQueue>;
  connections: Record<ConnectionId, ClientConnection>;
  /** In the order of their publishes. */
  pendingConfirms: PendingConfirm[];
  /** A write to the message store is under way; it takes everything enqueued until it ends. */
  writing: boolean;
  nextServerTag: number;
  nextQueue: number;
  nextChannel: number;
  /** Accepted sockets on which no connection is open yet, with their time limit. */
  handshakes: Record<ConnectionId, TimerId>;
  /** It ends in an orderly way (R-CONN-06). */
  stopped: boolean;
  /** What the last end took, until the restarted node has reported it. */
  lost: { message: number; queue: string; position: number }[];
  /** What it was done with and has again, since a power loss took the word of that (R-DUR-06); until the restarted node has reported it. */
  forgotten: { message: number; queue: string; position: number }[];
}

export interface NodeTypes extends ProcessTypes {
  config: NodeConfig;
  state: NodeState;
  view: RabbitmqNodeView;
  receives: ClientMethod | Stop;
  sends: ServerMethod;
  replies: Record<never, never>;
  timers: {
    written: null;
    confirm: PendingConfirm;
    writeBack: null;
    handshakeTimeout: { connection: ConnectionId };
    channelTick: { connection: ConnectionId; channel: number; serial: number };
    monitor: { connection: ConnectionId };
    heartbeat: { connection: ConnectionId };
  };
}
export type NodeContext = Context<NodeTypes>;

/** Names come from clients: one that every object has is no queue. */
export function queueNamed({ queues }: Pick<NodeState, "queues">, name: string): ClassicQueue | undefined {
  return Object.hasOwn(queues, name) ? queues[name] : undefined;
}
