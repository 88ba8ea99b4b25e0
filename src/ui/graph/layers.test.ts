import fc from "fast-check";
import { expect, test } from "vitest";
import type { Box, Point } from "../layout/lane-layout.ts";
import { type Block, type LayerMeasures, placeBlocks } from "./layers.ts";
import { routeWires, type Wish } from "./router.ts";

const MEASURES: LayerMeasures = { left: 12, top: 6, gutter: () => 44, column: () => 120, gap: 20 };

interface Sheet {
  blocks: Block[];
  joints: { from: string; to: string }[];
}

/** Sheets of up to forty blocks in nine columns, joined at random. */
const sheets: fc.Arbitrary<Sheet> = fc
  .array(fc.record({ column: fc.nat(8), span: fc.integer({ min: 1, max: 2 }), height: fc.integer({ min: 20, max: 160 }) }), {
    minLength: 1,
    maxLength: 40,
  })
  .chain((given) => {
    const blocks = given.map(
      ({ column, span, height }, i): Block => ({ id: `b${i}`, column, span, width: span === 1 ? 120 : 284, height }),
    );
    const place = fc.nat(blocks.length - 1);
    return fc.array(fc.tuple(place, place), { maxLength: 30 }).map((pairs) => ({
      blocks,
      joints: pairs.filter(([from, to]) => from !== to).map(([from, to]) => ({ from: `b${from}`, to: `b${to}` })),
    }));
  });

const apart = (one: Box, other: Box, gap: number): boolean =>
  one.x >= other.x + other.width ||
  other.x >= one.x + one.width ||
  one.y >= other.y + other.height + gap - 0.001 ||
  other.y >= one.y + one.height + gap - 0.001;

function wishesOf({ joints }: Sheet, boxes: ReadonlyMap<string, Box>): Wish[] {
  return joints.map(({ from, to }, i) => {
    const [a, b] = [boxes.get(from) as Box, boxes.get(to) as Box];
    return { id: `w${i}`, trunk: from, from: [a.x + a.width, a.y + a.height / 2], to: [b.x, b.y + b.height / 2] };
  });
}

function areaOf(boxes: readonly Box[]): Box {
  const right = Math.max(...boxes.map(({ x, width }) => x + width));
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height));
  return { x: 0, y: -60, width: right + 60, height: bottom + 120 };
}

/** Whether a piece of a way runs through the inside of a box. */
function runsThrough([x0, y0]: Point, [x1, y1]: Point, { x, y, width, height }: Box): boolean {
  return Math.max(x0, x1) > x && Math.min(x0, x1) < x + width && Math.max(y0, y1) > y && Math.min(y0, y1) < y + height;
}

test("no part lies over another, whatever is placed, and none above the top", () => {
  fc.assert(
    fc.property(sheets, ({ blocks, joints }) => {
      const boxes = [...placeBlocks(blocks, joints, MEASURES).values()];
      for (const [i, one] of boxes.entries()) {
        expect(one.y).toBeGreaterThanOrEqual(MEASURES.top - 0.001);
        for (const other of boxes.slice(i + 1)) expect(apart(one, other, MEASURES.gap)).toBe(true);
      }
    }),
  );
});

test("a block stands in its own column, in every sheet at the same place", () => {
  fc.assert(
    fc.property(sheets, ({ blocks, joints }) => {
      const boxes = placeBlocks(blocks, joints, MEASURES);
      for (const { id, column } of blocks) expect(boxes.get(id)?.x).toBeCloseTo(12 + column * 164, 6);
    }),
  );
});

test("ways bend at right angles, begin and end where they are to, and run through no part", () => {
  fc.assert(
    fc.property(sheets, (sheet) => {
      const boxes = placeBlocks(sheet.blocks, sheet.joints, MEASURES);
      const all = [...boxes.values()];
      const wishes = wishesOf(sheet, boxes);
      const ways = routeWires(wishes, all, areaOf(all));
      for (const { id, from, to } of wishes) {
        const points = ways.get(id) ?? [];
        expect([points[0], points.at(-1)]).toEqual([from, to]);
        points.slice(1).forEach((point, i) => {
          const before = points[i];
          expect(before[0] === point[0] || before[1] === point[1]).toBe(true);
          for (const box of all) expect(runsThrough(before, point, box)).toBe(false);
        });
      }
    }),
    { numRuns: 40 },
  );
});

test("the same sheet comes to the same places and ways", () => {
  fc.assert(
    fc.property(sheets, (sheet) => {
      const once = placeBlocks(sheet.blocks, sheet.joints, MEASURES);
      const again = placeBlocks(structuredClone(sheet.blocks), structuredClone(sheet.joints), MEASURES);
      expect([...again]).toEqual([...once]);
      const all = [...once.values()];
      const wishes = wishesOf(sheet, once);
      expect([...routeWires(wishes, all, areaOf(all))]).toEqual([...routeWires(wishes, all, areaOf(all))]);
    }),
    { numRuns: 15 },
  );
});

test("what is joined in a row stands level, and its wires are straight", () => {
  const blocks: Block[] = [0, 1, 2].map((column) => ({ id: `b${column}`, column, span: 1, width: 120, height: 40 + 20 * column }));
  const joints = [
    { from: "b0", to: "b1" },
    { from: "b1", to: "b2" },
  ];
  const boxes = placeBlocks(blocks, joints, MEASURES);
  const all = [...boxes.values()];
  const ways = routeWires(wishesOf({ blocks, joints }, boxes), all, areaOf(all));
  expect([...ways.values()].map((points) => points.length)).toEqual([2, 2]);
});
