import { describe, expect, test } from "vitest";
import type { Context, Message, ProcessDefinition } from "../sim/process.ts";
import type { ProcessSpec } from "../sim/process-spec.ts";
import { consumerConfig } from "./consumer-config.ts";
import {
  answered,
  backoffOver,
  type Disconnected,
  handshakeTimedOut,
  leastLoaded,
  type NetworkClient,
  type NetworkSettings,
  type NetworkTimers,
  newNetworkClient,
  nodeClosed,
  nodeOpened,
  ready,
  requestTimedOut,
  send,
} from "./network-client.ts";
import { Stage } from "./stage.test-util.ts";

const DEFAULTS = consumerConfig({}).cluster.network;

/** A process that has nothing but a network client: it asks a node for each `Ask`, and notes what became of it. */
interface AskerState {
  network: NetworkClient<string>;
  waiting: { node: string; word: string }[];
  outcomes: string[];
}
interface Ask extends Message {
  readonly type: "Ask";
  readonly node: string;
  readonly word: string;
}
interface Answer extends Message {
  readonly type: "MetadataResponse";
  readonly correlation: number;
}
interface AskerTypes {
  config: NetworkSettings;
  state: AskerState;
  view: object;
  receives: Ask | Answer;
  sends: Message;
  replies: Record<never, never>;
  timers: NetworkTimers;
}
type AskerContext = Context<AskerTypes>;

function look(state: AskerState, ctx: AskerContext): void {
  state.waiting = state.waiting.filter(({ node, word }) => {
    if (!ready(state.network, node, ctx)) return true;
    send(state.network, node, { type: "Metadata", correlation: state.network.nextCorrelation++ }, word, ctx);
    return false;
  });
}

function lost(state: AskerState, end: Disconnected<string> | null, ctx: AskerContext): void {
  if (end === null) return;
  state.outcomes.push(`${ctx.now / 1000} lost ${end.node}: ${end.requests.map(({ context }) => context).join(" ")}`);
  look(state, ctx);
}

const asker: ProcessDefinition<AskerTypes> = {
  role: "asker",
  initial: (settings) => ({ network: newNetworkClient(settings), waiting: [], outcomes: [] }),
  boot() {},
  survives: (state) => state,
  on: {
    Ask(state, { node, word }, ctx) {
      state.waiting.push({ node, word });
      look(state, ctx);
    },
    MetadataResponse(state, { correlation }, ctx) {
      const request = answered(state.network, ctx.connection, correlation, ctx);
      state.outcomes.push(`${ctx.now / 1000} ${request === null ? "nobody waits" : `answered ${request.context}`}`);
    },
  },
  timers: {
    handshakeTimeout: (state, node, ctx) => lost(state, handshakeTimedOut(state.network, node, ctx), ctx),
    requestTimeout: (state, request, ctx) => lost(state, requestTimedOut(state.network, request, ctx), ctx),
    reconnect(state, node, ctx) {
      backoffOver(state.network, node);
      look(state, ctx);
    },
  },
  connections: {
    opened(state, connection, ctx) {
      if (nodeOpened(state.network, connection, ctx) !== null) look(state, ctx);
    },
    closed: (state, connection, _reason, ctx) => lost(state, nodeClosed(state.network, connection, ctx), ctx),
  },
  view: () => ({}),
};

class NetworkStage extends Stage {
  constructor(changes: Partial<NetworkSettings> = {}) {
    super();
    const brokers = [1, 2, 3].map((broker) => this.peer(`broker-${broker}`));
    const config = Object.freeze({ ...DEFAULTS, ...changes });
    const client: ProcessSpec = { name: "client", definition: asker, config };
    this.start(...brokers, client);
    for (const { name } of brokers) {
      this.answer(name, "Metadata", ({ correlation }: { type: string; correlation: number }) => ({
        type: "MetadataResponse",
        correlation,
      }));
    }
  }

  want(word: string, node = "broker-1"): void {
    this.do({ do: "tell", process: "client", message: { type: "Ask", node, word } as Ask });
  }

  silence(broker = "broker-1"): void {
    this.answer(broker, "Metadata", () => null);
  }

  get asker(): AskerState {
    return this.state<AskerState>("client");
  }

  /** Milliseconds between the connections that were begun to a node, as far as its history of failures tells. */
  opened(): number[] {
    return this.events("ConnectionOpened").map(({ at }) => at / 1000);
  }
}

describe("K-CON-11: requests", () => {
  test("have the real limits by default", () => {
    expect(DEFAULTS).toEqual({
      requestTimeoutUs: 30_000_000,
      setupTimeoutUs: 10_000_000,
      setupTimeoutMaxUs: 30_000_000,
      reconnectBackoffUs: 50_000,
      reconnectBackoffMaxUs: 1_000_000,
      maxInFlight: 100,
    });
  });

  test("one that is not answered in time ends the connection, and with it all that is in flight there, oldest first", () => {
    const stage = new NetworkStage();
    stage.silence();
    stage.want("a");
    stage.runMs(5000);
    stage.want("b");
    stage.want("other", "broker-2");
    stage.runToMs(30_005);
    expect(stage.asker.outcomes).toEqual(["5009 answered other"]);
    stage.runToMs(30_010);
    expect(stage.asker.outcomes.at(-1)).toBe("30007 lost broker-1: a b");
    expect(stage.events("RequestTimedOut").map(({ at, c }) => [at / 1000, c])).toEqual([[30_007, 30_000]]);
    expect(stage.closed("broker-1")).toMatchObject([{ from: "client" }]);
    expect(stage.asker.network.nodes["broker-1"]).toMatchObject({ state: "disconnected", inFlight: [] });
  });

  test("the answer to one stops its own limit, not that of those after it", () => {
    const stage = new NetworkStage();
    stage.want("a");
    stage.runMs(10);
    stage.silence();
    stage.want("b");
    stage.runMs(31_000);
    expect(stage.asker.outcomes).toEqual(["9 answered a", "30015 lost broker-1: b"]);
  });

  test("no more than max.in.flight.requests.per.connection are unanswered", () => {
    const stage = new NetworkStage({ maxInFlight: 2 });
    stage.silence();
    for (const word of ["a", "b", "c"]) stage.want(word);
    stage.runMs(100);
    expect(stage.asker.network.nodes["broker-1"].inFlight.map(({ context }) => context)).toEqual(["a", "b"]);
    expect(stage.asker.waiting.map(({ word }) => word)).toEqual(["c"]);
  });

  test("an answer that comes after its connection was given up is nobody's", () => {
    const stage = new NetworkStage({ requestTimeoutUs: 100_000 });
    stage.silence();
    stage.want("a");
    stage.runMs(200);
    const [{ connection, message }] = stage.noted("broker-1");
    stage.send("broker-1", connection, { type: "MetadataResponse", correlation: message.correlation } as Message);
    stage.runMs(100);
    expect(stage.asker.outcomes.filter((line) => line.includes("answered"))).toEqual([]);
  });
});

describe("K-CON-11: connections", () => {
  /** Times at which a handshake was given up, with the broker's machine off. */
  function handshakes(forMs: number, changes: Partial<NetworkSettings> = {}): number[] {
    const stage = new NetworkStage(changes);
    stage.do({ do: "powerLoss", host: "broker-1" });
    stage.want("a");
    stage.runMs(forMs);
    return stage.events("HandshakeTimedOut").map(({ b: waitedMs }) => waitedMs);
  }

  test("one that does not come about is given up after 10 s, growing to 30, with a fifth of jitter either way", () => {
    const waits = handshakes(300_000);
    expect(waits.length).toBeGreaterThan(8);
    [10_000, 20_000, 30_000, 30_000].forEach((nominal, i) => {
      expect(waits[i]).toBeGreaterThanOrEqual(nominal * 0.8);
      expect(waits[i]).toBeLessThanOrEqual(Math.min(30_000, nominal * 1.2));
    });
    expect(new Set(waits.slice(0, 3)).size).toBe(3);
  });

  test("one that is refused is tried again after 50 ms, doubling to a second, and never faster", () => {
    const stage = new NetworkStage();
    stage.do({ do: "crash", process: "broker-1" });
    stage.want("a");
    stage.runMs(20_000);
    const times = stage.asker.outcomes.map((line) => Number.parseInt(line, 10));
    const pauses = times.slice(1).map((time, i) => time - times[i]);
    [50, 100, 200, 400, 800, 1000, 1000].forEach((nominal, i) => {
      expect(pauses[i]).toBeGreaterThanOrEqual(nominal * 0.8);
      expect(pauses[i]).toBeLessThanOrEqual(Math.min(1000, nominal * 1.2) + 3);
    });
    expect(times.length).toBeLessThan(35);
  });

  test("a connection that came about forgets what failed before", () => {
    const stage = new NetworkStage();
    stage.do({ do: "crash", process: "broker-1" });
    stage.want("a");
    stage.runMs(10_000);
    stage.do({ do: "restart", process: "broker-1" });
    stage.runMs(2000);
    expect(stage.asker.outcomes.at(-1)).toMatch(/answered a/);
    expect(stage.asker.network.nodes["broker-1"]).toMatchObject({ state: "ready", failures: 0, failedHandshakes: 0 });
  });

  test("many wishes for one node are one connection and one timer", () => {
    const stage = new NetworkStage();
    stage.do({ do: "crash", process: "broker-1" });
    for (let i = 0; i < 50; i++) stage.want(`${i}`);
    stage.runMs(60_000);
    const before = stage.simulation.handled;
    stage.runMs(10_000);
    expect(stage.simulation.handled - before).toBeLessThan(60); // ten or so attempts of a few events each
    stage.do({ do: "restart", process: "broker-1" });
    stage.runMs(2000);
    expect(stage.asker.outcomes.filter((line) => line.includes("answered")).length).toBe(50);
    expect(stage.opened().length).toBe(1);
  });
});

describe("K-PROD-17: the least loaded node", () => {
  const names = ["broker-1", "broker-2", "broker-3"];
  const choose = (prepare: (state: AskerState) => void) => {
    const stage = new NetworkStage();
    for (const name of names) stage.want("a", name);
    stage.runMs(20);
    const state = stage.asker;
    prepare(state);
    let word = 0;
    const ctx = { now: stage.simulation.now, address: "client", draw: () => word } as unknown as AskerContext;
    const chosen = new Set<string | null>();
    for (; word < 2 ** 32; word += 2 ** 30) chosen.add(leastLoaded(state.network, names, ctx));
    return [...chosen].sort();
  };
  const busy = (state: AskerState, name: string, requests: number) => {
    for (let i = 0; i < requests; i++)
      state.network.nodes[name].inFlight.push({ correlation: 1000 + i, type: "x", sentAt: 0, timeoutUs: 1, timer: -1, context: "" });
  };

  test("of those that are idle, the search begins at a drawn one", () => {
    expect(choose(() => {})).toEqual(names);
  });

  test("the one with the least in flight", () => {
    expect(choose((state) => names.forEach((name, i) => busy(state, name, 3 - i)))).toEqual(["broker-3"]);
  });

  test("a connected one before one that is being connected, and that before any other; none while all wait for their backoff", () => {
    const set = (state: AskerState, name: string, what: "connecting" | "disconnected", notBefore = 0) =>
      Object.assign(state.network.nodes[name], { state: what, notBefore });
    expect(
      choose((state) => {
        set(state, "broker-1", "connecting");
        busy(state, "broker-2", 5);
        set(state, "broker-3", "disconnected");
      }),
    ).toEqual(["broker-2"]);
    expect(
      choose((state) => {
        set(state, "broker-1", "connecting");
        set(state, "broker-2", "disconnected");
        set(state, "broker-3", "disconnected");
      }),
    ).toEqual(["broker-1"]);
    expect(
      choose((state) => {
        set(state, "broker-1", "disconnected", 1e12);
        set(state, "broker-2", "disconnected").lastAttemptAt = 7;
        set(state, "broker-3", "disconnected").lastAttemptAt = 3;
      }),
    ).toEqual(["broker-3"]);
    expect(choose((state) => names.forEach((name) => set(state, name, "disconnected", 1e12)))).toEqual([null]);
  });
});
