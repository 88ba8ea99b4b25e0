import { type FormEvent, useEffect, useRef, useState } from "react";
import { buttonId } from "../layout/button-id.ts";
import { takeOut } from "../script/take-out.ts";
import { problemOf } from "../settings/problem-of.ts";
import { type FaultDraft, useDesk } from "../state/desk.ts";
import { shownUs, usePlayback } from "../state/playback.ts";
import { addCommand, changeCommand, freshId, useRun } from "../state/run.ts";
import { useWorld } from "../state/world.ts";
import { ConditionFields } from "./ConditionFields.tsx";
import { FaultFields } from "./FaultFields.tsx";
import { commandOf, type FaultForm as Fields, formOf, problemsOf } from "./fault-form.ts";
import type { FieldsProps } from "./fields-props.ts";
import { FAULT_WORDS } from "./placing.ts";

/** When a fault happens, how long it lasts, whom it hits: for a new one, or for one of the script. */
export function FaultForm({ draft }: { draft: FaultDraft }) {
  const process = useWorld((world) => world.byName[draft.target]);
  const run = useRun((state) => state.run);
  const existing = run.script.find(({ id }) => id === draft.editing);
  const { lane, part, role } = process;
  const [form, setForm] = useState(() => formOf(draft.kind, role, part, Math.round(shownUs(usePlayback.getState()) / 1000), existing));
  const [refused, setRefused] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const problems = problemsOf(form, run.scenario.durationMs);
  const [problem] = tried ? problems.map(({ text }) => text) : [];

  const card = useFocusInside(draft.editing === null ? buttonId(lane, draft.target) : null);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (problems.length > 0) return;
    const id = existing?.id ?? freshId(run.script, draft.kind);
    const command = commandOf(form, { id, part, role, lane: run.scenario.lanes[lane].id }, existing);
    const script = existing === undefined ? [...run.script, command] : run.script.map((other) => (other.id === id ? command : other));
    const wrong = problemOf({ ...run, script });
    if (wrong !== undefined) return setRefused(`${wrong.path}: ${wrong.message}.`);
    if (existing === undefined) addCommand(command);
    else changeCommand(id, () => command);
    close();
  };
  const change = (changed: Partial<Fields>) => {
    setForm((before) => ({ ...before, ...changed }));
    setRefused(null);
  };
  const fields: FieldsProps = { form, wrong: tried ? problems.map(({ field }) => field) : [], onChange: change };
  return (
    <form className="card fault-card" aria-label={`${FAULT_WORDS[draft.kind]} ${part}`} onSubmit={submit} noValidate ref={card}>
      <h2>
        {FAULT_WORDS[draft.kind]} {form.whoever && form.mode === "when" ? "whoever it is" : part}
      </h2>
      <ConditionFields lane={lane} target={part} {...fields} />
      <FaultFields role={role} {...fields} />
      {draft.kind !== "cutBefore" && run.scenario.lanes.length > 1 && (
        <label className="check">
          <input type="checkbox" checked={form.everyLane} onChange={(event) => change({ everyLane: event.target.checked })} />
          <span>{form.whoever && form.mode === "when" ? "In every lane" : `In every lane that has ${part}`}</span>
        </label>
      )}
      {(problem ?? refused) && (
        <p role="alert" className="problem">
          {problem ?? refused}
        </p>
      )}
      <div className="card-actions">
        <button type="submit" className="solid">
          {existing === undefined ? "Add fault" : "Change fault"}
        </button>
        {existing !== undefined && (
          <button
            type="button"
            onClick={() => {
              takeOut(existing.id);
              close();
            }}
          >
            Remove
          </button>
        )}
        <button type="button" onClick={close}>
          Cancel
        </button>
      </div>
    </form>
  );
}

/**
 * The focus goes on to the card, and when that is gone to the part that the fault was put on; of a fault that was changed, back to where it was.
 */
function useFocusInside(placedOn: string | null) {
  const card = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    card.current?.querySelector<HTMLElement>("input:checked")?.focus();
    return () => {
      const part = placedOn === null ? null : document.getElementById(placedOn);
      const back = part ?? (before instanceof HTMLElement && before.isConnected ? before : null);
      back?.focus({ preventScroll: true });
    };
  }, [placedOn]);
  return card;
}

function close(): void {
  useDesk.setState({ draft: null });
}
