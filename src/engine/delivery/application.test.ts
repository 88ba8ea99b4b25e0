import { describe, expect, test } from "vitest";
import type { WorldCommand } from "../sim/commands.ts";
import { eventKindInfo } from "../sim/event-kinds.ts";
import type { LibrarySpec } from "../sim/library.ts";
import { Simulation } from "../sim/simulation.ts";
import { type ApplicationConfig, application, type HandlerConfig, type Step } from "./application.ts";
import type { ClientLibrary, ClientLibraryTypes, Told } from "./client-library.ts";
import { databaseProcess } from "./database.ts";
import type { ServiceSpec } from "./services.ts";
import type { BusinessMessage } from "./workload-spec.ts";

/** An application between libraries that tell what they are made to tell and keep what is called. Work takes 10 ms, links nothing. */

interface EchoTypes extends ClientLibraryTypes {
  /** `says` in ms; `onClose`: what it tells when it is to close, at once; `follows`: up to which message each brings the next when it is settled. */
  config: { says: readonly (readonly [ms: number, told: Told])[]; onClose: readonly Told[]; follows: number };
  state: EchoTypes["config"] & { called: string[] };
  view: object;
  receives: never;
  sends: never;
  replies: Record<never, never>;
  timers: { say: Told };
}

const echo: ClientLibrary<EchoTypes> = {
  role: "echo",
  initial: (config) => ({ ...config, called: [] }),
  boot({ says }, ctx) {
    for (const [ms, told] of says) ctx.setTimer("say", ms * 1000, told);
  },
  survives: (state) => ({ ...state }),
  on: {} as never,
  timers: { say: (_state, told, ctx) => ctx.tell(told) },
  calls: {
    hand: (state, messages, { now }) => void state.called.push(`${now / 1000}: hand ${messages.map(({ number }) => number).join(" ")}`),
    settle(state, { ref, how }, ctx) {
      state.called.push(`${Math.floor(ctx.now / 1000)}: ${how} ${ref}`);
      if (ref < state.follows) ctx.tell(arrived(ref + 1));
    },
    close(state, _, ctx) {
      state.called.push(`${ctx.now / 1000}: close`);
      for (const told of state.onClose) ctx.tell(told);
    },
  },
  view: () => ({}),
};

const SERVICE: ServiceSpec = {
  name: "payment",
  consumers: 1,
  serviceTime: { kind: "constant", ms: 10 },
  effectAt: 0.5,
  table: "t",
  doing: "working",
  done: "worked",
  settle: "after",
};
const CLOSED: Told = { what: "closed" };
const arrived = (ref: number, message = ref, poison = false): Told => ({ what: "arrived", items: [{ ref, message, poison }] });
const revoked = (...refs: number[]): Told => ({ what: "revoked", refs });
const REJECT: readonly Step[] = [{ do: "reject" }];

interface Given {
  says?: EchoTypes["config"]["says"];
  onClose?: readonly Told[];
  onFailure?: readonly Step[];
  follows?: number;
  awaitsConfirms?: boolean;
  sendsOnly?: boolean;
  settlesOnHandOver?: boolean;
}

class Stage {
  readonly simulation = new Simulation({ seed: 1, latency: { kind: "constant", us: 0 } });

  constructor(
    libraries: readonly Given[],
    source: ApplicationConfig["source"] = null,
    handlers: Partial<HandlerConfig> | readonly Partial<HandlerConfig>[] = {},
  ) {
    const config: ApplicationConfig = {
      source,
      handlers: [handlers].flat().map((handler) => ({ service: SERVICE, database: "database", ...handler })),
      readings: libraries.map(({ says: _, onClose: _closing, follows: _next, onFailure = REJECT, ...reading }) => ({
        ...reading,
        onFailure,
      })),
    };
    const specs = libraries.map(
      ({ says = [], onClose = [CLOSED], follows = 0 }, i): LibrarySpec => ({
        name: `${i}`,
        library: echo,
        config: { says, onClose, follows },
        address: `a/${i}`,
      }),
    );
    this.simulation.spawnAll([
      { name: "database", definition: databaseProcess, config: { database: { idempotent: false }, services: [SERVICE] } },
      { name: "a", definition: application("echo"), config, libraries: specs },
    ]);
  }

  at(ms: number, command: WorldCommand): this {
    this.simulation.schedule({ name: "c", moment: { at: ms * 1000 }, command });
    return this;
  }

  stop(ms: number): this {
    return this.at(ms, { do: "stop", process: "a" });
  }

  /** Lets it go on until then; what was called in each library. */
  called(ms: number): string[][] {
    this.simulation.runUntil(ms * 1000);
    return this.process.libraries.map(({ state }) => (state as EchoTypes["state"]).called);
  }

  get process() {
    return this.simulation.process("a") as NonNullable<ReturnType<Simulation["process"]>>;
  }

  /** Instants in ms and messages of the events of a kind. */
  events(kind: string): (readonly [ms: number, message: number])[] {
    const { history } = this.simulation;
    const ids = Array.from({ length: history.length }, (_, id) => id).filter((id) => eventKindInfo(history.kind(id)).name === kind);
    return ids.map((id) => [history.at(id) / 1000, history.message(id)] as const);
  }
}

describe("what its libraries bring", () => {
  test("is worked on one at a time in the order in which it came, and settled where it came from", () => {
    const stage = new Stage([
      {
        says: [
          [1, arrived(1, 11)],
          [2, arrived(2, 12)],
        ],
      },
      { says: [[1, arrived(1, 21)]] },
    ]);
    expect(stage.called(100)).toEqual([["11: done 1", "31: done 2"], ["21: done 1"]]);
    expect(stage.events("WorkBegun").map(([, message]) => message)).toEqual([11, 21, 12]);
  });

  test.each([
    ["no handler takes it", { takes: (message: number) => message === 20_000 }, ["11: done 20000"]],
    ["there is no handler", [], ["1: done 20000"]],
  ])("is settled unworked where %s, and so is whatever that brings at once, however much", (_, handler, last) => {
    const stage = new Stage([{ says: [[1, arrived(1)]], follows: 20_000 }], null, handler);
    const [called] = stage.called(100);
    expect(called.slice(0, 2)).toEqual(["1: done 1", "1: done 2"]);
    expect(called.length).toBe(20_000);
    expect(called.slice(-1)).toEqual(last);
    expect(stage.events("WorkBegun").map(([, message]) => message)).toEqual(Array.isArray(handler) ? [] : [20_000]);
  });

  test("and is revoked goes if it was not begun; what another library brought under the same number stays", () => {
    const stage = new Stage([
      {
        says: [
          [1, arrived(1, 11)],
          [1, arrived(2, 12)],
          [5, revoked(1, 2)],
        ],
      },
      { says: [[2, arrived(2, 22)]] },
    ]);
    // The one at work is settled all the same: no broker can stop a handler.
    expect(stage.called(100)).toEqual([["11: done 1"], ["21: done 2"]]);
  });

  test("and fails is tried again after a pause with all behind it waiting; when it is revoked meanwhile, the next begins at once and from its first step", () => {
    const says: Given["says"] = [
      [1, arrived(1, 11, true)],
      [1, arrived(2, 12, true)],
      [200, revoked(1)],
    ];
    const onFailure: readonly Step[] = [
      { do: "again", pauseUs: 100_000 },
      { do: "again", pauseUs: 1_000_000 },
      { do: "skip", why: "tried enough" },
    ];
    const stage = new Stage([{ says, onFailure }]);
    expect(stage.called(3000)).toEqual([["1315: done 2"]]);
    expect(stage.events("WorkFailed")).toEqual([
      [6, 11],
      [111, 11],
      [205, 12],
      [310, 12],
      [1315, 12],
    ]);
    expect(stage.events("MessageDropped")).toEqual([[1315, 12]]);
  });

  test("fails to be given back or rejected at once where that is the step", () => {
    const stage = new Stage([
      { says: [[1, arrived(1, 11, true)]], onFailure: [{ do: "give back" }] },
      { says: [[1, arrived(1, 21, true)]], onFailure: REJECT },
    ]);
    expect(stage.called(100)).toEqual([["6: give back 1"], ["11: reject 1"]]);
  });
});

describe("what a handler makes, where the reading awaits confirms", () => {
  const CHILD = { number: 50, atUs: 0, key: "", type: "paid", sizeBytes: 1, poison: false };
  const makes = (answers: number, libraries = [0]) => ({
    makes: { of: () => [{ when: "at the end" as const, message: CHILD }], libraries, answers: () => answers },
  });
  const sent = (how: "confirmed" | "refused" | "unresolved"): Told => ({ what: "sent", message: 50, how });
  const AGAIN: readonly Step[] = [{ do: "again", pauseUs: 5000 }, { do: "give back" }];

  test("settle: after does not wait for it, nor does after confirms where nothing is sent", () => {
    expect(new Stage([{ says: [[1, arrived(1)]] }], null, makes(1)).called(100)).toEqual([["11: hand 50", "11: done 1"]]);
    const nowhere = new Stage([{ says: [[1, arrived(1)]], awaitsConfirms: true }], null, makes(0));
    expect(nowhere.called(100)).toEqual([["11: hand 50", "11: done 1"]]);
  });

  test("settle: after confirms settles when all places have confirmed it, and the next waits so long", () => {
    const says = [
      [1, arrived(1)],
      [2, arrived(2)],
      [30, sent("confirmed")],
      [40, sent("confirmed")],
    ] as const;
    const stage = new Stage([{ says, awaitsConfirms: true }], null, makes(2));
    expect(stage.called(45)).toEqual([["11: hand 50", "40: done 1"]]);
    expect(stage.events("WorkBegun")).toEqual([
      [1, 1],
      [40, 2],
    ]);
  });

  test.each(["refused", "unresolved"] as const)(
    "settle: after confirms takes what is %s for a failure of the handler, once every answer is there",
    (how) => {
      const says = [
        [1, arrived(1)],
        [20, sent(how)],
        [30, sent("confirmed")],
        [60, sent("confirmed")],
        [61, sent(how)],
      ] as const;
      const stage = new Stage([{ says, awaitsConfirms: true, onFailure: AGAIN }], null, makes(2));
      expect(stage.called(100)).toEqual([["11: hand 50", "45: hand 50", "61: give back 1"]]);
      expect(stage.events("WorkBegun").length).toBe(2);
    },
  );

  test("an answer that nobody waits for changes nothing", () => {
    const stage = new Stage(
      [
        {
          says: [
            [1, sent("refused")],
            [2, arrived(1)],
            [3, sent("refused")],
            [20, sent("confirmed")],
          ],
          awaitsConfirms: true,
        },
      ],
      null,
      makes(1),
    );
    expect(stage.called(100)).toEqual([["12: hand 50", "20: done 1"]]);
  });

  test("its end closes what sends them after the last work, when what brought messages is closed", () => {
    const sends = { sendsOnly: true, onClose: [sent("confirmed"), CLOSED] };
    const stage = new Stage([{ says: [[1, arrived(1)]], awaitsConfirms: true }, sends], null, makes(1, [1])).stop(5);
    expect(stage.called(50)).toEqual([["5: close"], ["11: hand 50"]]);
    expect(stage.process.status).toBe("up");
    const settled = new Stage([{ says: [[1, arrived(1)]] }, sends], null, makes(1, [1])).stop(5);
    expect(settled.called(50)).toEqual([
      ["5: close", "11: done 1"],
      ["11: hand 50", "11: close"],
    ]);
    expect(settled.process.status).toBe("stopped");
  });

  test("its end waits for the answers too", () => {
    const stage = new Stage(
      [
        {
          says: [
            [1, arrived(1)],
            [90, sent("confirmed")],
          ],
          awaitsConfirms: true,
        },
      ],
      null,
      makes(1),
    ).stop(20);
    expect(stage.called(80)).toEqual([["11: hand 50", "20: close"]]);
    expect(stage.process.status).toBe("up");
    stage.called(100);
    expect(stage.process.status).not.toBe("up");
  });
});

describe("settle: on hand-over", () => {
  const child = (number: number, when: "before the effect" | "after the effect" | "at the end") => ({
    when,
    message: { number, atUs: 0, key: "", type: "paid", sizeBytes: 1, poison: false },
  });
  const making = (...children: ReturnType<typeof child>[]) => ({ makes: { of: () => children, libraries: [0], answers: () => 1 } });
  const given: Given = { says: [[1, arrived(1)]], settlesOnHandOver: true };

  test("settles once the last child is handed over, and not again after the work", () => {
    const stage = new Stage([given], null, making(child(50, "before the effect"), child(51, "after the effect")));
    expect(stage.called(100)).toEqual([["6: hand 50", "6: hand 51", "6: done 1"]]);
    expect(stage.events("WorkDone")).toEqual([[11, 1]]);
    expect(new Stage([given], null, making(child(50, "at the end"))).called(100)).toEqual([["11: hand 50", "11: done 1"]]);
  });

  test("settles when the last of its handlers has handed over, whatever those before it did", () => {
    const stage = new Stage([given], null, [making(child(50, "before the effect")), making(child(51, "before the effect"))]);
    expect(stage.called(100)).toEqual([["6: hand 50", "16: hand 51", "16: done 1"]]);
  });

  test("settles after the work what nothing is made of", () => {
    expect(new Stage([given], null, making()).called(100)).toEqual([["11: done 1"]]);
  });

  test("lets the library bring the next while the first is still worked on", () => {
    const stage = new Stage([{ ...given, follows: 2 }], null, making(child(50, "before the effect")));
    stage.called(100);
    expect(stage.events("WorkBegun")).toEqual([
      [1, 1],
      [11, 2],
    ]);
  });
});

describe("what its source asks for", () => {
  const message = (number: number, ms: number): BusinessMessage => ({
    number,
    atUs: ms * 1000,
    key: "k",
    type: "t",
    sizeBytes: 1,
    poison: false,
  });
  const messages = Object.freeze([message(1, 1), message(2, 1), message(3, 50)]);
  const share = { index: 0, of: 1, fromUs: 0 };

  test("is handed to the libraries that it names, until it is to end", () => {
    const stage = new Stage([{ onClose: [] }, {}], { messages, share, libraries: [0] });
    expect(stage.stop(40).called(100)).toEqual([["1: hand 1 2", "40: close"], ["40: close"]]);
  });

  test("goes to other libraries under another configuration", () => {
    const stage = new Stage([{}], { messages, share, libraries: [0] });
    const { config, libraries } = stage.process.spec;
    const first = (libraries as readonly LibrarySpec[])[0];
    const changed = {
      ...(config as ApplicationConfig),
      source: { messages, share, libraries: [1] },
      readings: [{ onFailure: REJECT }, { onFailure: REJECT }],
    };
    const two = [{ ...first, name: "new", address: "a/new" }, first];
    stage.at(10, { do: "configure", process: "a", config: changed, libraries: two, awayUs: 1000 });
    expect(stage.called(100)).toEqual([[], ["1: hand 1 2", "10: close", "50: hand 3"]]);
  });
});

describe("its end", () => {
  test("waits for the message in hand, its pauses too, and for every library", () => {
    const stage = new Stage([
      { says: [[1, arrived(1, 11, true)]], onFailure: [{ do: "again", pauseUs: 100_000 }, { do: "reject" }] },
      { onClose: [], says: [[300, CLOSED]] },
    ]);
    expect(stage.stop(20).called(299)).toEqual([["20: close", "111: reject 1"], ["20: close"]]);
    expect(stage.process.status).toBe("up");
    stage.called(300);
    expect(stage.process.status).toBe("stopped");
  });

  test("is not brought forward by a library that tells twice that it has closed, nor put off for ever", () => {
    const twice = new Stage([{ onClose: [CLOSED, CLOSED] }, { onClose: [], says: [[300, CLOSED]] }]);
    twice.stop(20).called(299);
    expect(twice.process.status).toBe("up");
    expect(twice.called(400)).toEqual([["20: close"], ["20: close"]]);
    expect(twice.events("ProcessStopped").map(([ms]) => ms)).toEqual([300]);
    const busy = new Stage([{ says: [[15, arrived(1)]], onClose: [CLOSED, CLOSED] }]);
    expect(busy.stop(20).called(100)).toEqual([["20: close", "25: done 1"]]);
    expect(busy.events("ProcessStopped").map(([ms]) => ms)).toEqual([25]);
  });

  test("comes also when a library brings, takes back and closes within the call to close", () => {
    const stage = new Stage([{ onClose: [arrived(1), arrived(2), revoked(2), CLOSED] }]);
    expect(stage.stop(20).called(100)).toEqual([["20: close", "30: done 1"]]);
    expect(stage.events("ProcessStopped").map(([ms]) => ms)).toEqual([30]);
  });

  test("comes after its order reached it frozen, with what arrived before that", () => {
    const stage = new Stage([{ says: [[15, arrived(1)]] }]);
    stage.at(10, { do: "freeze", process: "a" }).stop(20).at(50, { do: "resume", process: "a" });
    expect(stage.called(100)).toEqual([["50: close", "60: done 1"]]);
    expect(stage.events("ProcessStopped").map(([ms]) => ms)).toEqual([60]);
  });

  test("a crash takes what it has in hand", () => {
    const stage = new Stage([{ says: [[1, arrived(1)]] }]);
    stage.at(5, { do: "crash", process: "a" }).at(20, { do: "restart", process: "a" });
    expect(stage.called(30)).toEqual([[]]);
    expect(stage.called(100)).toEqual([["31: done 1"]]);
  });
});
