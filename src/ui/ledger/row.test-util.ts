import type { LedgerRow } from "../../worker/protocol.ts";

/** A row of the ledger in which all went well, changed as a test needs it. */
export function ledgerRow(over: Partial<LedgerRow>): LedgerRow {
  return {
    message: 7,
    key: "1045",
    type: "order.placed",
    destination: "payment",
    sent: 1,
    confirmed: 1,
    stored: 1,
    delivered: 1,
    processed: 1,
    effects: 1,
    outcome: "once",
    note: "",
    ...over,
  };
}
