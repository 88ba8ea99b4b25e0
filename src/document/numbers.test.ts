import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Handler } from "../engine/document/handler.ts";
import { countOf, indexOfKey, keyAt, textsAsKeys, union } from "../engine/document/key-set.ts";
import {
  blockOf,
  luckOf,
  luckPath,
  madeOf,
  type NumberPlan,
  numberOf,
  planNumbers,
  rootOf,
  sourceOf,
  windowNumber,
  windowOf,
} from "../engine/document/numbers.ts";
import type { Run, Scenario } from "../engine/document/scenario.ts";
import { hashText, mix } from "../engine/sim/hash.ts";
import { SYSTEM_TABLES } from "../engine/system-tables.ts";
import { listNumbers } from "./naive-numbers.test-util.ts";
import { randomDocument } from "./random-document.test-util.ts";

const nameOf = (plan: NumberPlan, number: number) => {
  const { path, n } = luckPath(plan, number);
  return `${path}#${n}`;
};

/** What the plan says of every number, as the twin lists it. */
function listed(plan: NumberPlan) {
  return Array.from({ length: plan.total }, (_, i) => {
    const source = sourceOf(plan, i + 1);
    return { name: nameOf(plan, i + 1), source: source === undefined ? null : nameOf(plan, source) };
  });
}

const counts = fc.array(fc.nat(4), { minLength: 2, maxLength: 2 });

test("numbers are those of a list of every message, block by block", () => {
  let made = 0;
  let windows = 0;
  fc.assert(
    fc.property(randomDocument(SYSTEM_TABLES), counts, (run, counts) => {
      const plan = planNumbers(run, SYSTEM_TABLES, counts);
      if (plan.total > 20_000) return;
      expect(listed(plan)).toEqual(listNumbers(run, SYSTEM_TABLES, counts));
      made += plan.blocks.filter(({ kind }) => kind === "child" || kind === "root").length;
      windows += plan.blocks.filter(({ kind, count }) => kind === "window" && count > 0).length;
    }),
    { numRuns: 150 },
  );
  // Or the property would be about streams alone.
  expect(made).toBeGreaterThan(100);
  expect(windows).toBeGreaterThan(10);
});

test("from number to identity and back, in every direction", () => {
  fc.assert(
    fc.property(randomDocument(SYSTEM_TABLES), counts, (run, counts) => {
      const plan = planNumbers(run, SYSTEM_TABLES, counts);
      const names = new Set<string>();
      for (let number = 1; number <= Math.min(plan.total, 3000); number++) {
        const block = blockOf(plan, number);
        if (block === undefined) throw new Error(`no block has ${number}`);
        expect([block.first <= number, number < block.first + block.count]).toEqual([true, true]);
        names.add(nameOf(plan, number));
        const source = sourceOf(plan, number);
        if (source !== undefined && block.kind === "child") expect(madeOf(plan, source, block.output)).toBe(number);
        if (block.kind === "root") expect(source).toBe(rootOf(plan, number));
        const found = windowOf(plan, number);
        expect(found === undefined).toBe(block.kind !== "window");
        if (found !== undefined) expect(windowNumber(plan, found.output, found.nth, found.value)).toBe(number);
        for (const [output, index] of Object.entries(block.made)) {
          const made = madeOf(plan, number, output);
          expect(made === undefined ? "window" : blockOf(plan, made)?.index).toBe(plan.blocks[index].kind === "window" ? "window" : index);
        }
      }
      expect(names.size).toBe(Math.min(plan.total, 3000));
      expect([blockOf(plan, 0), blockOf(plan, plan.total + 1)]).toEqual([undefined, undefined]);
    }),
    { numRuns: 60 },
  );
});

function documentOf(change: (scenario: Scenario) => Scenario): Run {
  const scenario = change(JSON.parse(readFileSync(new URL("../../test-data/documents/saga.json", import.meta.url), "utf8")));
  return { scenario, seed: 1, script: scenario.script };
}
const withPayment = (handler: Partial<Handler>) =>
  documentOf((scenario) => ({
    ...scenario,
    applications: scenario.applications.map((application) =>
      application.name === "payment"
        ? { ...application, handles: application.handles?.map((one) => ({ ...one, ...handler })) }
        : application,
    ),
  }));

describe("the first stream", () => {
  test("keeps its bare numbers, and its luck with them", () => {
    const plan = planNumbers(
      documentOf((scenario) => scenario),
      SYSTEM_TABLES,
      [20],
    );
    expect(Array.from({ length: 20 }, (_, i) => luckOf(plan, i + 1))).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(numberOf(plan, 7)).toBe(7);
    expect(numberOf(plan, 21)).toBeUndefined();
  });

  test("an order that is declined has the number behind all that are paid, and luck on its path", () => {
    const plan = planNumbers(
      documentOf((scenario) => scenario),
      SYSTEM_TABLES,
      [20],
    );
    expect(plan.blocks.map(({ path, first, count }) => [path, first, count])).toEqual([
      ["orders", 1, 20],
      ["orders/payment:paid", 21, 20],
      ["orders/payment:declined", 41, 20],
    ]);
    expect(numberOf(plan, { n: 7, via: ["payment:declined"] })).toBe(47);
    expect(luckOf(plan, 47)).toBe(mix(hashText("orders/payment:declined"), 7));
  });
});

test("a further output, stream or lane gives other numbers, and nobody else's luck is drawn again", () => {
  const before = planNumbers(
    documentOf((scenario) => scenario),
    SYSTEM_TABLES,
    [20],
  );
  const more = planNumbers(
    documentOf((scenario) => ({
      ...scenario,
      streams: [...scenario.streams, { ...scenario.streams[0], name: "others" }],
      lanes: [...scenario.lanes, { ...scenario.lanes[0], id: "second" }],
      applications: scenario.applications.map((application) => ({
        ...application,
        handles: application.handles?.map((handler) => ({
          ...handler,
          emits: [{ type: "noted", when: "at the end" as const }, ...(handler.emits ?? [])],
        })),
      })),
    })),
    SYSTEM_TABLES,
    [20, 3],
  );
  const luck = (plan: NumberPlan) => new Map(Array.from({ length: plan.total }, (_, i) => [nameOf(plan, i + 1), luckOf(plan, i + 1)]));
  const [old, now] = [luck(before), luck(more)];
  expect(now.size).toBeGreaterThan(old.size);
  for (const [name, value] of old) expect([name, now.get(name)]).toEqual([name, value]);
  expect(before.blocks[1].first).not.toBe(more.blocks.find(({ path }) => path === before.blocks[1].path)?.first);
});

describe("limits", () => {
  test("a ring of wires ends after eight generations, and says so", () => {
    const plan = planNumbers(withPayment({ types: undefined, emits: [{ type: "paid", when: "at the end" }] }), SYSTEM_TABLES, [3]);
    expect(plan.blocks.map(({ generation }) => generation)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(plan.notMade).toEqual([{ of: `orders${"/payment:paid".repeat(8)}`, output: "payment:paid", limit: "generations" }]);
    expect(madeOf(plan, plan.total, "payment:paid")).toBeUndefined();
  });

  test("without types, paid and declined make a ring: the limit of generations is reached before that of blocks", () => {
    const plan = planNumbers(withPayment({ types: undefined }), SYSTEM_TABLES, [1]);
    expect(plan.blocks.length).toBe(511);
    expect(new Set(plan.notMade.map(({ limit }) => limit))).toEqual(new Set(["generations"]));
    expect(plan.notMade.length).toBe(2 ** 9);
  });

  test("three ways round reach the 512 blocks first", () => {
    const emits = ["a", "b", "c"].map((type) => ({ type, when: "at the end" as const }));
    const plan = planNumbers(withPayment({ types: undefined, emits }), SYSTEM_TABLES, [1]);
    expect(plan.blocks.length).toBe(512);
    expect(new Set(plan.notMade.map(({ limit }) => limit))).toEqual(new Set(["blocks"]));
  });

  test("numbers above the highest are not given, nor what would be made of them", () => {
    const by = { by: "key" as const, over: { kind: "window" as const, lengthMs: 1, time: "event" as const }, emits: { type: "total" } };
    const run = withPayment({ types: undefined, emits: [], aggregate: by });
    const many = {
      ...run,
      scenario: {
        ...run.scenario,
        durationMs: 21_600_000,
        streams: [
          {
            ...run.scenario.streams[0],
            workload: {
              kind: "generated" as const,
              arrivals: { kind: "steady" as const, perSecond: 1 },
              fromMs: 0,
              untilMs: 20_000,
              keys: { kind: "uniform" as const, count: 10_000 },
              firstKey: 1,
              types: [{ name: "order", weight: 1 }],
              sizes: { kind: "constant" as const, bytes: 1 },
            },
          },
        ],
      },
    };
    const plan = planNumbers(many, SYSTEM_TABLES, [20]);
    expect([plan.total, plan.notMade]).toEqual([20, [{ of: "orders", output: "payment:total", limit: "number" }]]);
  });
});

test("one of each type goes back to the root, of whichever blocks its members are", () => {
  const scenario: Scenario = JSON.parse(readFileSync(new URL("../../test-data/documents/saga.json", import.meta.url), "utf8"));
  const both: Handler = {
    types: ["paid", "declined"],
    serviceTime: { kind: "constant", ms: 1 },
    aggregate: { by: "key", over: { kind: "one of each type", types: ["paid", "declined"] }, emits: { type: "closed" } },
  };
  const run: Run = {
    scenario: {
      ...scenario,
      applications: scenario.applications.map((one) => (one.name === "order-svc" ? { ...one, handles: [both] } : one)),
    },
    seed: 1,
    script: [],
  };
  const plan = planNumbers(run, SYSTEM_TABLES, [20]);
  expect(plan.blocks.map(({ path, kind }) => [path, kind])).toEqual([
    ["orders", "stream"],
    ["orders/payment:paid", "child"],
    ["orders/payment:declined", "child"],
    ["orders/order-svc:closed", "root"],
  ]);
  expect([madeOf(plan, 27, "order-svc:closed"), madeOf(plan, 47, "order-svc:closed")]).toEqual([67, 67]);
  expect(rootOf(plan, 67)).toBe(7);
});

test("a window has one number, whichever of its members closes it", () => {
  const scenario: Scenario = JSON.parse(readFileSync(new URL("../../test-data/documents/windows.json", import.meta.url), "utf8"));
  const plan = planNumbers({ scenario, seed: 1, script: [] }, SYSTEM_TABLES, [80]);
  expect(plan.blocks.map(({ path, first, count }) => [path, first, count])).toEqual([
    ["clicks", 1, 80],
    ["count:total", 81, 127],
  ]);
  expect(windowNumber(plan, "count:total", 2, "")).toBe(83);
  expect(windowOf(plan, 83)).toEqual({ output: "count:total", nth: 2, value: "" });
  expect(luckOf(plan, 83)).toBe(mix(hashText("count:total="), 3));
});

test("a union of keys has each of them once, and finds it", () => {
  const piece = fc.oneof(
    fc.record({ from: fc.nat(12), count: fc.nat(6) }).map((range) => [range]),
    fc.array(fc.oneof(fc.nat(15).map(String), fc.constantFrom("a", "07", ""))).map(textsAsKeys),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 5 }), (pieces) => {
      const set = pieces.reduce(union, []);
      const all = pieces.flatMap((keys) =>
        keys.flatMap((part) => ("from" in part ? Array.from({ length: part.count }, (_, i) => String(part.from + i)) : part.texts)),
      );
      expect(countOf(set)).toBe(new Set(all).size);
      for (const text of all) expect(keyAt(set, indexOfKey(set, text))).toBe(text);
      expect(indexOfKey(set, "nowhere")).toBe(-1);
    }),
    { numRuns: 500 },
  );
});

test("a hundred thousand keys are no burden, however many blocks have them", () => {
  const messages = Array.from({ length: 100_000 }, (_, i) => ({ atMs: i, key: `k${i}`, type: "order" }));
  const total = {
    by: "key" as const,
    over: { kind: "window" as const, lengthMs: 600_000, time: "event" as const },
    emits: { type: "total" },
  };
  const run = withPayment({ types: undefined, emits: ["a", "b"].map((type) => ({ type, when: "at the end" })), aggregate: total });
  const many = { ...run, scenario: { ...run.scenario, streams: [{ name: "orders", workload: { kind: "list" as const, messages } }] } };
  const { blocks } = planNumbers(many, SYSTEM_TABLES, [messages.length]);
  expect([blocks.length, countOf(blocks[3].values)]).toEqual([512, 100_000]);
});
