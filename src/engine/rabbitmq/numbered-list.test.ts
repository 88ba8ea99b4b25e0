import { describe, expect, test } from "vitest";
import { append, firstItems, has, newNumberedList, takeAll, takeOne, takeUpTo } from "./numbered-list.ts";

describe("a numbered list", () => {
  test("does what a sorted map would, whatever is taken in whatever order", () => {
    const list = newNumberedList<string>();
    const naive = new Map<number, string>();
    let next = 1;
    let luck = 12345;
    const draw = (below: number) => {
      luck = (Math.imul(luck, 1103515245) + 12345) >>> 0;
      return (luck >>> 8) % below;
    };
    for (let step = 0; step < 20_000; step++) {
      const kind = draw(10);
      if (kind < 5) {
        next += 1 + draw(3); // gaps: tags that were settled at once
        append(list, next, `item ${next}`);
        naive.set(next, `item ${next}`);
      } else if (kind < 9) {
        const number = Math.max(0, next - draw(400));
        expect(has(list, number)).toBe(naive.has(number));
        expect(takeOne(list, number)).toBe(naive.get(number) ?? null);
        naive.delete(number);
      } else if (draw(8) === 0) {
        const number = next - draw(300);
        const wanted = [...naive.keys()].filter((one) => one <= number);
        expect(takeUpTo(list, number)).toEqual(wanted.map((one) => `item ${one}`));
        for (const one of wanted) naive.delete(one);
      }
      expect(list.size).toBe(naive.size);
      if (step % 500 === 0) expect(firstItems(list)).toEqual([...naive.values()]);
    }
    expect(firstItems(list, 3)).toEqual([...naive.values()].slice(0, 3));
    expect(takeAll(list)).toEqual([...naive.values()]);
    expect(firstItems(list)).toEqual([]);
  });

  test("keeps no more places than twice its items, and some", () => {
    const list = newNumberedList<number>();
    for (let number = 1; number <= 10_000; number++) append(list, number, number);
    for (let number = 2; number <= 10_000; number++) takeOne(list, number); // the first is held for ever
    expect(list.size).toBe(1);
    expect(list.items.length).toBeLessThan(64);
  });
});
