import { toDistribution } from "./delivery/duration.ts";
import type { SettingOwner } from "./delivery/settings.ts";
import type { LaneContext, OperatorMessage, Share, SystemDefinition } from "./delivery/system.ts";
import { withSetting } from "./lane-settings.ts";
import { foresee, inOrder, isFor, newRoster, outcomeOf, type Roster } from "./roster.ts";
import { type Action, ANY_PEER, type AnchorPart, type Command, type LaneSpec, type When } from "./scenario.ts";
import { membersOf } from "./setting-changes.ts";
import { ANCHOR, type Moment, type TimedCommand, type WorldCommand } from "./sim/commands.ts";
import type { ProcessSpec } from "./sim/process-spec.ts";
import { fromMs } from "./sim/time.ts";

/** A lane while its script is compiled. */
export interface LaneParts extends Roster {
  system: SystemDefinition<object>;
  context: LaneContext<object>;
  /** The lane as the parts see it whose settings were changed during the run. */
  changed: Map<string, LaneSpec>;
}

export function newLaneParts(
  spec: LaneSpec,
  system: SystemDefinition<object>,
  context: LaneContext<object>,
  parts: readonly string[],
): LaneParts {
  return { ...newRoster(spec, context.services, context.producers, parts), system, context, changed: new Map() };
}

/** The commands of a script for one lane in the words of the kernel. Commands that cannot act are left out: `scriptOutcomes` says why. */
export function compileScript(script: readonly Command[], lane: LaneParts): TimedCommand[] {
  const timed: TimedCommand[] = [];
  foresee(script, lane);
  for (const command of inOrder(script)) {
    if (!isFor(command, lane) || !outcomeOf(command, lane).acts) continue;
    const moment = toMoment(command.when, lane);
    for (const { start, end } of compileAction(command, lane)) {
      const then =
        end === undefined || command.forMs === undefined ? undefined : { delayUs: fromMs(command.forMs), command: end, name: command.id };
      timed.push({ name: command.id, lane: lane.context.lane, moment, command: start, then });
    }
  }
  return timed;
}

function toMoment(when: When, lane: LaneParts): Moment {
  if ("atMs" in when) return { at: fromMs(when.atMs) };
  const { after, part, message, nth, delayMs } = when;
  const name = part === undefined ? undefined : lane.context.prefix + part;
  const group = lane.context.services.some((service) => service.name === part);
  return {
    after: { event: after, ...(group ? { group: name } : { process: name }), message, nth, lane: lane.context.lane },
    delayUs: fromMs(delayMs),
  };
}

interface Compiled {
  start: WorldCommand;
  /** What ends it when it has an end. */
  end?: WorldCommand;
}

function compileAction({ id, action }: Command, lane: LaneParts): Compiled[] {
  const name = (part: string) => lane.context.prefix + part;
  switch (action.do) {
    case "crash":
      return onPart(action.part, lane, (process) => ({ start: { do: "crash", process }, end: { do: "restart", process } }));
    case "restart":
      return compileRestart(action.part, lane);
    case "stop":
      return onPart(action.part, lane, (process) => ({ start: { do: "stop", process }, end: { do: "restart", process } }));
    case "powerLoss":
      return onPart(action.part, lane, (host) => ({ start: { do: "powerLoss", host }, end: { do: "powerOn", host } }));
    case "freeze":
      return onPart(action.part, lane, (process) => ({ start: { do: "freeze", process }, end: { do: "resume", process } }));
    case "split": {
      const sides = bothSides(action, lane);
      const fault = name(id);
      if (sides === null) return [];
      return [{ start: { do: "split", fault, ...sides, oneWay: action.oneWay }, end: { do: "heal", fault } }];
    }
    case "slowLink": {
      const sides = bothSides(action, lane);
      const fault = name(id);
      if (sides === null) return [];
      const extra = toDistribution(action.extra);
      return [{ start: { do: "slowLink", fault, ...sides, extra, oneWay: action.oneWay }, end: { do: "restoreLink", fault } }];
    }
    case "cutBefore": {
      const { from, to, type, message } = action;
      const end = (part: string) => (part === ANY_PEER ? null : name(part));
      return [{ start: { do: "cutBefore", fault: name(id), from: end(from), to: end(to), type, payload: message } }];
    }
    case "set":
      return membersOf(action.part, lane.parts).flatMap((part) => compileSetting(action, part, lane));
    default:
      return compileMembership(action, lane);
  }
}

/** How long a part is away that is restarted for a setting which it reads only when it starts. */
const RESTART_US = 1_000_000;

function compileSetting(action: Extract<Action, { do: "set" }>, part: string, lane: LaneParts): Compiled[] {
  // Producers, consumers and brokers have settings of the same name: a part reads only those of its own kind.
  const owners = ownersFor(part, lane);
  const infos = lane.system.settings.filter(({ owner, name }) => name === action.setting && owners(owner));
  if (infos.length === 0) return [];
  const [info] = infos;
  return lane.system.readers(info, part, [...lane.parts]).map((reader): Compiled => {
    const change = (seen: LaneSpec, { owner, name }: (typeof infos)[number]) => withSetting(seen, owner, name, action.value);
    const spec = infos.reduce(change, lane.changed.get(reader) ?? lane.spec);
    lane.changed.set(reader, spec);
    const process = lane.context.prefix + reader;
    const { config, libraries } = specOf(reader, spec, lane);
    return { start: { do: "configure", process, config, libraries, awayUs: info.live ? null : RESTART_US } };
  });
}

/** Whose settings a part reads: those of sources, those of services, or all others. */
function ownersFor(part: string, { producers, joined, context: { services } }: LaneParts): (owner: SettingOwner) => boolean {
  if (producers.includes(part)) return (owner) => OF_SOURCES.has(owner);
  const serves = joined.has(part) || services.some(({ name }) => membersOf(name, [part]).length > 0);
  return serves ? (owner) => owner === "consumer" : (owner) => owner !== "consumer" && !OF_SOURCES.has(owner);
}

const OF_SOURCES: ReadonlySet<SettingOwner> = new Set(["producer", "client"]);

/** The part of the lane as it would be under other settings. */
function specOf(part: string, { settings }: LaneSpec, { system, context, joined }: LaneParts): ProcessSpec {
  const changed = { ...context, settings };
  const service = joined.get(part);
  if (service !== undefined) return system.consumer(changed, service, part);
  const built = system.build(changed).find(({ name }) => name === context.prefix + part);
  return built ?? system.producer(changed, part, { index: 0, of: 1, fromUs: 0 });
}

/** Parts that come and go; the lane has them already, or no longer. */
function compileMembership(action: Extract<Action, { do: "addProducer" | "addConsumer" | "remove" }>, lane: LaneParts): Compiled[] {
  switch (action.do) {
    case "addConsumer": {
      const service = lane.joined.get(action.name);
      return service === undefined ? [] : [spawn(lane.system.consumer(lane.context, service, action.name))];
    }
    case "addProducer":
      return shares(lane).map((given) =>
        given.name === action.name ? spawn(lane.system.producer(lane.context, given.name, given.share)) : tellShare(given),
      );
    case "remove": {
      const stop: Compiled = { start: { do: "stop", process: lane.context.prefix + action.part, leave: true } };
      return lane.producers.includes(action.part) ? [stop, ...shares(lane).map(tellShare)] : [stop];
    }
  }
}

/** A producer that was removed comes back for its share of what is left. */
function compileRestart(part: string, lane: LaneParts): Compiled[] {
  const process = lane.context.prefix + part;
  if (!lane.producers.includes(part)) return [{ start: { do: "restart", process } }];
  return shares(lane).map((given) =>
    given.name === part ? { start: { do: "restart", process, order: { type: "SetShare", share: given.share } } } : tellShare(given),
  );
}

/** How the present producers of a lane divide the workload. */
function shares(lane: LaneParts): { name: string; process: string; share: Share }[] {
  const present = lane.producers.filter((name) => lane.parts.has(name));
  return present.map((name, index) => ({
    name,
    process: lane.context.prefix + name,
    share: { index, of: present.length, fromUs: 0 },
  }));
}

function tellShare({ process, share }: { process: string; share: Share }): Compiled {
  return { start: tell(process, { type: "SetShare", share }) };
}

function tell(process: string, message: OperatorMessage): WorldCommand {
  return { do: "tell", process, message };
}

function spawn(spec: ProcessSpec): Compiled {
  return { start: { do: "spawn", spec } };
}

/** What is done to a part: to that one, or to the one of the event that is waited for. */
function onPart(part: string | AnchorPart, { context }: LaneParts, make: (name: string) => Compiled): Compiled[] {
  if (typeof part !== "string") return [make(ANCHOR)];
  return [make(context.prefix + part)];
}

/** Hosts of both sides; an empty side means every other part of the lane. Null when a side has no part here. */
function bothSides(action: { from: readonly string[]; to: readonly string[] }, lane: LaneParts): { from: string[]; to: string[] } | null {
  const present = (parts: readonly string[]) => parts.flatMap((part) => membersOf(part, lane.parts));
  let from = present(action.from);
  let to = present(action.to);
  if (action.from.length === 0) from = [...lane.parts].filter((part) => !to.includes(part));
  if (action.to.length === 0) to = [...lane.parts].filter((part) => !from.includes(part));
  if (from.length === 0 || to.length === 0) return null;
  const hosts = (parts: string[]) => parts.map((part) => lane.context.prefix + part);
  return { from: hosts(from), to: hosts(to) };
}
