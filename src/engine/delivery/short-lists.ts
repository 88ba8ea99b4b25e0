/** The list that everything begins with; nobody may add to it but by `added`. */
export const NOTHING: readonly never[] = [];
const SHORT = 4;

/**
 * The list with one more item. A growing array takes room for 17 items at its second, and most lists of a message never have as many: a short
 * one is made anew, as long as it is, and only a longer one grows in place.
 */
export function added<T>(list: readonly T[], item: T): readonly T[] {
  if (list.length === 0) return [item];
  if (list.length < SHORT) return [...list, item];
  (list as T[]).push(item);
  return list;
}
