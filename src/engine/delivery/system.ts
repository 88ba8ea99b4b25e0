import type { Message } from "../sim/process.ts";
import type { ProcessSpec } from "../sim/process-spec.ts";
import type { DatabaseSpec, ServiceSpec } from "./services.ts";
import type { SettingInfo } from "./settings.ts";
import type { BusinessMessage } from "./workload-spec.ts";

export type SystemName = "kafka" | "rabbitmq" | "direct";

/** What every lane of a run shares, as a system needs it to build its processes. */
export interface LaneContext<Settings> {
  /** Prefix of all process and host names of the lane: `kafka/`. Addresses in chance go without it. */
  readonly prefix: string;
  readonly lane: number;
  readonly settings: Settings;
  readonly producers: readonly string[];
  readonly services: readonly ServiceSpec[];
  readonly database: DatabaseSpec;
  /** The business messages in the order of their arrival; frozen and shared by all producers. */
  readonly messages: readonly BusinessMessage[];
}

/** How a part is brought in or changed while the run goes on. Names are relative to the lane. */
export interface SystemDefinition<Settings> {
  readonly name: SystemName;
  readonly title: string;
  readonly settings: readonly SettingInfo[];
  /** All processes of the lane at the start, in the order in which they start. */
  build(lane: LaneContext<Settings>): ProcessSpec[];
  /** One more consumer of a service; `name` is `payment-3`. */
  consumer(lane: LaneContext<Settings>, service: ServiceSpec, name: string): ProcessSpec;
  /** One more producer, which takes its share of the workload: see `Share`. */
  producer(lane: LaneContext<Settings>, name: string, share: Share): ProcessSpec;
  /** Which of the lane's present parts read a setting that is changed on one of them: that part alone, or all that share it. */
  readers(setting: SettingInfo, part: string, parts: readonly string[]): string[];
}

/** Which messages a producer publishes: every `of`-th, beginning with `index`, among those that arrive from `fromUs` on. */
export interface Share {
  index: number;
  of: number;
  fromUs: number;
}

/** Orders of the operator that every application understands (`tell`). */
export interface SetShare extends Message {
  type: "SetShare";
  share: Share;
}
/** Finish in an orderly way: what is in hand, then the client libraries. */
export interface Stop extends Message {
  type: "Stop";
}
export type OperatorMessage = SetShare | Stop;

/** What runs in a process: a role with its configuration, and the libraries inside. */
export type Program = Pick<ProcessSpec, "definition" | "config" | "libraries">;

/** A process by its name among those that it belongs to. */
export interface NamedProgram {
  readonly name: string;
  readonly program: Program;
}

/** A part of a lane under its short name, which is also its address in chance: equal parts of two lanes share their luck. */
export function part({ prefix, lane }: Pick<LaneContext<unknown>, "prefix" | "lane">, name: string, program: Program): ProcessSpec {
  return { name: prefix + name, address: name, lane, ...program };
}

/** Short name of the effects database of a lane. */
export const DATABASE = "database";
