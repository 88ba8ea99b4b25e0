import type { Claim, Death } from "../claims/claim.ts";
import type { DurationSpec } from "../delivery/services.ts";
import type { Action, Command, Hit, Target } from "../document/script.ts";
import { nameOfChanged, nameOfTarget } from "../lanes/lane-said.ts";
import { type EventId, type HistoryEvent, NO_EVENT } from "../sim/history.ts";
import type { LaneReader } from "./lane-reader.ts";
import { claim, RANK, type Sentence, type Templates } from "./sentence.ts";

/** What the script did to the world, and the ends of it. */
export const faultTemplates: Templates = {
  ProcessCrashed: (event, reader) => died(event, "crashed", reader),
  MachineLost: (event, reader) => died(event, "lost power", reader),
  ProcessStopped: (event, reader) => ({ ...died(event, "stopped", reader), rank: RANK.turn }),
  ProcessStarted(event, reader) {
    if (event.a === 0) return null;
    const part = reader.part(event.process);
    const down = (kind: string) => reader.last(kind, event.id, ({ process }) => process === event.process);
    const since = ["ProcessCrashed", "MachineLost", "ProcessStopped"]
      .map((kind) => down(kind))
      .sort((one, other) => (other?.id ?? -1) - (one?.id ?? -1))[0];
    const details =
      since === undefined ? [] : [claim("wasDown", event, { part, downUs: event.at - since.at, disk: hasDisk(event, reader) })];
    return { title: claim("back", event, { part }), details, rank: RANK.turn };
  },
  ProcessFrozen(event, reader) {
    const part = reader.part(event.process);
    const resumed = reader.first("ProcessResumed", event.id, ({ process }) => process === event.process);
    const frozen = claim("neitherWorked", event, { part, forUs: resumed === undefined ? null : resumed.at - event.at });
    return { title: claim("froze", event, { part }), details: [frozen, ...inHand(event, reader)], rank: RANK.fault };
  },
  ProcessResumed(event, reader) {
    const part = reader.part(event.process);
    const frozen = reader.last("ProcessFrozen", event.id, ({ process }) => process === event.process);
    const details = [claim("knewNothing", event, { part, frozenUs: frozen === undefined ? null : event.at - frozen.at })];
    return { title: claim("wentOn", event, { part }), details, rank: RANK.turn };
  },
  NetworkSplit(event, reader) {
    const action = commandOfFault(event, reader)?.action;
    const healed = reader.first("NetworkHealed", event.id, ({ a }) => a === event.a);
    const forUs = healed === undefined ? null : healed.at - event.at;
    if (action?.do !== "split") {
      const details = [claim("nothingPassed", event, { from: [], to: [], forUs })];
      return { title: claim("cutOff", event, { part: null, oneWay: false }), details, rank: RANK.fault };
    }
    const { from, to, oneWay } = action;
    const alone = from.length === 1 || to.length === 0 ? from : to;
    const part = alone.length === 1 ? nameOfTarget(alone[0]) : null;
    const details = [claim("nothingPassed", event, { from: from.map(nameOfTarget), to: to.map(nameOfTarget), forUs })];
    return { title: claim("cutOff", event, { part, oneWay }), details, rank: RANK.fault, processes: processesOf(alone, reader) };
  },
  NetworkHealed(event, reader) {
    const fault = reader.text(event.a);
    return { title: claim("healed", event, { fault }), details: [claim("heldWentOn", event, { fault })], rank: RANK.turn };
  },
  LinkSlowed(event, reader) {
    const action = commandOfFault(event, reader)?.action;
    if (action?.do !== "slowLink") return { title: claim("slowed", event, { part: null }), details: [], rank: RANK.fault };
    const [near, far] = action.from.length > 0 ? [action.from, action.to] : [action.to, action.from];
    const [fromMs, toMs] = rangeOf(action.extra);
    const details = [claim("tookLonger", event, { to: far.map(nameOfTarget), fromMs, toMs, mean: action.extra.kind === "exponential" })];
    const part = near.length === 1 ? nameOfTarget(near[0]) : null;
    return { title: claim("slowed", event, { part }), details, rank: RANK.fault, processes: processesOf(near, reader) };
  },
  LinkRestored(event, reader) {
    const fault = reader.text(event.a);
    return { title: claim("quickAgain", event, { fault }), details: [claim("usualTime", event, { fault })], rank: RANK.aside };
  },
  ConnectionCut: connectionCut,
  CommandGiven(event, reader) {
    const command = reader.command(reader.text(event.a));
    return command === undefined ? null : ordered(event, command, reader);
  },
};

/** Kinds of events that a fault of the script is seen by. */
export const FAULT_KINDS = new Set(["ProcessCrashed", "MachineLost", "ProcessFrozen", "NetworkSplit", "LinkSlowed", "ConnectionCut"]);

const BEFORE_SETTLING = { kafka: "the commit", rabbitmq: "basic.ack", direct: "its answer" } as const;

function died(event: HistoryEvent, how: Death, reader: LaneReader): Sentence {
  const part = reader.part(event.process);
  const { message } = reader.question;
  const rank = RANK.fault;
  const title = claim("died", event, { part, how });
  const delivery = reader.delivery(event.process, event.id);
  if (delivery === undefined) return { title, details: whatItWas(event, reader), rank };
  const did = reader.last("EffectApplied", event.id, (row) => row.message === message && reader.history.a(row.cause) === event.process);
  const settled = settledBefore(event, delivery, reader);
  if (settled !== null) {
    const before = did === undefined ? claim("diedBeforeEffect", event, { part, how, message, did: reader.done }) : title;
    return { title: before, details: [settled], rank };
  }
  const standing = notSettled(event, delivery, reader);
  const details = standing.length > 0 ? standing : whatItWas(event, reader);
  if (did !== undefined)
    return { title: claim("diedBeforeSettling", event, { part, how, message, until: BEFORE_SETTLING[reader.system] }), details, rank };
  // What it had once been handed may be long out of its hands: revoked, given up, lost in an earlier death.
  return {
    title: hasInHand(event.process, event.id, reader) ? claim("diedWithInHand", event, { part, how, message }) : title,
    details,
    rank,
  };
}

/** How the message stood in the books of group or queue when its consumer died: done; null when it was not. */
function settledBefore(event: HistoryEvent, delivery: HistoryEvent, reader: LaneReader): Claim | null {
  const { message, destination } = reader.question;
  if (reader.system === "kafka") {
    const committed = lastCommit(event, delivery, reader);
    if (committed === undefined || committed.b <= delivery.b) return null;
    const next = reader.first("PositionRestored", event.id, (row) => reader.isForUs(row.a) && row.c === committed.c);
    const resumedBy = next !== undefined && next.b === committed.b ? reader.part(next.process) : null;
    return claim("committedAlready", event, { destination, place: reader.text(committed.c), position: committed.b, message, resumedBy });
  }
  const settled = reader.last("MessageSettled", event.id, (row) => row.message === message && reader.isForUs(row.a));
  if (settled === undefined || settled.id < (reader.last("MessageReturned", event.id, (row) => row.message === message)?.id ?? NO_EVENT))
    return null;
  return claim("letGoAt", event, { message, destination, settledAt: settled.at });
}

function notSettled(event: HistoryEvent, delivery: HistoryEvent, reader: LaneReader): Claim[] {
  const { message, destination } = reader.question;
  const part = reader.part(event.process);
  switch (reader.system) {
    case "kafka": {
      const copy = reader.copies().find(({ b }) => b === delivery.b);
      if (copy === undefined) return [];
      const place = reader.text(copy.a);
      const committed = lastCommit(event, delivery, reader);
      if (committed === undefined) return [claim("nothingCommitted", event, { destination, place, message, offset: delivery.b })];
      const own = committed.b === delivery.b;
      return [claim("committedAt", event, { destination, place, position: committed.b, message, own })];
    }
    case "rabbitmq": {
      const since = reader.first("MessageReturned", delivery.id, (row) => row.message === message && row.a === delivery.a);
      if (since !== undefined && since.id < event.id) return [];
      const says = settlesFirst(reader) ? "ackUnderWay" : "unacknowledged";
      return [claim(says, event, { part, message, tag: delivery.b })];
    }
    case "direct": {
      const heard = reader.last("MessageConfirmed", event.id, (row) => row.message === message);
      return heard === undefined ? [claim("callerNeverHeard", event, { part, message })] : [];
    }
  }
}

function settlesFirst({ said, question }: LaneReader): boolean {
  return said.settleOf(question.destination) === "before";
}

/** The group's last committed offset of the partition that the message was read from. */
function lastCommit({ id }: HistoryEvent, delivery: HistoryEvent, reader: LaneReader): HistoryEvent | undefined {
  const place = reader.copies().find(({ b }) => b === delivery.b)?.a;
  return reader.last("OffsetCommitted", id, (row) => reader.isForUs(row.a) && row.c === place);
}

/** What the loss of power took was the word that the node was done with the message: it says so when it is back (R-DUR-06). */
function forgottenWith({ id, process }: HistoryEvent, reader: LaneReader): Claim | null {
  const { message } = reader.question;
  const next = reader.first("MachineLost", id, (row) => row.process === process)?.id ?? Number.POSITIVE_INFINITY;
  const again = reader.first(
    "MessageReturned",
    id,
    (row) => row.process === process && row.message === message && row.c === 1 && reader.isForUs(row.a),
  );
  return again === undefined || again.id > next ? null : claim("settlementForgotten", again, { part: reader.part(process), message });
}

function whatItWas(event: HistoryEvent, reader: LaneReader): Claim[] {
  const part = reader.part(event.process);
  const { message } = reader.question;
  const copy = reader.copies().find(({ process, id }) => process === event.process && id < event.id);
  const powerless = reader.kind(event.id) === "MachineLost";
  const gone = powerless && hasDisk(event, reader) ? [forgottenWith(event, reader) ?? claim("unwrittenGone", event, { part })] : [];
  if (copy !== undefined) {
    const offset = reader.system === "kafka" ? copy.b : null;
    return [claim("wasOnIt", event, { part, message, place: reader.text(copy.a), offset }), ...gone];
  }
  const told = powerless ? claim("nobodyTold", event, { part }) : claim("connectionsReset", event, { part });
  return [...gone, ...inHand(event, reader), told];
}

/** Whether the part keeps anything over its death. */
function hasDisk({ process }: HistoryEvent, reader: LaneReader): boolean {
  return /broker|node|controller/.test(reader.role(process));
}

function inHand(event: HistoryEvent, reader: LaneReader): Claim[] {
  const { message } = reader.question;
  return hasInHand(event.process, event.id, reader) ? [claim("inHand", event, { part: reader.part(event.process), message })] : [];
}

/** Whether a part had been handed the message before an event, and had neither finished it nor given it up nor gone down since. */
export function hasInHand(process: number, id: EventId, reader: LaneReader): boolean {
  const { message } = reader.question;
  const delivery = reader.delivery(process, id);
  if (delivery === undefined) return false;
  const since = (kind: string, test: (row: HistoryEvent) => boolean) => (reader.last(kind, id, test)?.id ?? NO_EVENT) > delivery.id;
  const mine = (row: HistoryEvent) => row.process === process && row.message === message;
  if (["WorkDone", "WorkAbandoned", "MessageDropped"].some((kind) => since(kind, mine))) return false;
  return !["ProcessCrashed", "MachineLost", "ProcessStopped", "OwnershipLost"].some((kind) =>
    since(kind, (row) => row.process === process),
  );
}

/** Of what broke off with the connection, what concerns the asked message comes first. */
function connectionCut(event: HistoryEvent, reader: LaneReader): Sentence {
  const [from, to] = [reader.part(event.a), reader.part(event.process)];
  const { message } = reader.question;
  const rank = RANK.fault;
  const losses = reader.all("PacketLost", ({ cause }) => cause === event.id);
  const mine = losses.find(({ id }) => reader.carries(id, message));
  const lost = mine ?? (losses.some(({ message: other }) => other >= 0) ? undefined : losses[0]);
  const first = claim("brokeFirst", event, { from, to });
  const stored = reader.last("MessageStored", event.id, (row) => row.message === message);
  const knew = reader.last("MessageConfirmed", event.id, (row) => row.message === message);
  const sender = reader.first("MessageSent", NO_EVENT, (row) => row.message === message)?.process;
  const isSenders = sender !== undefined && (event.process === sender || event.a === sender);
  const doubt =
    stored !== undefined && knew === undefined && isSenders ? [claim("couldNotKnow", event, { part: reader.part(sender), message })] : [];
  if (lost === undefined) return { title: claim("connectionBroke", event, { to }), details: [first, ...doubt], rank };
  const type = reader.text(lost.c);
  const more = mine === undefined ? [] : [mine.id];
  const title = claim("packetLost", event, { type, from: reader.part(lost.a), to: reader.part(lost.process) });
  if (reader.about === "lost" && mine !== undefined && lost.a === sender) {
    const sentAgain = reader.first("MessageSent", event.id, (row) => row.message === message) !== undefined;
    return { title, details: [claim("brokeWithMessage", event, { from, to, message, sentAgain })], rank: RANK.outcome, more };
  }
  return { title, details: [first, ...doubt], rank, more };
}

/** The command behind a fault of the network, which the fault is named after. */
function commandOfFault(event: HistoryEvent, reader: LaneReader): Command | undefined {
  const name = reader.text(event.a);
  return reader.command(name.slice(name.indexOf("/") + 1));
}

/** The processes that these targets mean; of an application, all its instances. */
export function processesOf(targets: readonly Target[], { simulation, said }: LaneReader): number[] {
  return simulation.processes.flatMap(({ address }, process) => (targets.some((target) => said.means(target, address)) ? [process] : []));
}

function rangeOf(spec: DurationSpec): [least: number, most: number] {
  switch (spec.kind) {
    case "constant":
      return [spec.ms, spec.ms];
    case "uniform":
      return [spec.fromMs, spec.toMs];
    case "exponential":
      return [spec.meanMs, spec.meanMs];
  }
}

/** An order of the operator that no event of its own tells of. */
function ordered(event: HistoryEvent, { action }: Command, reader: LaneReader): Sentence | null {
  const told = orderOf(event, action, reader);
  if (told === null) return null;
  const [part, title] = told;
  return {
    title,
    details: [claim("asOrdered", event, { part, order: action.do })],
    rank: RANK.fault,
    processes: processesOf([{ part }, { application: part }], reader),
  };
}

function orderOf(event: HistoryEvent, action: Action, reader: LaneReader): [part: string, title: Claim] | null {
  // The part of the event that the command waited for.
  const anchor = () => reader.part(reader.history.process(event.cause));
  const partOf = (at: Hit) => ("of" in at || "has" in at ? anchor() : nameOfTarget(at));
  switch (action.do) {
    case "set": {
      const { at, setting, value } = action;
      const part = nameOfChanged(at);
      return [part, claim("settingBecame", event, { part, setting, value: String(value) })];
    }
    case "join": {
      const { application, instance: part } = action;
      const handles = (reader.run.scenario.applications.find(({ name }) => name === application)?.handles ?? []).length > 0;
      return [part, handles ? claim("joinedService", event, { part, service: application }) : claim("beganToSend", event, { part })];
    }
    case "leave":
      return [action.part, claim("takenAway", event, { part: action.part })];
    case "stop":
      return [partOf(action.at), claim("toldToStop", event, { part: partOf(action.at) })];
    case "restart":
      return [partOf(action.at), claim("startedAgain", event, { part: partOf(action.at) })];
    default:
      return null; // told by the event of the fault itself
  }
}
