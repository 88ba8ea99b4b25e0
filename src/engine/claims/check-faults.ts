import type { DurationSpec } from "../delivery/services.ts";
import type { Hit, Target } from "../document/script.ts";
import { nameOfChanged, nameOfTarget } from "../lanes/lane-said.ts";
import { type EventId, type HistoryEvent, NO_EVENT } from "../sim/history.ts";
import { hasInHand } from "./check-messages.ts";
import { liesAt } from "./check-settlements.ts";
import type { Checks } from "./checks.ts";
import type { Death } from "./claim.ts";
import type { Testimony } from "./testimony.ts";

const DEATHS: Readonly<Record<Death, string>> = { crashed: "ProcessCrashed", "lost power": "MachineLost", stopped: "ProcessStopped" };

/** What the script did to the world, what it struck, and how it ended. */
export const faultChecks = {
  died: ({ event, part, how }, told) => isDeath(event, part, how, told),
  diedBeforeEffect({ event, part, how, message }, told) {
    const done = (row: HistoryEvent) => row.message === message && told.requester(row) === part;
    return isDeath(event, part, how, told) && wasHanded(event, part, message, told) && told.none("EffectApplied", done, { before: event });
  },
  diedBeforeSettling({ event, part, how, message }, told) {
    const done = (row: HistoryEvent) => row.message === message && told.requester(row) === part;
    return isDeath(event, part, how, told) && wasHanded(event, part, message, told) && !told.none("EffectApplied", done, { before: event });
  },
  diedWithInHand({ event, part, how, message }, told) {
    return isDeath(event, part, how, told) && hasInHand(part, message, event, told);
  },
  committedAt({ event, destination, place, position, message, own }, told) {
    const committed = lastCommit(event, destination, place, told);
    return committed?.b === position && (!own || liesAt(message, place, position, event, told));
  },
  nothingCommitted({ event, destination, place, message, offset }, told) {
    return lastCommit(event, destination, place, told) === undefined && liesAt(message, place, offset, event, told);
  },
  committedAlready({ event, destination, place, position, message, resumedBy }, told) {
    const lies = told.last("MessageStored", (row) => row.message === message && told.text(row.a) === place, { before: event });
    if (lastCommit(event, destination, place, told)?.b !== position || lies === undefined || lies.b >= position) return false;
    const mine = (row: HistoryEvent) => told.isReader(row.a, destination) && told.text(row.c) === place;
    const next = told.first("PositionRestored", mine, { after: event });
    return resumedBy === null || (next !== undefined && told.part(next.process) === resumedBy && next.b === position);
  },
  letGoAt({ event, message, destination, settledAt }, told) {
    const mine = (row: HistoryEvent) => row.message === message && told.isReader(row.a, destination) && row.at === settledAt;
    return !told.none("MessageSettled", mine, { before: event });
  },
  unacknowledged({ event, part, message, tag }, told) {
    const mine = (row: HistoryEvent) => row.message === message && told.part(row.process) === part;
    const handed = told.last("MessageDelivered", mine, { before: event });
    if (handed?.b !== tag) return false;
    return told.none("MessageSettled", (row) => row.message === message && row.a === handed.a, { after: handed.id, before: event });
  },
  ackUnderWay({ event, part, message, tag }, told) {
    const mine = (row: HistoryEvent) => row.message === message && told.part(row.process) === part;
    const handed = told.last("MessageDelivered", mine, { before: event });
    if (handed?.b !== tag) return false;
    return told.facts.services.some(({ name }) => told.isReader(handed.a, name) && told.said.settleOf(name) === "before");
  },
  callerNeverHeard({ event, message }, told) {
    const called = !told.none("MessageSent", (row) => row.message === message, { before: event });
    return called && told.none("MessageConfirmed", (row) => row.message === message, { before: event });
  },
  wasOnIt({ event, part, message, place, offset }, told) {
    const held = (row: HistoryEvent) => row.message === message && told.text(row.a) === place && told.part(row.process) === part;
    if (!isOf(event, part, told)) return false;
    return !told.none("MessageStored", (row) => held(row) && (offset === null || row.b === offset), { before: event });
  },
  unwrittenGone: ({ event, part }, told) => told.kind(event) === "MachineLost" && keepsADisk(part, told),
  nobodyTold: ({ event, part }, told) => told.kind(event) === "MachineLost" && isOf(event, part, told),
  connectionsReset: ({ event, part }, told) => ["ProcessCrashed", "ProcessStopped"].includes(told.kind(event)) && isOf(event, part, told),
  inHand: ({ event, part, message }, told) => hasInHand(part, message, event, told),
  back: ({ event, part }, told) => told.kind(event) === "ProcessStarted" && isOf(event, part, told),
  wasDown({ event, part, downUs, disk }, told) {
    const down = told.stateOf(part, event);
    return down !== null && told.row(event).at - told.row(down.since).at === downUs && disk === keepsADisk(part, told);
  },
  froze: ({ event, part }, told) => told.kind(event) === "ProcessFrozen" && isOf(event, part, told),
  neitherWorked({ event, part, forUs }, told) {
    const resumed = told.first("ProcessResumed", ({ process }) => told.part(process) === part, { after: event });
    return (resumed === undefined ? null : resumed.at - told.row(event).at) === forUs;
  },
  wentOn: ({ event, part }, told) => told.kind(event) === "ProcessResumed" && isOf(event, part, told),
  knewNothing({ event, part, frozenUs }, told) {
    const frozen = told.last("ProcessFrozen", ({ process }) => told.part(process) === part, { before: event });
    return (frozen === undefined ? null : told.row(event).at - frozen.at) === frozenUs;
  },
  cutOff({ event, part, oneWay }, told) {
    const action = told.actionOfFault(told.row(event).a);
    if (told.kind(event) !== "NetworkSplit") return false;
    if (action?.do !== "split" || action.oneWay !== oneWay) return action?.do !== "split" && part === null && !oneWay;
    if (part === null) return true;
    return namesOf([...action.from, ...action.to]).includes(part);
  },
  nothingPassed({ event, from, to, forUs }, told) {
    const { a, at } = told.row(event);
    const healed = told.first("NetworkHealed", (row) => row.a === a, { after: event });
    if ((healed === undefined ? null : healed.at - at) !== forUs) return false;
    if (from.length === 0 && to.length === 0) return true;
    const action = told.actionOfFault(a);
    return action?.do === "split" && isSame(namesOf(action.from), from) && isSame(namesOf(action.to), to);
  },
  healed: ({ event, fault }, told) => told.kind(event) === "NetworkHealed" && told.text(told.row(event).a) === fault,
  heldWentOn: ({ event, fault }, told) => told.kind(event) === "NetworkHealed" && told.text(told.row(event).a) === fault,
  slowed({ event, part }, told) {
    const action = told.actionOfFault(told.row(event).a);
    if (told.kind(event) !== "LinkSlowed") return false;
    return part === null || (action?.do === "slowLink" && namesOf([...action.from, ...action.to]).includes(part));
  },
  tookLonger({ event, to, fromMs, toMs, mean }, told) {
    const action = told.actionOfFault(told.row(event).a);
    if (action?.do !== "slowLink") return false;
    const [least, most] = rangeOf(action.extra);
    const sides = namesOf([...action.from, ...action.to]);
    return least === fromMs && most === toMs && mean === (action.extra.kind === "exponential") && to.every((part) => sides.includes(part));
  },
  quickAgain: ({ event, fault }, told) => told.kind(event) === "LinkRestored" && told.text(told.row(event).a) === fault,
  usualTime: ({ event, fault }, told) => told.kind(event) === "LinkRestored" && told.text(told.row(event).a) === fault,
  packetLost({ event, type, from, to }, told) {
    const lost = (row: HistoryEvent) => told.text(row.c) === type && told.part(row.a) === from && told.part(row.process) === to;
    const { id } = told.row(event);
    return told.kind(event) === "PacketLost" ? lost(told.row(event)) : !told.none("PacketLost", (row) => row.cause === id && lost(row));
  },
  connectionBroke: ({ event, to }, told) => told.kind(event) === "ConnectionCut" && isEnd(event, to, told),
  brokeFirst: ({ event, from, to }, told) => told.kind(event) === "ConnectionCut" && isEnd(event, from, told) && isEnd(event, to, told),
  brokeWithMessage({ event, from, to, message, sentAgain }, told) {
    if (told.kind(event) !== "ConnectionCut" || !isEnd(event, from, told) || !isEnd(event, to, told)) return false;
    const lost = told.all("PacketLost", ({ cause }) => cause === event).some(({ id }) => told.carries(id, message));
    return lost && told.none("MessageSent", (row) => row.message === message, { after: event }) === !sentAgain;
  },
  couldNotKnow({ event, part, message }, told) {
    const stored = !told.none("MessageStored", (row) => row.message === message, { before: event });
    const known = !told.none("MessageConfirmed", (row) => row.message === message && told.part(row.process) === part, { before: event });
    return stored && !known;
  },
  settingBecame({ event, part, setting, value }, told) {
    const action = given(event, told);
    return action?.do === "set" && nameOfChanged(action.at) === part && action.setting === setting && String(action.value) === value;
  },
  joinedService({ event, part, service }, told) {
    const action = given(event, told);
    return action?.do === "join" && action.instance === part && action.application === service;
  },
  beganToSend({ event, part }, told) {
    const action = given(event, told);
    if (told.kind(event) !== "CommandGiven") return false;
    return action?.do === "join" && action.instance === part;
  },
  takenAway({ event, part }, told) {
    const action = given(event, told);
    return action?.do === "leave" && action.part === part;
  },
  toldToStop({ event, part }, told) {
    const action = given(event, told);
    return action?.do === "stop" && isPart(action.at, event, part, told);
  },
  startedAgain({ event, part }, told) {
    const action = given(event, told);
    return action?.do === "restart" && nameOfTarget(action.at) === part;
  },
  on: ({ event, part }, told) => isOf(event, part, told),
  asOrdered({ event, part, order }, told) {
    if (told.kind(event) !== "CommandGiven") return false;
    const action = given(event, told);
    if (action?.do !== order) return false;
    if (part === "") return true;
    switch (action.do) {
      case "join":
        return action.instance === part;
      case "leave":
        return action.part === part;
      case "set":
        return nameOfChanged(action.at) === part;
      case "crash":
      case "powerLoss":
      case "freeze":
      case "stop":
      case "restart":
        return isPart(action.at, event, part, told);
      default:
        return true;
    }
  },
  commandGiven: ({ event, command }, told) => told.kind(event) === "CommandGiven" && told.text(told.row(event).a) === command,
} satisfies Partial<Checks>;

/** Whether a command's part is that one: named, or that of the event that the command waited for. */
function isPart(at: Hit, event: EventId, part: string, told: Testimony): boolean {
  if (!("of" in at) && !("has" in at)) return nameOfTarget(at) === part;
  const cause = told.history.cause(event);
  return cause !== NO_EVENT && told.part(told.history.process(cause)) === part;
}

function isOf(event: EventId, part: string, told: Testimony): boolean {
  return told.part(told.row(event).process) === part;
}

function isDeath(event: EventId, part: string, how: Death, told: Testimony): boolean {
  return told.kind(event) === DEATHS[how] && isOf(event, part, told);
}

function wasHanded(event: EventId, part: string, message: number, told: Testimony): boolean {
  return !told.none("MessageDelivered", (row) => row.message === message && told.part(row.process) === part, { before: event });
}

function lastCommit(event: EventId, destination: string, place: string, told: Testimony): HistoryEvent | undefined {
  return told.last("OffsetCommitted", (row) => told.isReader(row.a, destination) && told.text(row.c) === place, { before: event });
}

/** Brokers, nodes and controllers keep something over their death; clients do not. */
function keepsADisk(part: string, told: Testimony): boolean {
  return /broker|node|controller/.test(told.role(part));
}

function isEnd(event: EventId, part: string, told: Testimony): boolean {
  const { process, a } = told.row(event);
  return told.part(process) === part || told.part(a) === part;
}

function namesOf(targets: readonly Target[]): string[] {
  return targets.map(nameOfTarget);
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((part, i) => part === other[i]);
}

export function rangeOf(spec: DurationSpec): [least: number, most: number] {
  switch (spec.kind) {
    case "constant":
      return [spec.ms, spec.ms];
    case "uniform":
      return [spec.fromMs, spec.toMs];
    case "exponential":
      return [spec.meanMs, spec.meanMs];
  }
}

/** The action that the script gave by an event, or by the order that an event carries out. */
function given(event: EventId, told: Testimony) {
  const order = told.kind(event) === "CommandGiven" ? event : told.history.cause(event);
  return order === NO_EVENT || told.kind(order) !== "CommandGiven" ? undefined : told.action(told.text(told.row(order).a));
}
