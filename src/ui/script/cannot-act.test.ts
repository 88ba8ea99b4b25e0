import { expect, test } from "vitest";
import type { Command, Run } from "../../engine/scenario.ts";
import { fridayRush } from "../../scenarios/friday-rush.ts";
import { runOf } from "../../scenarios/index.ts";
import { replicaOf } from "../state/history.test-util.ts";
import { reasonsNotToAct } from "./cannot-act.ts";

function reasons(...script: Command[]): ReadonlyMap<string, string> {
  const run: Run = { ...runOf(fridayRush), script };
  return reasonsNotToAct(run, replicaOf(run).roster);
}

test("a command that acts in one lane acts; one that acts in none has a reason", () => {
  const found = reasons(
    { id: "broker", when: { atMs: 2000 }, action: { do: "crash", part: "broker-2" } },
    { id: "nobody", when: { atMs: 3000 }, action: { do: "crash", part: "payment-9" } },
  );
  expect([...found]).toEqual([["nobody", "this lane has no payment-9"]]);
});

test("a part that the script adds is there from its instant on, and not before", () => {
  const found = reasons(
    { id: "early", when: { atMs: 1000 }, action: { do: "crash", part: "payment-3" } },
    { id: "add", when: { atMs: 2000 }, action: { do: "addConsumer", service: "payment", name: "payment-3" } },
    { id: "late", when: { atMs: 3000 }, action: { do: "crash", part: "payment-3" } },
  );
  expect([...found.keys()]).toEqual(["early"]);
});
