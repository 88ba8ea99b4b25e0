import type { SettingInfo, SettingOwner, SettingValue, SettingValues } from "../document/setting.ts";

export type { SettingInfo, SettingOwner, SettingValue, SettingValues };

/** Values that the system does not take together, or that do not do what they seem to. */
export interface Contradiction {
  /** What cannot happen: `The producer cannot start`. */
  cannot: string;
  /** Why, in the words of the system where it says something. */
  error: string;
  /** The nearest value with which it could. */
  fix: { owner: SettingOwner; name: string; value: SettingValue };
}

/** The values in force: the defaults, overlaid by what was chosen. Unknown names are kept out by the decoder of runs. */
export function settingsInForce(infos: readonly SettingInfo[], owner: SettingOwner, chosen: SettingValues): Record<string, SettingValue> {
  const values: Record<string, SettingValue> = {};
  for (const info of infos) if (info.owner === owner) values[info.name] = chosen[info.name] ?? info.default;
  return values;
}
