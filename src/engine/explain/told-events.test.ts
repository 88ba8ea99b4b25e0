import { expect, test } from "vitest";
import { SCENARIOS } from "../../scenarios/index.ts";
import { CHECKERS, evidenceOf } from "../delivery/checkers/index.ts";
import { DeliveryIndex } from "../delivery/delivery-index.ts";
import * as neutral from "../delivery/events.ts";
import { randomRun } from "../hunt/random-run.ts";
import { factsOf, startRun } from "../run.ts";
import { durationOf } from "../scenario.ts";
import { eventKindInfo } from "../sim/event-kinds.ts";
import { isTold } from "./sentences.ts";

/** Neutral events that are no steps of their own, and what tells of them. */
const TOLD_BY: Readonly<Record<string, string>> = {
  MessageAccepted: "the first sending, or that it still lies with its sender",
  DestinationSubscribed: "where the group begins to read",
  MessageRouted: "the sending, which names exchange and queue or partition",
  MessageCopied: "the storing, which names who copied it",
  MessageReleased: "what gave the place to another, or the loss of the connection",
  PlaceFetched: "the handing over, before which it lay in the client's memory",
  WorkBegun: "the handing over, which says when the work began",
  EffectRequested: "the effect, or that its consumer waits for the database",
  EffectConfirmed: "what settled the message, which says whether the work was done",
  WorkDone: "what settled the message",
  OwnershipGained: "the rebalance that gave the place",
};

const NAMES = Object.values(neutral).map((kind) => eventKindInfo(kind).name);

test("every kind of neutral event has a sentence, or is told of by another one", () => {
  expect(NAMES.length).toBeGreaterThan(30);
  expect(NAMES.filter((name) => !isTold(name) && TOLD_BY[name] === undefined)).toEqual([]);
  expect(Object.keys(TOLD_BY).filter((name) => isTold(name) || !NAMES.includes(name))).toEqual([]);
});

/** Kinds of events that make a case, by the checker that found it, over random runs of all systems. */
function* witnessKinds(): Generator<{ checker: string; kind: string }> {
  for (let seed = 6000; seed < 6025; seed++) {
    const run = randomRun(SCENARIOS, seed, { restMs: 8_000 });
    const simulation = startRun(run);
    simulation.runUntil(durationOf(run));
    simulation.end(true);
    const lanes = simulation.processes.map(({ lane }) => lane);
    for (const [lane, facts] of factsOf(run).entries()) {
      const evidence = evidenceOf(new DeliveryIndex(simulation.history, lane, lanes, facts).read(), facts);
      for (const check of CHECKERS)
        for (const { checker, event } of check(evidence).cases)
          if (event >= 0) yield { checker, kind: eventKindInfo(simulation.history.kind(event)).name };
    }
  }
}

test("whatever event makes a case in a random run has a sentence", () => {
  const found = [...witnessKinds()];
  expect(found.length).toBeGreaterThan(100);
  // That nobody came for a message is found at the end of the run; what is told is what it waits for.
  const untold = found.filter(({ kind }) => !isTold(kind) && kind !== "RunEnded").map(({ checker, kind }) => `${checker}: ${kind}`);
  expect([...new Set(untold)]).toEqual([]);
});
