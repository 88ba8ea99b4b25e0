import { messageTypesOf } from "./fault-choices.ts";
import { END_WORDS, LASTING } from "./fault-form.ts";
import type { FieldsProps } from "./fields-props.ts";
import { NumberField } from "./NumberField.tsx";

/** What else there is to say of a kind of fault: its end, and what it does. */
export function FaultFields({ role, form, wrong, onChange }: FieldsProps & { role: string }) {
  const { kind } = form;
  return (
    <>
      {LASTING.includes(kind) && (
        <label>
          <span>{END_WORDS[kind]}</span>
          <select value={form.comesBack} onChange={(event) => onChange({ comesBack: event.target.value === "after" ? "after" : "never" })}>
            <option>never</option>
            <option value="after">after …</option>
          </select>
        </label>
      )}
      {LASTING.includes(kind) && form.comesBack === "after" && (
        <NumberField label="After, seconds" name="after" keys="decimal" form={form} wrong={wrong} onChange={onChange} />
      )}
      {(kind === "crash" || kind === "powerLoss") && (
        <p className="card-fact">
          <span>Disk survives</span>
          <b>{kind === "crash" ? "yes" : "what was flushed"}</b>
        </p>
      )}
      {kind === "stop" && <p className="card-fact">It first finishes what it has in hand, and tells the others.</p>}
      {kind === "slowLink" && (
        <NumberField
          label="Added delay, ms"
          name="extraMs"
          placeholder={form.extraKept ? "as it is" : undefined}
          form={form}
          wrong={wrong}
          onChange={onChange}
        />
      )}
      {kind === "cutBefore" && (
        <>
          <label>
            <span>Before</span>
            <select value={form.cutType} onChange={(event) => onChange({ cutType: event.target.value })}>
              {messageTypesOf(role).map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </label>
          <NumberField label="With message #" name="cutMessage" placeholder="any" form={form} wrong={wrong} onChange={onChange} />
        </>
      )}
    </>
  );
}
