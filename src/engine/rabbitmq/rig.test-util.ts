import type { WorldCommand } from "../sim/commands.ts";
import { eventKindInfo } from "../sim/event-kinds.ts";
import { Simulation } from "../sim/simulation.ts";
import type { ClassicQueue } from "./classic-queue.ts";
import { nodeProcess } from "./node.ts";
import type { NodeState } from "./node-state.ts";
import type { ClientMethod, ServerMethod } from "./protocol.ts";
import type { Binding, Exchange } from "./routing.ts";
import { type Habits, type TestClientState, testClient } from "./test-client.test-util.ts";

/**
 * One node and clients that do what a test says. After each call the world comes to rest, unless several are made `together`: then they
 * leave back to back on their connections.
 */
export interface RigSetup {
  exchanges?: readonly Exchange[];
  /** A name alone is a durable queue. */
  queues?: readonly (string | { name: string; durable: boolean })[];
  bindings?: readonly Binding[];
  /** The node's; 0 when left out. */
  heartbeatSeconds?: number;
  /** Half an hour when left out. */
  consumerTimeoutMs?: number;
}

/** One way; the constant time of every link here. */
export const LINK_US = 300;
const REST_US = 200_000;

export class Rig {
  readonly simulation = new Simulation({ seed: 1, latency: { kind: "constant", us: LINK_US } });
  private resting = true;

  constructor({ exchanges = [], queues = [], bindings = [], heartbeatSeconds = 0, consumerTimeoutMs = 1_800_000 }: RigSetup) {
    const config = {
      node: "node",
      exchanges,
      queues: queues.map((queue) => (typeof queue === "string" ? { name: queue, durable: true } : queue)),
      bindings,
      heartbeatSeconds,
      consumerTimeoutUs: consumerTimeoutMs * 1000,
    };
    this.simulation.spawn({ name: "node", definition: nodeProcess, config });
  }

  connect(name: string, heartbeatSeconds = 0): TestConnection {
    this.simulation.spawn({ name, definition: testClient, config: { node: "node", heartbeatSeconds } });
    this.settleDown();
    return new TestConnection(this, name);
  }

  /** A channel of a new connection, both under this name. */
  channel(name: string): TestChannel {
    return this.connect(name).channel(1);
  }

  command(command: WorldCommand): void {
    this.simulation.schedule({ name: "step", moment: { at: this.simulation.now }, command });
    this.settleDown();
  }

  private settleDown(): void {
    if (this.resting) this.rest();
  }

  rest(us = REST_US): void {
    this.simulation.runUntil(this.simulation.now + us);
  }

  /** All calls inside are made at one instant. `rest` says how long the world has afterwards. */
  together(act: () => void, rest = REST_US): void {
    this.resting = false;
    act();
    this.resting = true;
    this.rest(rest);
  }

  kill(): void {
    this.command({ do: "crash", process: "node" });
  }

  stop(): void {
    this.command({ do: "tell", process: "node", message: { type: "Stop" } });
  }

  restart(): void {
    this.command({ do: "restart", process: "node" });
  }

  get node(): NodeState {
    return (this.simulation.process("node") as { state: object }).state as NodeState;
  }

  queue(name: string): ClassicQueue {
    return this.node.queues[name];
  }

  /** Numbers of the ready messages, from the head on; one that is marked as redelivered has a `*`. */
  ready(name: string): string[] {
    const { ready, head } = this.queue(name);
    return ready.slice(head).map(({ content, redelivered }) => `#${content.message}${redelivered ? "*" : ""}`);
  }

  /** Every event of a kind, with its message and its fields. */
  events(kind: string): { at: number; message: number; a: number; b: number; c: number }[] {
    const { history } = this.simulation;
    return Array.from({ length: history.length }, (_, id) => id)
      .filter((id) => eventKindInfo(history.kind(id)).name === kind)
      .map((id) => ({ at: history.at(id), message: history.message(id), a: history.a(id), b: history.b(id), c: history.c(id) }));
  }
}

export class TestConnection {
  private read = 0;
  private toldClosed = false;

  constructor(
    readonly rig: Rig,
    readonly name: string,
  ) {}

  get state(): TestClientState {
    return (this.rig.simulation.process(this.name) as { state: object }).state as TestClientState;
  }

  /** Opens it. */
  channel(number: number): TestChannel {
    this.send({ type: "channel.open", channel: number });
    return new TestChannel(this, number);
  }

  send(method: ClientMethod): void {
    this.rig.command({ do: "tell", process: this.name, message: { type: "Order", method } as never });
  }

  habits(habits: Omit<Habits, "type">): void {
    this.rig.command({ do: "tell", process: this.name, message: { type: "Habits", ...habits } as never });
  }

  /** The socket is cut without a word. */
  drop(): void {
    this.rig.command({ do: "crash", process: this.name });
  }

  /** What came for the connection as a whole since the last look. */
  seen(): string[] {
    const { received, closed } = this.state;
    const closes = received
      .slice(this.read)
      .flatMap((method) => (method.type === "connection.close" ? [`close ${method.code} ${method.text}`] : []));
    this.read = received.length;
    const gone = closed && !this.toldClosed;
    if (gone) this.toldClosed = true;
    return gone ? [...closes, "socket closed"] : closes;
  }
}

interface PublishOptions {
  exchange?: string;
  /** True when left out. */
  persistent?: boolean;
  mandatory?: boolean;
  immediate?: boolean;
}

export class TestChannel {
  private read = 0;

  constructor(
    readonly connection: TestConnection,
    readonly number: number,
  ) {}

  private send(method: { type: ClientMethod["type"] } & object): void {
    this.connection.send({ ...method, channel: this.number } as unknown as ClientMethod);
  }

  publish(
    routingKey: string,
    message: number,
    { exchange = "", persistent = true, mandatory = false, immediate = false }: PublishOptions = {},
  ): void {
    const content = { message, poison: false, deliveryMode: persistent ? 2 : 1 };
    const method = { type: "basic.publish", exchange, routingKey, mandatory, immediate, content, carries: [message] } as const;
    this.send(method);
  }

  confirmSelect = () => this.send({ type: "confirm.select" });
  qos = (prefetchCount: number) => this.send({ type: "basic.qos", prefetchCount } as { type: "basic.qos" });
  consume = (queue: string, consumerTag: string, noAck = false) =>
    this.send({ type: "basic.consume", queue, consumerTag, noAck } as { type: "basic.consume" });
  cancel = (consumerTag: string) => this.send({ type: "basic.cancel", consumerTag } as { type: "basic.cancel" });
  get = (queue: string, noAck = false) => this.send({ type: "basic.get", queue, noAck } as { type: "basic.get" });
  ack = (deliveryTag: number, multiple = false) => this.send({ type: "basic.ack", deliveryTag, multiple } as { type: "basic.ack" });
  nack = (deliveryTag: number, { multiple = false, requeue = true } = {}) =>
    this.send({ type: "basic.nack", deliveryTag, multiple, requeue } as { type: "basic.nack" });
  reject = (deliveryTag: number, requeue = true) => this.send({ type: "basic.reject", deliveryTag, requeue } as { type: "basic.reject" });
  recover = (requeue = true) => this.send({ type: "basic.recover", requeue } as { type: "basic.recover" });
  purge = (queue: string) => this.send({ type: "queue.purge", queue } as { type: "queue.purge" });
  declareExchange = (exchange: string, exchangeType: string, durable: boolean) =>
    this.send({ type: "exchange.declare", exchange, exchangeType, durable } as { type: "exchange.declare" });
  deleteExchange = (exchange: string, ifUnused = false) =>
    this.send({ type: "exchange.delete", exchange, ifUnused } as { type: "exchange.delete" });
  declareQueue = (queue: string, durable: boolean, passive = false) =>
    this.send({ type: "queue.declare", queue, durable, passive } as { type: "queue.declare" });
  deleteQueue = (queue: string, { ifUnused = false, ifEmpty = false } = {}) =>
    this.send({ type: "queue.delete", queue, ifUnused, ifEmpty } as { type: "queue.delete" });
  bind = (queue: string, exchange: string, routingKey: string) =>
    this.send({ type: "queue.bind", queue, exchange, routingKey } as { type: "queue.bind" });
  unbind = (queue: string, exchange: string, routingKey: string) =>
    this.send({ type: "queue.unbind", queue, exchange, routingKey } as { type: "queue.unbind" });
  close = () => this.send({ type: "channel.close" });

  /** Everything that came on this channel, answers included, since the last look. */
  methods(): ServerMethod[] {
    const { received } = this.connection.state;
    const fresh = received.slice(this.read).filter((method) => "channel" in method && method.channel === this.number);
    this.read = received.length;
    return fresh;
  }

  /** The same in short, without the plain answers: `deliver A #3 tag 1`, with a `*` behind the message when it is redelivered. */
  seen(): string[] {
    return this.methods().flatMap((method) => inShort(method));
  }
}

function inShort(method: ServerMethod): string[] {
  switch (method.type) {
    case "basic.deliver":
      return [`deliver ${method.consumerTag} ${marked(method)} tag ${method.deliveryTag}`];
    case "basic.get-ok":
      return [`got ${marked(method)} tag ${method.deliveryTag}, ${method.messageCount} left`];
    case "basic.get-empty":
      return ["empty"];
    case "basic.return":
      return [`return #${method.content.message} ${method.exchange}/${method.routingKey}`];
    case "confirm.ack":
      return [`ack ${method.multiple ? "up to " : ""}${method.deliveryTag}`];
    case "confirm.nack":
      return [`nack ${method.multiple ? "up to " : ""}${method.deliveryTag}`];
    case "basic.recover-ok":
      return ["recover-ok"];
    case "queue.purge-ok":
      return [`purged ${method.messageCount}`];
    case "basic.cancel":
      return [`cancel ${method.consumerTag}`];
    case "channel.close":
      return [`close ${method.code} ${method.text}`];
    default:
      return [];
  }
}

function marked({ content, redelivered }: { content: { message: number }; redelivered: boolean }): string {
  return `#${content.message}${redelivered ? "*" : ""}`;
}
