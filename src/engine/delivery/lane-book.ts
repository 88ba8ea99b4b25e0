import { type History, NO_EVENT } from "../sim/history.ts";
import type { Micros } from "../sim/time.ts";
import type { Evidence } from "./checkers/judgement.ts";
import type { MessageFacts } from "./delivery-facts.ts";
import { type Expected, expectedOf, type Fate, renewFate, renewFates, unclaimedFate, wants } from "./delivery-fates.ts";
import { DeliveryIndex } from "./delivery-index.ts";
import { GrowingInts, GrowingTimes } from "./growing-columns.ts";
import type { IndexWatcher } from "./index-watcher.ts";
import { isMade, keyFor, type LaneFacts } from "./lane-facts.ts";
import { LaneOrders } from "./lane-orders.ts";
import { LaneTallies } from "./lane-tallies.ts";
import { LateEffects } from "./late-effects.ts";
import { LEDGER_COUNTS, type LedgerColumns, LedgerColumnsBuilder } from "./ledger-columns.ts";
import { LEDGER_OUTCOMES, type LedgerOutcome } from "./ledger-row.ts";
import { attemptsFor, outcomeOf, storedCopies, unsent } from "./outcome.ts";
import { plainKindOf } from "./plain-fates.ts";
import { added, NOTHING } from "./short-lists.ts";
import { TellingMessages } from "./telling-messages.ts";

const NO_CHANGE = -1;
/** Stands for the outcome of a row that is none any more: routing chose other destinations. */
const GONE = 255;

/** What a row says: outcome, note, then the counts. */
const SAYS = { outcome: 0, note: 1, counts: 2 } as const;
const SAID = SAYS.counts + LEDGER_COUNTS.length;
const DELIVERED = LEDGER_COUNTS.indexOf("delivered");
const EFFECTS = LEDGER_COUNTS.indexOf("effects");

/** What a row said from an instant on, SAID numbers for each change; `before` is the row's change before it. */
class Changes {
  readonly at = new GrowingTimes();
  readonly before = new GrowingInts();
  readonly says = new GrowingInts();

  outcome(change: number): number {
    return this.says.data[change * SAID + SAYS.outcome];
  }
}
const OUTCOME_NUMBER = Object.fromEntries(LEDGER_OUTCOMES.map((outcome, i) => [outcome, i])) as Record<LedgerOutcome, number>;
/** Marks of messages: nothing touched it, or it was touched as it stands everywhere. Else the one destination at which it was. */
const CLEAN = -1;
const EVERYWHERE = -2;
const NOT_YET = { outcome: "not sent yet", note: "" } as const;
const NOBODY = [{ name: "" }];

/** The rows of one message: where each stands in the changes, in the order of the ledger. */
interface Page {
  fates: readonly Fate[];
  /** Numbers of rows, in the order of `fates`; then those that are none any more. */
  rows: readonly number[];
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
  /** Messages that something touched, in that order, and of each message the mark. */
  private readonly touched: number[] = [];
  private readonly marks: number[] = [];
  /** What a row is about to say. */
  private readonly saying = new Int32Array(SAID);
  private readonly notes: string[] = [""];
  private readonly noteNumbers = new Map<string, number>([["", 0]]);
  private readonly late = new LateEffects();
  private readonly tallies: LaneTallies;
  private readonly orders: LaneOrders;
  private readonly telling = new TellingMessages();
  private expected: Expected;
  private allNamed = false;
  private now: Micros = -1;
  private closed = false;

  constructor(
    history: History,
    lane: number,
    processLanes: readonly number[],
    private readonly facts: LaneFacts,
  ) {
    this.index = new DeliveryIndex(history, lane, processLanes, facts);
    this.index.watcher = this;
    this.expected = expectedOf(this.index, facts.services);
    this.tallies = new LaneTallies(this.index, facts);
    this.orders = new LaneOrders(this.index, facts);
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
    for (const { number, type } of facts.messages)
      if (pages[number] === undefined && !isMade(facts, number)) rows += wanting(facts, type).length;
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
    const { marks } = this;
    const mark = marks[message] ?? CLEAN;
    if (mark === CLEAN) this.touched.push(message);
    if (mark !== EVERYWHERE) marks[message] = EVERYWHERE;
  }

  touchAt(message: number, destination: number): void {
    const { marks } = this;
    const mark = marks[message] ?? CLEAN;
    if (mark === destination) return;
    if (mark === CLEAN) this.touched.push(message);
    marks[message] = mark === CLEAN ? destination : EVERYWHERE;
  }

  touchGoingOn(message: number, destination: number): void {
    if (!this.isOnItsWay(message, destination)) this.touchAt(message, destination);
  }

  /** It is in somebody's hands at the destination, has had no effect there, and nothing has gone wrong. */
  private isOnItsWay(message: number, destination: number): boolean {
    const fates = this.pages[message]?.fates;
    if (fates === undefined || this.index.final) return false;
    for (const { facts, holder, lostInLog, lostAtConsumer, skipped } of fates) {
      if (facts.destination !== destination) continue;
      const isWell = lostInLog === NO_EVENT && lostAtConsumer === NO_EVENT && skipped === NO_EVENT && facts.passedOver === NO_EVENT;
      return isWell && holder >= 0 && facts.deliveries.length > 0 && facts.effects.length === 0 && facts.failed === NO_EVENT;
    }
    return false;
  }

  applied(message: MessageFacts, destination: number): void {
    this.late.take(message, destination, keyFor(this.facts, message.number));
  }

  touchHeldBy(process: number): void {
    const held = this.held.get(process);
    if (held !== undefined) for (const row of held) this.touch(this.messageOf[row]);
  }

  touchProducedBy(process: number): void {
    for (const message of this.index.messages) {
      if (message !== undefined && message.producer === process && message.confirmed === NO_EVENT) this.touch(message.number);
    }
  }

  touchAll(): void {
    for (const message of this.index.messages) if (message !== undefined) this.touch(message.number);
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
      const before = columns.length;
      for (const row of this.pages[number]?.rows ?? []) {
        const change = this.changeAt(row, until);
        if (change === NO_CHANGE || changes.outcome(change) === GONE) continue;
        const { data } = changes.says;
        const from = change * SAID;
        const said = this.notes[data[from + SAYS.note]];
        const place = columns.add(number, this.destinationOf[row], data[from + SAYS.outcome], said);
        for (let i = 0; i < LEDGER_COUNTS.length; i++) columns.count(place + i, data[from + SAYS.counts + i]);
      }
      if (columns.length > before || isMade(facts, number)) continue;
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
    const { touched, marks } = this;
    if (touched.length === 0) return;
    if (!this.allNamed) {
      this.expected = expectedOf(this.index, this.facts.services);
      this.allNamed = this.expected.services.every(({ text }) => text >= 0);
    }
    for (const message of touched) {
      const mark = marks[message];
      marks[message] = CLEAN;
      if (mark === EVERYWHERE || !this.accountAt(message, mark)) this.account(message);
    }
    touched.length = 0;
    this.tallies.settle(this.now);
  }

  /** How a message stands at one destination, when that is one where it stood; false when it has to be looked at everywhere. */
  private accountAt(number: number, destination: number): boolean {
    const { index } = this;
    const page = this.pages[number];
    if (page === undefined) return false;
    const { fates, rows } = page;
    for (let i = 0; i < fates.length; i++) {
      const fate = fates[i];
      if (fate.facts.destination !== destination) continue;
      renewFate(fate, index, destination, fate.owed);
      this.telling.put(number, plainKindOf(index, fate.message, fates));
      if (this.tookPlaceFirst(rows[i], fate)) this.orders.renew(number, fates);
      this.write(rows[i], number, fate, false);
      return true;
    }
    return false;
  }

  /** Whether the row has not said yet that the message was delivered, or had its effect: what happens first is what puts it in order. */
  private tookPlaceFirst(row: number, { facts }: Fate): boolean {
    const last = this.lastChange.data[row];
    if (last === NO_CHANGE) return true;
    const { data } = this.changes.says;
    const counts = last * SAID + SAYS.counts;
    return data[counts + DELIVERED] < Math.min(facts.deliveries.length, 1) || data[counts + EFFECTS] < Math.min(facts.effects.length, 1);
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
      page = { fates: NOTHING, rows: NOTHING };
      this.pages[number] = page;
    }
    const before = page.fates;
    const fates = renewFates(before, index, message, this.expected, business.type);
    page.fates = fates;
    this.telling.put(number, plainKindOf(index, message, fates));
    this.orders.renew(number, fates);
    this.tallies.sent(message);
    if (fates === before && fates.length > 0) for (let i = 0; i < fates.length; i++) this.write(page.rows[i], number, fates[i], false);
    else this.turnPage(number, message, page);
  }

  /** The rows of a message that is for other destinations than before. */
  private turnPage(number: number, message: MessageFacts, page: Page): void {
    const { index } = this;
    const { fates } = page;
    // What a handler made and nobody takes is owed by nobody.
    const unclaimed = isMade(this.facts, number) ? [] : [unclaimedFate(index, message)];
    const shown = fates.length > 0 ? fates : unclaimed;
    const rows = shown.map((fate) => this.rowFor(number, page, index.text(fate.facts.destination)));
    shown.forEach((fate, i) => this.write(rows[i], number, fate, fates.length === 0));
    for (const row of page.rows) if (!rows.includes(row)) this.drop(row);
    page.rows = [...rows, ...page.rows.filter((row) => !rows.includes(row))];
  }

  private rowFor(message: number, page: Page, destination: string): number {
    const known = page.rows.find((row) => this.destinationOf[row] === destination);
    if (known !== undefined) return known;
    const row = this.destinationOf.length;
    this.messageOf.push(message);
    this.destinationOf.push(destination);
    this.holderOf.push(-1);
    this.lastChange.push(NO_CHANGE);
    page.rows = added(page.rows, row);
    return row;
  }

  private write(row: number, number: number, fate: Fate, unclaimed: boolean): void {
    const { index } = this;
    const { message, facts } = fate;
    this.hold(row, fate.holder >= 0 ? fate.holder : fate.coming);
    const after = unclaimed ? undefined : this.late.after(number, facts.destination);
    const { outcome, note } = outcomeOf(index, fate, after);
    const { saying } = this;
    saying[SAYS.outcome] = OUTCOME_NUMBER[outcome];
    saying[SAYS.note] = this.noteNumber(unclaimed ? "for nobody here" : note);
    let at: number = SAYS.counts;
    saying[at++] = attemptsFor(index, fate);
    saying[at++] = message.confirmed === NO_EVENT ? 0 : 1;
    saying[at++] = storedCopies(fate);
    saying[at++] = facts.deliveries.length;
    saying[at++] = facts.done;
    saying[at++] = facts.effects.length;
    this.put(row);
    this.tallies.row(row, outcome, fate);
  }

  private drop(row: number): void {
    const last = this.lastChange.data[row];
    if (last === NO_CHANGE || this.changes.outcome(last) === GONE) return;
    this.saying.fill(0);
    this.saying[SAYS.outcome] = GONE;
    this.put(row);
    this.tallies.row(row, null, null);
  }

  /** The row says from now on what `saying` has. */
  private put(row: number): void {
    const { changes, lastChange, saying } = this;
    const { at, before, says } = changes;
    const last = lastChange.data[row];
    if (last !== NO_CHANGE) {
      const from = last * SAID;
      let i = 0;
      while (i < SAID && says.data[from + i] === saying[i]) i++;
      if (i === SAID) return;
      if (at.data[last] === this.now) {
        // Read to the middle of an instant, and now on.
        for (; i < SAID; i++) says.data[from + i] = saying[i];
        return;
      }
    }
    lastChange.data[row] = at.length;
    at.push(this.now);
    before.push(last);
    for (let i = 0; i < SAID; i++) says.push(saying[i]);
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
    if (note === "") return 0;
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
