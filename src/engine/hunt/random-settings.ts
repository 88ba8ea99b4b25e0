import type { SettingInfo, SettingValue } from "../delivery/settings.ts";
import { contradictions, settingValues, withSetting } from "../lane-settings.ts";
import type { LaneSpec } from "../scenario.ts";
import { systemFacts } from "../system-facts.ts";
import type { Luck } from "./luck.ts";

/** A value that the setting takes. Whole numbers stay near the one in force: what is far away is only slow or only fast. */
export function randomValue(luck: Luck, info: SettingInfo, inForce: SettingValue): SettingValue {
  if (info.kind === "boolean") return luck.percent(50);
  if (info.kind === "choice") return luck.pick(info.choices ?? [info.default]);
  const near = Math.round((inForce as number) * luck.pick([0.25, 0.5, 1, 2, 4])) + luck.pick([0, 0, 0, -1, 1]);
  return Math.min(Math.max(near, info.min ?? 0), info.max ?? Number.MAX_SAFE_INTEGER);
}

/** One setting of a lane with a value that goes together with the others; null when this draw found none. */
export function randomChange(luck: Luck, lane: LaneSpec): { info: SettingInfo; value: SettingValue; lane: LaneSpec } | null {
  const info = luck.pick(systemFacts[lane.system].settings);
  const value = randomValue(luck, info, settingValues(lane, info.owner)[info.name] ?? info.default);
  const changed = withSetting(lane, info.owner, info.name, value);
  return contradictions(changed).length === 0 ? { info, value, lane: changed } : null;
}

export function withRandomSettings(luck: Luck, lane: LaneSpec, count: number): LaneSpec {
  let changed = lane;
  for (let i = 0; i < count; i++) changed = randomChange(luck, changed)?.lane ?? changed;
  return changed;
}
