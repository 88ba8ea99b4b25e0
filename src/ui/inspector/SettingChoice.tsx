import type { SettingInfo } from "../../engine/delivery/settings.ts";
import { isShape } from "../../scenarios/topic-shape.ts";
import type { From } from "../settings/drafts.ts";
import { restartWords, startWords } from "../settings/settings-edit.ts";
import { type SettingsHere, type SettingTarget, sharersOf, useConditions } from "../settings/settings-here.ts";

interface SettingChoiceProps {
  info: SettingInfo;
  here: SettingsHere;
  target: SettingTarget;
  onApply(from: From): void;
  onKeep(): void;
}

/**
 * From when the new value counts. What starts anew for it, and who else has it then, is said before; what a topic is made with counts
 * from the start only.
 */
export function SettingChoice({ info, here, target, onApply, onKeep }: SettingChoiceProps) {
  const sharers = sharersOf(info.owner, useConditions(target.lane));
  return (
    <>
      <div className="card-actions setting-choice">
        <button type="button" className="solid" onClick={() => onApply("start")}>
          {startWords(info, sharers)}
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
      {sharers.length > 1 && <p className="small">What is set from the start is the same for {listed(sharers)}.</p>}
    </>
  );
}

/** "payment-1, payment-2 and shipping-1" */
function listed(parts: readonly string[]): string {
  return `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`;
}
