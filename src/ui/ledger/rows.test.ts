import { expect, test } from "vitest";
import type { LedgerRow } from "../../worker/protocol.ts";
import { ledgerRow } from "./row.test-util.ts";
import { rowsAsCsv, rowsByMessage, totalsText } from "./rows.ts";

const row = (message: number, outcome: LedgerRow["outcome"], over: Partial<LedgerRow> = {}) => ledgerRow({ message, outcome, ...over });

test("rows of one destination stand by message, then by lane; what nobody sent yet is left out", () => {
  const ledger = [
    { lane: 0, rows: [row(2, "once"), row(1, "twice"), row(3, "not sent yet"), row(1, "once", { destination: "delivery" })] },
    { lane: 1, rows: [row(1, "once")] },
  ];
  const rows = rowsByMessage(ledger, "payment");
  expect([...rows.keys()]).toEqual([1, 2]);
  expect([...(rows.get(1)?.entries() ?? [])].map(([lane, { outcome }]) => [lane, outcome])).toEqual([
    [0, "twice"],
    [1, "once"],
  ]);
});

test("the totals add up to the number of rows", () => {
  expect(totalsText([row(1, "once"), row(2, "twice"), row(3, "once")])).toBe("3 = 2 once + 1 twice");
  expect(totalsText([])).toBe("0 = 0");
});

test("CSV quotes what would break a line apart", () => {
  const rows = rowsByMessage([{ lane: 0, rows: [row(1, "once", { key: 'a,"b"' })] }], "payment");
  expect(rowsAsCsv(rows, [{ lane: 0, id: "kafka" }], "payment").split("\n")[1]).toBe(
    '1,"a,""b""",order.placed,payment,kafka,1,1,1,1,1,1,once',
  );
});
