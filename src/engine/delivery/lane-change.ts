import type { SettingOwner, SettingValue } from "./settings.ts";

/** One thing of a lane that is otherwise from its start: what advice is made of, and what may be tried. */
export type LaneChange =
  /** Wherever the lane has a setting of that owner. */
  | { what: "setting"; owner: SettingOwner; name: string; value: SettingValue }
  | { what: "queue"; queue: string; durable: boolean }
  | { what: "binding"; exchange: string; queue: string; routingKey: string };

/** A place as a lane declares it. */
export interface PlaceSaid {
  /** Whether it outlives a restart of the node that has it. */
  readonly durable: boolean;
  readonly bindings: readonly { readonly exchange: string; readonly routingKey: string }[];
}
