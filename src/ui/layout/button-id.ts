/** The id of a part's button, by its lane and its id in the layout. */
export function buttonId(lane: number, part: string): string {
  return `part-${lane}-${part.replace(/[^\w-]/g, "_")}`;
}
