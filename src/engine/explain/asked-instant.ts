import type { Claim, PartState } from "../claims/claim.ts";
import type { Target } from "../document/script.ts";
import { type EventId, type HistoryEvent, NO_EVENT } from "../sim/history.ts";
import type { Micros } from "../sim/time.ts";
import type { LaneReader } from "./lane-reader.ts";
import { claim, RANK, type Sentence } from "./sentence.ts";

/** What something waits for at an instant, and since which event. */
export interface Obstacle {
  event: EventId;
  sentence: Sentence;
}

export type Row = Pick<HistoryEvent, "id" | "at" | "process">;

/** The lane as it stands at the instant that is asked about: what happened last, which parts are not up or cut off. */
export class AskedInstant {
  readonly until: Micros;
  /** The first event after it. */
  readonly before: EventId;

  constructor(readonly reader: LaneReader) {
    this.until = reader.question.atUs ?? reader.simulation.now;
    this.before = reader.history.firstAtOrAfter(this.until + 1);
  }

  /** The last event of a kind before the instant is over. */
  last(kind: string, test?: (row: HistoryEvent) => boolean): HistoryEvent | undefined {
    return this.reader.last(kind, this.before, test);
  }

  tell(event: Row, title: Claim, details: readonly Claim[], processes: readonly number[]): Obstacle {
    const still = claim("stillSo", event, { until: this.until });
    return { event: event.id, sentence: { title, details: [...details, still], rank: RANK.outcome, processes } };
  }

  /** How a part stands, if it is not up. */
  stateOf(process: number): { state: PartState; since: HistoryEvent } | null {
    const states: readonly [string, PartState | null][] = [
      ["ProcessCrashed", "crashed"],
      ["MachineLost", "without power"],
      ["ProcessStopped", "stopped"],
      ["ProcessFrozen", "frozen"],
      ["ProcessStarted", null],
      ["ProcessResumed", null],
    ];
    let latest: { state: PartState | null; since: HistoryEvent } | null = null;
    for (const [kind, state] of states) {
      const since = this.last(kind, (row) => row.process === process);
      if (since !== undefined && since.id > (latest?.since.id ?? NO_EVENT)) latest = { state, since };
    }
    return latest === null || latest.state === null ? null : { state: latest.state, since: latest.since };
  }

  /** A part that is not up as the obstacle. */
  down(process: number, details: readonly Claim[] = []): Obstacle | null {
    const found = this.stateOf(process);
    if (found === null) return null;
    const { state, since } = found;
    return this.tell(since, claim("isDown", since, { part: this.reader.part(process), state, until: this.until }), details, [process]);
  }

  /** A split between two parts that has not healed. */
  cut(process: number, other: number): Obstacle | null {
    const { reader, until } = this;
    const names = [reader.part(process), reader.part(other)];
    const inside = (side: readonly Target[], part: string) => side.some((target) => reader.said.means(target, part));
    const split = this.last("NetworkSplit", ({ a, id }) => {
      const text = reader.text(a);
      const action = reader.command(text.slice(text.indexOf("/") + 1))?.action;
      if (action?.do !== "split" || reader.first("NetworkHealed", id, (row) => row.a === a && row.id < this.before) !== undefined)
        return false;
      const on = (side: readonly Target[], opposite: readonly Target[], part: string) =>
        side.length === 0 ? !inside(opposite, part) : inside(side, part);
      const there = on(action.from, action.to, names[0]) && on(action.to, action.from, names[1]);
      const back = on(action.to, action.from, names[0]) && on(action.from, action.to, names[1]);
      return there || (back && !action.oneWay);
    });
    if (split === undefined) return null;
    return this.tell(split, claim("isCut", split, { part: names[0], other: names[1], until }), [], [process, other]);
  }
}
