import type { Contradiction, SettingInfo, SettingValue } from "../../engine/delivery/settings.ts";
import { createScoped } from "../state/scoped.ts";

/** What the person has typed or chosen for a setting and not applied. It outlives the panel: selecting something else loses nothing. */
export interface Draft {
  text: string;
  /** Why it was refused. */
  problem?: string;
  /** The refusal that has a way out, and from when the value was wanted. */
  refused?: { contradiction: Contradiction; from: From };
}

/** From the start of the run, or from the shown instant on. */
export type From = "start" | "now";

/** By scenario, lane, part and setting. */
export const useDrafts = createScoped<Readonly<Record<string, Draft>>>(() => ({}));

export function setDraft(key: string, draft: Draft): void {
  useDrafts.setState({ [key]: draft });
}

export function dropDraft(key: string): void {
  const { [key]: _dropped, ...rest } = useDrafts.getState();
  useDrafts.setState(rest, true);
}

/** What a text means as a setting's value; NaN when it is no number. */
export function valueOf(info: SettingInfo, text: string): SettingValue {
  switch (info.kind) {
    case "integer":
      return text.trim() === "" ? Number.NaN : Number(text);
    case "boolean":
      return text === "true";
    case "choice":
      return info.choices?.find((choice) => String(choice) === text) ?? text;
  }
}
