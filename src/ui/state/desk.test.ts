import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { findScenario, runOf } from "../../scenarios/index.ts";
import { asNow, selectPart, toast, useDesk } from "./desk.ts";
import { changeRun, editRun, undo, useRun } from "./run.ts";

const shown = () => useDesk.getState().toast?.text ?? null;
const latency = findScenario("latency");
if (latency === undefined) throw new Error("no such scenario");
const run = runOf(latency);

beforeEach(() => {
  vi.useFakeTimers();
  useRun.setState({ run, edited: null, past: [], future: [] });
  useDesk.setState({ toast: null, selectedPart: null });
});
afterEach(() => {
  vi.useRealTimers();
});

test("a note is there for a few seconds, and a later one stays its own time", () => {
  toast("first");
  vi.advanceTimersByTime(3000);
  toast("second");
  vi.advanceTimersByTime(3000);
  expect(shown()).toBe("second");
  vi.advanceTimersByTime(3000);
  expect(shown()).toBeNull();
});

test("a note about what was done goes when that is undone, or anything else is made of the run", () => {
  changeRun((before) => ({ ...before, seed: 5 }));
  toast("the seed is 5");
  expect(shown()).toBe("the seed is 5");
  undo();
  expect(shown()).toBeNull();
  toast("nothing goes wrong here");
  editRun((before) => ({ ...before, seed: 6 }));
  expect(shown()).toBeNull();
});

test("a note about what is chosen goes with the choice, and not with another note", () => {
  toast(
    "choose a part first",
    asNow(useDesk, (desk) => desk.selectedPart),
  );
  useDesk.setState({ sheetOpen: true });
  expect(shown()).toBe("choose a part first");
  selectPart("kafka/broker-1");
  expect(shown()).toBeNull();
  toast("another");
  selectPart(null);
  expect(shown()).toBe("another");
});

test("who put a note there can take it away, and only that one", () => {
  const takeBack = toast("no seed");
  takeBack();
  expect(shown()).toBeNull();
  toast("something else");
  takeBack();
  expect(shown()).toBe("something else");
});
