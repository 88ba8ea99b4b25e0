import { expect, test } from "vitest";
import type { LedgerRow } from "../../worker/protocol.ts";
import { ledgerRow } from "./row.test-util.ts";
import { rowsByMessage } from "./rows.ts";
import { ariaSort, sortAfterPress, sorted } from "./sorting.ts";

const row = (message: number, over: Partial<LedgerRow> = {}) => ledgerRow({ message, key: String(1050 - message), ...over });
const rows = rowsByMessage(
  [
    { lane: 0, rows: [row(1), row(2, { outcome: "twice", effects: 2 }), row(3, { outcome: "waiting", effects: 0 })] },
    { lane: 1, rows: [row(1, { outcome: "late" }), row(2)] },
  ],
  "payment",
);

test("rows are sorted by what a column says, upwards or downwards; lanes without a row come last", () => {
  const by = (column: Parameters<typeof sortAfterPress>[1], lane: number, descending: boolean) =>
    sorted([1, 2, 3], rows, { by: column, lane, descending });
  expect(by("message", -1, true)).toEqual([3, 2, 1]);
  expect(by("key", -1, false)).toEqual([3, 2, 1]);
  expect(by("effects", 0, true)).toEqual([2, 1, 3]);
  expect(by("verdict", 0, false)).toEqual([1, 2, 3]);
  expect(by("verdict", 1, false)).toEqual([2, 1, 3]);
  expect(by("verdict", 1, true)).toEqual([1, 2, 3]);
});

test("a header pressed sorts by its column, and once more the other way round; counts begin with the most", () => {
  const first = { by: "message", lane: -1, descending: false } as const;
  const effects = sortAfterPress(first, "effects", 1);
  expect(effects).toEqual({ by: "effects", lane: 1, descending: true });
  expect(sortAfterPress(effects, "effects", 1).descending).toBe(false);
  expect(sortAfterPress(effects, "effects", 0)).toEqual({ by: "effects", lane: 0, descending: true });
  expect(ariaSort(effects, "effects", 1)).toBe("descending");
  expect(ariaSort(effects, "effects", 0)).toBeUndefined();
});
