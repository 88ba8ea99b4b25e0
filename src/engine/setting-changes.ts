import type { SettingInfo, SettingValue } from "./delivery/settings.ts";
import { settingValues, withSetting } from "./lane-settings.ts";
import type { LaneSpec } from "./scenario.ts";
import { systemFacts } from "./system-facts.ts";

/** A `set` command of the script that has happened. */
export interface SettingChange {
  /** A part, or a service and with it all its consumers. */
  part: string;
  setting: string;
  value: SettingValue;
}

/** A part by name, or all consumers of a service. Names are relative to the lane. */
export function membersOf(part: string, parts: Iterable<string>): string[] {
  const all = [...parts];
  if (all.includes(part)) return [part];
  const member = new RegExp(`^${part.replace(/[^\w-]/g, "")}-\\d+$`);
  return all.filter((candidate) => member.test(candidate));
}

/** Whether a change of a setting on one part is felt by another: the same processes read it. */
function reaches(spec: LaneSpec, info: SettingInfo, change: SettingChange, part: string, parts: readonly string[]): boolean {
  const { readers } = systemFacts[spec.system];
  const [reader] = readers(info, part, parts);
  return membersOf(change.part, parts).some((changed) => readers(info, changed, parts).includes(reader));
}

/** The lane as a part sees it after these changes, in their order: what it was told at the start, and anew since. */
export function laneSeenBy(spec: LaneSpec, part: string, parts: readonly string[], changes: readonly SettingChange[]): LaneSpec {
  return changes.reduce((seen, change) => {
    // Producers and consumers have settings of the same name: a part reads only those of its own kind.
    const infos = systemFacts[spec.system].settings.filter(({ name }) => name === change.setting);
    const felt = infos.filter((info) => reaches(spec, info, change, part, parts));
    return felt.reduce((lane, { owner, name }) => withSetting(lane, owner, name, change.value), seen);
  }, spec);
}

/** The last change that decided a part's value; undefined when it is still the one from the start. */
export function lastChangeOf<Change extends SettingChange>(
  spec: LaneSpec,
  info: SettingInfo,
  part: string,
  parts: readonly string[],
  changes: readonly Change[],
): Change | undefined {
  return changes.filter((change) => change.setting === info.name && reaches(spec, info, change, part, parts)).pop();
}

/** A setting's value in a lane; the system's default where the lane says nothing. */
export function valueIn(spec: LaneSpec, info: SettingInfo): SettingValue {
  return settingValues(spec, info.owner)[info.name] ?? info.default;
}
