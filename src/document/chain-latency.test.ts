import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { EffectApplied, MessageAccepted } from "../engine/delivery/events.ts";
import { digestLane } from "../engine/delivery/lane-digest.ts";
import { DocumentRun } from "../engine/lanes/run-document.ts";
import { SYSTEM_TABLES } from "../engine/system-tables.ts";
import { SYSTEM_PARTS } from "../engine/systems.ts";
import { decodeDocument } from "./decode.ts";

test("along a chain latency runs from the hand-over of the order to each effect", () => {
  const decoded = decodeDocument(JSON.parse(readFileSync("test-data/documents/chain.json", "utf8")));
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.errors));
  const document = new DocumentRun(decoded.run, { tables: SYSTEM_TABLES, parts: SYSTEM_PARTS });
  const { history, processes } = document.finish();
  const orders = document.messages.all.length;
  const laneOf = processes.map(({ lane }) => lane);
  document.facts().forEach((facts, lane) => {
    const handed = new Map<number, number>();
    const effects = new Map<string, number>();
    for (let id = 0; id < history.length; id++) {
      if (laneOf[history.process(id)] !== lane) continue;
      const number = history.message(id);
      if (history.kind(id) === MessageAccepted && number <= orders && !handed.has(number)) handed.set(number, history.at(id));
      const effect = `${number} ${history.a(id)}`;
      // Every step of the chain makes one of each: the numbers of all steps stand in the order of the orders.
      const from = handed.get(((number - 1) % orders) + 1) ?? Number.NaN;
      if (history.kind(id) === EffectApplied && !effects.has(effect)) effects.set(effect, history.at(id) - from);
    }
    expect(effects.size).toBeGreaterThan(2 * orders);
    expect(digestLane(history, lane, laneOf, facts).latency.us).toEqual([...effects.values()]);
  });
});
