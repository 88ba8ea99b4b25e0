import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkRun } from "../../document/check.ts";
import { decodeRunnable } from "../../document/decode-runnable.ts";
import { playable } from "../../document/playable.ts";
import { randomDocument } from "../../document/random-document.test-util.ts";
import { runnable } from "../../document/runnable.test-util.ts";
import type { Run } from "../../engine/document/scenario.ts";
import { SYSTEM_TABLES } from "../../engine/system-tables.ts";
import { DOCUMENTS } from "../../scenarios/documents/index.ts";
import { takeFrame } from "../../worker/frame.ts";
import type { Frame, FrameProcess } from "../../worker/protocol.ts";
import type { Box, LaneLayout, Point } from "../layout/lane-layout.ts";
import { graphLane } from "./graph-lane.ts";
import { graphLayout } from "./graph-layout.ts";
import { graphUpright } from "./graph-upright.ts";
import { ranksOf } from "./ranks.ts";

const read = (name: string): Run => {
  const decoded = decodeRunnable(JSON.parse(readFileSync(`test-data/documents/${name}.json`, "utf8")));
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.errors));
  return decoded.run;
};
const ofScenario = (scenario: (typeof DOCUMENTS)[number]): Run => ({ scenario, seed: scenario.seed, script: scenario.script });
const RUNS: [name: string, run: Run][] = [
  ...["chain", "bridge", "late-fifth", "saga", "two-clusters"].map((name): [string, Run] => [name, read(name)]),
  ...DOCUMENTS.map((scenario): [string, Run] => [`scenario ${scenario.id}`, ofScenario(scenario)]),
];

function framesOf(run: Run, instants: readonly number[]): Frame[] {
  const simulation = playable(run).start();
  return instants.map((at) => {
    simulation.runUntil(at * 1_000_000);
    return takeFrame(simulation, 1, new Map());
  });
}

const inLane = ({ processes }: Frame, lane: number): FrameProcess[] => processes.filter((process) => process.lane === lane);

const overlap = (one: Box, other: Box): boolean =>
  one.x < other.x + other.width - 0.01 &&
  other.x < one.x + one.width - 0.01 &&
  one.y < other.y + other.height - 0.01 &&
  other.y < one.y + one.height - 0.01;
const contains = (outer: Box, inner: Box): boolean =>
  inner.x >= outer.x - 0.01 &&
  inner.y >= outer.y - 0.01 &&
  inner.x + inner.width <= outer.x + outer.width + 0.01 &&
  inner.y + inner.height <= outer.y + outer.height + 0.01;
const runsThrough = ([x0, y0]: Point, [x1, y1]: Point, { x, y, width, height }: Box): boolean =>
  Math.max(x0, x1) > x + 0.01 && Math.min(x0, x1) < x + width - 0.01 && Math.max(y0, y1) > y + 0.01 && Math.min(y0, y1) < y + height - 0.01;

/** Keys on wires lie over them, and what is inside a frame over the frame. */
function expectApart({ parts }: LaneLayout): void {
  const solid = parts.filter(({ face }) => face !== "binding");
  for (const [i, one] of solid.entries())
    for (const other of solid.slice(i + 1))
      if (overlap(one, other) && !contains(one, other) && !contains(other, one)) expect([one.id, other.id]).toEqual([]);
}

function expectFree({ parts, lines }: LaneLayout): void {
  const solid = parts.filter(({ face }) => face !== "binding");
  for (const { id, points } of lines)
    points.slice(1).forEach((point, i) => {
      for (const part of solid) if (runsThrough(points[i], point, part)) expect([id, part.id]).toEqual([]);
    });
}

describe.each(RUNS)("%s", (_name, run) => {
  const frames = framesOf(run, [0.5, 4, 8]);

  test("no part lies over another, no wire through a part, and every wire has a way", () => {
    for (const frame of frames)
      run.scenario.lanes.forEach((_, lane) => {
        for (const width of [0, 1000, 1900]) {
          const layout = graphLayout(run, lane, inLane(frame, lane), width);
          expect(layout.parts.length).toBeGreaterThanOrEqual(3);
          expectApart(layout);
          expectFree(layout);
          expect(layout.lines.filter(({ points }) => points.length < 2).map(({ id }) => id)).toEqual([]);
        }
      });
  });

  test("upright too", () => {
    for (const frame of frames)
      run.scenario.lanes.forEach((_, lane) => {
        const layout = graphUpright(run, lane, inLane(frame, lane));
        expectApart(layout);
        expectFree(layout);
      });
  });

  test("an application is in the same column of every lane", () => {
    const places = new Map<string, Set<number>>();
    run.scenario.lanes.forEach((_, lane) => {
      for (const part of graphLayout(run, lane, inLane(frames[1], lane), 0).parts)
        if (part.face === "graph-instance" || part.face === "graph-source") {
          const known = places.get(part.label) ?? new Set();
          places.set(part.label, known.add(Math.round(part.x)));
        }
    });
    expect(places.size).toBeGreaterThan(1);
    for (const [name, xs] of places) expect([name, [...xs]]).toEqual([name, [[...xs][0]]]);
  });

  test("every business message on its way between parts of the drawing has a way", () => {
    const simulation = playable(run).start();
    const undrawn = new Set<string>();
    let drawn = 0;
    for (let at = 3; at < 7; at += 0.17) {
      simulation.runUntil(at * 1_000_000);
      const frame = takeFrame(simulation, 1, new Map());
      for (const [lane] of run.scenario.lanes.entries()) {
        const layout = graphLayout(run, lane, inLane(frame, lane), 0);
        for (const { from, to, type, carries } of frame.packets) {
          const [sender, receiver] = [frame.processes[from], frame.processes[to]];
          if (sender.lane !== lane) continue;
          const between = [sender, receiver].every(({ role }) => role === "kafka broker");
          const route = layout.route({ from: sender.name, to: receiver.name, type, message: carries[0] });
          if (route === null && !between) undrawn.add(`${type} ${sender.part} ${receiver.part}`);
          if (route !== null) drawn++;
        }
      }
    }
    expect(drawn).toBeGreaterThan(0);
    expect([...undrawn]).toEqual([]);
  });
});

test("columns count the hops from the sources, over all lanes", () => {
  const [[, run]] = RUNS;
  expect([...ranksOf(run)]).toEqual([
    ["order-svc", 0],
    ["payment", 1],
    ["invoice", 2],
    ["notification", 3],
  ]);
});

test("what is drawn as joined is what the document joins, and each wire can be spoken", () => {
  const [[, run]] = RUNS;
  const [frame] = framesOf(run, [2]);
  const { wires } = graphLane(run, 0, inLane(frame, 0));
  expect(wires.map(({ says }) => says)).toEqual([
    "order-svc publishes to topic orders",
    "payment publishes to topic payments",
    "payment reads topic orders",
    "invoice publishes to topic invoices",
    "invoice reads topic payments",
    "notification reads topic invoices",
  ]);
});

test("a random document is laid out: nothing over anything, no wire through a part, the same each time", () => {
  let laid = 0;
  fc.assert(
    fc.property(randomDocument(SYSTEM_TABLES), (random) => {
      const run = runnable(random);
      fc.pre(checkRun(run, SYSTEM_TABLES).length === 0);
      const [frame] = framesOf(run, [1]);
      run.scenario.lanes.forEach((_, lane) => {
        const processes = inLane(frame, lane);
        const layout = graphLayout(run, lane, processes, 1000);
        expectApart(layout);
        expectFree(layout);
        const again = graphLayout(run, lane, processes, 1000);
        expect([again.parts, again.lines]).toEqual([layout.parts, layout.lines]);
        laid++;
      });
    }),
    { numRuns: 15 },
  );
  expect(laid).toBeGreaterThan(20);
});
