import type { Client, Cluster } from "../document/lane.ts";
import type { SettingValue } from "../document/setting.ts";
import type { ServiceSpec } from "./services.ts";

/** The business of a scenario of version 1, as its lanes need it to say what they were in version 2. */
export interface BusinessOfVersion1 {
  /** The application that the producers have become. */
  source: string;
  services: readonly ServiceSpec[];
}

/** What the one system of a lane of version 1 has become. */
export interface LaneOfVersion1 {
  clusters: readonly Cluster[];
  clients: readonly Client[];
}

/** A setting that the script changed, at a part or at all consumers of a service. */
export interface ChangeOfVersion1 {
  do: "set";
  at: { part: string } | { application: string };
  setting: string;
  value: SettingValue;
}

/** Of things that are called alike the first: version 1 did not look. */
export function firstOfEachName<T extends { name: string }>(items: readonly T[]): T[] {
  return items.filter(({ name }, i) => items.findIndex((item) => item.name === name) === i);
}
