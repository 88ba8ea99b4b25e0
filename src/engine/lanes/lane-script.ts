import { toDistribution } from "../delivery/duration.ts";
import type { OperatorMessage, Share } from "../delivery/system.ts";
import type { ChangedAt, SettingChanged } from "../delivery/system-parts.ts";
import type { Application } from "../document/application.ts";
import type { Lane } from "../document/lane.ts";
import { instancesOf } from "../document/names.ts";
import { type LaneProcess, processesOfLane } from "../document/processes.ts";
import { type Action, ANY_PEER, type Command, type Hit, type Target, type When } from "../document/script.ts";
import { ANCHOR, type Moment, type TimedCommand, type WorldCommand } from "../sim/commands.ts";
import { fromMs } from "../sim/time.ts";
import { clusterProcess, instanceProcess, type LaneScene } from "./build-lane.ts";

/**
 * The script of a document for one lane, in the words of the kernel: gone through in the order in which its commands happen, with the parts
 * that the lane has by then. A command that cannot act is left out.
 */
export function compileLaneScript(scene: LaneScene): TimedCommand[] {
  const course = new LaneCourse(scene);
  const script = scene.run.script.filter(({ lanes }) => lanes === undefined || lanes.includes(course.lane.id));
  for (const command of script) course.foresee(command);
  return inOrder(script).flatMap((command) => course.compile(command));
}

interface Compiled {
  start: WorldCommand;
  /** What ends it when it has an end. */
  end?: WorldCommand;
}

/** How long a part is away that is restarted for a setting which it reads only when it starts. */
const RESTART_US = 1_000_000;

/** By their time, and those that wait for an event after all others, as the script has them. */
function inOrder(script: readonly Command[]): Command[] {
  const at = ({ when }: Command) => ("atMs" in when ? when.atMs : Number.POSITIVE_INFINITY);
  return script
    .map((command, index) => ({ command, index }))
    .sort((one, other) => (at(one.command) === at(other.command) ? one.index - other.index : at(one.command) < at(other.command) ? -1 : 1))
    .map(({ command }) => command);
}

/** Parts of a lane, and what has become of them by a place of the script. */
class LaneCourse {
  readonly lane: Lane;
  private readonly processes: readonly LaneProcess[];
  private readonly parts: Set<string>;
  private readonly gone = new Set<string>();
  /** Parts that may be down; null once a command can hit any part. */
  private downed: Set<string> | null = new Set();
  /** Instances that joined, with their application; sources in the order in which they divide their stream. */
  private readonly joined = new Map<string, string>();
  private readonly sources = new Map<string, string[]>();
  /** The lane as the parts see it whose settings were changed. */
  private readonly changed = new Map<string, Lane>();

  constructor(private readonly scene: LaneScene) {
    const { run, index, tables } = scene;
    this.lane = run.scenario.lanes[index];
    this.processes = processesOfLane(run, this.lane, tables);
    this.parts = new Set(this.processes.map(({ name }) => name));
    for (const application of run.scenario.applications) {
      if (application.emits !== undefined)
        this.sources.set(
          application.name,
          instancesOf(application).filter((name) => this.parts.has(name)),
        );
    }
  }

  /** What a command that waits for an event can take down may be down at any time: such a command may happen before those at a time. */
  foresee({ when, action }: Command): void {
    if ("atMs" in when) return;
    if (action.do === "leave") this.downed?.add(action.part);
    if (action.do !== "crash" && action.do !== "powerLoss" && action.do !== "stop") return;
    if ("of" in action.at || "has" in action.at) this.downed = null;
    else for (const part of this.partsOf(action.at)) this.downed?.add(part);
  }

  compile(command: Command): TimedCommand[] {
    const moment = this.momentOf(command.when);
    return this.act(command).map(({ start, end }): TimedCommand => {
      const then =
        end === undefined || command.forMs === undefined ? undefined : { delayUs: fromMs(command.forMs), command: end, name: command.id };
      return { name: command.id, lane: this.scene.index, moment, command: start, then };
    });
  }

  private momentOf(when: When): Moment {
    if ("atMs" in when) return { at: fromMs(when.atMs) };
    const { after: event, by, message, nth, delayMs } = when;
    const who =
      by === undefined || "place" in by
        ? {}
        : "part" in by
          ? { process: this.scene.prefix + by.part }
          : { group: this.scene.prefix + ("application" in by ? by.application : by.group) };
    // What waits for a message that there is not waits for ever, and not for any message.
    const number = message === undefined ? undefined : (this.scene.messages.numberOf(message) ?? NO_MESSAGE);
    return { after: { event, ...who, message: number, nth, lane: this.scene.index }, delayUs: fromMs(delayMs) };
  }

  private act({ id, action }: Command): Compiled[] {
    const { prefix } = this.scene;
    switch (action.do) {
      case "crash":
        return this.hit(action.at, true, (process) => ({ start: { do: "crash", process }, end: { do: "restart", process } }));
      case "stop":
        return this.hit(action.at, true, (process) => ({ start: { do: "stop", process }, end: { do: "restart", process } }));
      case "freeze":
        return this.hit(action.at, false, (process) => ({ start: { do: "freeze", process }, end: { do: "resume", process } }));
      case "powerLoss":
        return this.hit(action.at, true, (process) => {
          const host = process === ANCHOR ? ANCHOR : prefix + this.hostOf(process.slice(prefix.length));
          return { start: { do: "powerLoss", host }, end: { do: "powerOn", host } };
        });
      case "restart":
        return this.partsOf(action.at, true).flatMap((part) => this.restart(part));
      case "split":
      case "slowLink":
        return this.between(id, action);
      case "cutBefore":
        return this.cut(id, action);
      case "join":
        return this.join(action.application, action.instance);
      case "leave":
        return this.leave(action.part);
      case "set":
        return this.set(action);
      case "setOnFailure":
        return this.setOnFailure(action);
      case "addClient":
      case "removeClient":
      case "operate":
        return [];
    }
  }

  /** Present parts that a target means; with `also`, those that have left. */
  private partsOf(target: Target, also = false): string[] {
    const isThere = (part: string) => this.parts.has(part) || (also && this.gone.has(part));
    if ("part" in target) return isThere(target.part) ? [target.part] : [];
    if ("application" in target) return this.instances(target.application).filter(isThere);
    const hosts = (this.lane.hosts ?? []).filter((host) => ("host" in target ? host.name === target.host : host.rack === target.rack));
    return hosts.flatMap(({ parts }) => parts.filter(isThere));
  }

  private instances(application: string): string[] {
    const begun = this.processes.filter(({ kind, of }) => kind === "application" && of === application).map(({ name }) => name);
    return [...begun, ...[...this.joined].filter(([, of]) => of === application).map(([name]) => name)];
  }

  private hostOf(part: string): string {
    return this.lane.hosts?.find(({ parts }) => parts.includes(part))?.name ?? part;
  }

  private hit(at: Hit, down: boolean, make: (process: string) => Compiled): Compiled[] {
    if ("of" in at) {
      if (down) this.downed = null;
      return [make(ANCHOR)];
    }
    if ("has" in at) return [];
    const parts = this.partsOf(at);
    if (down) for (const part of parts) this.downed?.add(part);
    return parts.map((part) => make(this.scene.prefix + part));
  }

  private restart(part: string): Compiled[] {
    if (this.gone.delete(part)) this.parts.add(part);
    else if (this.downed !== null && !this.downed.has(part)) return [];
    const process = this.scene.prefix + part;
    const source = this.sourceOf(part);
    if (source === null) return [{ start: { do: "restart", process } }];
    return this.shares(source).map(({ name, share }) =>
      name === part
        ? { start: { do: "restart", process, order: { type: "SetShare", share } } }
        : this.tell(name, { type: "SetShare", share }),
    );
  }

  private between(id: string, action: Extract<Action, { do: "split" | "slowLink" }>): Compiled[] {
    const all = [...this.parts];
    let from = action.from.flatMap((target) => this.partsOf(target));
    let to = action.to.flatMap((target) => this.partsOf(target));
    if (action.from.length === 0) from = all.filter((part) => !to.includes(part));
    if (action.to.length === 0) to = all.filter((part) => !from.includes(part));
    if (from.length === 0 || to.length === 0) return [];
    const hosts = (parts: string[]) => [...new Set(parts.map((part) => this.scene.prefix + this.hostOf(part)))];
    const sides = { from: hosts(from), to: hosts(to) };
    const fault = this.scene.prefix + id;
    const { oneWay } = action;
    if (action.do === "split") return [{ start: { do: "split", fault, ...sides, oneWay }, end: { do: "heal", fault } }];
    const extra = toDistribution(action.extra);
    return [{ start: { do: "slowLink", fault, ...sides, extra, oneWay }, end: { do: "restoreLink", fault } }];
  }

  private cut(id: string, { from, to, type, message }: Extract<Action, { do: "cutBefore" }>): Compiled[] {
    if (from === to) return [];
    for (const end of [from, to]) if (end !== ANY_PEER && !this.parts.has(end)) return [];
    const end = (part: string) => (part === ANY_PEER ? null : this.scene.prefix + part);
    const payload = message === undefined ? undefined : this.scene.messages.numberOf(message);
    if (message !== undefined && payload === undefined) return [];
    return [{ start: { do: "cutBefore", fault: this.scene.prefix + id, from: end(from), to: end(to), type, payload } }];
  }

  private join(name: string, instance: string): Compiled[] {
    const application = this.applicationNamed(name);
    if (application === undefined || this.parts.has(instance) || this.gone.has(instance)) return [];
    this.parts.add(instance);
    this.joined.set(instance, name);
    const source = this.sources.get(name);
    if (source === undefined) return [this.spawn(application, instance, WHOLE)];
    source.push(instance);
    return this.shares(name).map(({ name: other, share }) =>
      other === instance ? this.spawn(application, instance, share) : this.tell(other, { type: "SetShare", share }),
    );
  }

  private leave(part: string): Compiled[] {
    if (!this.parts.delete(part)) return [];
    this.gone.add(part);
    this.downed?.add(part);
    const stop: Compiled = { start: { do: "stop", process: this.scene.prefix + part, leave: true } };
    const source = this.sourceOf(part);
    if (source === null) return [stop];
    return [stop, ...this.shares(source).map(({ name, share }) => this.tell(name, { type: "SetShare", share }))];
  }

  private set({ at, setting, value }: Extract<Action, { do: "set" }>): Compiled[] {
    const places: ChangedAt[] =
      "application" in at || "part" in at
        ? this.partsOf(at).map((part) => ({ part, application: this.applicationOf(part)?.name ?? null }))
        : [at];
    return places.flatMap((place) => this.change((lane) => this.changeIn(lane, place, setting, value)));
  }

  private changeIn(lane: Lane, at: ChangedAt, setting: string, value: string | number | boolean): SettingChanged | null {
    const all = [...this.parts];
    for (const system of this.scene.systems) {
      const found = system.change(lane, at, setting, value, all);
      if (found !== null) return found;
    }
    return null;
  }

  private setOnFailure({ at, client, steps }: Extract<Action, { do: "setOnFailure" }>): Compiled[] {
    return this.partsOf(at).flatMap((part) => {
      const application = this.applicationOf(part)?.name ?? null;
      return this.change((lane) => ({
        lane: {
          ...lane,
          clients: lane.clients.map((one) =>
            one.application !== application || (client !== undefined && (one.name ?? one.system) !== client) ? one : withSteps(one, steps),
          ),
        },
        readers: [part],
        live: true,
      }));
    });
  }

  /** Each part that reads what is changed sees its own lane changed, and is configured by that. */
  private change(changeIn: (lane: Lane) => SettingChanged | null): Compiled[] {
    const found = changeIn(this.lane);
    if (found === null) return [];
    return found.readers.flatMap((reader): Compiled[] => {
      const seen = changeIn(this.changed.get(reader) ?? this.lane)?.lane;
      if (seen === undefined) return [];
      this.changed.set(reader, seen);
      const { config, libraries } = this.processUnder(reader, seen);
      const process = this.scene.prefix + reader;
      return [{ start: { do: "configure", process, config, libraries, awayUs: found.live ? null : RESTART_US } }];
    });
  }

  private processUnder(part: string, lane: Lane) {
    const application = this.applicationOf(part);
    if (application !== undefined) {
      const all = instancesOf(application);
      const index = all.indexOf(part);
      return instanceProcess(this.scene, lane, application, part, index < 0 ? WHOLE : { index, of: all.length, fromUs: 0 });
    }
    const found = this.processes.find(({ name, kind }) => name === part && kind === "cluster");
    if (found === undefined) throw new Error(`${part} has no settings`);
    return clusterProcess(this.scene, lane, found.of, part);
  }

  private applicationNamed(name: string): Application | undefined {
    return this.scene.run.scenario.applications.find((one) => one.name === name);
  }

  private applicationOf(part: string): Application | undefined {
    const of = this.joined.get(part) ?? this.processes.find(({ name, kind }) => name === part && kind === "application")?.of;
    return of === undefined ? undefined : this.applicationNamed(of);
  }

  /** The source of a part that hands over a stream; null for any other. */
  private sourceOf(part: string): string | null {
    const name = this.applicationOf(part)?.name;
    return name !== undefined && this.sources.has(name) ? name : null;
  }

  /** How the present instances of a source divide its stream. */
  private shares(source: string): { name: string; share: Share }[] {
    const present = (this.sources.get(source) ?? []).filter((name) => this.parts.has(name));
    return present.map((name, index) => ({ name, share: { index, of: present.length, fromUs: 0 } }));
  }

  private tell(part: string, message: OperatorMessage): Compiled {
    return { start: { do: "tell", process: this.scene.prefix + part, message } };
  }

  private spawn(application: Application, instance: string, share: Share): Compiled {
    return { start: { do: "spawn", spec: instanceProcess(this.scene, this.lane, application, instance, share) } };
  }
}

/** A number that no message has. */
const NO_MESSAGE = 0;

const WHOLE: Share = { index: 0, of: 1, fromUs: 0 };

/** Every reading of a client takes the same steps. */
function withSteps<T extends object>(client: T, steps: Extract<Action, { do: "setOnFailure" }>["steps"]): T {
  const onFailure = (reading: object) => ({ ...reading, onFailure: steps });
  const changed: Record<string, unknown> = { ...(client as Record<string, unknown>) };
  if ("consumer" in client && client.consumer !== undefined) changed.consumer = onFailure(client.consumer as object);
  if ("consumers" in client && Array.isArray(client.consumers)) changed.consumers = client.consumers.map(onFailure);
  return changed as T;
}
