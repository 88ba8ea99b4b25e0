import type { SettingValues } from "../delivery/settings.ts";

/** The direct-call lane: a client that calls each service in turn. */
export interface DirectSettings {
  client: SettingValues;
  service: SettingValues;
}
