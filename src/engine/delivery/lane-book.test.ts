import fc from "fast-check";
import { expect, test } from "vitest";
import { evidenceOf, judge } from "./checkers/index.ts";
import { randomHistory } from "./checkers/random-history.test-util.ts";
import { DeliveryIndex } from "./delivery-index.ts";
import { HistoryScript, testService } from "./history-script.test-util.ts";
import { LaneBook } from "./lane-book.ts";
import { ledgerAt } from "./ledger.ts";
import { ledgerOfColumns } from "./ledger-columns.ts";
import { HEADING_OF, HEADINGS, type LedgerRow } from "./ledger-row.ts";
import { valueOfSeries } from "./meters.ts";

function bookOf(script: HistoryScript): LaneBook {
  script.services = [testService("d"), testService("e")];
  return new LaneBook(script.history, 0, script.processLanes, script.facts);
}

/** In the order of names: which services a message is for may be known only later, and so may their order. Who is late depends on who sent what; in a history whose effects come before any sending nobody can say yet. */
function comparable(rows: readonly LedgerRow[]): unknown[] {
  const order = ({ message, destination }: LedgerRow) => `${String(message).padStart(3)} ${destination}`;
  const sorted = rows.toSorted((one, other) => (order(one) < order(other) ? -1 : 1));
  return sorted.map((row) => ({
    ...row,
    outcome: row.outcome === "late" ? "once" : row.outcome,
    note: row.note.replace(/(, )?after #\d+/, ""),
  }));
}

test("the ledger of any instant is what reading the history up to it gives, however the history was read", () => {
  fc.assert(
    fc.property(randomHistory, fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 }), (script, shares) => {
      const book = bookOf(script);
      const { history, processLanes, facts } = script;
      for (const share of shares.toSorted((one, other) => one - other)) book.read(Math.floor(history.length * share));
      book.read();
      for (let event = 0; event < history.length; event += 3) {
        const at = history.at(event);
        const seen = ledgerOfColumns(book.ledgerAt(at), facts.messages);
        const expected = ledgerAt(history, 0, processLanes, facts, at);
        expect(comparable(seen.rows)).toEqual(comparable(expected.rows));
      }
    }),
    { numRuns: 1_500 },
  );
});

test("the checkers find in a book what they find in the history read at once, also while it grows", () => {
  fc.assert(
    fc.property(randomHistory, fc.integer({ min: 1, max: 9 }), (script, step) => {
      const book = bookOf(script);
      const { history, processLanes, facts } = script;
      for (let until = step; until < history.length; until += step) {
        const index = new DeliveryIndex(history, 0, processLanes, facts).read(until);
        expect(judge(book.read(until).evidence())).toEqual(judge(evidenceOf(index, facts)));
      }
      expect(judge(book.read().evidence())).toEqual(script.judge());
    }),
    { numRuns: 1_000 },
  );
});

/** What is out of the ordinary on the way of one message, at most. */
const ODDITIES = {
  none: (h: HistoryScript, n: number) => h.effect(n),
  "not stored": (h: HistoryScript, n: number) => h.effect(n),
  "came back before": (h: HistoryScript, n: number) => h.returned(n).effect(n),
  failed: (h: HistoryScript, n: number) => h.failed(n).effect(n),
  "gave up": (h: HistoryScript, n: number) => h.abandoned(n).effect(n),
  "settled before": (h: HistoryScript, n: number) => h.settled(n).effect(n),
  "stored twice": (h: HistoryScript, n: number) => h.stored(n, { position: n + 20 }).effect(n),
  "by a stranger": (h: HistoryScript, n: number) => h.lost("consumer").effect(n).gained("consumer", 2),
  "sent twice": (h: HistoryScript, n: number) => h.sent(n, { attempt: 2 }).effect(n),
  "begun twice": (h: HistoryScript, n: number) => h.begun(n, { attempt: 2 }).effect(n),
  "delivered twice": (h: HistoryScript, n: number) => h.delivered(n, { flagged: 1 }).effect(n),
  "two effects": (h: HistoryScript, n: number) => h.effect(n).effect(n),
  "known to the database": (h: HistoryScript, n: number) => h.effect(n).skipped(n),
  "passed over": (h: HistoryScript, n: number) => h.effect(n).passedOver(n + 1),
  dropped: (h: HistoryScript, n: number) => h.dropped(n).effect(n),
} as const;

test("what is left out of plain messages changes no verdict, whatever is odd about one of many", () => {
  const oddity = fc.constantFrom(...(Object.keys(ODDITIES) as (keyof typeof ODDITIES)[]));
  const odd = fc.array(fc.tuple(oddity, fc.constantFrom(true, true, true, false), fc.boolean()), { minLength: 1, maxLength: 4 });
  // One plain message of each kind goes before, so that no odd one stands for its kind.
  const plain = [true, false].map((settled) => ["none", true, settled] as const);
  fc.assert(
    fc.property(odd, fc.boolean(), fc.boolean(), (oddWays, owned, struck) => {
      const script = new HistoryScript();
      if (owned) script.gained("consumer");
      if (struck) script.split();
      const book = bookOf(script);
      const { history, processLanes } = script;
      [...plain, ...oddWays].forEach(([odd, confirmed, settled], i) => {
        const number = i + 1;
        script.sent(number).routed(number);
        if (odd !== "not stored") script.stored(number, { position: number });
        if (confirmed) script.confirmed(number);
        script.delivered(number, { position: number }).begun(number);
        ODDITIES[odd](script, number).done(number);
        if (settled) script.settled(number);
        const index = new DeliveryIndex(history, 0, processLanes, script.facts).read();
        expect(judge(book.read().evidence())).toEqual(judge(evidenceOf(index, script.facts)));
      });
      script.end();
      expect(judge(book.read().evidence())).toEqual(script.judge());
    }),
    { numRuns: 600 },
  );
});

test("at every instant the headings count the rows of the ledger", () => {
  fc.assert(
    fc.property(randomHistory, (script) => {
      const book = bookOf(script).read();
      const { headings } = book.meters();
      for (let event = 0; event < script.history.length; event += 3) {
        const at = script.history.at(event);
        const { rows } = ledgerOfColumns(book.ledgerAt(at), script.facts.messages);
        for (const heading of HEADINGS) {
          // What nothing is written of yet is the ledger's alone to count.
          const counted = rows.filter(({ outcome }) => HEADING_OF[outcome] === heading).length;
          if (heading !== "future") expect(valueOfSeries(headings[heading], at)).toBe(counted);
        }
      }
    }),
    { numRuns: 1_000 },
  );
});
