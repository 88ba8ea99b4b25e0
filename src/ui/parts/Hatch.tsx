/** Slanted lines over a rectangle, as one path: the sign of what is down, held back or cut through. */
export function Hatch({ width, height, className, gap = 6 }: { width: number; height: number; className: string; gap?: number }) {
  const strokes: string[] = [];
  for (let start = gap; start < width + height; start += gap) {
    const x0 = Math.min(start, width);
    const y0 = start - x0;
    const y1 = Math.min(start, height);
    const x1 = start - y1;
    strokes.push(`M${x0},${y0}L${x1},${y1}`);
  }
  return <path className={className} d={strokes.join("")} fill="none" />;
}
