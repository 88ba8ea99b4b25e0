/** Measures of a lane as a graph, in drawing units. Columns have their width whether anything stands in them or not: a column is where it is in every lane. */
export const SOURCE = { width: 98, height: 54 };
export const INSTANCE = { width: 140, height: 34, gap: 4 };
export const FRAME = { head: 20, padding: 6 };
export const EXCHANGE_SIZE = 62;
export const QUEUE = { width: 104, head: 17, pipe: 32 };
export const TOPIC = { width: 244, head: 31, pitch: 50, label: 48, padding: 6, strip: 25 };
export const MACHINE = { width: 78, height: 21, gap: 6 };
export const TAPE_ROW = { height: 32, gap: 8, width: 330, beside: 236 };
/** With more hops than this there is no room for effects beside what they are of: they stand below. */
export const MOST_HOPS_BESIDE = 2;
/** So many applications in one column stand without frames around the only member of a group. */
export const CROWD = 4;
export const PLATE = { height: 18, most: 72 };

const LEFT = 8;
export const TOP = 8;

export function columnOf(rank: number, what: "exchange" | "queue" | "application"): number {
  return 3 * rank + (what === "application" ? 0 : what === "exchange" ? 1 : 2);
}

export const LAYERS = {
  left: LEFT,
  gap: 14,
  /** `working`: whether some source also works on messages, and so is as wide as any other application. */
  column: (column: number, working: boolean): number =>
    column === 0 && !working ? SOURCE.width : [INSTANCE.width + 2 * FRAME.padding, EXCHANGE_SIZE, QUEUE.width][column % 3],
  gutter: (column: number): number => (column % 3 === 1 ? TOPIC.width - EXCHANGE_SIZE - QUEUE.width : 28),
} as const;
