import { expect, test } from "vitest";
import { playable } from "../../document/playable.ts";
import { finish } from "../pieces.ts";
import type { Run } from "../scenario.ts";
import { eventKindInfo } from "../sim/event-kinds.ts";
import { LaneRecord } from "./lane-record.ts";
import { matchEvents } from "./match-events.ts";
import { after, at, direct, kafka, rabbit, stagedRun } from "./staged.test-util.ts";

/** Three lanes under the same split and crash. */
const one = stagedRun({
  lane: kafka(),
  script: [
    at(3400, { do: "split", from: ["order-svc"], to: [], oneWay: false }, 700),
    after({ after: "EffectConfirmed", message: 5 }, { do: "crash", part: "payment-1" }),
  ],
});
const version1: Run = { ...one, scenario: { ...one.scenario, lanes: [kafka(), rabbit(), direct()] } };
const run = playable(version1);

test("events of a lane alone are found in the whole run: same kind, instant, process and numbers, faults of the network by their lane", () => {
  const whole = run.finish();
  for (const lane of [0, 1, 2]) {
    const record = new LaneRecord(run, lane);
    finish(record.record());
    const alone = record.simulation;
    const events = Array.from({ length: alone.history.length - 1 }, (_, event) => event).filter(
      (event) => event % 7 === 0 || alone.history.process(event) < 0,
    );
    const found = finish(matchEvents(alone, whole, lane, events, { doing: "leaving out", done: 0, of: 0 }));
    const told = ({ history, processes }: typeof alone, event: number) => {
      const process = history.process(event);
      const text = process < 0 ? history.strings.text(history.a(event)) : processes[process].name;
      return [eventKindInfo(history.kind(event)).name, history.at(event), text, history.message(event)];
    };
    expect(found.map((event) => told(whole, event))).toEqual(events.map((event) => told(alone, event)));
  }
});

test("what the whole run has not recorded is -1", () => {
  const record = new LaneRecord(run, 0);
  finish(record.record());
  const short = playable({ ...version1, scenario: { ...version1.scenario, durationMs: 2000 } }).finish();
  const last = record.simulation.history.length - 2;
  expect(finish(matchEvents(record.simulation, short, 0, [last], { doing: "leaving out", done: 0, of: 0 }))).toEqual([-1]);
});
