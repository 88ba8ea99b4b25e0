import type { FieldsProps } from "./FaultForm.tsx";
import { messageTypesOf } from "./fault-choices.ts";
import { END_WORDS, LASTING } from "./fault-form.ts";

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
        <label>
          <span>After, seconds</span>
          <input
            inputMode="decimal"
            value={form.after}
            aria-invalid={wrong.includes("after")}
            onChange={(event) => onChange({ after: event.target.value })}
          />
        </label>
      )}
      {(kind === "crash" || kind === "powerLoss") && (
        <p className="card-fact">
          <span>Disk survives</span>
          <b>{kind === "crash" ? "yes" : "what was flushed"}</b>
        </p>
      )}
      {kind === "slowLink" && (
        <label>
          <span>Added delay, ms</span>
          <input
            inputMode="numeric"
            placeholder={form.extraKept ? "as it is" : undefined}
            value={form.extraMs}
            aria-invalid={wrong.includes("extraMs")}
            onChange={(event) => onChange({ extraMs: event.target.value })}
          />
        </label>
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
          <label>
            <span>With message #</span>
            <input
              inputMode="numeric"
              placeholder="any"
              value={form.cutMessage}
              aria-invalid={wrong.includes("cutMessage")}
              onChange={(event) => onChange({ cutMessage: event.target.value })}
            />
          </label>
        </>
      )}
    </>
  );
}
