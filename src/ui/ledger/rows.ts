import { HEADING_OF, LEDGER_OUTCOMES } from "../../engine/delivery/ledger-row.ts";
import type { LedgerLane, LedgerOutcome, LedgerRow } from "../../worker/protocol.ts";

export const COLUMNS = ["sent", "confirmed", "stored", "delivered", "processed", "effects"] as const;

export type RowsByMessage = ReadonlyMap<number, ReadonlyMap<number, LedgerRow>>;

/** The rows of one destination by message, then by lane; messages that nobody has sent yet are left out. */
export function rowsByMessage(ledger: readonly Pick<LedgerLane, "lane" | "rows">[], destination: string): RowsByMessage {
  const rows = new Map<number, Map<number, LedgerRow>>();
  for (const { lane, rows: all } of ledger) {
    for (const row of all) {
      if (row.destination !== destination || row.outcome === "not sent yet") continue;
      const known = rows.get(row.message) ?? new Map<number, LedgerRow>();
      known.set(lane, row);
      rows.set(row.message, known);
    }
  }
  return new Map([...rows].sort(([one], [other]) => one - other));
}

export function isWrong({ outcome }: Pick<LedgerRow, "outcome">): boolean {
  const heading = HEADING_OF[outcome];
  return heading === "lost" || heading === "duplicated" || heading === "late" || heading === "failed";
}

/** Whether something may still come of a row. */
export function isOpen({ outcome }: Pick<LedgerRow, "outcome">): boolean {
  return HEADING_OF[outcome] === "waiting";
}

/** How many rows end in each outcome, in the order of the outcomes; those that no row has are left out. */
export function totalsOf(rows: readonly LedgerRow[]): [LedgerOutcome, number][] {
  const totals = new Map<LedgerOutcome, number>();
  for (const { outcome } of rows) totals.set(outcome, (totals.get(outcome) ?? 0) + 1);
  return LEDGER_OUTCOMES.flatMap((outcome) => {
    const count = totals.get(outcome);
    return count === undefined ? [] : [[outcome, count] as [LedgerOutcome, number]];
  });
}

/** `9 = 7 once + 2 waiting`: every message ends in exactly one outcome, so the sum is the number of messages. */
export function totalsText(rows: readonly LedgerRow[]): string {
  return `${rows.length} = ${
    totalsOf(rows)
      .map(([outcome, count]) => `${count} ${outcome}`)
      .join(" + ") || "0"
  }`;
}

/** The same table for a spreadsheet; fields with commas or quotes are quoted. */
export function rowsAsCsv(rows: RowsByMessage, lanes: readonly { lane: number; id: string }[], destination: string): string {
  const lines = ["message,key,type,destination,lane,sent,told,stored,delivered,processed,effects,outcome"];
  for (const [, byLane] of rows) {
    for (const { lane, id } of lanes) {
      const row = byLane.get(lane);
      if (row === undefined) continue;
      const fields = [row.message, row.key, row.type, destination, id, ...COLUMNS.map((column) => row[column]), row.outcome];
      lines.push(fields.map(csvField).join(","));
    }
  }
  return lines.join("\n");
}

function csvField(value: string | number): string {
  const text = String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
