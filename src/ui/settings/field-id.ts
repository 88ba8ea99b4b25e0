import type { SettingTarget } from "./settings-here.ts";

/** The id of the field of a setting in the panel of a part. */
export function fieldId({ lane, part }: SettingTarget, name: string): string {
  return `setting-${lane}-${part}-${name}`;
}
