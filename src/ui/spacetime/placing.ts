import type { Life } from "./lives.ts";
import type { Story } from "./story.ts";

/** A rectangle in px. */
export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export function boxAround(x: number, y: number, halfWidth: number, halfHeight = halfWidth): Box {
  return { left: x - halfWidth, right: x + halfWidth, top: y - halfHeight, bottom: y + halfHeight };
}

export function touches(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

/** Where a round mark can stand when its own place is taken: beside it first, then above and below, then further off. */
const SHIFTS: readonly (readonly [number, number])[] = [
  [0, 0],
  [-21, 0],
  [21, 0],
  [15, -14],
  [-15, -14],
  [15, 14],
  [-15, 14],
  [-42, 0],
  [42, 0],
  [36, -14],
  [-36, -14],
  [36, 14],
  [-36, 14],
  [63, 0],
  [-63, 0],
];

/** Places for marks of a radius that want these places: none on what is taken, none on another, in their order. */
export function placeMarks(
  wanted: readonly { x: number; y: number }[],
  taken: readonly Box[],
  radius: number,
  within: Box,
): { x: number; y: number }[] {
  const full = [...taken];
  return wanted.map(({ x, y }) => {
    const free = SHIFTS.map(([dx, dy]) => ({ x: x + dx, y: y + dy })).find(
      (place) =>
        inside(boxAround(place.x, place.y, radius), within) && !full.some((box) => touches(box, boxAround(place.x, place.y, radius))),
    );
    const place = free ?? { x, y };
    full.push(boxAround(place.x, place.y, radius));
    return place;
  });
}

function inside(box: Box, within: Box): boolean {
  return box.left >= within.left && box.right <= within.right && box.top >= within.top && box.bottom <= within.bottom;
}

/** When a story is busy: what its axis must not leave out. */
export function busyOf({ arrows, stops, notes, works, waits }: Story, to: number): { from: number; to: number }[] {
  return [
    ...arrows.map(({ sentAt, at }) => ({ from: sentAt, to: at })),
    ...[...stops, ...notes].map(({ at }) => ({ from: at, to: at })),
    ...[...works, ...waits].map((span) => ({ from: span.from, to: Math.min(to, span.to) })),
  ];
}

/** The stretches of a line that lie between two instants. */
export function livesBetween(lives: readonly Life[] | undefined, from: number, to: number): Life[] {
  return (lives ?? [{ state: "up", from: 0, to: Number.POSITIVE_INFINITY }])
    .filter((life) => life.from < to && life.to > from)
    .map((life) => ({ ...life, from: Math.max(from, life.from), to: Math.min(to, life.to) }));
}
