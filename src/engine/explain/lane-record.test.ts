import { expect, test } from "vitest";
import { playable } from "../../document/playable.ts";
import { finish } from "../pieces.ts";
import { LaneRecord } from "./lane-record.ts";
import { after, at, kafka, rabbit, stagedRun } from "./staged.test-util.ts";
import type { WhyProgress } from "./why-card.ts";

const progress: WhyProgress = { doing: "leaving out", done: 0, of: 0 };
const staged = stagedRun({
  lane: kafka(),
  messages: Array.from({ length: 60 }, (_, i) => ({ atMs: 3000 + i * 70, key: `${i % 7}`, type: "order.placed" })),
  script: [
    after({ after: "EffectConfirmed", message: 5 }, { do: "crash", part: "payment-1" }),
    at(4100, { do: "crash", part: "broker-3" }, 2000),
  ],
});
const run = playable(staged);
const { durationUs } = run.pace();

/** The lane from its start, with these scheduled events left out one by one, and as final as the lane itself. */
function plain(omitted: readonly number[], atRest: boolean) {
  const simulation = run.start({ only: 0 });
  while (simulation.nextAt() <= durationUs) {
    simulation.omitted = omitted.includes(simulation.handled + 1) ? simulation.handled + 1 : 0;
    simulation.step();
  }
  simulation.runUntil(durationUs);
  simulation.end(atRest);
  return simulation;
}

test("a lane recorded alone comes out as in the whole run, however often it is asked to", () => {
  const record = new LaneRecord(run, 0);
  finish(record.record());
  expect(record.simulation.history.fingerprint()).toBe(run.finish().history.fingerprint());
  const { length } = record.simulation.history;
  finish(record.record());
  expect(record.simulation.history.length).toBe(length);
});

test("a re-run from the nearest snapshot without some scheduled events is the same as one from the start", () => {
  const record = new LaneRecord(run, 0);
  finish(record.record());
  const { handled } = record.simulation;
  expect(handled).toBeGreaterThan(2100); // beyond the first snapshot
  for (const numbers of [[1], [700], [handled - 900], [650, 900], [handled - 800, handled - 700]]) {
    const simulation = finish(record.without(numbers, progress));
    expect(simulation.history.fingerprint()).toBe(plain(numbers, record.atRest).history.fingerprint());
  }
  expect(record.spentEvents).toBeGreaterThan(0);
});

test("the number of a scheduled event is that of the one that recorded the event", () => {
  const record = new LaneRecord(run, 0);
  finish(record.record());
  const events = [0, 300, 301, 600, record.simulation.history.length - 2];
  const numbers = finish(record.numbersOf(events, progress));
  for (const event of events) {
    const number = numbers.get(event) ?? -1;
    const simulation = run.start({ only: 0 });
    while (simulation.handled < number - 1) simulation.step();
    if (number > 0) {
      expect(simulation.history.length).toBeLessThanOrEqual(event);
      simulation.step();
    }
    expect(simulation.history.length).toBeGreaterThan(event);
  }
});

test("a re-run takes its time in pieces", () => {
  const record = new LaneRecord(playable(stagedRun({ lane: rabbit(), script: [] })), 0);
  let pieces = 0;
  for (const work = record.record(); !work.next().done; ) pieces++;
  expect(pieces).toBeGreaterThanOrEqual(1);
});
