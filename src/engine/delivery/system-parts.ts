import type { Client, Cluster, Lane } from "../document/lane.ts";
import type { Reading as DocumentReading, SettleMode as DocumentSettleMode, Step as DocumentStep } from "../document/reading.ts";
import type { SettingValue } from "../document/setting.ts";
import type { LibrarySpec } from "../sim/library.ts";
import { fromMs } from "../sim/time.ts";
import type { Reading, Step } from "./application.ts";
import type { LaneChange, PlaceSaid } from "./lane-change.ts";
import type { SettleMode } from "./services.ts";
import type { SettingInfo, SettingOwner, SettingValues } from "./settings.ts";
import type { NamedProgram } from "./system.ts";
import type { BusinessMessage } from "./workload-spec.ts";

/** Where a client stands: what it must know to find its peers. */
export interface ClientScene {
  /** In front of every name of the lane: `left/`. */
  readonly prefix: string;
  readonly lane: Lane;
  /** The application that the client is of. */
  readonly application: string;
  /** Processes of an application by their whole names, as they are when the run begins. */
  instancesOf(application: string): string[];
}

/** A library inside an instance, and what its application does with what it brings. */
export interface ClientPart {
  readonly library: LibrarySpec;
  readonly reading: Reading;
  /** How many times it tells what became of a message that the application hands over; null of one that sends nothing. */
  readonly sends: ((message: BusinessMessage) => number) | null;
  /** How the history calls whoever it reads as: a group, a queue. */
  readonly reader?: string;
  /** Which of the application's handlers get what it reads, by their own names; all when left out. */
  readonly handlers?: readonly string[];
}

/** As a reading says it. */
export function handlersOf({ handlers }: Pick<DocumentReading, "handlers">): Pick<ClientPart, "handlers"> {
  return handlers === undefined ? {} : { handlers };
}

/** What a changed setting makes of a lane: the lane as those parts see it from then on, which read it. Names are those of the lane. */
export interface SettingChanged {
  readonly lane: Lane;
  readonly readers: readonly string[];
  /** Taken over in place; the others restart for it. */
  readonly live: boolean;
}

/** Where a setting is changed: at a process, at a place of a cluster, or in a whole cluster. */
export type ChangedAt = { part: string; application: string | null } | { place: string; cluster: string } | { cluster: string };

/** Whose settings are asked for: a process, with its application when it is an instance of one, and whom it calls where that matters. */
export interface SettingsAt {
  readonly part: string;
  readonly application: string | null;
  readonly toward?: string;
}

/** What a lane says of a system, and how it may say otherwise: without the machinery. */
export interface SystemSays {
  /** By the owners that the engine knows. */
  readonly infos: readonly SettingInfo[];
  /** What is said of an owner's settings as that part reads them, without defaults; null when it has nothing to do with such an owner. */
  settings(lane: Lane, owner: SettingOwner, at: SettingsAt): SettingValues | null;
  /** What is said of an owner's settings, wherever the lane has such an owner. */
  everywhere(lane: Lane, owner: SettingOwner): SettingValues[];
  /** The lane with that otherwise; null when there is nothing of the system that could be. */
  otherwise(lane: Lane, change: LaneChange): Lane | null;
  /** By its name in the history; null for a place of another system, and for one that nothing more is said of. */
  place(lane: Lane, name: string): PlaceSaid | null;
}

/** What a system makes of its part of a lane so that it runs: the machinery beside its table. */
export interface SystemParts {
  readonly name: string;
  readonly says: SystemSays;
  /** Processes of a cluster by their names without the cluster, in the order in which they start; those names come behind `prefix`. */
  cluster(cluster: Cluster, prefix: string): NamedProgram[];
  /** The libraries of one client, in the order in which its application has them. */
  client(client: Client, scene: ClientScene): ClientPart[];
  /** The library that answers in an application which some client of the system calls; null when nobody calls it. */
  called(scene: ClientScene): ClientPart | null;
  /** Null when nothing of the system there has such a setting. */
  change(lane: Lane, at: ChangedAt, setting: string, value: SettingValue, parts: readonly string[]): SettingChanged | null;
}

/** A reading as a document says it, in the words of the application. A message that is failed on and has no step counts as worked. */
export function readingOf({ onFailure = [], settle }: Pick<DocumentReading, "onFailure" | "settle">): Reading {
  return { onFailure: failuresOf(onFailure), ...WAITS[settle] };
}

/** What a program waits for before it settles, beyond what the library does by itself. */
const WAITS: Readonly<Partial<Record<DocumentSettleMode, Partial<Reading>>>> = {
  "after confirms": { awaitsConfirms: true },
  "on hand-over": { settlesOnHandOver: true },
};

function failuresOf(onFailure: readonly DocumentStep[]): readonly Step[] {
  if (onFailure.length === 0) return [{ do: "count as worked" }];
  return onFailure.flatMap((step, i) => Array.from({ length: step.times ?? 1 }, (): Step => stepOf(step, triesBefore(onFailure, i))));
}

function triesBefore(steps: readonly DocumentStep[], index: number): number {
  return steps.slice(0, index).reduce((sum, { times = 1 }) => sum + times, 0) + 1;
}

function stepOf(step: DocumentStep, attempts: number): Step {
  switch (step.do) {
    case "again":
      return { do: "again", pauseUs: fromMs(step.pauseMs) };
    case "skip":
      return { do: "skip", why: `given up after ${attempts} ${attempts === 1 ? "attempt" : "attempts"}` };
    case "give back":
    case "reject":
      return { do: step.do };
    case "publish":
      throw new Error("no application publishes what it failed on yet");
  }
}

/** What settling means to a library: when a program does it by itself is the application's. */
export function settleOf(mode: DocumentSettleMode): SettleMode {
  return mode === "before" || mode === "auto" ? mode : "after";
}
