import fc from "fast-check";
import { expect, test } from "vitest";
import { FutureEventList } from "./future-event-list.ts";

type Operation = { do: "push"; at: number } | { do: "pop" } | { do: "cancel"; which: number } | { do: "copy" };

const operations = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant("push" as const), at: fc.nat(50) }),
    fc.record({ do: fc.constant("pop" as const) }),
    fc.record({ do: fc.constant("cancel" as const), which: fc.nat(200) }),
    fc.record({ do: fc.constant("copy" as const) }),
  ),
  { maxLength: 120 },
);

/** The same by a sorted array: what the heap must agree with. */
function compare(steps: readonly Operation[]): void {
  let list = new FutureEventList();
  const naive: { at: number; order: number; x: number; handle: number }[] = [];
  const handles: number[] = [];
  let order = 0;
  for (const step of steps) {
    if (step.do === "push") {
      const handle = list.push(step.at, 2, 0, order, 0, -1, undefined);
      handles.push(handle);
      naive.push({ at: step.at, order, x: order, handle });
      order++;
      naive.sort((one, other) => one.at - other.at || one.order - other.order);
    } else if (step.do === "copy") {
      list = list.copy((data) => data); // throws out what was cancelled; handles stay good
    } else if (step.do === "cancel" && handles.length > 0) {
      const handle = handles[step.which % handles.length];
      list.cancel(handle); // often of an event that has happened: then nothing may change
      const index = naive.findIndex((entry) => entry.handle === handle);
      if (index >= 0) naive.splice(index, 1);
    } else {
      const next = naive.shift();
      expect(list.nextAt()).toBe(next?.at ?? Number.POSITIVE_INFINITY);
      if (next !== undefined) expect(list.x[list.pop()]).toBe(next.x);
    }
  }
  for (const next of naive) {
    expect(list.nextAt()).toBe(next.at);
    expect(list.x[list.pop()]).toBe(next.x);
  }
  expect(list.nextAt()).toBe(Number.POSITIVE_INFINITY);
}

test("events come in the order of time, and of scheduling where times are equal; cancelled ones do not come", () => {
  fc.assert(
    fc.property(operations, (steps) => compare(steps)),
    { numRuns: 800 },
  );
});

test("a copy goes on as the original does", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(30), { minLength: 1, maxLength: 60 }), (times) => {
      const list = new FutureEventList();
      times.forEach((at, i) => {
        const handle = list.push(at, 2, 0, i, 0, -1, undefined);
        if (i % 4 === 3) list.cancel(handle);
      });
      const twin = list.copy((data) => data);
      const drain = (from: FutureEventList) => {
        const seen: number[] = [];
        while (from.nextAt() < Number.POSITIVE_INFINITY) seen.push(from.x[from.pop()]);
        return seen;
      };
      expect(drain(twin)).toEqual(drain(list));
    }),
    { numRuns: 500 },
  );
});

test("ten thousand cancelled timers leave the list as small as it was", () => {
  const list = new FutureEventList();
  list.push(1e9, 2, 0, 1, 0, -1, undefined);
  for (let i = 0; i < 20_000; i++) list.cancel(list.push(1e8 + i, 2, 0, 2, 0, -1, undefined));
  expect(list.size).toBeLessThan(9_000);
  expect(list.nextAt()).toBe(1e9);
});
