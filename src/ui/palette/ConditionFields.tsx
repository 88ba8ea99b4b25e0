import { useMemo } from "react";
import type { ServiceSpec } from "../../engine/delivery/services.ts";
import { membersOf } from "../../engine/setting-changes.ts";
import { instantText } from "../../engine/sim/clock-text.ts";
import { useAtEnd } from "../script/told.ts";
import { useShownUs } from "../state/playback.ts";
import { useRun } from "../state/run.ts";
import { useWorld } from "../state/world.ts";
import { type Condition, conditionOf, conditionsOf, whenWords } from "./conditions.ts";
import { OF_ONE_PART } from "./fault-form.ts";
import type { FieldsProps } from "./fields-props.ts";
import { NumberField } from "./NumberField.tsx";

/** When it happens: at a time, or a while after a part did something. */
export function ConditionFields({ lane, target, form, wrong, onChange }: FieldsProps & { lane: number; target: string }) {
  const long = useRun(({ run }) => run.scenario.durationMs > 60_000);
  return (
    <fieldset className="when-fields">
      <legend>When</legend>
      <label className="check">
        <input type="radio" name="when" checked={form.mode === "at"} onChange={() => onChange({ mode: "at" })} />
        <span>At a time</span>
      </label>
      {form.mode === "at" && (
        <NumberField label={long ? "At, min:s" : "At, seconds"} name="at" keys={long ? "text" : "decimal"} {...{ form, wrong, onChange }} />
      )}
      <label className="check">
        <input type="radio" name="when" checked={form.mode === "when"} onChange={() => onChange({ mode: "when" })} />
        <span>Or when something happens</span>
      </label>
      {form.mode === "when" && <Happening lane={lane} form={form} wrong={wrong} onChange={onChange} />}
      {form.mode === "when" && OF_ONE_PART.includes(form.kind) && (
        <label className="check">
          <input type="checkbox" checked={form.whoever} onChange={(event) => onChange({ whoever: event.target.checked })} />
          <span>Hits the part that did it, in each lane; else {target}</span>
        </label>
      )}
    </fieldset>
  );
}

function Happening({ lane, form, wrong, onChange }: FieldsProps & { lane: number }) {
  const roles = useRoles(lane);
  const services = useRun(({ run }) => run.scenario.services);
  const choices = choicesOf(form.part, roles, services, form.event);
  const present = services.map(({ name }) => name).filter((name) => membersOf(name, roles.keys()).length > 0);
  const chosen = choices.find(({ event }) => event === form.event);
  const happened = useHappened(lane, form);
  const choosePart = (part: string) => {
    const next = choicesOf(part, roles, services, "");
    onChange({ part, event: next.some(({ event }) => event === form.event) ? form.event : (next[0]?.event ?? "") });
  };
  return (
    <>
      <label>
        <span>Who</span>
        <select value={form.part} onChange={(event) => choosePart(event.target.value)}>
          <option value="">anybody</option>
          {form.part !== "" && !roles.has(form.part) && !present.includes(form.part) && <option>{form.part}</option>}
          {present.map((name) => (
            <option key={name} value={name}>
              any {name}
            </option>
          ))}
          {[...roles.keys()].map((part) => (
            <option key={part}>{part}</option>
          ))}
        </select>
      </label>
      <label>
        <span>Did what</span>
        <select value={form.event} aria-invalid={wrong.includes("event")} onChange={(event) => onChange({ event: event.target.value })}>
          {chosen === undefined && <option value="">choose</option>}
          {choices.map(({ event, words, message }) => (
            <option key={event} value={event}>
              {words}
              {message ? " #…" : ""}
            </option>
          ))}
        </select>
      </label>
      {(chosen === undefined || chosen.message) && (
        <NumberField label="Message #" name="message" placeholder="any" form={form} wrong={wrong} onChange={onChange} />
      )}
      <NumberField label="Occurrence" name="nth" form={form} wrong={wrong} onChange={onChange} />
      <NumberField label="And then, ms" name="delayMs" keys="decimal" form={form} wrong={wrong} onChange={onChange} />
      <p className="small" aria-live="polite">
        {sentenceOf(form, chosen, present.includes(form.part))} {chosen === undefined ? "" : happened}
      </p>
    </>
  );
}

/** The parts of a lane with their roles. */
function useRoles(lane: number): ReadonlyMap<string, string> {
  const text = useWorld((world) =>
    world.processes
      .filter((process) => process.lane === lane)
      .map(({ part, role }) => `${part}=${role}`)
      .join(),
  );
  return useMemo(() => new Map(text.split(",").map((entry) => entry.split("=") as [string, string])), [text]);
}

/** What can be waited for; the one that the script has is always among them. */
function choicesOf(part: string, roles: ReadonlyMap<string, string>, services: readonly ServiceSpec[], event: string): Condition[] {
  const asked = new Set(part === "" ? roles.values() : membersOf(part, roles.keys()).map((member) => roles.get(member) ?? ""));
  const service = services.find(({ name }) => part.replace(/-\d+$/, "") === name);
  const found = new Map([...asked].flatMap((role) => conditionsOf(role, service)).map((condition) => [condition.event, condition]));
  if (event !== "" && !found.has(event)) found.set(event, conditionOf(event));
  return [...found.values()];
}

function sentenceOf({ part, message, nth, delayMs }: FieldsProps["form"], condition: Condition | undefined, service: boolean): string {
  if (condition === undefined) return "Choose what to wait for.";
  return `${whenWords({ part, message: message.trim(), nth: nth.trim(), delayMs: Number(delayMs) }, condition, service)}.`;
}

/** How often it has happened by the shown instant, and no further: a help to see which time is meant. */
function useHappened(lane: number, { part, event, message }: FieldsProps["form"]): string {
  const at = useShownUs(1000);
  const atEnd = useAtEnd();
  const version = useWorld((world) => world.historyVersion);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the history, which grows in place
  const times = useMemo(() => {
    const { history, roster } = useWorld.getState();
    const found: number[] = [];
    for (let id = 0; id < history.length; id++) {
      if (history.kind(id) !== event) continue;
      const by = roster[history.process(id)];
      if (by?.lane !== lane || (part !== "" && membersOf(part, [by.part]).length === 0)) continue;
      if (message.trim() === "" || history.message(id) === Number(message)) found.push(history.at(id));
    }
    return found;
  }, [lane, part, event, message, version]);
  const before = times.filter((time) => time <= at).length;
  if (before === 0) return atEnd ? "It does not happen in this run." : "By now it has not happened.";
  return `By now it has happened ${before === 1 ? "once" : `${before} times`}, first at ${instantText(times[0])}.`;
}
