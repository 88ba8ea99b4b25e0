import type { Column } from "./words.ts";

/** px of the counts: as wide as their heads. What is left over goes to the verdicts, which need this much at least. */
export const COLUMN_WIDTHS: Readonly<Record<Column, number>> = {
  sent: 44,
  confirmed: 63,
  stored: 50,
  delivered: 60,
  processed: 65,
  effects: 50,
};
export const VERDICT_WIDTH = 94;
/** Token, key and type; the same as in the style sheet. */
export const NAMES_WIDTH = 180;
