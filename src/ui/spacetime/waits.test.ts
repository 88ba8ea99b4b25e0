import { expect, test } from "vitest";
import { boxAround } from "./placing.ts";
import type { Story } from "./story.ts";
import { placeWaits } from "./waits.ts";

const wait = (from: number, to: number, label: string, process = 0) => ({ process, from, to, label, place: "", message: -1 });
const story = (...waits: ReturnType<typeof wait>[]): Story => ({
  processes: [0],
  arrows: [],
  stops: [],
  notes: [],
  works: [],
  waits,
  from: 0,
  to: 10e6,
  leftOut: 0,
});
const scales = { row: 20, x: (us: number) => us / 1e4, y: () => 100, fromUs: 0, untilUs: 10e6, left: 0, right: 1000 };

test("a wait is measured below its line; a second one at the same time above it", () => {
  const placed = placeWaits(story(wait(1e6, 5e6, "no leader"), wait(1e6, 5e6, "session.timeout.ms = 3000")), [], scales);
  expect(placed.map(({ y, label }) => [y, label])).toEqual([
    [110, "no leader, 4.000 s"],
    [90, "session.timeout.ms = 3000"],
  ]);
});

test("words that do not fit between the ends stand beside them where it is free, or the wait is left to the table", () => {
  const short = story(wait(1e6, 1.5e6, "broker.session.timeout.ms = 500"));
  const [free] = placeWaits(short, [], scales);
  expect(free.words.left).toBeGreaterThan(free.x2);
  const [moved] = placeWaits(short, [boxAround(260, 110, 90, 8)], scales);
  expect(moved.y).toBe(90);
  expect(placeWaits(short, [boxAround(260, 100, 90, 60)], scales)).toEqual([]);
});

test("a wait that goes on has no end yet, and its length grows", () => {
  const [open] = placeWaits(story(wait(1e6, Number.POSITIVE_INFINITY, "no leader")), [], { ...scales, untilUs: 3e6 });
  expect([open.open, open.label, open.x2]).toEqual([true, "no leader, 2.000 s", 300]);
});
