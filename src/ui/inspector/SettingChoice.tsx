import type { SettingInfo } from "../../engine/delivery/settings.ts";
import { isShape } from "../../scenarios/topic-shape.ts";
import type { From } from "./drafts.ts";
import { restartWords } from "./settings-edit.ts";
import type { SettingsHere } from "./settings-here.ts";

interface SettingChoiceProps {
  info: SettingInfo;
  here: SettingsHere;
  onApply(from: From): void;
  onKeep(): void;
}

/** From when the new value counts. What starts anew for it is said before; what a topic is made with counts from the start only. */
export function SettingChoice({ info, here, onApply, onKeep }: SettingChoiceProps) {
  return (
    <div className="card-actions">
      <button type="button" className="solid" onClick={() => onApply("start")}>
        From the start
      </button>
      {!isShape(info) && (
        <button type="button" className="outlined" onClick={() => onApply("now")}>
          {restartWords(info, here.restarted(info))}
        </button>
      )}
      <button type="button" className="outlined" onClick={onKeep}>
        Keep {String(here.value(info))}
      </button>
    </div>
  );
}
