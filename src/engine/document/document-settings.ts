import type { SettingInfo } from "./setting.ts";
import type { DocumentSetting, Unit } from "./system-table.ts";

/** Settings of the engine's table as the document has them, under the owner that the document gives them, with their units. */
export function documentSettings(
  infos: readonly SettingInfo[],
  owner: string,
  unitOf: (name: string) => Unit | undefined,
): DocumentSetting[] {
  return infos.map((info): DocumentSetting => {
    const unit = unitOf(info.name);
    return unit === undefined ? { ...info, owner } : { ...info, owner, unit };
  });
}
