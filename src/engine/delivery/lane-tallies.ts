import { NO_EVENT } from "../sim/history.ts";
import type { Micros } from "../sim/time.ts";
import type { MessageFacts } from "./delivery-facts.ts";
import type { Fate } from "./delivery-fates.ts";
import type { DeliveryIndex } from "./delivery-index.ts";
import type { LaneFacts } from "./lane-facts.ts";
import { HEADING_OF, HEADINGS, type Heading, type LedgerOutcome } from "./ledger-row.ts";
import { LATENCY_SHARES, type LaneMeters, type LatencyShare, type Series } from "./meters.ts";
import { RunningPercentile } from "./running-percentile.ts";

/** What is counted as rows change: how many stand under each heading, and when things happened that charts draw. */
export class LaneTallies {
  private readonly heading: (Heading | null)[] = [];
  private readonly effectsOf: number[] = [];
  private readonly sentOf = new Set<number>();
  private readonly counts = Object.fromEntries(HEADINGS.map((heading) => [heading, 0])) as Record<Heading, number>;
  private readonly series = Object.fromEntries(HEADINGS.map((heading) => [heading, { at: [], count: [] }])) as unknown as Record<
    Heading,
    { at: Micros[]; count: number[] }
  >;
  private readonly latency: { at: Micros[]; us: Micros[] } = { at: [], us: [] };
  private readonly shares = Object.entries(LATENCY_SHARES).map(([name, { share }]) => {
    return { name: name as LatencyShare, running: new RunningPercentile(share), at: [] as Micros[], us: [] as Micros[] };
  });
  private readonly effects: Micros[] = [];
  private readonly firstSent: Micros[] = [];
  private readonly taped: ReadonlySet<string>;
  private readonly roots: LaneFacts["roots"];
  private changed = false;

  constructor(
    private readonly index: DeliveryIndex,
    { services, tape, roots }: LaneFacts,
  ) {
    this.roots = roots;
    this.taped = new Set(services.filter(({ table }) => tape === undefined || table === tape).map(({ name }) => name));
  }

  sent({ number, sent }: MessageFacts): void {
    if (sent.length === 0 || this.sentOf.has(number)) return;
    this.sentOf.add(number);
    this.firstSent.push(this.index.history.at(sent[0]));
  }

  /** A row stands otherwise than before; null for one that is none any more. */
  row(row: number, outcome: LedgerOutcome | null, fate: Fate | null): void {
    const heading = outcome === null ? null : HEADING_OF[outcome];
    const before = this.heading[row] ?? null;
    if (heading !== before) {
      if (before !== null) this.counts[before]--;
      if (heading !== null) this.counts[heading]++;
      this.heading[row] = heading;
      this.changed = true;
    }
    if (fate !== null) this.takeEffects(row, fate);
  }

  /** Rows of messages of which nothing is written. */
  unheardOf(outcome: LedgerOutcome, rows: number): void {
    this.counts[HEADING_OF[outcome]] += rows;
    this.changed = true;
  }

  private takeEffects(row: number, { message, facts }: Fate): void {
    const known = this.effectsOf[row] ?? 0;
    if (facts.effects.length === known) return;
    const { history } = this.index;
    this.effectsOf[row] = facts.effects.length;
    if (known === 0) {
      const root = this.index.messages[this.roots?.[message.number - 1] ?? message.number] ?? message;
      const from = root.handed !== NO_EVENT ? root.handed : (root.sent[0] ?? facts.effects[0]);
      const us = history.at(facts.effects[0]) - history.at(from);
      this.latency.at.push(history.at(facts.effects[0]));
      this.latency.us.push(us);
      for (const { running } of this.shares) running.add(us);
    }
    if (!this.taped.has(this.index.text(facts.destination))) return;
    for (let i = known; i < facts.effects.length; i++) this.effects.push(history.at(facts.effects[i]));
  }

  /** All rows of an instant are made. */
  settle(at: Micros): void {
    this.settleShares(at);
    if (!this.changed) return;
    this.changed = false;
    for (const heading of HEADINGS) {
      const { at: times, count } = this.series[heading];
      const value = this.counts[heading];
      if ((count.at(-1) ?? 0) === value) continue;
      if (times.at(-1) === at) count[count.length - 1] = value;
      else {
        times.push(at);
        count.push(value);
      }
    }
  }

  private settleShares(at: Micros): void {
    if (this.latency.us.length === 0) return;
    for (const { running, at: times, us } of this.shares) {
      if (us.at(-1) === running.value) continue;
      if (times.at(-1) === at) us[us.length - 1] = running.value;
      else {
        times.push(at);
        us.push(running.value);
      }
    }
  }

  meters(): LaneMeters {
    return {
      headings: this.series as Readonly<Record<Heading, Series>>,
      waiting: this.series.waiting,
      latency: this.latency,
      shares: Object.fromEntries(this.shares.map(({ name, at, us }) => [name, { at, us }])) as unknown as LaneMeters["shares"],
      effects: { at: this.effects },
      sent: { at: this.firstSent },
    };
  }
}
