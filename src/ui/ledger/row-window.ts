/** Rows `first` … `last` (not included) are in the page; as many px as the others would take stand before and after. */
export interface RowWindow {
  first: number;
  last: number;
  before: number;
  after: number;
}

/** Rows beyond the edges that are there already when the scrolling comes. */
const SPARE = 8;

/** Which rows of a long table must exist, for where it is scrolled to. All of one height, so that a table stays a table. */
export function rowWindow(rows: number, rowHeight: number, scrollTop: number, viewHeight: number): RowWindow {
  const first = Math.max(0, Math.min(rows, Math.floor(scrollTop / rowHeight) - SPARE));
  const last = Math.max(first, Math.min(rows, Math.ceil((scrollTop + viewHeight) / rowHeight) + SPARE));
  return { first, last, before: first * rowHeight, after: (rows - last) * rowHeight };
}

/** Where to scroll to, so that a row is seen between the head and the foot of its table; where it is, when it is seen already. */
export function scrollToShow(row: number, rowHeight: number, scrollTop: number, viewHeight: number): number {
  const top = row * rowHeight;
  if (top < scrollTop) return top;
  return Math.max(scrollTop, top + rowHeight - viewHeight);
}
