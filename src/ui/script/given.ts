import type { Command, LaneSpec } from "../../engine/scenario.ts";
import type { ProcessInfo } from "../../worker/protocol.ts";
import type { HistoryReplica } from "../state/history-replica.ts";

/** A command in one lane. */
export interface LaneInstant {
  lane: number;
  /** When it first happened there; null where it has not. */
  startUs: number | null;
  /** The process whose event it waited for, -1 when it waited for none. */
  anchor: number;
}

/** What of a command is known to whoever has seen the run up to an instant. */
export interface Told {
  /** Its first instant. Null: it waits for something that has not come, or that never came. */
  startUs: number | null;
  /** The lanes that it is meant for, each with the instant that has been seen. */
  lanes: readonly LaneInstant[];
  /** `ahead`: its time is still to come, or what it waits for. */
  state: "ahead" | "happened" | "never";
}

/** How much there is to tell of: the run is recorded, and has been seen to its end. */
interface Seen {
  untilUs: number;
  done: boolean;
  atEnd: boolean;
}

/** Nothing is told before it has been seen: of a command that waits not when that will come, and of none that it will come to nothing. */
export function toldOf({ when }: Command, instants: readonly LaneInstant[], { untilUs, done, atEnd }: Seen): Told {
  const lanes = instants.map((instant) =>
    instant.startUs !== null && instant.startUs > untilUs ? { ...instant, startUs: null } : instant,
  );
  const happened = lanes.flatMap(({ startUs }) => startUs ?? []);
  if ("atMs" in when) {
    const startUs = when.atMs * 1000;
    return { startUs, lanes, state: happened.length > 0 ? "happened" : done && (startUs <= untilUs || atEnd) ? "never" : "ahead" };
  }
  if (happened.length > 0) return { startUs: Math.min(...happened), lanes, state: "happened" };
  return { startUs: null, lanes, state: atEnd ? "never" : "ahead" };
}

interface Given {
  at: number;
  anchor: number;
}

/** How far each take's history has been read for its commands; many panels ask, and it only grows. */
const read = new WeakMap<HistoryReplica, { until: number; given: Map<string, Given> }>();

/** When a command happened in each of the lanes that it is meant for. */
export function instantsOf(history: HistoryReplica, lanes: readonly LaneSpec[], command: Command): LaneInstant[] {
  const given = firstGiven(history);
  return lanes.flatMap(({ id }, lane): LaneInstant[] => {
    if (command.lanes !== undefined && !command.lanes.includes(id)) return [];
    const found = given.get(`${lane} ${command.id}`);
    return [{ lane, startUs: found?.at ?? null, anchor: found?.anchor ?? -1 }];
  });
}

/** Of these lanes those that have a part that the command names; all of them when it names none, or when none has it. */
export function lanesConcerned(lanes: readonly LaneInstant[], { action }: Command, roster: readonly ProcessInfo[]): readonly LaneInstant[] {
  const named = "part" in action ? [action.part] : "from" in action ? [action.from].flat() : [];
  const concerned = lanes.filter(({ lane }) => roster.some((process) => process.lane === lane && named.includes(process.part)));
  return concerned.length === 0 ? lanes : concerned;
}

/** When each command first happened in each lane of the recorded history. */
function firstGiven(history: HistoryReplica): ReadonlyMap<string, Given> {
  const known = read.get(history) ?? { until: 0, given: new Map<string, Given>() };
  read.set(history, known);
  for (; known.until < history.length; known.until++) {
    const id = known.until;
    if (history.kind(id) !== "CommandGiven") continue;
    const key = `${history.b(id)} ${history.text(history.a(id))}`;
    const cause = history.cause(id);
    if (!known.given.has(key)) known.given.set(key, { at: history.at(id), anchor: cause < 0 ? -1 : history.process(cause) });
  }
  return known.given;
}
