import type { ProcessInfo } from "../../worker/protocol.ts";
import { type LaneLives, stateAt, type Wait, type Work } from "./lives.ts";
import type { StoryReader } from "./reader.ts";

/** Along the flow, against it (an ack, a commit, an answer), or from a holder to its like (replication). */
export type ArrowKind = "flow" | "answer" | "copy";

/** One packet with a business message inside. Times in microseconds, processes by their number. */
export interface Arrow {
  id: number;
  message: number;
  from: number;
  to: number;
  sentAt: number;
  at: number;
  kind: ArrowKind;
  lost: boolean;
  /** The protocol's own name of it. */
  type: string;
}

/** A message at a process: sent, received, or put into effect. `again`: not for the first time. */
export interface Stop {
  id: number;
  message: number;
  process: number;
  at: number;
  again: boolean;
}

/** Something that was decided about a message at a process, in a word or two. */
export interface Note {
  id: number;
  message: number;
  process: number;
  at: number;
  text: string;
  wrong: boolean;
}

/** What a space-time diagram shows: lines in flow order, and what lies on and between them. */
export interface Story {
  processes: readonly number[];
  arrows: readonly Arrow[];
  stops: readonly Stop[];
  notes: readonly Note[];
  works: readonly Work[];
  waits: readonly Wait[];
  /** First and last instant of what is shown. */
  from: number;
  to: number;
  /** Arrows that were too many to show. */
  leftOut: number;
}

export interface StoryWish {
  lane: number;
  /** Null: every message. */
  message: number | null;
  /** Null: every destination. */
  destination: string | null;
  /** Only what was sent from here on, and has happened until there. */
  from?: number;
  to?: number;
  /** Processes that must have a line although no packet touched them. */
  also?: readonly number[];
}

const NOTES: Readonly<Record<string, { text: string; wrong: boolean }>> = {
  MessageUnresolved: { text: "gave up, nobody knows", wrong: true },
  MessageRefused: { text: "refused", wrong: true },
  MessageReturnedToSender: { text: "came back, no queue", wrong: true },
  MessageErased: { text: "lost", wrong: true },
  MessageDiscarded: { text: "thrown away", wrong: true },
  PacketUnread: { text: "never read", wrong: true },
  MessageDropped: { text: "dropped", wrong: true },
  MessageReturned: { text: "back in the queue", wrong: false },
  DuplicateSequence: { text: "known, not stored twice", wrong: false },
  EffectSkipped: { text: "known, nothing changed", wrong: false },
};
/** A caller knows which of its calls had an answer: a service that it never called did nothing. */
const CALLER_NOTES: typeof NOTES = { MessageUnresolved: { text: "gave up", wrong: true } };
/** Notes that are about one destination, which their first field names. */
const OF_ONE = new Set(["MessageReturned", "EffectSkipped"]);

/** More arrows than this are a thicket, not a drawing. */
const MOST_ARROWS = 90;

/** Everything of the history that has to do with one message in a lane, or with all messages of a stretch of time. Linear in that stretch. */
export function storyOf(
  history: StoryReader,
  roster: readonly Pick<ProcessInfo, "id" | "part" | "lane" | "role">[],
  lives: LaneLives,
  { lane, message, destination, from = 0, to = Number.POSITIVE_INFINITY, also = [] }: StoryWish,
): Story {
  const elsewhere = (process: number) => {
    const known = lives.destinations.get(process);
    return destination !== null && known !== undefined && !known.has(destination);
  };
  const wanted = (number: number) => number > 0 && (message === null || number === message);
  const arrows: Arrow[] = [];
  const stops: Stop[] = [];
  const notes: Note[] = [];
  const seen = new Set<string>();
  const end = to === Number.POSITIVE_INFINITY ? history.length : history.firstAtOrAfter(to + 1);
  for (let id = history.firstAtOrAfter(from); id < end; id++) {
    const process = history.process(id);
    if (process < 0 || roster[process]?.lane !== lane || elsewhere(process)) continue;
    const kind = history.kind(id);
    const at = history.at(id);
    if (kind === "PacketDelivered" || kind === "PacketLost") {
      const sender = history.a(id);
      if (elsewhere(sender) || roster[sender] === undefined || at - history.b(id) < from) continue;
      const number = [history.message(id), ...history.carriedBy(id)].find(wanted);
      if (number === undefined) continue;
      arrows.push({
        id,
        message: number,
        from: sender,
        to: process,
        sentAt: at - history.b(id),
        at,
        kind: arrowKind(roster[sender].role, roster[process].role),
        lost: kind === "PacketLost",
        type: history.text(history.c(id)),
      });
      continue;
    }
    const first = history.message(id);
    const number = kind === "PacketUnread" ? ([first, ...history.carriedBy(id)].find(wanted) ?? first) : first;
    if (!wanted(number)) continue;
    if (kind in NOTES && !(OF_ONE.has(kind) && destination !== null && history.text(history.a(id)) !== destination))
      notes.push({
        id,
        message: number,
        process,
        at,
        ...((roster[process].role === "direct client" ? CALLER_NOTES[kind] : undefined) ?? NOTES[kind]),
      });
    if (kind === "MessageSent") {
      stops.push({ id, message: number, process, at, again: history.a(id) > 1 });
    } else if (kind === "MessageDelivered" || kind === "EffectApplied") {
      const target = history.text(history.a(id));
      if (destination !== null && target !== destination) continue;
      const mark = `${kind} ${number} ${target}`;
      const counted = kind === "EffectApplied" ? history.b(id) > 1 : history.c(id) === 1;
      stops.push({ id, message: number, process, at, again: counted || seen.has(mark) });
      seen.add(mark);
    }
  }
  const kept = arrows.slice(Math.max(0, arrows.length - MOST_ARROWS));
  const involved = new Set([
    ...kept.flatMap((arrow) => [arrow.from, arrow.to]),
    ...[...stops, ...notes].map(({ process }) => process),
    ...also,
  ]);
  const begun = Math.min(from === 0 ? Number.POSITIVE_INFINITY : from, ...stops.map(({ at }) => at), ...kept.map(({ sentAt }) => sentAt));
  const works = lives.works.filter(
    (work) =>
      wanted(work.message) &&
      involved.has(work.process) &&
      (destination === null || work.destination === destination) &&
      work.from <= to &&
      work.to >= begun,
  );
  const lasts = [
    ...[...stops, ...notes].map(({ at }) => at),
    ...kept.map(({ at }) => at),
    ...works.flatMap(({ to: until }) => finite(until)),
  ];
  const ended = to === Number.POSITIVE_INFINITY ? Math.max(begun, ...lasts) : to;
  const places = new Set(message === null ? [] : [...(lives.placesOf.get(message) ?? [])].filter((place) => lives.brokerPlaces.has(place)));
  const waits = lives.waits.filter(
    (wait) =>
      involved.has(wait.process) &&
      wait.from <= ended &&
      wait.to >= begun &&
      (wait.message < 0 || wanted(wait.message)) &&
      (wait.place === "" || message === null || places.has(wait.place)),
  );
  const bounded = to !== Number.POSITIVE_INFINITY;
  return {
    processes: [...involved].sort((one, other) => rank(roster[one]?.role) - rank(roster[other]?.role) || one - other),
    arrows: kept,
    stops,
    notes,
    works,
    waits: distinct(waits),
    from: bounded ? from : Math.min(begun, ...waits.map((wait) => wait.from)),
    to: bounded ? to : Math.max(ended, ...waits.flatMap((wait) => finite(wait.to))),
    leftOut: arrows.length - kept.length,
  };
}

/** A broker that led several partitions is waited for once. */
function distinct(waits: readonly Wait[]): Wait[] {
  const known = new Map(waits.map((wait) => [`${wait.process} ${wait.from} ${wait.to} ${wait.label}`, wait]));
  return [...known.values()];
}

function finite(us: number): number[] {
  return us === Number.POSITIVE_INFINITY ? [] : [us];
}

/** Place of a role in the flow: what sends, what keeps, what works, what is changed. */
export function rank(role = ""): number {
  if (/producer|publisher|client/.test(role)) return 0;
  if (/broker|node|controller/.test(role)) return 1;
  return /database/.test(role) ? 3 : 2;
}

export function arrowKind(from: string, to: string): ArrowKind {
  const way = rank(to) - rank(from);
  return way > 0 ? "flow" : way < 0 ? "answer" : "copy";
}

/** An arrow as far as it has come: 1 when it arrived. */
export function shareOf({ sentAt, at }: Pick<Arrow, "sentAt" | "at">, untilUs: number): number {
  return at <= untilUs ? 1 : (untilUs - sentAt) / (at - sentAt);
}

/**
 * The story as far as it has happened: what has begun is there, cut off at the present instant; nothing later is. A wait that goes on
 * shows only when something is down already: before that, nobody knows that it will be one.
 */
export function storyUntil(story: Story, untilUs: number, lives: LaneLives): Story {
  const begun = <T extends { from: number; to: number }>(spans: readonly T[]) =>
    spans.filter(({ from }) => from <= untilUs).map((span) => (span.to <= untilUs ? span : { ...span, to: Number.POSITIVE_INFINITY }));
  return {
    ...story,
    arrows: story.arrows.filter(({ sentAt }) => sentAt <= untilUs),
    stops: story.stops.filter(({ at }) => at <= untilUs),
    notes: story.notes.filter(({ at }) => at <= untilUs),
    works: begun(story.works),
    waits: begun(story.waits).filter(({ process, to }) => to <= untilUs || stateAt(lives.lives.get(process), untilUs) !== "up"),
  };
}
