import { everyConsumer } from "./classic-queue.ts";
import type { ServerMethod } from "./protocol.ts";
import { Rig, type TestChannel, type TestConnection } from "./rig.test-util.ts";
import type { ExchangeType } from "./settings-types.ts";

/** Carries out the steps of a recorded experiment against the node, and says what was seen in the recording's own words. */

export interface Step {
  op: string;
  conn?: string;
  ch?: string;
  heartbeat?: number;
  confirm?: boolean;
  exchange?: string;
  routingKey?: string;
  body?: string;
  mandatory?: boolean;
  properties?: { deliveryMode?: number };
  queue?: string;
  consumer?: string;
  noAck?: boolean;
  prefetch?: number;
  tag?: number;
  multiple?: boolean;
  requeue?: boolean;
  show?: string;
  how?: string;
  ms?: number;
  type?: string;
  durable?: boolean;
  passive?: boolean;
  ifUnused?: boolean;
  ifEmpty?: boolean;
  immediate?: boolean;
  steps?: Step[];
}
export interface Seen {
  ev: string;
  consumer?: string;
  tag?: number;
  redelivered?: boolean;
  body?: string;
  seq?: number;
  ok?: boolean;
  code?: number;
  text?: string;
}
export interface Observed {
  step: number;
  result?: Record<string, unknown>;
  channels?: Record<string, Seen[]>;
  connections?: Record<string, Seen[]>;
}
export interface Transcript {
  id: string;
  setup: {
    exchanges?: { name: string; type: ExchangeType; durable?: boolean }[];
    queues?: { name: string; durable?: boolean; arguments?: object }[];
    bindings?: { queue?: string; exchange: string; routingKey: string }[];
  };
  steps: Step[];
  observed: { brokers: string[]; steps: Observed[] }[];
}

export class Player {
  private readonly rig: Rig;
  private readonly connections = new Map<string, TestConnection>();
  private readonly channels = new Map<string, TestChannel>();
  /** Numbers that each channel was told of: a confirm of several stands for those below it that are still open. */
  private readonly confirmed = new Map<string, Set<number>>();
  private readonly bodies: string[] = [""];
  private readonly drainer: TestChannel;

  constructor({ exchanges = [], queues = [], bindings = [] }: Transcript["setup"]) {
    this.rig = new Rig({
      exchanges: exchanges.map(({ name, type, durable = false }) => ({ name, type, durable })),
      queues: queues.map(({ name, durable = false }) => ({ name, durable })),
      bindings: bindings.flatMap(({ queue, exchange, routingKey }) => (queue === undefined ? [] : [{ queue, exchange, routingKey }])),
    });
    this.drainer = this.rig.channel("drainer");
  }

  /** Carries a step out; the result is what the call itself gave, as far as it is compared. */
  play(step: Step): unknown {
    const { op, conn = "", queue = "", tag = 0, multiple = false, requeue = true } = step;
    const channel = () => this.channel(step.ch ?? "");
    switch (op) {
      case "connect":
        this.connections.set(conn, this.rig.connect(conn, step.heartbeat ?? 0));
        return undefined;
      case "drop-connection":
        return this.connection(conn).drop();
      case "stop-heartbeats":
        return this.connection(conn).habits({ heartbeats: false });
      case "channel": {
        const taken = [...this.channels.values()].filter(({ connection }) => connection === this.connection(conn)).length;
        this.channels.set(step.ch ?? "", this.connection(conn).channel(taken + 1));
        if (step.confirm === true) channel().confirmSelect();
        if (step.prefetch !== undefined) channel().qos(step.prefetch);
        return undefined;
      }
      case "close-channel":
        return channel().close();
      case "confirm-select":
        return channel().confirmSelect();
      case "publish": {
        const message = this.bodies.push(step.body ?? "") - 1;
        const persistent = step.properties?.deliveryMode === 2;
        const { exchange, mandatory, immediate } = step;
        return channel().publish(step.routingKey ?? "", message, { exchange, persistent, mandatory, immediate });
      }
      case "pipeline":
        return this.rig.together(() => {
          for (const one of step.steps ?? []) this.play(one);
        });
      case "qos":
        return channel().qos(step.prefetch ?? 0);
      case "consume":
        return channel().consume(queue, step.consumer ?? "", step.noAck);
      case "cancel":
        return channel().cancel(step.consumer ?? "");
      case "get":
        return this.get(channel(), queue, step.noAck ?? false);
      case "ack":
        return channel().ack(tag, multiple);
      case "nack":
        return channel().nack(tag, { multiple, requeue });
      case "reject":
        return channel().reject(tag, requeue);
      case "recover":
        return channel().recover(requeue);
      case "declare-exchange":
        return channel().declareExchange(step.exchange ?? "", step.type ?? "direct", step.durable ?? true);
      case "delete-exchange":
        return channel().deleteExchange(step.exchange ?? "", step.ifUnused);
      case "declare-queue": {
        channel().declareQueue(queue, step.durable ?? true, step.passive);
        const answer = this.answer(channel(), "queue.declare-ok");
        return { messages: answer?.messageCount, consumers: answer?.consumerCount };
      }
      case "delete-queue":
        channel().deleteQueue(queue, step);
        return { messages: this.answer(channel(), "queue.delete-ok")?.messageCount };
      case "bind":
        return channel().bind(queue, step.exchange ?? "", step.routingKey ?? "");
      case "unbind":
        return channel().unbind(queue, step.exchange ?? "", step.routingKey ?? "");
      case "purge":
        channel().purge(queue);
        return { messages: this.answer(channel(), "queue.purge-ok")?.messageCount };
      case "advance":
        return this.rig.rest((step.ms ?? 0) * 1000);
      case "stat": {
        const found = this.rig.node.queues[queue];
        if (found === undefined) return { absent: true };
        return { ready: this.rig.ready(queue).length, consumers: everyConsumer(found).length };
      }
      case "exists-exchange":
        return { exists: this.rig.node.exchanges.some(({ name }) => name === step.exchange) };
      case "drain":
        return { messages: this.drain(queue, step.show === "full") };
      case "restart-broker":
        if (step.how === "kill") this.rig.kill();
        else this.rig.stop();
        return this.rig.restart();
      default:
        throw new Error(`operation ${op} is not played`);
    }
  }

  private connection(name: string): TestConnection {
    const found = this.connections.get(name);
    if (found === undefined) throw new Error(`no connection ${name}`);
    return found;
  }

  private channel(name: string): TestChannel {
    const found = this.channels.get(name);
    if (found === undefined) throw new Error(`no channel ${name}`);
    return found;
  }

  /** The last answer of a type that the channel's client received. */
  private answer<T extends ServerMethod["type"]>(
    { connection, number }: TestChannel,
    type: T,
  ): Extract<ServerMethod, { type: T }> | undefined {
    const found = connection.state.received.filter((method) => "channel" in method && method.channel === number && method.type === type);
    return found[found.length - 1] as Extract<ServerMethod, { type: T }> | undefined;
  }

  private get(channel: TestChannel, queue: string, noAck: boolean): object {
    const before = channel.connection.state.received.length;
    channel.get(queue, noAck);
    const fresh = channel.connection.state.received.slice(before);
    if (fresh.some(({ type }) => type === "basic.get-empty")) return { empty: true };
    const got = fresh.find((method) => method.type === "basic.get-ok");
    if (got === undefined) return {};
    return { tag: got.deliveryTag, redelivered: got.redelivered, remaining: got.messageCount, body: this.bodies[got.content.message] };
  }

  /** Takes everything out by gets, over a connection that the recording does not speak of. */
  private drain(queue: string, full: boolean): unknown[] {
    const channel = this.drainer.connection.state.closed ? this.rig.channel(`drainer of ${queue}`) : this.drainer;
    const messages: unknown[] = [];
    for (;;) {
      const got = this.get(channel, queue, true) as { redelivered: boolean; body?: string };
      if (got.body === undefined) return messages;
      messages.push(full ? { redelivered: got.redelivered, body: got.body } : got.body);
    }
  }

  /** What each channel and connection saw since the last time. */
  seen(): { channels: Record<string, Seen[]>; connections: Record<string, Seen[]> } {
    const channels: Record<string, Seen[]> = {};
    const connections: Record<string, Seen[]> = {};
    for (const [name, channel] of this.channels) {
      const events = channel.methods().flatMap((method) => this.inWords(name, method));
      if (events.length > 0) channels[name] = events;
    }
    for (const [name, connection] of this.connections) {
      const [first] = connection.seen();
      if (first === undefined || this.rig.simulation.process(name)?.status !== "up") continue;
      const [, code, text] = /^close (\d+) (.*)$/.exec(first) ?? [];
      connections[name] = [code === undefined ? { ev: "socket-closed" } : { ev: "connection-closed", code: Number(code), text }];
    }
    return { channels, connections };
  }

  private inWords(channel: string, method: ServerMethod): Seen[] {
    switch (method.type) {
      case "basic.deliver": {
        const { consumerTag: consumer, deliveryTag: tag, redelivered, content } = method;
        return [{ ev: "deliver", consumer, tag, redelivered, body: this.bodies[content.message] }];
      }
      case "confirm.ack":
      case "confirm.nack": {
        const told = this.confirmed.get(channel) ?? new Set();
        this.confirmed.set(channel, told);
        const numbers = method.multiple ? Array.from({ length: method.deliveryTag }, (_, i) => i + 1) : [method.deliveryTag];
        const fresh = numbers.filter((seq) => !method.multiple || !told.has(seq));
        for (const seq of fresh) told.add(seq);
        return fresh.map((seq) => ({ ev: "confirm", seq, ok: method.type === "confirm.ack" }));
      }
      case "basic.return":
        return [{ ev: "return", body: this.bodies[method.content.message], code: 312, text: "NO_ROUTE" }];
      case "basic.cancel":
        return [{ ev: "cancel", consumer: method.consumerTag }];
      case "channel.close":
        return [{ ev: "channel-closed", code: method.code, text: method.text }];
      default:
        return [];
    }
  }
}

/** The fields of recorded events that are compared. */
export function expectedEvents(events: readonly Seen[]): Seen[] {
  return events.map((event) => {
    const kept: Seen = { ev: event.ev };
    for (const field of ["consumer", "tag", "redelivered", "body", "seq", "ok", "code", "text"] as const)
      if (event[field] !== undefined) Object.assign(kept, { [field]: event[field] });
    return kept;
  });
}

/** What of a result is compared: tags, counts, bodies; sequence numbers and failures of the client library are its own business. */
export function expectedResult(result: Record<string, unknown>): Record<string, unknown> {
  const { messages } = result;
  if (Array.isArray(messages)) {
    const kept = messages.map((one: Seen | string) => (typeof one === "string" ? one : { redelivered: one.redelivered, body: one.body }));
    return { messages: kept };
  }
  const fields = ["empty", "tag", "redelivered", "remaining", "body", "ready", "consumers", "messages", "absent", "exists"];
  return Object.fromEntries(fields.filter((field) => field in result).map((field) => [field, result[field]]));
}
