import { type FocusEvent, Fragment, useState } from "react";
import type { SettingInfo } from "../../engine/delivery/settings.ts";
import { instantText } from "../../engine/sim/clock-text.ts";
import { offeredValue } from "../../scenarios/topic-shape.ts";
import { dropDraft, type From, setDraft, useDrafts, valueOf } from "../settings/drafts.ts";
import { fieldId } from "../settings/field-id.ts";
import { applySettings, type Wanted } from "../settings/settings-edit.ts";
import type { SettingsHere, SettingTarget } from "../settings/settings-here.ts";
import { useRun } from "../state/run.ts";
import { RefusedCard } from "./RefusedCard.tsx";
import { SettingChoice } from "./SettingChoice.tsx";
import { SettingField } from "./SettingField.tsx";

interface SettingRowProps {
  info: SettingInfo;
  here: SettingsHere;
  target: SettingTarget;
}

/** One setting. Nothing is applied before the person has chosen from when; what was refused stays where it was typed. */
export function SettingRow({ info, here, target }: SettingRowProps) {
  const [focused, setFocused] = useState(false);
  const value = here.value(info);
  const since = here.since(info);
  const started = useRun(({ run }) => run.scenario.lanes[target.lane]);
  const scenario = useRun(({ run }) => run.scenario.id);
  const key = `${scenario}/${started?.id ?? ""}/${target.part}/${info.name}`;
  const draft = useDrafts((drafts) => drafts[key]);
  const typed = draft === undefined ? value : valueOf(info, draft.text);
  const changing = draft !== undefined && (typed !== value || draft.problem !== undefined);
  const changed = value !== info.default;
  const inRun = started === undefined ? value : offeredValue(started, info);
  const waits = since === undefined && inRun !== value;

  const apply = (from: From, fix?: Wanted) => {
    const own: Wanted = { owner: info.owner, name: info.name, value: typed };
    const wanted = fix === undefined ? [own] : fix.name === info.name ? [fix] : [fix, own];
    const refusal = applySettings(target, wanted, from, here.spec);
    if (refusal === null) dropDraft(key);
    else {
      const { problem, contradiction } = refusal;
      setDraft(key, { text: draft?.text ?? String(value), problem, refused: contradiction && { contradiction, from } });
    }
  };
  const edit = (text: string) => {
    if (text === String(value)) dropDraft(key);
    else setDraft(key, { text });
  };
  const leave = (event: FocusEvent<HTMLElement>) => {
    if (!event.currentTarget.contains(event.relatedTarget)) setFocused(false);
  };
  return (
    <tbody
      className={`setting${changed || waits ? " changed" : ""}${changing ? " changing" : ""}`}
      onFocus={() => setFocused(true)}
      onBlur={leave}
    >
      <tr>
        <th scope="row" translate="no">
          <SettingName name={info.name} />
        </th>
        <td className="default" translate="no">
          {String(info.default)}
        </td>
        <td>
          <SettingField
            info={info}
            id={fieldId(target, info.name)}
            text={draft?.text ?? String(value)}
            typed={changing}
            onEdit={edit}
            onDrop={() => dropDraft(key)}
          />
        </td>
      </tr>
      {(focused || changed || waits || changing) && (
        <tr className="setting-help">
          <td colSpan={3}>
            <p>
              {info.help} <span className="rules">{info.rules.join(", ")}</span>
            </p>
            {since !== undefined && (
              <p>
                Since {instantText(since.at)}; {String(since.before)} from the start.
              </p>
            )}
            {waits && <p>Waits for “Run again”; {String(inRun)} in the run that is shown.</p>}
            {draft?.refused !== undefined ? (
              <RefusedCard
                contradiction={draft.refused.contradiction}
                own={info.name}
                onFix={(fix) => apply(draft.refused?.from ?? "start", fix)}
                onShow={(name) => document.getElementById(fieldId(target, name))?.focus()}
              />
            ) : (
              draft?.problem !== undefined && (
                <p role="alert" className="problem">
                  {draft.problem}
                </p>
              )
            )}
            {changing && <SettingChoice info={info} here={here} target={target} onApply={apply} onKeep={() => dropDraft(key)} />}
          </td>
        </tr>
      )}
    </tbody>
  );
}

/** A real name may break after its dots, and nowhere else. */
function SettingName({ name }: { name: string }) {
  const pieces = name.split(/(?<=[._])/);
  return pieces.map((piece, i) => (
    <Fragment key={piece}>
      {i > 0 && <wbr />}
      {piece}
    </Fragment>
  ));
}
