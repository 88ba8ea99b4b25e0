import { type History, NO_EVENT } from "../sim/history.ts";
import type { Micros } from "../sim/time.ts";
import type { Evidence } from "./checkers/judgement.ts";
import type { MessageFacts } from "./delivery-facts.ts";
import { addFates, type Expected, expectedOf, type Fate, unclaimedFate, wants } from "./delivery-fates.ts";
import { DeliveryIndex, type IndexWatcher } from "./delivery-index.ts";
import { GrowingInts, GrowingTimes } from "./growing-columns.ts";
import type { LaneFacts } from "./lane-facts.ts";
import { LaneOrders } from "./lane-orders.ts";
import { LaneTallies } from "./lane-tallies.ts";
import { LateEffects } from "./late-effects.ts";
import { LEDGER_COUNTS, type LedgerColumns, LedgerColumnsBuilder } from "./ledger-columns.ts";
import { LEDGER_OUTCOMES } from "./ledger-row.ts";
import { attemptsFor, outcomeOf, storedCopies, unsent } from "./outcome.ts";
import { plainKindOf } from "./plain-fates.ts";
import { TellingMessages } from "./telling-messages.ts";

const NO_CHANGE = -1;
/** Stands for the outcome of a row that is none any more: routing chose other destinations. */
const GONE = 255;

/** What a row said from an instant on, in columns; `before` is the row's change before it. */
class Changes {
  readonly at = new GrowingTimes();
  readonly before = new GrowingInts();
  readonly outcome = new GrowingInts();
  readonly note = new GrowingInts();
  readonly sent = new GrowingInts();
  readonly confirmed = new GrowingInts();
  readonly stored = new GrowingInts();
  readonly delivered = new GrowingInts();
  readonly processed = new GrowingInts();
  readonly effects = new GrowingInts();
}
const NOT_YET = { outcome: "not sent yet", note: "" } as const;
const NOBODY = [{ name: "" }];

/** The rows of one message: where each stands in the changes, in the order of the ledger. */
interface Page {
  fates: Fate[];
  /** Numbers of rows, in the order of `fates`; then those that are none any more. */
  rows: number[];
}

/**
 * The accounts of one lane, kept while its history grows: after each instant only the rows that something touched are made anew, and what
 * changed is written down. So the ledger of any instant is read off the changes, and the fates that the checkers need are at hand.
 * Memory grows with the changes, 40 bytes each; no row is made twice.
 */
export class LaneBook implements IndexWatcher {
  readonly index: DeliveryIndex;
  private readonly pages: (Page | undefined)[] = [];
  private readonly changes = new Changes();
  private readonly lastChange = new GrowingInts();
  private readonly messageOf: number[] = [];
  private readonly destinationOf: string[] = [];
  private readonly holderOf: number[] = [];
  /** Rows by the process that has them in hand. */
  private readonly held = new Map<number, Set<number>>();
  private readonly touched = new Set<number>();
  private readonly notes: string[] = [""];
  private readonly noteNumbers = new Map<string, number>([["", 0]]);
  private readonly late = new LateEffects();
  private readonly tallies: LaneTallies;
  private readonly orders: LaneOrders;
  private readonly telling = new TellingMessages();
  private expected: Expected;
  private now: Micros = -1;
  private closed = false;

  constructor(
    history: History,
    lane: number,
    processLanes: readonly number[],
    private readonly facts: LaneFacts,
  ) {
    this.index = new DeliveryIndex(history, lane, processLanes, facts.prefix);
    this.index.watcher = this;
    this.expected = expectedOf(this.index, facts.services);
    this.tallies = new LaneTallies(this.index, facts);
    this.orders = new LaneOrders(this.index, facts.messages);
  }

  /** Reads on, up to and without event `until`. */
  read(until?: number): this {
    this.index.read(until);
    this.settle();
    if (this.index.final && !this.closed) this.close();
    return this;
  }

  /** At the end the messages of which nothing was ever heard count as well: nobody has handed them over, and nobody will. */
  private close(): void {
    this.closed = true;
    const { index, facts, pages, tallies } = this;
    let rows = 0;
    for (const { number, type } of facts.messages) if (pages[number] === undefined) rows += wanting(facts, type).length;
    if (rows === 0) return;
    tallies.unheardOf(unsent(index, undefined).outcome, rows);
    tallies.settle(index.history.at(index.ended));
  }

  instant(at: Micros): void {
    if (at === this.now) return;
    this.settle();
    this.now = at;
  }

  touch(message: number): void {
    this.touched.add(message);
  }

  applied(message: MessageFacts, destination: number): void {
    this.late.take(message, destination, this.facts.messages[message.number - 1]?.key ?? "");
  }

  touchHeldBy(process: number): void {
    const held = this.held.get(process);
    if (held !== undefined) for (const row of held) this.touched.add(this.messageOf[row]);
  }

  touchProducedBy(process: number): void {
    for (const message of this.index.messages) {
      if (message !== undefined && message.producer === process && message.confirmed === NO_EVENT) this.touched.add(message.number);
    }
  }

  touchAll(): void {
    for (const message of this.index.messages) if (message !== undefined) this.touched.add(message.number);
  }

  /** What the checkers read. */
  evidence(): Evidence {
    const { index, pages, orders } = this;
    const telling: Fate[] = [];
    const tellingMessages: MessageFacts[] = [];
    for (const number of this.telling.list()) {
      const message = index.messages[number];
      if (message !== undefined) tellingMessages.push(message);
      for (const fate of pages[number]?.fates ?? []) telling.push(fate);
    }
    const { effects, deliveries, logs } = orders;
    return { index, allFates: () => pages.flatMap((page) => page?.fates ?? []), telling, tellingMessages, effects, deliveries, logs };
  }

  meters(): ReturnType<LaneTallies["meters"]> {
    return this.tallies.meters();
  }

  /** The ledger at an instant that has been read: everything at that time included. */
  ledgerAt(until: Micros): LedgerColumns {
    const { changes, index, facts } = this;
    const columns = new LedgerColumnsBuilder(this.destinationOf.length + facts.messages.length);
    const over = index.final && index.history.at(index.ended) <= until;
    const { outcome, note } = over ? unsent(index, undefined) : NOT_YET;
    const none = LEDGER_OUTCOMES.indexOf(outcome);
    for (const { number, type } of facts.messages) {
      const from = columns.length;
      for (const row of this.pages[number]?.rows ?? []) {
        const change = this.changeAt(row, until);
        if (change === NO_CHANGE || changes.outcome.data[change] === GONE) continue;
        const said = this.notes[changes.note.data[change]];
        const place = columns.add(number, this.destinationOf[row], changes.outcome.data[change], said);
        for (let i = 0; i < LEDGER_COUNTS.length; i++) columns.count(place + i, changes[LEDGER_COUNTS[i]].data[change]);
      }
      if (columns.length > from) continue;
      // At least one row for every message, so that none is missing from the totals.
      for (const { name } of wanting(facts, type)) columns.add(number, name, none, note);
    }
    return columns.build(index.lane);
  }

  private changeAt(row: number, until: Micros): number {
    const { at, before } = this.changes;
    let change = this.lastChange.data[row];
    while (change !== NO_CHANGE && at.data[change] > until) change = before.data[change];
    return change;
  }

  /** Makes the rows anew that something touched, and writes down what changed. */
  private settle(): void {
    if (this.touched.size === 0) return;
    if (this.expected.services.some(({ text }) => text < 0)) this.expected = expectedOf(this.index, this.facts.services);
    for (const message of this.touched) this.account(message);
    this.touched.clear();
    this.tallies.settle(this.now);
  }

  private account(number: number): void {
    const { index } = this;
    const message = index.messages[number];
    const business = this.facts.messages[number - 1];
    if (message === undefined) return;
    if (business === undefined) {
      this.telling.put(number, 0);
      return;
    }
    let page = this.pages[number];
    if (page === undefined) {
      page = { fates: [], rows: [] };
      this.pages[number] = page;
    }
    const fates: Fate[] = [];
    addFates(fates, index, message, this.expected, business.type);
    page.fates = fates;
    this.telling.put(number, plainKindOf(index, message, fates));
    this.orders.renew(number, fates);
    this.tallies.sent(message);
    const shown = fates.length > 0 ? fates : [unclaimedFate(index, message)];
    const rows = shown.map((fate) => this.rowFor(number, page, index.text(fate.facts.destination)));
    shown.forEach((fate, i) => this.write(rows[i], number, fate, fates.length === 0));
    for (const row of page.rows) if (!rows.includes(row)) this.drop(row);
    if (rows.length !== page.rows.length || rows.some((row, i) => row !== page.rows[i]))
      page.rows = [...rows, ...page.rows.filter((row) => !rows.includes(row))];
  }

  private rowFor(message: number, { rows }: Page, destination: string): number {
    const known = rows.find((row) => this.destinationOf[row] === destination);
    if (known !== undefined) return known;
    const row = this.destinationOf.length;
    this.messageOf.push(message);
    this.destinationOf.push(destination);
    this.holderOf.push(-1);
    this.lastChange.push(NO_CHANGE);
    rows.push(row);
    return row;
  }

  private write(row: number, number: number, fate: Fate, unclaimed: boolean): void {
    const { index } = this;
    const { message, facts } = fate;
    this.hold(row, fate.holder);
    const after = unclaimed ? undefined : this.late.after(number, facts.destination);
    const { outcome, note } = outcomeOf(index, fate, after);
    this.put(row, LEDGER_OUTCOMES.indexOf(outcome), this.noteNumber(unclaimed ? "for nobody here" : note), [
      attemptsFor(index, fate),
      message.confirmed === NO_EVENT ? 0 : 1,
      storedCopies(fate),
      facts.deliveries.length,
      facts.done,
      facts.effects.length,
    ]);
    this.tallies.row(row, outcome, fate);
  }

  private drop(row: number): void {
    const last = this.lastChange.data[row];
    if (last === NO_CHANGE || this.changes.outcome.data[last] === GONE) return;
    this.put(row, GONE, 0, [0, 0, 0, 0, 0, 0]);
    this.tallies.row(row, null, null);
  }

  private put(row: number, outcome: number, note: number, counts: readonly number[]): void {
    const { changes, lastChange } = this;
    const last = lastChange.data[row];
    if (last !== NO_CHANGE) {
      const same = changes.outcome.data[last] === outcome && changes.note.data[last] === note;
      if (same && LEDGER_COUNTS.every((column, i) => changes[column].data[last] === counts[i])) return;
      if (changes.at.data[last] === this.now) {
        // Read to the middle of an instant, and now on.
        changes.outcome.data[last] = outcome;
        changes.note.data[last] = note;
        LEDGER_COUNTS.forEach((column, i) => {
          changes[column].data[last] = counts[i];
        });
        return;
      }
    }
    changes.at.push(this.now);
    changes.before.push(last);
    changes.outcome.push(outcome);
    changes.note.push(note);
    for (let i = 0; i < LEDGER_COUNTS.length; i++) changes[LEDGER_COUNTS[i]].push(counts[i]);
    lastChange.data[row] = changes.at.length - 1;
  }

  private hold(row: number, holder: number): void {
    const before = this.holderOf[row];
    if (before === holder) return;
    if (before >= 0) this.held.get(before)?.delete(row);
    this.holderOf[row] = holder;
    if (holder < 0) return;
    const held = this.held.get(holder);
    if (held === undefined) this.held.set(holder, new Set([row]));
    else held.add(row);
  }

  private noteNumber(note: string): number {
    const known = this.noteNumbers.get(note);
    if (known !== undefined) return known;
    this.noteNumbers.set(note, this.notes.length);
    this.notes.push(note);
    return this.notes.length - 1;
  }
}

/** Whom a message of this type is for. */
function wanting({ services }: LaneFacts, type: string): readonly { name: string }[] {
  const names = services.filter((service) => wants(service, type));
  return names.length > 0 ? names : NOBODY;
}
