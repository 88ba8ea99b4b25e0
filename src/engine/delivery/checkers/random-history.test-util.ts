import fc from "fast-check";
import { eventKindInfo } from "../../sim/event-kinds.ts";
import { type HistoryScript, history } from "../history-script.test-util.ts";

/** What the authority of a place has, by position. */
interface Log {
  entries: { message: number; epoch: number }[];
  epoch: number;
}

type Step = (h: HistoryScript, logs: Map<string, Log>) => void;

const message = fc.integer({ min: 1, max: 4 });
const destination = fc.constantFrom("d", "e");
const place = fc.constantFrom("q", "r");
const broker = fc.constantFrom("broker", "broker-2", "broker-3");
const consumer = fc.constantFrom("a", "b", "c");
/** Mostly one, or two would seldom be handed to the same. */
const receiver = fc.constantFrom("a", "a", "a", "a", "b", "c");
const producer = fc.constantFrom("producer", "producer-2");
const position = fc.integer({ min: 0, max: 4 });
const flag = fc.integer({ min: 0, max: 1 });

function logOf(logs: Map<string, Log>, name: string): Log {
  let log = logs.get(name);
  if (log === undefined) {
    log = { entries: [], epoch: 0 };
    logs.set(name, log);
  }
  return log;
}

/** Epochs of a place never fall; within an epoch positions grow; a new epoch may begin below the end, which overwrites. */
const store: fc.Arbitrary<Step> = fc
  .tuple(message, place, broker, fc.boolean(), position)
  .map(([n, where, by, elect, back]) => (h, logs) => {
    const log = logOf(logs, where);
    if (elect) {
      log.epoch++;
      log.entries.length = Math.max(0, log.entries.length - back);
    }
    h.stored(n, { place: where, position: log.entries.length, epoch: log.epoch, by });
    log.entries.push({ message: n, epoch: log.epoch });
  });

/** A leader that was deposed and does not know it writes on, below or above what its successor has. */
const deposedStore: fc.Arbitrary<Step> = fc.tuple(message, place, broker, position).map(([n, where, by, at]) => (h, logs) => {
  const { epoch } = logOf(logs, where);
  if (epoch > 0) h.stored(n, { place: where, position: at, epoch: epoch - 1, by });
});

const copy: fc.Arbitrary<Step> = fc.tuple(place, position, broker).map(([where, at, by]) => (h, logs) => {
  const entry = logOf(logs, where).entries[at];
  if (entry !== undefined) h.copied(entry.message, { place: where, position: at, epoch: entry.epoch, by });
});

const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.tuple(message, producer).map(
      ([n, by]): Step =>
        (h) =>
          h.sent(n, { by }),
    ),
  },
  {
    weight: 4,
    arbitrary: message.map(
      (n): Step =>
        (h) =>
          h.confirmed(n),
    ),
  },
  {
    weight: 1,
    arbitrary: message.map(
      (n): Step =>
        (h) =>
          h.refused(n),
    ),
  },
  {
    weight: 2,
    arbitrary: message.map(
      (n): Step =>
        (h) =>
          h.unresolved(n),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(destination, place).map(
      ([d, q]): Step =>
        (h) =>
          h.subscribed(d, q),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(message, destination, place).map(
      ([n, d, q]): Step =>
        (h) =>
          h.routed(n, d, q),
    ),
  },
  { weight: 6, arbitrary: store },
  { weight: 1, arbitrary: deposedStore },
  {
    weight: 2,
    arbitrary: fc.tuple(message, producer).map(
      ([n, by]): Step =>
        (h) =>
          h.accepted(n, { by }),
    ),
  },
  {
    weight: 1,
    arbitrary: message.map(
      (n): Step =>
        (h) =>
          h.cameBack(n),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(position, destination, place).map(
      ([at, d, q]): Step =>
        (h) =>
          h.passedOver(at, { destination: d, place: q }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom("a", "b", "producer", "broker", "broker-2").map(
      (who): Step =>
        (h) =>
          h.started(who),
    ),
  },
  { weight: 3, arbitrary: copy },
  {
    weight: 1,
    arbitrary: message.map(
      (n): Step =>
        (h) =>
          h.discarded(n),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(place, position).map(
      ([q, at]): Step =>
        (h, logs) =>
          h.committed(at, { place: q, epoch: logOf(logs, q).epoch }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(place, position, broker).map(
      ([q, at, by]): Step =>
        (h) =>
          h.cut(at, { place: q, by }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(message, place, position, broker).map(
      ([n, q, at, by]): Step =>
        (h) =>
          h.erased(n, { place: q, position: at, by }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(message, fc.constantFrom("d", "e", "")).map(
      ([n, d]): Step =>
        (h) =>
          h.dropped(n, d),
    ),
  },
  {
    weight: 13,
    arbitrary: fc.tuple(message, receiver, destination, position, flag).map(
      ([n, to, d, at, flagged]): Step =>
        (h) =>
          h.delivered(n, { to, destination: d, position: at, flagged }),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(message, consumer, destination).map(
      ([n, by, d]): Step =>
        (h) =>
          h.begun(n, { by, destination: d }),
    ),
  },
  {
    weight: 5,
    arbitrary: fc.tuple(message, consumer, destination).map(
      ([n, by, d]): Step =>
        (h) =>
          h.effect(n, { by, destination: d }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(message, consumer, destination).map(
      ([n, by, d]): Step =>
        (h) =>
          h.requested(n, { by, destination: d }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(message, consumer).map(
      ([n, by]): Step =>
        (h) =>
          n > 2 ? h.requestLost(n, { by }) : h.requestUnread(n, { by }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(message, destination).map(
      ([n, d]): Step =>
        (h) =>
          h.skipped(n, d),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(message, consumer, destination).map(
      ([n, by, d]): Step =>
        (h) =>
          h.done(n, { by, destination: d }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(message, consumer, destination).map(
      ([n, by, d]): Step =>
        (h) =>
          h.failed(n, { by, destination: d }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(message, consumer, destination).map(
      ([n, by, d]): Step =>
        (h) =>
          h.abandoned(n, { by, destination: d }),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(message, destination).map(
      ([n, d]): Step =>
        (h) =>
          h.settled(n, d),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(position, destination, place).map(
      ([at, d, q]): Step =>
        (h) =>
          h.offset(at, { destination: d, place: q }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(message, destination).map(
      ([n, d]): Step =>
        (h) =>
          h.returned(n, d),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(message, destination).map(
      ([n, d]): Step =>
        (h) =>
          h.forgotten(n, d),
    ),
  },
  {
    weight: 8,
    arbitrary: fc.tuple(consumer, fc.integer({ min: 1, max: 3 }), destination, place).map(
      ([by, g, d, q]): Step =>
        (h) =>
          h.gained(by, g, { destination: d, place: q }),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.constantFrom("a", "b", "coordinator"), fc.integer({ min: 1, max: 3 }), destination, place).map(
      ([by, g, d, q]): Step =>
        (h) =>
          h.lost(by, g, { destination: d, place: q }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom("a", "b", "producer", "broker", "broker-2", "broker-3").map(
      (who): Step =>
        (h) =>
          h.crash(who),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom("a", "b").map(
      (who): Step =>
        (h) =>
          h.freeze(who),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(message, receiver, destination).map(
      ([n, by, d]): Step =>
        (h) =>
          h.released(n, { by, destination: d }),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(message, fc.constantFrom("a", "b", "broker-2", "stranger")).map(
      ([n, to]): Step =>
        (h) =>
          h.underWay(n, { to }),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(position, position, receiver, place).map(
      ([one, other, by, where]): Step =>
        (h) =>
          h.fetched(Math.min(one, other), Math.max(one, other) + 1, { by, place: where }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(message, fc.constantFrom("packetLost" as const, "attemptLost", "attemptUnread", "answerLost")).map(
      ([n, what]): Step =>
        (h) =>
          h[what](n),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(message, receiver, destination, fc.boolean()).map(
      ([n, to, d, unread]): Step =>
        (h) =>
          unread ? h.settledAndUnread(n, { to, destination: d }) : h.settledAndLost(n, { to, destination: d }),
    ),
  },
);

/** Any order of events of up to four messages, two destinations and two places, coherent only where a place's own log must be. */
export const randomHistory: fc.Arbitrary<HistoryScript> = fc
  .tuple(fc.array(steps, { minLength: 1, maxLength: 66, size: "max" }), fc.integer({ min: 0, max: 5 }))
  .map(([list, ending]) => {
    const h = history();
    h.keys = { 1: "x", 2: "y", 3: "x", 4: "x" };
    h.messageCount = 4;
    const logs = new Map<string, Log>();
    for (const step of list) step(h, logs);
    if (ending > 0) h.end({ atRest: ending > 1 });
    return Object.assign(h, { [fc.toStringMethod]: () => describe(h) });
  });

function describe({ history: events }: HistoryScript): string {
  const lines = Array.from({ length: events.length }, (_, id) => {
    const { kind, process, message, a, b, c } = events.event(id);
    return `${id} ${eventKindInfo(kind).name} by ${process} of ${message} (${a} ${b} ${c})`;
  });
  return `\n${lines.join("\n")}\n`;
}
