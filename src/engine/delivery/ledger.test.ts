import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { randomHistory } from "./checkers/random-history.test-util.ts";
import { type HistoryScript, history, testService } from "./history-script.test-util.ts";
import { ledgerAt } from "./ledger.ts";
import { LEDGER_OUTCOMES } from "./ledger-row.ts";

function ledger(script: HistoryScript, until = Number.MAX_SAFE_INTEGER - 1) {
  return ledgerAt(script.history, 0, script.processLanes, script.facts, until);
}

/** Outcome and note of message 1 at `d`. */
function first(script: HistoryScript, until?: number): string {
  script.services = [testService("d")];
  const row = ledger(script, until).rows.find(({ message }) => message === 1);
  return row === undefined ? "no row" : row.note === "" ? row.outcome : `${row.outcome}: ${row.note}`;
}

describe("every outcome", () => {
  test.each<[string, (h: HistoryScript) => unknown]>([
    ["once", (h) => h.published(1).processed(1).settled(1)],
    ["once: the database knew it", (h) => h.published(1).delivered(1).skipped(1)],
    ["twice", (h) => h.published(1).effect(1).effect(1)],
    ["twice: 3 times", (h) => h.published(1).effect(1).effect(1).effect(1)],
    ["twice: after #2", (h) => h.published(1).published(2, 1).effect(2).effect(1).effect(1)],
    ["late: after #2", (h) => h.published(1).published(2, 1).effect(2).effect(1)],
    ["lost: confirmed, last copy gone", (h) => h.published(1).erased(1)],
    ["lost: confirmed, never stored", (h) => h.sent(1).confirmed(1).subscribed("d", "q").end()],
    ["lost: settled, never processed", (h) => h.published(1).delivered(1).settled(1).crash("consumer")],
    ["being processed", (h) => h.published(1).delivered(1).erased(1)],
    ["lost: confirmed, last copy gone", (h) => h.gained("consumer").published(1).delivered(1).erased(1).lost("consumer").released(1)],
    ["waiting", (h) => h.published(1).stored(1, { position: 1 }).delivered(1).settled(1).crash("consumer")],
    ["waiting", (h) => h.subscribed("d", "q").sent(1).stored(1).stored(1, { position: 1 }).delivered(1).offset(1).crash("consumer")],
    [
      "lost: settled, never processed",
      (h) => h.subscribed("d", "q").sent(1).stored(1).stored(1, { position: 1 }).delivered(1).offset(1).crash("consumer").offset(2),
    ],
    ["waiting", (h) => h.subscribed("d", "q").sent(1).stored(1).passedOver(1).stored(1, { position: 1 })],
    ["skipped: the reader began behind it", (h) => h.subscribed("d", "q").sent(1).stored(1).stored(1, { position: 1 }).passedOver(2)],
    [
      "being processed",
      (h) => h.published(1).delivered(1).settled(1).begun(1).stored(1, { position: 1 }).delivered(1, { to: "b" }).settled(1).crash("b"),
    ],
    ["waiting: came back", (h) => h.published(1).delivered(1).settled(1).crash("consumer").forgotten(1)],
    ["waiting: came back", (h) => h.published(1).dropped(1).forgotten(1)],
    [
      "in flight: settled, on its way to the consumer",
      (h) => h.published(1).delivered(1).settled(1).crash("consumer").forgotten(1).settled(1),
    ],
    ["lost: settled, never processed", (h) => h.published(1).settled(1).forgotten(1).delivered(1).settled(1).crash("consumer")],
    ["removed: ttl", (h) => h.published(1).dropped(1)],
    ["removed: unroutable", (h) => h.sent(1).dropped(1, "", "unroutable").confirmed(1).subscribed("d", "q")],
    ["refused: no", (h) => h.sent(1).refused(1).subscribed("d", "q")],
    ["in flight", (h) => h.sent(1).subscribed("d", "q")],
    ["in flight: settled, on its way to the consumer", (h) => h.published(1).settled(1)],
    ["not readable yet", (h) => h.published(1).committed(0)],
    ["waiting", (h) => h.published(1).committed(1)],
    ["waiting: came back", (h) => h.published(1).delivered(1).returned(1)],
    ["being processed", (h) => h.published(1).delivered(1).begun(1)],
    ["being processed: its consumer is frozen", (h) => h.published(1).delivered(1).freeze("consumer")],
    ["unresolved: timeout", (h) => h.sent(1).unresolved(1).subscribed("d", "q")],
    ["unresolved: stored, then gone", (h) => h.sent(1).routed(1).stored(1).erased(1).unresolved(1)],
    ["not sent yet", (h) => h.published(2)],
  ])("%s", (expected, write) => {
    const script = history();
    write(script);
    expect(first(script)).toBe(expected);
  });
});

test("the ledger of an instant knows nothing of what comes later", () => {
  const script = history().published(1).processed(1).settled(1);
  const { history: events } = script;
  const outcomes = Array.from({ length: events.length }, (_, id) => first(script, events.at(id)));
  expect(outcomes).toEqual([
    "in flight",
    "in flight",
    "waiting",
    "waiting",
    "being processed",
    "being processed",
    "being processed",
    "once",
    "once",
    "once",
  ]);
});

test("a message has a row for each service that wants its type, and none for the others", () => {
  const script = history();
  script.services = [testService("d"), { ...testService("e"), types: ["order.closed"] }];
  script.types = { 2: "order.closed" };
  script.messageCount = 2;
  expect(ledger(script).rows.map(({ message, destination }) => `${message} ${destination}`)).toEqual(["1 d", "2 d", "2 e"]);
});

test("a message for nobody still has a row, where it lies", () => {
  const script = history().subscribed("d", "q").sent(1).stored(1, { place: "r" });
  script.services = [testService("d")];
  script.messageCount = 1;
  expect(ledger(script).rows).toMatchObject([{ destination: "r", outcome: "waiting", note: "for nobody here" }]);
});

test("a caller that calls one service after the other: each row counts its own calls", () => {
  const script = history()
    .routed(1, "d", "d")
    .routed(1, "e", "e")
    .sent(1, { place: "d" })
    .effect(1)
    .sent(1, { place: "e" })
    .sent(1, { place: "e", attempt: 2 });
  script.services = [testService("d"), testService("e")];
  script.messageCount = 1;
  expect(ledger(script).rows.map(({ destination, sent }) => [destination, sent])).toEqual([
    ["d", 1],
    ["e", 2],
  ]);
});

test("services that the history does not name yet have their rows too", () => {
  const script = history().sent(1);
  script.services = [testService("one"), testService("two")];
  script.messageCount = 1;
  const size = script.history.strings.size;
  expect(ledger(script).rows.map(({ destination, outcome }) => [destination, outcome])).toEqual([
    ["one", "in flight"],
    ["two", "in flight"],
  ]);
  expect(script.history.strings.size).toBe(size);
});

test("routing decides: no row for a queue that the message was not routed to", () => {
  for (const script of [history().published(1).subscribed("e", "r"), history().published(1)]) {
    script.services = [testService("d"), testService("e")];
    script.messageCount = 1;
    expect(ledger(script).rows.map(({ destination }) => destination)).toEqual(["d"]);
  }
});

test("every message has exactly one row for each destination, the totals add up, and the ledger agrees with the chips", () => {
  fc.assert(
    fc.property(randomHistory, fc.integer({ min: 0, max: 120_000 }), (script, until) => {
      script.services = [testService("d"), testService("e")];
      for (const instant of [until, Number.MAX_SAFE_INTEGER - 1]) {
        const { rows, totals } = ledger(script, instant);
        const keys = rows.map(({ message, destination }) => `${message} ${destination}`);
        expect(new Set(keys).size).toBe(keys.length);
        for (const { number } of script.facts.messages) expect(rows.some(({ message }) => message === number)).toBe(true);
        expect(Object.values(totals).reduce((sum, count) => sum + count, 0)).toBe(rows.length);
        for (const outcome of LEDGER_OUTCOMES) expect(totals[outcome] ?? 0).toBe(rows.filter((row) => row.outcome === outcome).length);
        for (const { outcome, effects } of rows) {
          if (outcome === "twice") expect(effects).toBeGreaterThan(1);
          else if (outcome === "late") expect(effects).toBe(1);
          else if (outcome !== "once") expect(effects).toBe(0);
        }
      }
      const { rows, totals } = ledger(script);
      const { anomalies } = script.judge();
      const chips = (kind: string) => anomalies.filter((anomaly) => anomaly.kind === kind);
      expect(chips("lost").length).toBe(totals.lost ?? 0);
      expect(chips("duplicated").length).toBe(rows.reduce((sum, { effects }) => sum + Math.max(0, effects - 1), 0));
      for (const { message, destination } of chips("stuck")) {
        const row = rows.find((candidate) => candidate.message === message && candidate.destination === destination);
        expect(["waiting", "not readable yet", "failing"]).toContain(row?.outcome);
      }
    }),
    { numRuns: 1_500 },
  );
});
