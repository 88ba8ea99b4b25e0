import type { Client } from "../document/lane.ts";
import type { SettingValues } from "../document/setting.ts";

/** Calls applications one after the other, in this order; the message is done when all have answered. Who is called needs no client. */
export interface DirectClient extends Client {
  system: "direct";
  settings: SettingValues;
  calls: readonly DirectCall[];
}

/** The instances of an application in turn, for messages of these types; all when left out. */
export interface DirectCall {
  application: string;
  types?: readonly string[];
  settings: SettingValues;
}

export interface DirectTypes {
  cluster: never;
  client: DirectClient;
  act: never;
}
