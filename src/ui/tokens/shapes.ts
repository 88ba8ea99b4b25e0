/** The six shapes of keys, and where the number stands in each. Facts of the design: shape and hue name the key, the number the message. */
export const SHAPES = ["circle", "square", "triangle", "diamond", "cross", "hexagon"] as const;
export type Shape = (typeof SHAPES)[number];
export const HUES = ["a", "b", "c", "d", "e", "f"] as const;
/** `x`: past the 36 pairs of hue and shape, where the fill is plain. */
export type Hue = (typeof HUES)[number] | "x";

/** A key's look by its place in the order of appearance: the seventh has the first hue with the second shape, and so on. */
export function lookOfKey(index: number): { shape: Shape; hue: Hue } {
  const hue = index % 6;
  const turn = Math.floor(index / 6);
  if (turn >= 6) return { shape: SHAPES[index % 6], hue: "x" };
  return { shape: SHAPES[(hue + turn) % 6], hue: HUES[hue] };
}

type Point = readonly [number, number];

/** Corners of a shape with radius r around the origin; null for the circle. */
export function corners(shape: Shape, r: number): readonly Point[] | null {
  switch (shape) {
    case "circle":
      return null;
    case "square":
      return scaled(r * 0.92, [-1, -1], [1, -1], [1, 1], [-1, 1]);
    case "triangle":
      return scaled(r, [0, -1.16], [1.2, 0.92], [-1.2, 0.92]);
    case "diamond":
      return scaled(r * 1.26, [0, -1], [1, 0], [0, 1], [-1, 0]);
    case "cross": {
      const a = 0.62;
      const b = 1.12;
      return scaled(r, [-a, -b], [a, -b], [a, -a], [b, -a], [b, a], [a, a], [a, b], [-a, b], [-a, a], [-b, a], [-b, -a], [-a, -a]);
    }
    case "hexagon":
      return scaled(r, [1.13, 0], [0.565, 0.98], [-0.565, 0.98], [-1.13, 0], [-0.565, -0.98], [0.565, -0.98]);
  }
}

function scaled(r: number, ...points: Point[]): Point[] {
  return points.map(([x, y]) => [x * r, y * r]);
}

/** The outline as the data of an SVG path. */
export function outline(shape: Shape, r: number): string {
  const points = corners(shape, r);
  if (points === null) return `M${-r},0A${r},${r} 0 1 1 ${r},0A${r},${r} 0 1 1 ${-r},0Z`;
  return `M${points.map(([x, y]) => `${round(x)},${round(y)}`).join("L")}Z`;
}

/** How far below the centre the number's middle stands, in radii. */
export function numberDrop(shape: Shape): number {
  return shape === "triangle" ? 0.29 : 0;
}

/** Top edge of the shape above its centre, in radii: where the notch of a late message is cut. */
export function topOf(shape: Shape): number {
  return { circle: 1, square: 0.92, triangle: 1.16, diamond: 1.26, cross: 1.12, hexagon: 0.98 }[shape];
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
