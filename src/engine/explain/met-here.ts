import type { Absence, Claim } from "../claims/claim.ts";
import type { Command, Target } from "../document/script.ts";
import { nameOfTarget } from "../lanes/lane-said.ts";
import { type EventId, type HistoryEvent, NO_EVENT } from "../sim/history.ts";
import { type Candidate, commandsGiven } from "./candidates.ts";
import type { LaneReader } from "./lane-reader.ts";
import { claim, RANK } from "./sentence.ts";
import { requesterOf } from "./told-effects.ts";
import { hasInHand } from "./told-faults.ts";

/**
 * How the faults that brought something about in another lane met the message in this one: each with how the message stood at that
 * instant, or that there was no such fault here, and why.
 */
export function metHere(faults: readonly string[], reader: LaneReader): Candidate[] {
  const given = new Map(commandsGiven(reader).map((step) => [step.command, step]));
  const used = new Set<EventId>();
  return faults.flatMap((command) => {
    const step = given.get(command);
    const inVain = step?.kind === "CommandGiven" && reader.command(command)?.action.do === "cutBefore";
    const met = step === undefined || inVain ? neverCame(command, used, reader) : [struck(step, reader)];
    for (const { event } of met) used.add(event);
    return met;
  });
}

function struck(step: Candidate, reader: LaneReader): Candidate {
  const event = reader.row(step.event);
  const known = new Set<string>(step.sentence.details.map(({ says }) => says));
  const { title } = step.sentence;
  const here = "part" in title ? title.part : null;
  // That it had the message in hand is said by what it was doing with it.
  const stood = standing(event, reader).filter((said) => !known.has(said.says) && (said.says !== "wasWith" || said.part !== here));
  return { ...step, asked: true, sentence: { ...step.sentence, details: [...stood, ...step.sentence.details].slice(0, 3) } };
}

/** How the message stood for its destination just before an event. */
function standing(event: HistoryEvent, reader: LaneReader): Claim[] {
  const { message, destination } = reader.question;
  const mine = (row: HistoryEvent) => row.message === message;
  // A direct call is made to each service by itself.
  const sent = (row: HistoryEvent) => mine(row) && (reader.system !== "direct" || reader.isForUs(row.b));
  if (reader.last("MessageSent", event.id, sent) === undefined) return [claim("notYetSent", event, { message, destination })];
  const effect = reader.last("EffectApplied", event.id, (row) => mine(row) && reader.isForUs(row.a));
  const handed = reader.last("MessageDelivered", event.id, (row) => mine(row) && reader.isForUs(row.a));
  const holder = handed !== undefined && hasInHand(handed.process, event.id, reader) ? reader.part(handed.process) : null;
  const held = holder === null ? [] : [claim("wasWith", event, { part: holder, message })];
  if (effect !== undefined) {
    const by = reader.part(requesterOf(effect, reader));
    return [claim("alreadyDone", event, { message, destination, part: by, done: reader.done, doneAt: effect.at }), ...held];
  }
  if (reader.last("EffectRequested", event.id, (row) => mine(row) && reader.isForUs(row.a)) !== undefined)
    return [claim("effectOutstanding", event, { message, destination }), ...held];
  if (held.length > 0) return [...held, claim("noEffectYet", event, { message, destination })];
  const copy = reader.copies().findLast(({ id }) => id < event.id);
  return copy === undefined
    ? [claim("onItsWay", event, { message, destination })]
    : [claim("layIn", event, { message, place: reader.text(copy.a) })];
}

/** A command that was never given in this lane, said of its end. */
function neverCame(name: string, used: ReadonlySet<EventId>, reader: LaneReader): Candidate[] {
  const command = reader.command(name);
  if (command === undefined) return [];
  let event = reader.history.length - 1;
  while (used.has(event)) event--;
  const row = reader.row(event);
  const title = claim("noSuch", row, { command: name, does: command.action.do });
  const details = [claim("noSuchBecause", row, { command: name, because: absenceOf(command, reader) })];
  const sentence = { title, details, rank: RANK.fault, processes: [] };
  return [{ event, kind: reader.kind(event), sentence, asked: true, leaveOut: event, command: null }];
}

function absenceOf({ lanes, action, when }: Command, reader: LaneReader): Absence {
  if (lanes !== undefined && !lanes.includes(reader.said.lane.id)) return { why: "other lanes" };
  const parts = reader.simulation.processes.map(({ address }) => address);
  const absent = namedBy(action).filter((target) => !parts.some((part) => reader.said.means(target, part)));
  if (absent.length > 0) return { why: "no part", part: nameOfTarget(absent[0]) };
  if ("after" in when) {
    const { after } = when;
    const message = when.message === undefined ? undefined : reader.played.messages.numberOf(when.message);
    const came = reader.first(after, NO_EVENT, (row) => message === undefined || row.message === message);
    if (came === undefined) return { why: "never came", awaited: after, message: message ?? null };
  }
  return action.do === "cutBefore" ? { why: "no packet", type: action.type } : { why: "never given" };
}

/** Parts and applications that an action names. */
function namedBy(action: Command["action"]): Target[] {
  if (action.do === "split" || action.do === "slowLink") return [...action.from, ...action.to];
  if (action.do === "leave") return [{ part: action.part }];
  if (!("at" in action) || "of" in action.at || "has" in action.at) return [];
  const { at } = action;
  return "part" in at || "application" in at || "host" in at || "rack" in at ? [at] : [];
}
