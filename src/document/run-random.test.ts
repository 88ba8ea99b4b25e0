import fc from "fast-check";
import { expect, test } from "vitest";
import { digestLane } from "../engine/delivery/lane-digest.ts";
import { ledgerAt } from "../engine/delivery/ledger.ts";
import { notYetRun } from "../engine/lanes/not-yet-run.ts";
import { DocumentRun } from "../engine/lanes/run-document.ts";
import { eventKindInfo } from "../engine/sim/event-kinds.ts";
import { SYSTEM_TABLES } from "../engine/system-tables.ts";
import { SYSTEM_PARTS } from "../engine/systems.ts";
import { checkRun } from "./check.ts";
import { randomDocument } from "./random-document.test-util.ts";
import { runnable } from "./runnable.test-util.ts";

const SYSTEMS = { tables: SYSTEM_TABLES, parts: SYSTEM_PARTS };
const MOST_EVENTS = 30_000;

test("a random document that passes its checks runs without an error, the same each time, and its ledger adds up", () => {
  let run = 0;
  let mixed = 0;
  let made = 0;
  const happened = new Set<string>();
  fc.assert(
    fc.property(randomDocument(SYSTEM_TABLES), (random) => {
      const document = runnable(random);
      fc.pre(checkRun(document, SYSTEM_TABLES).length === 0);
      expect(notYetRun(document, SYSTEM_TABLES)).toEqual([]);
      const ready = new DocumentRun(document, SYSTEMS);
      const [one, other] = [ready.start(), ready.start()];
      for (const simulation of [one, other]) simulation.runUntil(document.scenario.durationMs * 1000, MOST_EVENTS);
      expect(other.history.fingerprint()).toBe(one.history.fingerprint());
      const lanes = one.processes.map(({ lane }) => lane);
      for (const [lane, facts] of ready.facts().entries()) {
        const { rows, totals } = ledgerAt(one.history, lane, lanes, facts, one.now);
        expect(Object.values(totals).reduce((sum, count) => sum + count, 0)).toBe(rows.length);
        const { fromOutside = facts.messages.length } = facts;
        for (const { number } of facts.messages.slice(0, fromOutside)) expect(rows.some(({ message }) => message === number)).toBe(true);
        if (rows.some(({ message }) => message > fromOutside)) made++;
        digestLane(one.history, lane, lanes, facts);
      }
      for (let id = 0; id < one.history.length; id++) happened.add(eventKindInfo(one.history.kind(id)).name);
      run++;
      if (document.scenario.lanes.some(({ clients }) => new Set(clients.map(({ system }) => system)).size > 1)) mixed++;
    }),
    { numRuns: 60 },
  );
  // The documents are not all refused, and not all of one kind.
  expect(run).toBeGreaterThan(20);
  expect(mixed).toBeGreaterThan(10);
  expect(made).toBeGreaterThan(0);
  expect([...happened]).toEqual(
    expect.arrayContaining(["EffectApplied", "GroupStabilized", "QueueDeclared", "ConsumerSubscribed", "MessageStored"]),
  );
});
