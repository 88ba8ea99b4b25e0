import { LEDGER_OUTCOMES } from "../../engine/delivery/ledger-row.ts";
import type { RowsByMessage } from "./rows.ts";
import type { Column } from "./words.ts";

/** A column of the table: one of a message, or one of a lane. */
export interface Sort {
  by: "message" | "key" | "type" | "verdict" | Column;
  /** Negative for columns of the message itself. */
  lane: number;
  descending: boolean;
}

/** The order after a column's header was pressed: upwards first, then downwards. Counts begin with the most. */
export function sortAfterPress(sort: Sort, by: Sort["by"], lane: number): Sort {
  if (sort.by === by && sort.lane === lane) return { ...sort, descending: !sort.descending };
  return { by, lane, descending: by !== "message" && by !== "key" && by !== "type" && by !== "verdict" };
}

/** How the table is sorted by a column, for `aria-sort`. */
export function ariaSort(sort: Sort, by: Sort["by"], lane: number): "ascending" | "descending" | undefined {
  if (sort.by !== by || sort.lane !== lane) return undefined;
  return sort.descending ? "descending" : "ascending";
}

/** Messages in the order asked for; equal ones, and lanes that have no row yet, by their number at the end. */
export function sorted(messages: readonly number[], rows: RowsByMessage, { by, lane, descending }: Sort): number[] {
  const valueOf = (message: number): number | string | undefined => {
    const byLane = rows.get(message);
    const row = lane < 0 ? byLane?.values().next().value : byLane?.get(lane);
    if (row === undefined) return undefined;
    return by === "verdict" ? LEDGER_OUTCOMES.indexOf(row.outcome) : row[by];
  };
  const values = new Map(messages.map((message) => [message, valueOf(message)]));
  const direction = descending ? -1 : 1;
  return [...messages].sort((one, other) => {
    const a = values.get(one);
    const b = values.get(other);
    if (a === b) return one - other;
    if (a === undefined) return 1;
    if (b === undefined) return -1;
    return (a < b ? -1 : 1) * direction;
  });
}
