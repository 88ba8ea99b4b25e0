import { LEDGER_OUTCOMES } from "../../engine/delivery/ledger-row.ts";
import type { LedgerOutcome, LedgerRow } from "../../worker/protocol.ts";
import { isWrong, type RowsByMessage } from "./rows.ts";

/** Only messages that ended like this in one of the lanes; `wrong`: where something went wrong. */
export type VerdictFilter = "all" | "wrong" | LedgerOutcome;

/** Messages that the filter lets through: what one of the lanes says is enough. */
export function filtered(rows: RowsByMessage, verdict: VerdictFilter): number[] {
  const lets = (row: LedgerRow) => verdict === "all" || (verdict === "wrong" ? isWrong(row) : row.outcome === verdict);
  return [...rows.keys()].filter((message) => [...(rows.get(message)?.values() ?? [])].some(lets));
}

/** How many messages each choice of the filter lets through; choices that let none through are left out, but not the first two. */
export function filterCounts(rows: RowsByMessage): [VerdictFilter, number][] {
  const choices: VerdictFilter[] = ["all", "wrong", ...LEDGER_OUTCOMES];
  return choices
    .map((choice): [VerdictFilter, number] => [choice, filtered(rows, choice).length])
    .filter(([, count], i) => i < 2 || count > 0);
}
