import { expect, test } from "vitest";
import type { LedgerRow } from "../../worker/protocol.ts";
import { ledgerRow } from "./row.test-util.ts";
import { rowsByMessage } from "./rows.ts";
import { filterCounts, filtered } from "./verdict-filter.ts";

const row = (message: number, over: Partial<LedgerRow> = {}) => ledgerRow({ message, ...over });
const rows = rowsByMessage(
  [
    { lane: 0, rows: [row(1), row(2, { outcome: "twice", effects: 2 }), row(3, { outcome: "waiting", effects: 0 })] },
    { lane: 1, rows: [row(1, { outcome: "late" }), row(2)] },
  ],
  "payment",
);

test("the filter lets a message through for what one lane says, and counts what it lets through", () => {
  expect(filtered(rows, "all")).toEqual([1, 2, 3]);
  expect(filtered(rows, "wrong")).toEqual([1, 2]);
  expect(filtered(rows, "waiting")).toEqual([3]);
  expect(filterCounts(rows)).toEqual([
    ["all", 3],
    ["wrong", 2],
    ["once", 2],
    ["twice", 1],
    ["late", 1],
    ["waiting", 1],
  ]);
});
