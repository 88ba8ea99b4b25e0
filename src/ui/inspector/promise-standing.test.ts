import { expect, test } from "vitest";
import type { Verdict, Witness } from "../../worker/protocol.ts";
import { standingOf } from "./promise-standing.ts";

const END = 20e6;

function witness(at: number, message: number): Witness {
  return { checker: "C6", lane: 0, at, message, destination: "payment", event: 1, witnesses: [1] };
}

function verdict(value: Verdict["verdict"], instants: readonly number[], count = instants.length): Verdict {
  return {
    checker: "C6",
    title: "Each effect happens at most once",
    verdict: value,
    sentence: "It was.",
    count,
    witnesses: instants.map(witness),
  };
}

test("before anything is played, nothing is known of any promise", () => {
  for (const value of ["held", "broken", "open", "not exercised"] as const) {
    expect(standingOf(verdict(value, value === "broken" ? [7e6] : []), 0, END)).toEqual({
      look: "quiet",
      word: "",
      sentence: "",
      cases: [],
    });
  }
});

test("on the way, a promise is broken from its first case on, and only by what has happened", () => {
  const broken = verdict("broken", [7e6, 9e6]);
  expect(standingOf(broken, 6.9e6, END).word).toBe("no case yet");
  expect(standingOf(broken, 7e6, END)).toMatchObject({ look: "broken", word: "broken (1)", cases: [{ message: 0 }] });
  expect(standingOf(broken, 9e6, END).word).toBe("broken (2)");
  expect(standingOf(verdict("broken", [7e6, 9e6], 30), 9e6, END).word).toBe("broken (2 or more)");
});

test("at the end the verdict stands with its sentence and its number", () => {
  expect(standingOf(verdict("broken", [7e6], 30), END, END)).toMatchObject({ word: "broken (30)", sentence: "It was." });
  expect(standingOf(verdict("held", []), END, END)).toMatchObject({ look: "plain", word: "held", sentence: "It was." });
  expect(standingOf(verdict("open", [7e6]), 8e6, END).word).toBe("no case yet");
});
