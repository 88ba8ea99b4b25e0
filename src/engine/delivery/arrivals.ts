import { type EventId, NO_EVENT } from "../sim/history.ts";
import { measureOrder, type OrderMeasures } from "./checkers/order-measures.ts";
import type { Fate } from "./delivery-fates.ts";
import { added, NOTHING } from "./short-lists.ts";

/** How fates are put in order: within a group by event, compared with their ranks. */
export interface Ordering {
  /** The event by which it takes part; NO_EVENT when it does not. */
  eventOf(fate: Fate): EventId;
  rankOf(fate: Fate): number;
  /** Together with destination, event and message it decides the group. */
  partOf(fate: Fate): number;
  groupOf(fate: Fate): string;
}

interface Arrival {
  /** As it stands now. */
  fate: Fate;
  readonly event: EventId;
  readonly rank: number;
  readonly part: number;
  readonly group: Group;
}

export interface Group {
  /** In the order of events while `orderly`. */
  readonly members: Arrival[];
  /** They came one after the other, and no rank fell. */
  orderly: boolean;
  /** Of a group that is not orderly, once they are asked for and until something changes. */
  measures: OrderMeasures | null;
}

/**
 * Fates in groups, in the order in which something happened to them, kept while they change. A group to whose end members come in the order
 * of their ranks costs nothing more; any other is measured when it is asked for and has changed.
 */
export class Arrivals {
  private readonly byKey = new Map<string, Group>();
  private readonly suspects = new Set<Group>();
  /** By message. */
  private readonly known: (readonly Arrival[] | undefined)[] = [];

  constructor(private readonly ordering: Ordering) {}

  get groups(): Iterable<Group> {
    return this.byKey.values();
  }

  /** These are all fates of the message now. */
  renew(message: number, fates: readonly Fate[]): void {
    const known = this.known[message] ?? NOTHING;
    let kept = 0;
    let changed = false;
    for (const fate of fates) {
      if (this.ordering.eventOf(fate) === NO_EVENT) continue;
      const arrival = known[kept];
      if (arrival !== undefined && this.isSame(arrival, fate)) {
        arrival.fate = fate;
        kept++;
      } else changed = true;
    }
    if (changed || kept < known.length) this.known[message] = this.replace(known, fates);
  }

  /** Groups in which some rank fell, with their members in the order of events. */
  disorderly(): { members: readonly Arrival[]; measures: OrderMeasures }[] {
    const found: { members: readonly Arrival[]; measures: OrderMeasures }[] = [];
    for (const group of this.suspects) {
      if (group.measures === null) {
        group.members.sort((one, other) => one.event - other.event);
        group.measures = measureOrder(group.members.map(({ rank }) => rank));
      }
      if (group.measures.late.length > 0) found.push({ members: group.members, measures: group.measures });
      else {
        group.orderly = true;
        group.measures = null;
        this.suspects.delete(group);
      }
    }
    return found;
  }

  private replace(known: readonly Arrival[], fates: readonly Fate[]): readonly Arrival[] {
    let arrivals: readonly Arrival[] = NOTHING;
    for (const fate of fates) {
      const event = this.ordering.eventOf(fate);
      if (event === NO_EVENT) continue;
      const same = known.find((arrival) => this.isSame(arrival, fate));
      if (same !== undefined) same.fate = fate;
      arrivals = added(arrivals, same ?? this.add(fate, event));
    }
    for (const arrival of known) if (!arrivals.includes(arrival)) this.remove(arrival);
    return arrivals;
  }

  private isSame({ fate: before, event, rank, part }: Arrival, fate: Fate): boolean {
    const { ordering } = this;
    return (
      before.facts.destination === fate.facts.destination &&
      event === ordering.eventOf(fate) &&
      rank === ordering.rankOf(fate) &&
      part === ordering.partOf(fate)
    );
  }

  private add(fate: Fate, event: EventId): Arrival {
    const key = this.ordering.groupOf(fate);
    let group = this.byKey.get(key);
    if (group === undefined) {
      group = { members: [], orderly: true, measures: null };
      this.byKey.set(key, group);
    }
    const arrival: Arrival = { fate, event, rank: this.ordering.rankOf(fate), part: this.ordering.partOf(fate), group };
    const last = group.members.at(-1);
    if (last !== undefined && (last.event > event || last.rank > arrival.rank)) this.suspect(group);
    group.members.push(arrival);
    group.measures = null;
    return arrival;
  }

  private remove(arrival: Arrival): void {
    const { group } = arrival;
    group.members.splice(group.members.indexOf(arrival), 1);
    this.suspect(group);
  }

  private suspect(group: Group): void {
    group.orderly = false;
    group.measures = null;
    this.suspects.add(group);
  }
}
