import type { Application } from "./application.ts";
import type { Client, Cluster, Lane, OperatorAct } from "./lane.ts";
import type { SettleMode, StepName } from "./reading.ts";
import type { Database } from "./scenario.ts";
import type { Command } from "./script.ts";
import type { SettingInfo, SettingValue } from "./setting.ts";
import type { Fields } from "./shape.ts";
import type { Wire } from "./wires.ts";

/** A setting as a document knows it. Built on the engine's own table; what the engine does not know yet is marked. */
export interface DocumentSetting {
  readonly name: string;
  /** Whose it is, in the words of the system: `producer`, `topic`, `queue`. Shapes of kind `settings` name it. */
  readonly owner: string;
  readonly kind: SettingInfo["kind"] | "text";
  readonly choices?: readonly SettingValue[];
  /** What it is when nothing is said; nothing at all when left out. */
  readonly default?: SettingValue;
  readonly unit?: Unit;
  readonly min?: number;
  readonly max?: number;
  /** One line for a learner. */
  readonly help: string;
  /** Rule ids of the specification. */
  readonly rules: readonly string[];
  readonly live: boolean;
  /** The document may say it, the engine does not do it yet: it draws a warning. */
  readonly later?: true;
}
export type Unit = "ms" | "s" | "bytes" | "messages" | "requests" | "times";

/** A kind of part that can stand in a cluster, or a library: what a palette offers and a drawing shows. */
export interface PartKind {
  readonly kind: string;
  readonly title: string;
  /** Where such parts stand: `topics` of the cluster. Left out for processes that come with the cluster. */
  readonly field?: string;
  /** Whether it is a process, which faults can hit. */
  readonly process: boolean;
  readonly help: string;
}

/** A kind of wire: which field makes it, what kind of part it leads to, and how it is spoken. */
export interface WireKind {
  readonly kind: Wire["kind"];
  /** As in `Wire.says`; no two kinds of wire of a system say the same. */
  readonly says: string;
  /** Field of the client or cluster that makes it, without indices: `producer.publishes`. */
  readonly field: string;
  readonly to: string;
}

/** What is wrong, or will go wrong, at a field. Paths begin within the lane, or within the command. */
export interface Finding {
  path: string;
  message: string;
  /** The process, place or client that it is seen on, for a mark on the drawing. */
  part?: string;
}

/** A lane as a system's checks see it. */
export interface LaneView {
  lane: Lane;
  applications: readonly Application[];
  databases: readonly Database[];
  /** The commands of the script that are for this lane. */
  script: readonly Command[];
  /** Instances of each application of the scenario when the run begins, by its name. */
  instances: ReadonlyMap<string, readonly string[]>;
}

/** Where a client reads, and where the reading's fields stand, for the checks that all systems share. */
export interface ReadingAt {
  /** Within the client: `consumer`. */
  path: string;
  /** The reading with the fields of its system; `Reading` in all that is shared. */
  reading: object;
}

/**
 * Everything that a system says about its part of a document. A further system is one such table, in the list of tables
 * (`engine/system-tables.ts`): schema, checks, wires and numbers know it by that alone.
 */
export interface SystemTable {
  readonly name: string;
  readonly title: string;
  readonly settings: readonly DocumentSetting[];
  readonly parts: readonly PartKind[];
  readonly wires: readonly WireKind[];
  /** Fields of a cluster beside `name` and `system`; null when the system has no clusters. */
  readonly cluster: Fields | null;
  /** Fields of a client beside `system`, `application` and `name`. */
  readonly client: Fields;
  /** Which of the client's fields hold readings, beside their own fields: see `Shape`. Empty when it does not read. */
  readonly readings: ReadingShape | null;
  /** What an operator can do to a cluster, by name. */
  readonly acts: Readonly<Record<string, Fields>>;
  /** Names of a cluster's processes without the cluster: `broker-1`. */
  processes(cluster: Cluster): string[];
  /** Names of places that a cluster has, or gets by clients and operators: what commands and expectations can name. */
  places(cluster: Cluster, view: LaneView): string[];
  /** Readings of a client, with where they stand. */
  readingsOf(client: Client): ReadingAt[];
  /** What a client's fields mean, and what a cluster does by itself; `act` for what an operator brings during the run. */
  wiresOf(client: Client, view: LaneView): Wire[];
  wiresIn(cluster: Cluster): Wire[];
  wiresMade(act: OperatorAct, cluster: string): Wire[];
  /** What no client or cluster could even express. */
  refusals(view: LaneView): Finding[];
  /** Changes of settings by the script that no client could live with, in the order of the script. */
  changeRefusals(view: LaneView): { command: Command; message: string }[];
  /** What a real system accepts, and will fail at. */
  warnings(view: LaneView): Finding[];
  /** Amounts that count against limits of the lane, by the limit's name. */
  amounts(lane: Lane): Readonly<Record<string, number>>;
}

export interface ReadingShape {
  /** Which fields of the client are readings: one, or a list of them. */
  readonly field: string;
  readonly list: boolean;
  /** Own fields of a reading, beside those of `Reading`. */
  readonly fields: Fields;
  readonly most: number;
  readonly settles: readonly SettleMode[];
  readonly steps: readonly StepName[];
  /** How a place is written in a step that publishes. */
  readonly to: Fields;
}
