import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { WorldCommand } from "../sim/commands.ts";
import { Simulation } from "../sim/simulation.ts";
import { readyCount } from "./classic-queue.ts";
import { nodeProcess } from "./node.ts";
import type { NodeState } from "./node-state.ts";
import type { ClientMethod, ServerMethod } from "./protocol.ts";
import { type TestClientState, testClient } from "./test-client.test-util.ts";

/** Experiments recorded from real brokers, replayed against the node: each step, and what was seen after it. */

interface Step {
  op: string;
  conn?: string;
  ch?: string;
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
  steps?: Step[];
}
interface Seen {
  ev: string;
  consumer?: string;
  tag?: number;
  redelivered?: boolean;
  body?: string;
  seq?: number;
  ok?: boolean;
  code?: number;
  text?: string;
  routingKey?: string;
}
interface Observed {
  step: number;
  result?: Record<string, unknown>;
  channels?: Record<string, Seen[]>;
  connections?: Record<string, Seen[]>;
  unordered?: string[];
}
interface Transcript {
  id: string;
  title: string;
  rules: string[];
  setup: {
    exchanges?: { name: string; type: "direct" | "fanout" | "topic"; durable?: boolean }[];
    queues?: { name: string; durable?: boolean }[];
    bindings?: { queue: string; exchange: string; routingKey: string }[];
  };
  steps: Step[];
  observed: { brokers: string[]; steps: Observed[]; unordered?: string[] }[];
}

const FOLDER = new URL("../../../test-data/rabbitmq/", import.meta.url);
const transcripts = readdirSync(FOLDER).map((file) => JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")) as Transcript);
const REST_US = 200_000;

class Player {
  private readonly simulation = new Simulation({ seed: 1, latency: { kind: "constant", us: 300 } });
  private readonly channels = new Map<string, { conn: string; number: number }>();
  private readonly bodies: string[] = [""];
  private read = new Map<string, number>();
  private told = new Set<string>();

  constructor({ exchanges = [], queues = [], bindings = [] }: Transcript["setup"]) {
    const config = {
      node: "node",
      exchanges: exchanges.map(({ name, type, durable = false }) => ({ name, type, durable })),
      queues: queues.map(({ name, durable = false }) => ({ name, durable })),
      bindings,
      heartbeatSeconds: 0,
    };
    this.simulation.spawn({ name: "node", definition: nodeProcess, config });
  }

  private command(command: WorldCommand): void {
    this.simulation.schedule({ name: "step", moment: { at: this.simulation.now }, command });
  }

  private rest(): void {
    this.simulation.runUntil(this.simulation.now + REST_US);
  }

  private order(ch: string, make: (channel: number) => ClientMethod): void {
    const channel = this.channels.get(ch);
    if (channel === undefined) throw new Error(`no channel ${ch}`);
    this.command({ do: "tell", process: channel.conn, message: { type: "Order", method: make(channel.number) } as never });
  }

  private client(conn: string): TestClientState {
    return this.simulation.process(conn)?.state as TestClientState;
  }

  private queue(name: string) {
    return ((this.simulation.process("node") as { state: object }).state as NodeState).queues[name];
  }

  private message(body: string): number {
    this.bodies.push(body);
    return this.bodies.length - 1;
  }

  /** Carries a step out; the result is what the call itself gave. */
  play(step: Step): unknown {
    const { op, ch = "" } = step;
    const before = this.answers(ch);
    const result = this.act(step);
    this.rest();
    switch (op) {
      case "get": {
        const got = this.answersSince(ch, before).find(({ type }) => type === "basic.get-ok" || type === "basic.get-empty");
        if (got?.type !== "basic.get-ok") return got?.type === "basic.get-empty" ? { empty: true } : undefined;
        return { tag: got.deliveryTag, redelivered: got.redelivered, remaining: got.messageCount, body: this.bodies[got.content.message] };
      }
      case "purge": {
        const purged = this.answersSince(ch, before).find(({ type }) => type === "queue.purge-ok");
        return purged?.type === "queue.purge-ok" ? { messages: purged.messageCount } : undefined;
      }
      default:
        return result;
    }
  }

  private answers(ch: string): number {
    const channel = this.channels.get(ch);
    return channel === undefined ? 0 : this.client(channel.conn).received.length;
  }

  private answersSince(ch: string, from: number): ServerMethod[] {
    const channel = this.channels.get(ch);
    return channel === undefined ? [] : this.client(channel.conn).received.slice(from);
  }

  private act(step: Step): unknown {
    const { op, ch = "", conn = "", queue = "", tag = 0, multiple = false, requeue = true } = step;
    switch (op) {
      case "connect":
        this.simulation.spawn({ name: conn, definition: testClient, config: { node: "node" } });
        return undefined;
      case "drop-connection":
      case "close-connection":
        this.command({ do: "crash", process: conn });
        return undefined;
      case "channel": {
        const number = [...this.channels.values()].filter((channel) => channel.conn === conn).length + 1;
        this.channels.set(ch, { conn, number });
        this.order(ch, (channel) => ({ type: "channel.open", channel }));
        if (step.confirm === true) this.act({ op: "confirm-select", ch });
        if (step.prefetch !== undefined) this.act({ op: "qos", ch, prefetch: step.prefetch });
        return undefined;
      }
      case "close-channel":
        this.order(ch, (channel) => ({ type: "channel.close", channel }));
        return undefined;
      case "confirm-select": {
        this.order(ch, (number) => ({ type: "confirm.select", channel: number }));
        return undefined;
      }
      case "publish": {
        const message = this.message(step.body ?? "");
        const deliveryMode = step.properties?.deliveryMode === 2 ? 2 : 1;
        this.order(ch, (channel) => ({
          type: "basic.publish",
          channel,
          exchange: step.exchange ?? "",
          routingKey: step.routingKey ?? "",
          mandatory: step.mandatory ?? false,
          content: { message, poison: false, deliveryMode },
          carries: [message],
        }));
        return undefined;
      }
      case "pipeline":
        for (const one of step.steps ?? []) this.act(one);
        return undefined;
      case "qos":
        this.order(ch, (channel) => ({ type: "basic.qos", channel, prefetchCount: step.prefetch ?? 0 }));
        return undefined;
      case "consume":
        this.order(ch, (channel) => ({
          type: "basic.consume",
          channel,
          queue,
          consumerTag: step.consumer ?? "",
          noAck: step.noAck ?? false,
        }));
        return undefined;
      case "cancel":
        this.order(ch, (channel) => ({ type: "basic.cancel", channel, consumerTag: step.consumer ?? "" }));
        return undefined;
      case "get":
        this.order(ch, (channel) => ({ type: "basic.get", channel, queue, noAck: step.noAck ?? false }));
        return undefined;
      case "ack":
        this.order(ch, (channel) => ({ type: "basic.ack", channel, deliveryTag: tag, multiple }));
        return undefined;
      case "nack":
        this.order(ch, (channel) => ({ type: "basic.nack", channel, deliveryTag: tag, multiple, requeue }));
        return undefined;
      case "reject":
        this.order(ch, (channel) => ({ type: "basic.reject", channel, deliveryTag: tag, requeue }));
        return undefined;
      case "recover":
        this.order(ch, (channel) => ({ type: "basic.recover", channel, requeue }));
        return undefined;
      case "purge":
        this.order(ch, (channel) => ({ type: "queue.purge", channel, queue }));
        return undefined;
      case "stat":
        return { ready: readyCount(this.queue(queue)), consumers: this.queue(queue).consumers.length };
      case "drain": {
        const found = this.queue(queue);
        const messages = found.ready.splice(found.head);
        const full = step.show === "full";
        return {
          messages: messages.map(({ content, redelivered }) =>
            full ? { redelivered, body: this.bodies[content.message] } : this.bodies[content.message],
          ),
        };
      }
      case "restart-broker":
        this.command({ do: "crash", process: "node" });
        this.rest();
        this.command({ do: "restart", process: "node" });
        return undefined;
      default:
        throw new Error(`operation ${op} is not played`);
    }
  }

  /** What each channel and connection saw since the last time, in the recording's words. */
  seen(): { channels: Record<string, Seen[]>; connections: Record<string, Seen[]> } {
    const channels: Record<string, Seen[]> = {};
    const connections: Record<string, Seen[]> = {};
    const conns = new Set([...this.channels.values()].map(({ conn }) => conn));
    for (const conn of conns) {
      const state = this.client(conn);
      const from = this.read.get(conn) ?? 0;
      this.read.set(conn, state.received.length);
      for (const method of state.received.slice(from)) {
        if (method.type === "connection.close") connections[conn] = [{ ev: "connection-closed", code: method.code, text: method.text }];
        if (!("channel" in method)) continue;
        const name = [...this.channels].find(([, channel]) => channel.conn === conn && channel.number === method.channel)?.[0] ?? "";
        const events = inWords(method, this.bodies);
        if (events.length > 0) channels[name] = [...(channels[name] ?? []), ...events];
      }
      const gone = state.closed && !this.told.has(conn);
      if (gone) this.told.add(conn);
      if (gone && connections[conn] === undefined && this.simulation.process(conn)?.status === "up")
        connections[conn] = [{ ev: "socket-closed" }];
    }
    return { channels, connections };
  }
}

/** One event per delivery tag: a confirm of several is written as several. */
function inWords(method: ServerMethod, bodies: readonly string[]): Seen[] {
  switch (method.type) {
    case "basic.deliver":
      return [
        {
          ev: "deliver",
          consumer: method.consumerTag,
          tag: method.deliveryTag,
          redelivered: method.redelivered,
          body: bodies[method.content.message],
        },
      ];
    case "confirm.ack":
    case "confirm.nack": {
      const count = method.multiple ? (method.carries?.length ?? 1) : 1;
      return Array.from({ length: count }, (_, i) => ({
        ev: "confirm",
        seq: method.deliveryTag - count + 1 + i,
        ok: method.type === "confirm.ack",
      }));
    }
    case "basic.return":
      return [{ ev: "return", body: bodies[method.content.message], code: 312, text: "NO_ROUTE" }];
    case "channel.close":
      return [{ ev: "channel-closed", code: method.code, text: method.text }];
    default:
      return [];
  }
}

function expectedEvents(events: readonly Seen[]): Seen[] {
  return events.map((event) => {
    const kept: Seen = { ev: event.ev };
    for (const field of ["consumer", "tag", "redelivered", "body", "seq", "ok", "code", "text"] as const)
      if (event[field] !== undefined) Object.assign(kept, { [field]: event[field] });
    return kept;
  });
}

/** What of a result is compared: tags, counts, bodies; sequence numbers and failures of the client library are its own business. */
function expectedResult(result: Record<string, unknown>): unknown {
  if ("messages" in result && Array.isArray(result["messages"])) {
    return {
      messages: result["messages"].map((one: unknown) =>
        typeof one === "object" && one !== null ? { redelivered: (one as Seen).redelivered, body: (one as Seen).body } : one,
      ),
    };
  }
  const kept: Record<string, unknown> = {};
  for (const field of ["tag", "redelivered", "remaining", "body", "ready", "consumers", "messages"])
    if (field in result) kept[field] = result[field];
  return kept;
}

describe("recorded experiments", () => {
  test("there are some", () => expect(transcripts.length).toBeGreaterThan(30));

  test.each(transcripts.map((transcript) => [`${transcript.rules.join(", ")}: ${transcript.id}`, transcript] as const))(
    "%s",
    (_name, { setup, steps, observed }) => {
      const newest = observed.find(({ brokers }) => brokers.some((version) => version.startsWith("4"))) ?? observed[observed.length - 1];
      const player = new Player(setup);
      steps.forEach((step, index) => {
        const result = player.play(step);
        const seen = player.seen();
        const wanted = newest.steps.find((one) => one.step === index);
        for (const part of ["channels", "connections"] as const) {
          const names = new Set([...Object.keys(wanted?.[part] ?? {}), ...Object.keys(seen[part])]);
          for (const name of names) {
            const expected = expectedEvents(wanted?.[part]?.[name] ?? []);
            expect(`step ${index} ${name}: ${JSON.stringify(seen[part][name] ?? [])}`).toBe(
              `step ${index} ${name}: ${JSON.stringify(expected)}`,
            );
          }
        }
        const compared = wanted?.result === undefined ? {} : expectedResult(wanted.result);
        if (Object.keys(compared as object).length > 0) expect(result).toEqual(compared);
      });
    },
  );
});
