import fc from "fast-check";
import { expect, test } from "vitest";
import { textWidth } from "../layout/text-width.ts";
import { placeFaults } from "./fault-layout.ts";
import type { TimedFault } from "./faults.ts";

const fault = (startUs: number, endUs: number | null, label: string): TimedFault => ({
  command: { id: `${startUs}${label}`, when: { atMs: startUs / 1000 }, action: { do: "crash", part: "a-1" } },
  label,
  startUs,
  endUs,
  lanes: [],
  kind: "fault",
  idle: false,
});

const x = (us: number) => us / 20_000;
const place = { endUs: 20_000_000, right: 1000, mostRows: 2 };

test("a label stands in its band, after a short one, or before one at the end", () => {
  expect(placeFaults([fault(2_000_000, 12_000_000, "a-1 crashed")], x, place)).toMatchObject([{ row: 0, before: false, labelX: 106 }]);
  expect(placeFaults([fault(2_000_000, 2_400_000, "a-1 crashed")], x, place)).toMatchObject([{ row: 0, before: false, labelX: 125 }]);
  expect(placeFaults([fault(19_500_000, null, "a-1 crashed")], x, place)).toMatchObject([{ before: true, labelX: 970 }]);
});

test("what finds no room in any row is counted by the label before it", () => {
  const many = [0, 1, 2, 3].map((i) => fault(4_000_000 + i * 300_000, 4_900_000 + i * 300_000, `work-${i} crashed`));
  const placed = placeFaults(many, x, place);
  expect(placed.map(({ label }) => label === null)).toEqual([false, false, true, true]);
  const counted = placed.flatMap(({ label }) => /\+(\d+)$/.exec(label ?? "")?.[1] ?? []);
  expect(counted.reduce((sum, count) => sum + Number(count), 0)).toBe(2);
});

test("no two labels of a row meet, whatever the faults", () => {
  const spans = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 9000 }), fc.integer({ min: 3, max: 40 })),
    {
      maxLength: 14,
    },
  );
  fc.assert(
    fc.property(spans, fc.integer({ min: 1, max: 3 }), (drawn, mostRows) => {
      const faults = drawn.map(([atMs, forMs, letters]) => fault(atMs * 1000, Math.min(20_000, atMs + forMs) * 1000, "x".repeat(letters)));
      const placed = placeFaults(faults, x, { ...place, mostRows });
      const words = placed.flatMap(({ label, labelX, before, row }) => {
        const width = textWidth(label ?? "");
        return label === null ? [] : [{ row, from: before ? labelX - width : labelX, to: before ? labelX : labelX + width }];
      });
      for (const [i, one] of words.entries())
        for (const other of words.slice(i + 1)) if (one.row === other.row) expect(one.to <= other.from || other.to <= one.from).toBe(true);
      const hidden = placed.filter(({ label }) => label === null).length;
      const counted = placed.flatMap(({ label }) => / \+(\d+)$/.exec(label ?? "")?.[1] ?? []).reduce((sum, n) => sum + Number(n), 0);
      expect(counted).toBe(hidden);
      for (const { row } of placed) expect(row).toBeLessThan(mostRows);
    }),
  );
});
