import type { LedgerLane, LedgerRow } from "../../worker/protocol.ts";

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

export function isWrong(row: LedgerRow): boolean {
  return row.outcome === "twice" || row.outcome === "lost" || row.outcome === "late";
}

/** `9 = 7 once + 2 waiting`: every message ends in exactly one outcome, so the sum is the number of messages. */
export function totalsText(rows: readonly LedgerRow[]): string {
  const totals = new Map<string, number>();
  for (const { outcome } of rows) totals.set(outcome, (totals.get(outcome) ?? 0) + 1);
  return `${rows.length} = ${[...totals].map(([outcome, count]) => `${count} ${outcome}`).join(" + ") || "0"}`;
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
