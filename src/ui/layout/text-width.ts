/** About how wide a text of the narrow face comes out, in px: for deciding where it goes, not for drawing. */
export function textWidth(text: string, size = 12): number {
  return text.length * size * 0.49;
}
