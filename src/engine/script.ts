import { toDistribution } from "./delivery/duration.ts";
import type { ServiceSpec } from "./delivery/services.ts";
import type { LaneContext, OperatorMessage, Share, SystemDefinition } from "./delivery/system.ts";
import { withSetting } from "./lane-settings.ts";
import { type Action, ANY_PEER, type AnchorPart, type Command, type LaneSpec, type When } from "./scenario.ts";
import { membersOf } from "./setting-changes.ts";
import { ANCHOR, type Moment, type TimedCommand, type WorldCommand } from "./sim/commands.ts";
import type { ProcessSpec } from "./sim/process.ts";
import { fromMs } from "./sim/time.ts";

/** A lane while its script is compiled: which parts it has had so far, in the order of the script. */
export interface LaneParts {
  id: string;
  spec: LaneSpec;
  system: SystemDefinition<object>;
  context: LaneContext<object>;
  /** Names relative to the lane. */
  parts: Set<string>;
  producers: string[];
  /** Consumers that joined during the run, with their service. */
  joined: Map<string, ServiceSpec>;
  /** The lane as the parts see it whose settings were changed during the run. */
  changed: Map<string, LaneSpec>;
}

export function newLaneParts(
  spec: LaneSpec,
  system: SystemDefinition<object>,
  context: LaneContext<object>,
  parts: readonly string[],
): LaneParts {
  const { id } = spec;
  return { id, spec, system, context, parts: new Set(parts), producers: [...context.producers], joined: new Map(), changed: new Map() };
}

/** The commands of a script for one lane in the words of the kernel. Commands on parts that the lane does not have are left out. */
export function compileScript(script: readonly Command[], lane: LaneParts): TimedCommand[] {
  const ordered = script
    .map((command, index) => ({ command, index, at: "atMs" in command.when ? command.when.atMs : Number.POSITIVE_INFINITY }))
    .sort((one, other) => (one.at === other.at ? one.index - other.index : one.at < other.at ? -1 : 1));
  const timed: TimedCommand[] = [];
  for (const { command } of ordered) {
    if (command.lanes !== undefined && !command.lanes.includes(lane.id)) continue;
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
      return onPart(action.part, lane, (process) => ({ start: { do: "restart", process } }));
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
      const known = (end: string) => end === ANY_PEER || lane.parts.has(end);
      if (!known(from) || !known(to) || from === to) return [];
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
  const infos = lane.system.settings.filter(({ name }) => name === action.setting);
  if (infos.length === 0) return [];
  const [info] = infos;
  return lane.system.readers(info, part, [...lane.parts]).map((reader): Compiled => {
    // Producers and consumers have settings of the same name: a part reads only those of its own kind.
    const change = (seen: LaneSpec, { owner, name }: (typeof infos)[number]) => withSetting(seen, owner, name, action.value);
    const spec = infos.reduce(change, lane.changed.get(reader) ?? lane.spec);
    lane.changed.set(reader, spec);
    const process = lane.context.prefix + reader;
    return { start: { do: "configure", process, config: configOf(reader, spec, lane), awayUs: info.live ? null : RESTART_US } };
  });
}

/** The configuration that a part of the lane would have under other settings. */
function configOf(part: string, { settings }: LaneSpec, { system, context, joined }: LaneParts): object {
  const changed = { ...context, settings };
  const service = joined.get(part);
  if (service !== undefined) return system.consumer(changed, service, part).config;
  const built = system.build(changed).find(({ name }) => name === context.prefix + part);
  return (built ?? system.producer(changed, part, { index: 0, of: 1, fromUs: 0 })).config;
}

/** Parts that come and go. */
function compileMembership(action: Extract<Action, { do: "addProducer" | "addConsumer" | "remove" }>, lane: LaneParts): Compiled[] {
  switch (action.do) {
    case "addConsumer": {
      const service = lane.context.services.find((candidate) => candidate.name === action.service);
      if (service === undefined || lane.parts.has(action.name)) return [];
      lane.parts.add(action.name);
      lane.joined.set(action.name, service);
      return [spawn(lane.system.consumer(lane.context, service, action.name))];
    }
    case "addProducer": {
      if (lane.parts.has(action.name)) return [];
      lane.parts.add(action.name);
      lane.producers.push(action.name);
      const [last, ...others] = shares(lane).reverse();
      return [...others.reverse().map(tellShare), spawn(lane.system.producer(lane.context, last.name, last.share))];
    }
    case "remove": {
      if (!lane.parts.delete(action.part)) return [];
      const stop: Compiled = { start: tell(lane.context.prefix + action.part, { type: "Stop" }) };
      if (!lane.producers.includes(action.part)) return [stop];
      lane.producers = lane.producers.filter((producer) => producer !== action.part);
      return [stop, ...shares(lane).map(tellShare)];
    }
  }
}

/** How the present producers of a lane divide the workload. */
function shares(lane: LaneParts): { name: string; process: string; share: Share }[] {
  const of = lane.producers.length;
  return lane.producers.map((name, index) => ({ name, process: lane.context.prefix + name, share: { index, of, fromUs: 0 } }));
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

/** What is done to a part: to that one, if the lane has it, or to the one of the event that is waited for. */
function onPart(part: string | AnchorPart, { parts, context }: LaneParts, make: (name: string) => Compiled): Compiled[] {
  if (typeof part !== "string") return [make(ANCHOR)];
  return parts.has(part) ? [make(context.prefix + part)] : [];
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
