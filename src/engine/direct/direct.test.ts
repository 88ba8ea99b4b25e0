import { describe, expect, test } from "vitest";
import { databaseProcess } from "../delivery/database.ts";
import type { ServiceSpec } from "../delivery/services.ts";
import type { WorldCommand } from "../sim/commands.ts";
import { eventKindInfo } from "../sim/event-kinds.ts";
import { Simulation } from "../sim/simulation.ts";
import type { CallSpec, ClientConfig } from "./client.ts";
import { callerProgram, serviceProgram } from "./index.ts";

/** One caller, two services of one instance each (unless said otherwise), links of 1 ms. Times in milliseconds. */

const LINK_MS = 1;
/** There and back. */
const ROUND_MS = 2 * LINK_MS;
/** What the effect in the database adds to a call. */
const EFFECT_MS = ROUND_MS;

interface Setup {
  services?: readonly { name: string; ms: number; instances?: number; types?: string[] }[];
  client?: Partial<Pick<CallSpec, "retries"> & Pick<ClientConfig, "concurrency">> & {
    timeoutMs?: number;
    connectTimeoutMs?: number;
    backoffMs?: number;
  };
  /** When each message comes; #1, #2, … */
  atMs?: readonly number[];
  poison?: readonly number[];
}

class Calls {
  readonly simulation = new Simulation({ seed: 1, latency: { kind: "constant", us: LINK_MS * 1000 } });

  constructor({
    services = [
      { name: "a", ms: 10 },
      { name: "b", ms: 10 },
    ],
    client = {},
    atMs = [100],
    poison = [],
  }: Setup) {
    const specs = services.map(
      ({ name, ms, instances = 1, types }): ServiceSpec => ({
        name,
        consumers: instances,
        types,
        serviceTime: { kind: "constant", ms },
        effectAt: 0.5,
        table: name,
        doing: "working",
        done: "worked",
        settle: "after",
      }),
    );
    const instances = ({ name, consumers }: ServiceSpec) => Array.from({ length: consumers }, (_, i) => `${name}-${i + 1}`);
    this.simulation.spawn({ name: "database", definition: databaseProcess, config: { database: { idempotent: false }, services: specs } });
    for (const service of specs)
      for (const name of instances(service)) this.simulation.spawn({ name, ...serviceProgram(service, "database") });
    const config: ClientConfig = {
      calls: specs.map((spec) => ({
        service: spec.name,
        types: spec.types,
        instances: instances(spec),
        timeoutUs: (client.timeoutMs ?? 1000) * 1000,
        connectTimeoutUs: (client.connectTimeoutMs ?? 2000) * 1000,
        retries: client.retries ?? 0,
        backoffUs: (client.backoffMs ?? 500) * 1000,
      })),
      concurrency: client.concurrency ?? 16,
    };
    const messages = atMs.map((ms, index) => ({
      number: index + 1,
      atUs: ms * 1000,
      key: "k",
      type: "order",
      sizeBytes: 1,
      poison: poison.includes(index + 1),
    }));
    this.simulation.spawn({ name: "caller", ...callerProgram(config, Object.freeze(messages), { index: 0, of: 1, fromUs: 0 }) });
  }

  at(ms: number, command: WorldCommand): this {
    this.simulation.schedule({ name: "fault", moment: { at: ms * 1000 }, command });
    return this;
  }

  run(ms: number): this {
    this.simulation.runUntil(ms * 1000);
    return this;
  }

  /** `#message at ms`, in order; with the text of a field when it is named. */
  log(kind: string, field?: "a" | "b"): string[] {
    const { history } = this.simulation;
    return Array.from({ length: history.length }, (_, id) => id)
      .filter((id) => eventKindInfo(history.kind(id)).name === kind)
      .map((id) => {
        const text = field === undefined ? "" : ` ${history.strings.text(history[field](id))}`;
        return `#${history.message(id)} at ${history.at(id) / 1000}${text}`;
      });
  }
}

describe("a chain of calls", () => {
  test("each service is called when the one before has answered; the order succeeds when all have", () => {
    const calls = new Calls({}).run(1000);
    const first = 100 + ROUND_MS; // the handshake
    const second = first + ROUND_MS + 10 + EFFECT_MS + ROUND_MS;
    expect(calls.log("MessageSent", "b")).toEqual([`#1 at ${first} a`, `#1 at ${second} b`]);
    expect(calls.log("MessageConfirmed")).toEqual([`#1 at ${second + ROUND_MS + 10 + EFFECT_MS}`]);
  });

  test("a service without an instance fails each call, and the run goes on", () => {
    const calls = new Calls({ services: [{ name: "a", ms: 10, instances: 0 }], client: { retries: 1 } }).run(3000);
    expect(calls.log("MessageRefused", "a")).toEqual(["#1 at 600 a: it has no instance"]);
  });

  test("a service that an order's type is not for is passed over", () => {
    const services = [
      { name: "a", ms: 10, types: ["invoice"] },
      { name: "b", ms: 10 },
    ];
    const calls = new Calls({ services }).run(1000);
    expect(calls.log("EffectApplied", "a").map((text) => text.split(" ").at(-1))).toEqual(["b"]);
    expect(calls.log("MessageConfirmed").length).toBe(1);
  });

  test("the instances of a service take turns", () => {
    const calls = new Calls({ services: [{ name: "a", ms: 10, instances: 3 }], atMs: [100, 200, 300, 400] }).run(1000);
    const worked = ["a-1", "a-2", "a-3"].map((name) => {
      const {
        pool: [
          {
            workers: [worker],
          },
        ],
      } = (calls.simulation.process(name) as { state: object }).state as { pool: { workers: { done: number }[] }[] };
      return worker.done;
    });
    expect(worked).toEqual([2, 1, 1]);
  });
});

describe("a call that fails", () => {
  test("timeout.ms: the caller waits that long for one answer; what became of the order, nobody knows", () => {
    const calls = new Calls({ services: [{ name: "a", ms: 700 }], client: { timeoutMs: 300 } }).run(3000);
    expect(calls.log("MessageUnresolved", "a")).toEqual(["#1 at 400 a: timeout"]);
    expect(calls.log("EffectApplied").length).toBe(1); // and yet it happened
    expect(calls.log("MessageRefused")).toEqual([]);
    expect(calls.log("MessageConfirmed")).toEqual([]);
  });

  test("an answer within timeout.ms by a hair is an answer", () => {
    const exact = ROUND_MS + 10 + EFFECT_MS + ROUND_MS; // with the handshake
    for (const [timeoutMs, confirmed] of [
      [exact - 1, 0],
      [exact + 1, 1],
    ]) {
      const calls = new Calls({ services: [{ name: "a", ms: 10 }], client: { timeoutMs } }).run(1000);
      expect(calls.log("MessageConfirmed").length).toBe(confirmed);
    }
  });

  test("retries: so often the call is made again, retry.backoff.ms after each failure; an answer to an earlier one is nobody's", () => {
    const client = { timeoutMs: 300, retries: 2, backoffMs: 200 };
    const calls = new Calls({ services: [{ name: "a", ms: 320 }], client }).run(5000);
    expect(calls.log("MessageSent")).toEqual([`#1 at ${100 + ROUND_MS}`, "#1 at 600", "#1 at 1100"]);
    expect(calls.log("MessageUnresolved", "a")).toEqual(["#1 at 1400 a: timeout"]);
    expect(calls.log("MessageConfirmed")).toEqual([]);
    expect(calls.log("EffectApplied").length).toBe(3);
  });

  test("also when the answer to an earlier call comes while a later one is waited for", () => {
    const client = { timeoutMs: 300, retries: 1, backoffMs: 200 };
    const calls = new Calls({ services: [{ name: "a", ms: 600 }], client }).run(5000);
    const answered = 100 + ROUND_MS + LINK_MS + 600 + EFFECT_MS + LINK_MS;
    expect(answered).toBeGreaterThan(600); // the second call was made
    expect(answered).toBeLessThan(900); // and has not timed out
    expect(calls.log("MessageConfirmed")).toEqual([]);
    expect(calls.log("MessageUnresolved", "a")).toEqual(["#1 at 900 a: timeout"]);
  });

  test("retries are counted for each service anew", () => {
    const calls = new Calls({ client: { retries: 1 } })
      .at(0, { do: "crash", process: "a-1" })
      .at(0, { do: "crash", process: "b-1" })
      .at(300, { do: "restart", process: "a-1" })
      .at(1000, { do: "restart", process: "b-1" })
      .run(5000);
    expect(calls.log("MessageConfirmed").length).toBe(1);
  });

  test("a retry that is answered in time makes the order succeed, once", () => {
    const client = { timeoutMs: 300, retries: 2, backoffMs: 200 };
    const calls = new Calls({ client }).at(0, { do: "freeze", process: "a-1" }).at(550, { do: "resume", process: "a-1" }).run(5000);
    expect(calls.log("MessageConfirmed").length).toBe(1);
    expect(calls.log("MessageUnresolved")).toEqual([]);
    // The frozen service had both calls before it and does both.
    expect(calls.log("EffectApplied", "a").filter((text) => text.endsWith(" a")).length).toBe(2);
  });

  test("a refused connection is a definite no: nothing was sent", () => {
    const calls = new Calls({ client: { retries: 1, backoffMs: 200 } }).at(0, { do: "crash", process: "a-1" }).run(3000);
    expect(calls.log("MessageRefused", "a")).toEqual([`#1 at ${100 + ROUND_MS + 200 + ROUND_MS} a: connection refused`]);
    expect(calls.log("MessageSent")).toEqual([]);
    expect(calls.log("MessageUnresolved")).toEqual([]);
  });

  test("a reset leaves it unknown, whether the effect had happened or not", () => {
    for (const [crashMs, effects] of [
      [106, 0],
      [112, 1],
    ] as const) {
      const calls = new Calls({}).at(crashMs, { do: "crash", process: "a-1" }).run(3000);
      expect(calls.log("MessageUnresolved", "a")).toEqual([`#1 at ${crashMs + LINK_MS} a: connection reset`]);
      expect(calls.log("EffectApplied").length).toBe(effects);
      expect(calls.log("MessageRefused")).toEqual([]);
    }
  });

  test("one call in doubt keeps the order in doubt, also when the last try was refused", () => {
    const calls = new Calls({ client: { retries: 1 } }).at(110, { do: "crash", process: "a-1" }).run(3000);
    expect(calls.log("MessageUnresolved", "a")).toEqual([expect.stringContaining("connection refused")]);
    expect(calls.log("MessageRefused")).toEqual([]);
  });

  test("timeout.ms counts from the call on, the handshake included: a machine that is away costs no more, and is a definite no", () => {
    const client = { timeoutMs: 300, retries: 1, backoffMs: 200 };
    const calls = new Calls({ client }).at(0, { do: "powerLoss", host: "a-1" }).run(10_000);
    expect(calls.log("MessageRefused", "a")).toEqual(["#1 at 900 a: timeout"]);
    expect(calls.log("MessageSent")).toEqual([]);
  });

  test("and when it is back, the next call makes a connection of its own", () => {
    const client = { timeoutMs: 300, retries: 5, backoffMs: 200 };
    const calls = new Calls({ client }).at(0, { do: "powerLoss", host: "a-1" }).at(700, { do: "powerOn", host: "a-1" }).run(10_000);
    expect(calls.log("MessageSent")[0]).toBe(`#1 at ${1100 + ROUND_MS}`);
    expect(calls.log("MessageConfirmed").length).toBe(1);
  });

  test("a handler that throws answers so: a definite no, without an effect", () => {
    const calls = new Calls({ client: { retries: 1 }, poison: [1] }).run(3000);
    expect(calls.log("MessageSent").length).toBe(2);
    expect(calls.log("MessageRefused", "a")).toEqual([expect.stringContaining("a: answered with an error")]);
    expect(calls.log("EffectApplied")).toEqual([]);
  });

  test("a service that is down fails the whole chain: those before it have done their work, those behind it never hear of it", () => {
    const services = ["a", "b", "c"].map((name) => ({ name, ms: 10 }));
    const calls = new Calls({ services }).at(0, { do: "crash", process: "b-1" }).run(3000);
    expect(calls.log("EffectApplied", "a").map((text) => text.split(" ").at(-1))).toEqual(["a"]);
    // The refusal itself is certain, but a has happened: as a whole the order is neither done nor undone.
    expect(calls.log("MessageUnresolved", "a")).toEqual([expect.stringContaining("b: connection refused; a had answered")]);
    expect(calls.log("MessageConfirmed")).toEqual([]);
  });

  test("connect.timeout.ms: a handshake is not waited for longer, for none of those who wait for it, and that is a definite no", () => {
    const client = { timeoutMs: 1000, connectTimeoutMs: 300 };
    const calls = new Calls({ client, atMs: [100, 250] }).at(0, { do: "powerLoss", host: "a-1" }).run(10_000);
    expect(calls.log("MessageRefused", "a")).toEqual(["#1 at 400 a: no connection", "#2 at 400 a: no connection"]);
    expect(calls.log("MessageSent")).toEqual([]);
  });

  test.each([
    ["timeout.ms", { timeoutMs: 300 }],
    ["connect.timeout.ms", { timeoutMs: 5000, connectTimeoutMs: 300 }],
  ])("a handshake that was given up by %s makes no connection later", (_name, client) => {
    const calls = new Calls({ client, atMs: [100, 9000] }).at(0, { do: "powerLoss", host: "a-1" }).at(600, { do: "powerOn", host: "a-1" });
    calls.run(8000);
    expect(calls.log("ConnectionOpened").length).toBe(2); // those of the two services to their database
    calls.run(10_000);
    expect(calls.log("MessageConfirmed").length).toBe(1);
  });
});

describe("a caller that is told to stop", () => {
  test("sees its orders through and refuses those that wait for their turn", () => {
    const calls = new Calls({ client: { concurrency: 1 }, atMs: [100, 101, 400] });
    calls.at(105, { do: "tell", process: "caller", message: { type: "Stop" } as never }).run(2000);
    expect(calls.log("MessageRefused", "a")).toEqual(["#2 at 105 stopped before the first call"]);
    expect(calls.log("MessageConfirmed").map((text) => text.slice(0, 2))).toEqual(["#1"]);
    expect(calls.simulation.process("caller")?.status).toBe("stopped");
  });
});

describe("the database's client", () => {
  test("asks again when a lost machine is back: its request, which the machine never took, is answered with a reset", () => {
    const calls = new Calls({ services: [{ name: "a", ms: 20 }], client: { timeoutMs: 60_000 } })
      .at(112, { do: "powerLoss", host: "database" })
      .at(3112, { do: "powerOn", host: "database" })
      .run(20_000);
    expect(calls.log("EffectRequested").length).toBe(2);
    expect(calls.log("MessageConfirmed").length).toBe(1);
  });

  test("connectTimeout of 10 s: a handshake that nobody answers is begun again, not waited for as long as TCP would", () => {
    const calls = new Calls({ services: [{ name: "a", ms: 20 }], client: { timeoutMs: 60_000 } })
      .at(50, { do: "crash", process: "database" })
      .at(60, { do: "powerLoss", host: "database" })
      .at(25_000, { do: "powerOn", host: "database" })
      .run(60_000);
    const {
      pool: [
        {
          workers: [worker],
        },
      ],
    } = (calls.simulation.process("a-1") as { state: object }).state as { pool: { workers: { connected: boolean }[] }[] };
    expect(worker.connected).toBe(true);
    const [done] = calls.log("MessageConfirmed").map((text) => Number(text.split(" ").at(-1)));
    // Handshakes begin at 251 ms, 10.451 s and 20.651 s; the last one is repeated after 1, 3 and 7 s.
    expect(done).toBeGreaterThan(25_000);
    expect(done).toBeLessThan(28_000);
  });
});

describe("concurrency", () => {
  test.each([
    [1, [100, 200, 300, 400]],
    [2, [100, 100, 200, 200]],
    [4, [100, 100, 100, 100]],
  ])("with %i at a time the others wait in the caller", (concurrency, begin) => {
    // Four instances of 94 ms: with effect and way a call takes 98 ms, and the first to each instance a handshake more.
    const services = [{ name: "a", ms: 94, instances: 4 }];
    const calls = new Calls({ services, client: { concurrency }, atMs: [100, 100, 100, 100] }).run(2000);
    expect(calls.log("MessageRouted")).toEqual(begin.map((ms, index) => `#${index + 1} at ${ms}`));
    expect(calls.log("MessageConfirmed").length).toBe(4);
  });

  test("an order that waits for its retry keeps its place", () => {
    const client = { concurrency: 1, retries: 1, backoffMs: 1000, timeoutMs: 300 };
    const calls = new Calls({ client, atMs: [100, 110] }).at(0, { do: "crash", process: "a-1" }).run(1000);
    expect(calls.log("MessageRouted").filter((text) => text.startsWith("#2"))).toEqual([]);
    calls.run(5000);
    expect(calls.log("MessageRefused").length).toBe(2);
  });

  test("a service works on one call at a time, in the order in which they came", () => {
    const calls = new Calls({ services: [{ name: "a", ms: 50 }], atMs: [100, 100, 100] }).run(2000);
    const began = calls.log("WorkBegun").map((text) => Number(text.split(" ").at(-1)));
    expect(calls.log("WorkBegun").map((text) => text.slice(0, 2))).toEqual(["#1", "#2", "#3"]);
    expect(began[1] - began[0]).toBe(50 + EFFECT_MS);
    expect(began[2] - began[1]).toBe(50 + EFFECT_MS);
  });

  test("calls that wait in a service's memory are gone with it", () => {
    const calls = new Calls({ services: [{ name: "a", ms: 50 }], atMs: [100, 100, 100] })
      .at(180, { do: "crash", process: "a-1" })
      .at(300, { do: "restart", process: "a-1" })
      .run(3000);
    expect(calls.log("EffectApplied").map((text) => text.slice(0, 2))).toEqual(["#1"]);
    expect(calls.log("MessageUnresolved").map((text) => text.slice(0, 2))).toEqual(["#2", "#3"]);
  });
});
