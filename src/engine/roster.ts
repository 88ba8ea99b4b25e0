import type { ServiceSpec } from "./delivery/services.ts";
import type { SettingOwner } from "./delivery/settings.ts";
import type { Action, AnchorPart, Command, LaneSpec, When } from "./scenario.ts";
import { ANY_PEER } from "./scenario.ts";
import { membersOf } from "./setting-changes.ts";
import { systemFacts } from "./system-facts.ts";

/** Which parts a lane has while its script is gone through, in the order in which its commands happen. Names are relative to the lane. */
export interface Roster {
  id: string;
  spec: LaneSpec;
  services: readonly ServiceSpec[];
  parts: Set<string>;
  producers: string[];
  /** Consumers that joined during the run, with their service. */
  joined: Map<string, ServiceSpec>;
  /** Parts that were removed, and when. */
  gone: Map<string, When>;
  /** Parts that some command may have taken down; null once a command can hit any part. */
  downed: Set<string> | null;
}

/** Whether a command of the script does anything in a lane, or why it cannot: a sentence without its full stop. */
export type CommandOutcome = { acts: true } | { acts: false; reason: string };

export function newRoster(
  spec: LaneSpec,
  services: readonly ServiceSpec[],
  producers: readonly string[],
  parts: readonly string[],
): Roster {
  return {
    id: spec.id,
    spec,
    services,
    parts: new Set(parts),
    producers: [...producers],
    joined: new Map(),
    gone: new Map(),
    downed: new Set(),
  };
}

/** The order in which commands happen: by their time, and those that wait for an event after all others, as the script has them. */
export function inOrder(script: readonly Command[]): Command[] {
  const at = ({ when }: Command) => ("atMs" in when ? when.atMs : Number.POSITIVE_INFINITY);
  return script
    .map((command, index) => ({ command, index }))
    .sort((one, other) => (at(one.command) === at(other.command) ? one.index - other.index : at(one.command) < at(other.command) ? -1 : 1))
    .map(({ command }) => command);
}

/**
 * A command that waits for an event may happen before one that comes earlier in the order: what it can take down may be down at any time.
 * Before the first command of a script.
 */
export function foresee(script: readonly Command[], roster: Roster): void {
  for (const command of script) {
    const { action, when } = command;
    if ("atMs" in when || !isFor(command, roster)) continue;
    if (action.do !== "crash" && action.do !== "powerLoss" && action.do !== "stop" && action.do !== "remove") continue;
    if (typeof action.part === "string") roster.downed?.add(action.part);
    else roster.downed = null;
  }
}

/** What becomes of each command of a script that is meant for this lane, by the command's id. Never throws, whatever the order. */
export function scriptOutcomes(script: readonly Command[], roster: Roster): Map<string, CommandOutcome> {
  const outcomes = new Map<string, CommandOutcome>();
  foresee(script, roster);
  for (const command of inOrder(script)) if (isFor(command, roster)) outcomes.set(command.id, outcomeOf(command, roster));
  return outcomes;
}

export function isFor({ lanes }: Command, { id }: Roster): boolean {
  return lanes === undefined || lanes.includes(id);
}

const ACTS: CommandOutcome = { acts: true };
const not = (reason: string): CommandOutcome => ({ acts: false, reason });

/** Decides on one command, and takes what it does to the lane's parts into the roster. Commands must come in order. */
export function outcomeOf({ action, when }: Command, roster: Roster): CommandOutcome {
  switch (action.do) {
    case "crash":
    case "powerLoss":
    case "stop":
      return hit(action.part, roster, true);
    case "freeze":
      return hit(action.part, roster, false);
    case "restart":
      return restart(action.part, roster);
    case "remove":
      return remove(action.part, when, roster);
    case "split":
    case "slowLink":
      return sides(action, roster);
    case "cutBefore":
      return cut(action, roster);
    case "addConsumer":
      return addConsumer(action, roster);
    case "addProducer":
      return addProducer(action.name, roster);
    case "set":
      return set(action, roster);
  }
}

/** Why a part is not there. */
function missing(part: string, { gone }: Roster): CommandOutcome {
  const when = gone.get(part);
  if (when === undefined) return not(`this lane has no ${part}`);
  return not("atMs" in when ? `${part} was removed at ${when.atMs / 1000} s` : `${part} was removed`);
}

function hit(part: string | AnchorPart, roster: Roster, down: boolean): CommandOutcome {
  if (typeof part !== "string") {
    if (down) roster.downed = null;
    return ACTS;
  }
  if (!roster.parts.has(part)) return missing(part, roster);
  if (down) roster.downed?.add(part);
  return ACTS;
}

/** Starts again what is down, and brings back what was removed. */
function restart(part: string, roster: Roster): CommandOutcome {
  if (roster.gone.delete(part)) {
    roster.parts.add(part);
    return ACTS;
  }
  if (!roster.parts.has(part)) return missing(part, roster);
  return roster.downed === null || roster.downed.has(part) ? ACTS : not(`nothing has taken ${part} down by then`);
}

function remove(part: string, when: When, roster: Roster): CommandOutcome {
  if (!roster.parts.delete(part)) return missing(part, roster);
  roster.gone.set(part, when);
  roster.downed?.add(part);
  return ACTS;
}

/** An empty side means every other part of the lane. */
function sides({ from, to }: { from: readonly string[]; to: readonly string[] }, roster: Roster): CommandOutcome {
  const { parts } = roster;
  const present = (side: readonly string[]) => side.flatMap((part) => membersOf(part, parts));
  for (const [side, other] of [
    [from, to],
    [to, from],
  ]) {
    const here = side.length === 0 ? [...parts].filter((part) => !present(other).includes(part)) : present(side);
    if (here.length > 0) continue;
    if (side.length === 1) return missing(side[0], roster);
    return not(side.length === 0 ? "there is no part on the other side" : `this lane has none of ${side.join(", ")}`);
  }
  return ACTS;
}

function cut({ from, to }: { from: string; to: string }, roster: Roster): CommandOutcome {
  if (from === to) return not("a connection has two ends");
  for (const end of [from, to]) if (end !== ANY_PEER && !roster.parts.has(end)) return missing(end, roster);
  return ACTS;
}

function addConsumer({ service: wanted, name }: { service: string; name: string }, roster: Roster): CommandOutcome {
  const service = roster.services.find((candidate) => candidate.name === wanted);
  if (service === undefined) return not(`there is no service ${wanted}`);
  const taken = nameTaken(name, roster);
  if (taken !== null) return taken;
  roster.parts.add(name);
  roster.joined.set(name, service);
  return ACTS;
}

function addProducer(name: string, roster: Roster): CommandOutcome {
  const taken = nameTaken(name, roster);
  if (taken !== null) return taken;
  roster.parts.add(name);
  roster.producers.push(name);
  return ACTS;
}

function nameTaken(name: string, { parts, gone }: Roster): CommandOutcome | null {
  if (gone.has(name)) return not(`${name} was there before; it can be started again`);
  return parts.has(name) ? not(`there is a ${name} already`) : null;
}

function set({ part, setting }: Extract<Action, { do: "set" }>, roster: Roster): CommandOutcome {
  const { system } = roster.spec;
  const { title, settings } = systemFacts[system];
  const owners = settings.filter(({ name }) => name === setting).map(({ owner }) => owner);
  if (owners.length === 0) return not(`${title} has no setting ${setting}`);
  const [member] = membersOf(part, roster.parts);
  if (member === undefined) return missing(part, roster);
  return owners.some((owner) => owns(owner, member, roster)) ? ACTS : not(`${setting} is not a setting of ${member}`);
}

/** What belongs to a whole cluster can be set at any of its parts. */
function owns(owner: SettingOwner, part: string, roster: Roster): boolean {
  switch (owner) {
    case "producer":
    case "client":
      return roster.producers.includes(part);
    case "consumer":
    case "service":
      return isConsumer(part, roster);
    case "database":
      return part === owner;
    default:
      return !roster.producers.includes(part) && !isConsumer(part, roster);
  }
}

function isConsumer(part: string, { joined, services }: Roster): boolean {
  return joined.has(part) || services.some(({ name }) => membersOf(name, [part]).length > 0);
}
