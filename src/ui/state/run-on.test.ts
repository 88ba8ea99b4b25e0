import { beforeEach, expect, test } from "vitest";
import { findScenario, runOf } from "../../scenarios/index.ts";
import type { LaneDigest } from "../../worker/protocol.ts";
import { useDesk } from "./desk.ts";
import { usePlayback } from "./playback.ts";
import { undo, useRun } from "./run.ts";
import { runOn, runOnStanding } from "./run-on.ts";
import { useWorld } from "./world.ts";

const friday = findScenario("friday-rush");
if (friday === undefined) throw new Error("no such scenario");
const run = runOf(friday);
const END = 28_000_000;
const digests = (...final: boolean[]) => final.map((one) => ({ final: one })) as unknown as LaneDigest[];

beforeEach(() => {
  useRun.setState({ run, edited: null, past: [], future: [] });
  useWorld.setState({ done: true, error: null, digests: digests(true, false) });
  usePlayback.setState({ playheadUs: END, endUs: END, playing: false, peekUs: null });
  useDesk.setState({ toast: null });
});

test("it is offered at the end of a recorded run in which something is open, and has not been told to go on", () => {
  const world = { done: true, error: null, digests: digests(true, false) };
  const end = { playheadUs: END, endUs: END };
  expect(runOnStanding(false, world, end)).toBe("offered");
  expect(runOnStanding(true, world, end)).toBe("goes on already");
  expect(runOnStanding(false, { ...world, digests: digests(true, true) }, end)).toBe("all final");
  expect(runOnStanding(false, { ...world, done: false }, end)).toBe("not at the end");
  expect(runOnStanding(false, { ...world, error: "broken" }, end)).toBe("not at the end");
  expect(runOnStanding(false, world, { ...end, playheadUs: END - 1 })).toBe("not at the end");
});

test("the run goes on by one step of undo, and its new end is shown once it is known", () => {
  runOn();
  expect(useRun.getState().run).toEqual({ ...run, untilRest: true });
  expect(usePlayback.getState().playheadUs).toBe(END);
  usePlayback.setState({ endUs: 41_000_000 });
  expect(usePlayback.getState().playheadUs).toBe(41_000_000);
  undo();
  expect(useRun.getState().run).toBe(run);
});

test("who has looked elsewhere meanwhile stays there; who has taken it back is not led anywhere by a later run", () => {
  runOn();
  usePlayback.setState({ playheadUs: 3_000_000 });
  usePlayback.setState({ endUs: 41_000_000 });
  expect(usePlayback.getState().playheadUs).toBe(3_000_000);
  undo();
  usePlayback.setState({ playheadUs: END, endUs: END });
  runOn();
  undo();
  usePlayback.setState({ endUs: 90_000_000 });
  expect(usePlayback.getState().playheadUs).toBe(END);
});

test("where there is nothing to go on for, it says why and changes nothing", () => {
  usePlayback.setState({ playheadUs: 5 });
  runOn();
  expect(useDesk.getState().toast?.text).toContain("known at the end of the run");
  usePlayback.setState({ playheadUs: END });
  useWorld.setState({ digests: digests(true) });
  runOn();
  expect(useDesk.getState().toast?.text).toBe("Everything has come to rest: nothing is open.");
  expect(useRun.getState().run).toBe(run);
});
