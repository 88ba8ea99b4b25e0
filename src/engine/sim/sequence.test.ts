import fc from "fast-check";
import { expect, test } from "vitest";
import { appendItem, cutHead, cutTail, emptySequence, itemAt, itemsBetween } from "./sequence.ts";

const steps = fc.array(
  fc.oneof(fc.record({ append: fc.integer({ min: 1, max: 300 }) }), fc.record({ tail: fc.nat(900) }), fc.record({ head: fc.nat(900) })),
  { maxLength: 12 },
);

test("a sequence is an array whose items keep their index", () => {
  fc.assert(
    fc.property(steps, (all) => {
      const sequence = emptySequence<number>();
      let naive = new Map<number, number>();
      let base = 0;
      let length = 0;
      let next = 0;
      for (const step of all) {
        if ("append" in step) {
          for (let i = 0; i < step.append; i++) naive.set(appendItem(sequence, next), next++);
          length += step.append;
        } else if ("tail" in step) {
          const end = Math.max(base, step.tail);
          if (end < length) length = end;
          cutTail(sequence, step.tail);
        } else {
          base = Math.min(Math.max(step.head, base), length);
          cutHead(sequence, step.head);
        }
        naive = new Map([...naive].filter(([index]) => index >= base && index < length));
        expect([sequence.base, sequence.length]).toEqual([base, length]);
        expect(itemsBetween(sequence, 0, 10_000)).toEqual(
          [...naive.entries()].sort(([one], [other]) => one - other).map(([, item]) => item),
        );
        expect(itemAt(sequence, length)).toBeUndefined();
      }
    }),
    { numRuns: 500 },
  );
});
