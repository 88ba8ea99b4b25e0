import type { PlaceSaid } from "../delivery/lane-change.ts";
import type { SettingOwner, SettingValue } from "../delivery/settings.ts";
import type { ChangedAt, SystemSays } from "../delivery/system-parts.ts";
import { clusterPrefix, placeInHistory } from "../document/cluster-names.ts";
import type { Client, Lane } from "../document/lane.ts";
import { laneView, wiresOfLane } from "../document/lane-view.ts";
import { handlerName, instancesOf, ownName } from "../document/names.ts";
import { handlerNamed, type OwnedHandler } from "../document/owned-handler.ts";
import { takes } from "../document/reach.ts";
import type { Reading, SettleMode } from "../document/reading.ts";
import type { Run } from "../document/scenario.ts";
import type { Action, Target } from "../document/script.ts";
import type { LaneView, SystemTable } from "../document/system-table.ts";
import type { Wire } from "../document/wires.ts";
import type { Systems } from "./run-document.ts";

type Set = Extract<Action, { do: "set" }>;

/** What a document says of one of its lanes, as answers and whoever doubts them ask it. Nothing here has looked at a history. */
export class LaneSaid {
  readonly lane: Lane;
  private readonly view: LaneView;
  /** Wires of each client, and what they are of. */
  private readonly byClient: readonly { client: Client; table: SystemTable; wires: readonly Wire[] }[];

  constructor(
    readonly run: Run,
    private readonly systems: Systems,
    index: number,
  ) {
    this.lane = run.scenario.lanes[index];
    this.view = laneView(run, this.lane);
    this.byClient = this.lane.clients.flatMap((client: Client) => {
      const table = systems.tables.find(({ name }) => name === client.system);
      return table === undefined ? [] : [{ client, table, wires: table.wiresOf(client, this.view) }];
    });
  }

  /** The application whose handler owes the effect, and that handler. */
  handlerOf(destination: string): OwnedHandler | null {
    return handlerNamed(this.run.scenario.applications, destination);
  }

  /** The system that brings a destination its messages; where nobody reads for it, that of the lane's first client. */
  systemOf(destination: string): string {
    const owner = this.handlerOf(destination);
    const found = this.byClient.find(({ wires }) => wires.some((wire) => owner !== null && readsFor(wire, owner)));
    return (found ?? this.byClient[0])?.client.system ?? "";
  }

  /** Systems that a process is of, or has clients or callers of. */
  systemsOf(part: string): string[] {
    const application = this.applicationOf(part);
    if (application === null) {
      const own = this.lane.clusters.filter((cluster) => {
        const table = this.systems.tables.find(({ name }) => name === cluster.system);
        return table?.processes(cluster).some((name) => clusterPrefix(this.lane, cluster) + name === part) === true;
      });
      return own.map(({ system }: { system: string }) => system);
    }
    return this.byClient.flatMap(({ client, wires }) => {
      const calls = wires.some((wire) => wire.kind === "reads" && wire.application === application);
      return client.application === application || calls ? [client.system] : [];
    });
  }

  titleOf(system: string): string {
    return this.systems.tables.find(({ name }) => name === system)?.title ?? system;
  }

  /** The systems of the lane in words: "Kafka", "RabbitMQ and Kafka". */
  get title(): string {
    return [...new Set(this.lane.clients.map(({ system }: Client) => this.titleOf(system)))].join(" and ");
  }

  /** Places that a destination's messages are read from, by their names in the history. */
  placesOf(destination: string): string[] {
    const owner = this.handlerOf(destination);
    return this.wires.flatMap((wire) =>
      owner !== null && readsFor(wire, owner) && wire.kind === "reads" ? [placeInHistory(this.lane, wire.place)] : [],
    );
  }

  /** Places that messages of a type are published to, by their names in the history. */
  publishedTo(type: string): string[] {
    return this.wires.flatMap((wire) =>
      wire.kind === "publishes" && takes(wire.types, type) ? [placeInHistory(this.lane, wire.place)] : [],
    );
  }

  /** Handlers that make messages of a type. */
  makersOf(type: string): string[] {
    return this.run.scenario.applications.flatMap((application) =>
      (application.handles ?? []).flatMap((handler) =>
        handler.emits?.some((output) => output.type === type) ? [handlerName(application, handler)] : [],
      ),
    );
  }

  private get wires(): Wire[] {
    return wiresOfLane(this.view, this.systems.tables);
  }

  /** How a destination's messages are settled; undefined for one that only answers. */
  settleOf(destination: string): SettleMode | undefined {
    const owner = this.handlerOf(destination);
    return owner === null ? undefined : this.readingsFor(owner)[0]?.settle;
  }

  private readingsFor({ application, handler }: OwnedHandler): Reading[] {
    return this.byClient
      .filter(({ client }) => client.application === application.name)
      .flatMap(({ client, table }) => table.readingsOf(client).map(({ reading }) => reading as Reading))
      .filter(({ handlers }) => takes(handlers, ownName(application, handler)));
  }

  /** How many instances work for a destination when the run begins. */
  consumersOf(destination: string): number {
    const owner = this.handlerOf(destination);
    return owner === null ? 0 : instancesOf(owner.application).length;
  }

  /** Whether the database of a destination's effect applies it once. */
  isIdempotent(destination: string): boolean {
    const effect = this.handlerOf(destination)?.handler.effect;
    return this.run.scenario.databases.find(({ name }) => name === effect?.database)?.idempotent ?? false;
  }

  place(name: string): PlaceSaid | null {
    for (const { says } of this.systems.parts) {
      const found = says.place(this.lane, name);
      if (found !== null) return found;
    }
    return null;
  }

  /** A part's application: by the document, or since it joined. */
  applicationOf(part: string): string | null {
    const joined = this.view.script.find(({ action }) => action.do === "join" && action.instance === part)?.action;
    if (joined?.do === "join") return joined.application;
    for (const [application, instances] of this.view.instances) if (instances.includes(part)) return application;
    return null;
  }

  /** Whether a target means a part. */
  means(target: Target, part: string): boolean {
    if ("part" in target) return target.part === part;
    if ("application" in target) return this.applicationOf(part) === target.application;
    const host = this.lane.hosts?.find(({ parts }) => parts.includes(part));
    return "host" in target ? host?.name === target.host : host !== undefined && host.rack === target.rack;
  }

  /** Whether the lane has an owner's setting anywhere at another value. */
  hasOtherwise(owner: SettingOwner, name: string, value: SettingValue): boolean {
    return this.systems.parts.some(({ says }) => {
      const byDefault = defaultOf(says, owner, name);
      return byDefault !== undefined && says.everywhere(this.lane, owner).some((said) => (said[name] ?? byDefault) !== value);
    });
  }

  /**
   * A setting by its real name as a part reads it, after these changes of the script in their order; the system's default where nothing was said.
   * `toward`: the destination, where a caller has settings for each of those that it calls. Undefined when the part knows no such setting.
   */
  setting(
    owner: SettingOwner,
    name: string,
    part: string,
    parts: readonly string[],
    changes: readonly Set[],
    toward?: string,
  ): SettingValue | undefined {
    const application = this.applicationOf(part);
    const lane = changes.reduce((seen, change) => this.after(seen, change, part, parts), this.lane);
    const called = toward === undefined ? undefined : this.handlerOf(toward)?.application.name;
    for (const { says } of this.systems.parts) {
      const byDefault = defaultOf(says, owner, name);
      if (byDefault === undefined) continue;
      const said = says.settings(lane, owner, { part, application, ...(called === undefined ? {} : { toward: called }) });
      if (said !== null) return said[name] ?? byDefault;
    }
    return undefined;
  }

  /** The lane as a part sees it once a setting was changed somewhere. */
  private after(lane: Lane, { at, setting, value }: Set, part: string, parts: readonly string[]): Lane {
    const places: ChangedAt[] =
      "application" in at || "part" in at
        ? parts.filter((one) => this.means(at, one)).map((one) => ({ part: one, application: this.applicationOf(one) }))
        : [at];
    for (const place of places) {
      for (const system of this.systems.parts) {
        const found = system.change(lane, place, setting, value, parts);
        if (found === null) continue;
        if (found.readers.includes(part)) return found.lane;
        break;
      }
    }
    return lane;
  }
}

function defaultOf({ infos }: SystemSays, owner: SettingOwner, name: string): SettingValue | undefined {
  return infos.find((one) => one.owner === owner && one.name === name)?.default;
}

function readsFor(wire: Wire, { application, handler }: OwnedHandler): boolean {
  return wire.kind === "reads" && wire.application === application.name && takes(wire.handlers, ownName(application, handler));
}

/** A target as it is named in a sentence. */
export function nameOfTarget(target: Target): string {
  if ("part" in target) return target.part;
  if ("application" in target) return target.application;
  return "host" in target ? target.host : target.rack;
}

/** Whose setting a command changes, as it is named in a sentence. */
export function nameOfChanged(at: Set["at"]): string {
  if ("part" in at) return at.part;
  if ("application" in at) return at.application;
  return "place" in at ? at.place : at.cluster;
}
