import fc from "fast-check";
import { expect, test } from "vitest";
import { copyState } from "./copy.ts";
import { appendItem, cutTail, emptySequence, itemAt } from "./sequence.ts";

const plain = fc.jsonValue().filter((value) => !JSON.stringify(value).includes("__proto__"));

/** Changes everything that can be changed, at every depth. */
function spoil(value: unknown): void {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return;
  for (const inner of Object.values(value)) spoil(inner);
  if (Array.isArray(value)) value.push("spoilt");
  else (value as Record<string, unknown>).spoilt = true;
}

test("a copy of plain data is equal and independent, at every depth", () => {
  fc.assert(
    fc.property(plain, (value) => {
      const text = JSON.stringify({ value });
      const original = JSON.parse(text);
      const twin = copyState(original);
      expect(twin).toEqual(original);
      spoil(original);
      expect(JSON.stringify(twin)).toBe(text);
    }),
    { numRuns: 500 },
  );
});

test("what is frozen is shared, what contains it is not", () => {
  const message = Object.freeze({ type: "Word", carries: Object.freeze([1, 2]) });
  const state = { inbox: [message], last: message };
  const twin = copyState(state);
  expect(twin).not.toBe(state);
  expect(twin.inbox).not.toBe(state.inbox);
  expect(twin.inbox[0]).toBe(message);
  expect(twin.last).toBe(message);
});

test("typed arrays are copied whole and keep their type", () => {
  const state = { positions: Float64Array.of(1, 2.5), ids: Int32Array.of(7), part: new Int32Array([1, 2, 3, 4]).subarray(1, 3) };
  const twin = copyState(state);
  state.positions[0] = 9;
  state.ids[0] = 9;
  state.part[0] = 9;
  expect(twin.positions).toEqual(Float64Array.of(1, 2.5));
  expect(twin.ids).toEqual(Int32Array.of(7));
  expect(twin.part).toEqual(Int32Array.of(2, 3));
});

test("what JSON cannot say survives: undefined, infinities, negative zero", () => {
  const state = { gone: undefined, far: Number.POSITIVE_INFINITY, zero: -0, list: [undefined, Number.NaN] };
  expect(copyState(state)).toStrictEqual(state);
  expect(Object.is(copyState(state).zero, -0)).toBe(true);
});

test("the copy of a sequence shares full chunks and nothing that can still change", () => {
  const sequence = emptySequence<{ n: number }>();
  for (let n = 0; n < 600; n++) appendItem(sequence, { n });
  const twin = copyState(sequence);
  expect(twin.chunks[0]).toBe(sequence.chunks[0]);
  expect(twin.chunks[2]).not.toBe(sequence.chunks[2]);
  appendItem(sequence, { n: 600 });
  cutTail(sequence, 100);
  expect(twin.length).toBe(600);
  expect(itemAt(twin, 599)).toEqual({ n: 599 });
});
