import { expect, test } from "vitest";
import { allOf, firstOf, newFifo, takeFirst, takeUpTo, waitingCount } from "./fifo.ts";

test("a fifo gives back in order what was put in, and keeps no more than twice what waits, and some", () => {
  const fifo = newFifo<number>();
  let next = 0;
  let taken = 0;
  for (let step = 0; step < 5000; step++) {
    for (let i = 0; i < step % 5; i++) fifo.items.push(next++);
    for (let i = 0; i < (step * 7) % 4; i++) {
      expect(firstOf(fifo)).toBe(taken < next ? taken : undefined);
      expect(takeFirst(fifo)).toBe(taken < next ? taken++ : undefined);
    }
    expect(waitingCount(fifo)).toBe(next - taken);
    expect(fifo.items.length).toBeLessThanOrEqual(64 + 2 * (next - taken) + 4);
  }
  expect(allOf(fifo)).toEqual(Array.from({ length: next - taken }, (_, i) => taken + i));
});

test("as many as are asked for are taken together, in order, or all when there are fewer", () => {
  const fifo = newFifo([1, 2, 3, 4, 5]);
  expect([takeUpTo(fifo, 2), takeUpTo(fifo, 0), allOf(fifo)]).toEqual([[1, 2], [], [3, 4, 5]]);
  expect([takeUpTo(fifo, 9), takeUpTo(fifo, 1), waitingCount(fifo)]).toEqual([[3, 4, 5], [], 0]);
});
