import { expect, test } from "vitest";
import { type RunState, statusOf } from "./status-words.ts";

const PAUSED: RunState = {
  carried: null,
  done: true,
  held: false,
  limit: null,
  recordedUs: 20e6,
  endUs: 20e6,
  peekUs: null,
  playheadUs: 14.802e6,
  playing: false,
  waiting: false,
  speed: 1,
  findings: 0,
  underWay: 0,
  open: "no",
  keys: true,
};
const words = (change: Partial<RunState>) => statusOf({ ...PAUSED, ...change });

test("it says what a standing run waits for", () => {
  expect(words({})).toEqual({ look: "ink", text: "Paused. Space plays, the right arrow steps." });
  expect(words({ playheadUs: 0 })).toEqual({ look: "plain", text: "Ready. Space plays, the right arrow steps." });
});

test("looking elsewhere has both times and the way back, whichever way one looks", () => {
  expect(words({ peekUs: 7.1e6 })).toEqual({ look: "mark", text: "Looking back at 7.100. Esc returns to 14.802." });
  expect(words({ peekUs: 17e6 }).text).toBe("Looking ahead to 17.000. Esc returns to 14.802.");
});

test("at the end it says that nothing went wrong, or how to come to what did", () => {
  expect(words({ playheadUs: 20e6 }).text).toBe("No message was lost, repeated, reordered or given up in 20 s.");
  expect(words({ playheadUs: 20e6, findings: 1 }).text).toContain("1 finding: F goes to it");
  expect(words({ playheadUs: 20e6, underWay: 2 }).text).toBe(
    "No message was lost, repeated, reordered or given up in 20 s. 2 are still under way.",
  );
  expect(words({ playheadUs: 20e6, open: "yes" }).text).toMatch(/in 20 s\. Some verdicts are open\.$/);
  expect(words({ playheadUs: 20e6, underWay: 1, open: "for ever" }).text).toMatch(
    /1 is still under way\. Something never comes to rest\.$/,
  );
  expect(words({ open: "yes" }).text).not.toContain("open");
  expect(words({ playheadUs: 20e6, findings: 3 }).text).toContain("3 findings: F goes to the first");
  expect(words({ playheadUs: 20e6, done: false, recordedUs: 20e6 }).text).toContain("Paused");
});

test("while it computes it says how far it has come, and what plays too fast for tokens says so", () => {
  expect(words({ playing: true, waiting: true, done: false, recordedUs: 12.9e6 })).toEqual({
    look: "ink",
    text: "Computing 20 s of virtual time: 12.9 s",
  });
  expect(words({ playing: true }).text).toBe("Playing at 1×. Space pauses.");
  expect(words({ playing: true, speed: 100 }).text).toContain("drawn as bars above 10×");
});

test("a finger is told of no keys", () => {
  for (const change of [{}, { playheadUs: 0 }, { peekUs: 1 }, { playing: true }, { playheadUs: 20e6, findings: 2 }, { carried: "Crash" }]) {
    const { text } = words({ ...change, keys: false });
    expect(text).not.toMatch(/Space|arrow|Esc|\bF\b|\bW\b/);
    expect(text.length).toBeGreaterThan(4);
  }
});

test("a recording that was stopped says how far it came, and that it can be played", () => {
  const stopped = { done: false, held: true, recordedUs: 12.3e6 };
  expect(words(stopped)).toEqual({ look: "ink", text: "Recording stopped at 12.300 of 20 s. What is recorded can be played." });
  expect(words({ ...stopped, playing: true }).text).toContain("Playing at 1×");
  expect(words({ ...stopped, playheadUs: 18e6 }).text).toContain("Recording stopped");
});

test("a run that came to a limit says where, and which", () => {
  const limited = { limit: "200,000 events in one instant", recordedUs: 3.2e6 };
  const text = "The run ended at 3.200 of 20 s, at a limit: 200,000 events in one instant.";
  for (const playheadUs of [3.2e6, 20e6]) expect(words({ ...limited, playheadUs })).toEqual({ look: "ink", text });
  expect(words({ ...limited, playheadUs: 1e6 }).text).toContain("Paused");
});

test("a run of minutes is told in minutes", () => {
  const long = { endUs: 600e6, recordedUs: 600e6 };
  expect(words({ ...long, peekUs: 125.864e6, playheadUs: 310e6 }).text).toBe("Looking back at 2:05.864. Esc returns to 5:10.000.");
  expect(words({ ...long, playheadUs: 600e6, findings: 1 }).text).toContain("The end, after 10 min.");
  expect(words({ ...long, done: false, held: true, recordedUs: 245e6 }).text).toContain("Recording stopped at 4:05.000 of 10 min.");
  expect(words({ ...long, playing: true, waiting: true, done: false, recordedUs: 245.02e6 }).text).toBe(
    "Computing 10 min of virtual time: 4:05.0",
  );
});

test("what is carried comes before everything", () => {
  expect(words({ carried: "Crash", peekUs: 1 })).toEqual({ look: "mark", text: "Crash: choose its place in a lane. Esc puts it back." });
});
