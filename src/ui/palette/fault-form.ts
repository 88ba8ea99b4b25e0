import type { Action, Command, When } from "../../engine/scenario.ts";
import { clockText, secondsOf } from "../../engine/sim/clock-text.ts";
import { RUN_LIMITS } from "../../scenarios/limits.ts";
import type { FaultKind } from "../state/desk.ts";
import { usualCondition } from "./conditions.ts";
import { messageTypesOf, peersOf } from "./fault-choices.ts";

/** The fields of a fault's card as they are typed: texts, so that nothing is lost while they are wrong. */
export interface FaultForm {
  kind: FaultKind;
  mode: "at" | "when";
  /** Seconds. */
  at: string;
  /** Part that is waited for, or a service for any of its consumers; empty for any. */
  part: string;
  /** Hits whoever did what was waited for, and not this part alone. */
  whoever: boolean;
  event: string;
  /** Number of a message; empty for any. */
  message: string;
  nth: string;
  delayMs: string;
  comesBack: "never" | "after";
  /** Seconds. */
  after: string;
  everyLane: boolean;
  /** Empty keeps the delay of the script where it is no constant. */
  extraMs: string;
  extraKept: boolean;
  cutType: string;
  cutMessage: string;
}

/** Faults that have an end. */
export const LASTING: readonly FaultKind[] = ["crash", "stop", "freeze", "powerLoss", "split", "slowLink"];

/** Faults that can hit whoever did what they wait for. */
export const OF_ONE_PART: readonly FaultKind[] = ["crash", "stop", "freeze", "powerLoss"];

/** What the end of each is called. */
export const END_WORDS: Record<FaultKind, string> = {
  crash: "Comes back",
  stop: "Starts again",
  freeze: "Goes on",
  powerLoss: "Comes back",
  split: "Heals",
  slowLink: "Is quick again",
  cutBefore: "",
};

/** A new fault at an instant, or one of the script as it stands. */
export function formOf(kind: FaultKind, role: string, part: string, atMs: number, existing: Command | undefined): FaultForm {
  const when = existing?.when;
  const action = existing?.action;
  const waits = when !== undefined && "after" in when ? when : undefined;
  const lasts = existing === undefined ? (kind === "crash" || kind === "stop" || kind === "powerLoss" ? undefined : 3000) : existing.forMs;
  return {
    kind,
    mode: waits === undefined ? "at" : "when",
    at: atText(when !== undefined && "atMs" in when ? when.atMs : atMs),
    part: waits === undefined ? part : (waits.part ?? ""),
    whoever: action !== undefined && "part" in action && typeof action.part !== "string",
    event: waits?.after ?? usualCondition(role),
    message: waits?.message === undefined ? "" : String(waits.message),
    nth: String(waits?.nth ?? 1),
    delayMs: String(waits?.delayMs ?? 0),
    comesBack: lasts === undefined ? "never" : "after",
    after: String((lasts ?? 3000) / 1000),
    everyLane: existing === undefined || existing.lanes === undefined,
    extraMs: action?.do !== "slowLink" ? "400" : action.extra.kind === "constant" ? String(action.extra.ms) : "",
    extraKept: action?.do === "slowLink" && action.extra.kind !== "constant",
    cutType: action?.do === "cutBefore" ? action.type : (messageTypesOf(role)[0] ?? ""),
    cutMessage: action?.do === "cutBefore" ? String(action.message ?? "") : "7",
  };
}

/** "3.25", from a minute on "2:05.864": as the clock has it, without idle digits. */
function atText(ms: number): string {
  return ms < 60_000 ? String(ms / 1000) : clockText(ms * 1000).replace(/\.?0+$/, "");
}

export interface FieldProblem {
  field: keyof FaultForm;
  text: string;
}

/** What is wrong with the fields, each by the name that stands beside it. */
export function problemsOf(form: FaultForm, durationMs: number): FieldProblem[] {
  const found: FieldProblem[] = [];
  const check = (field: keyof FaultForm, ok: boolean, text: string) => ok || found.push({ field, text });
  if (form.mode === "at") {
    const at = secondsOf(form.at);
    const end = durationMs > 60_000 ? clockText(durationMs * 1000, 0) : `${durationMs / 1000} seconds`;
    check("at", at >= 0 && at <= durationMs / 1000, `"At" must be between 0 and ${end}.`);
  } else {
    check("event", form.event !== "", `"Or when" needs something to wait for.`);
    check(
      "message",
      form.message.trim() === "" || whole(form.message, 1, RUN_LIMITS.messages),
      `"Message" must be a number from 1, or empty for any.`,
    );
    check("nth", whole(form.nth, 1, 1_000_000), `"Occurrence" must be a whole number from 1.`);
    check("delayMs", within(form.delayMs, 0, RUN_LIMITS.durationMs), `"And then, ms" must be 0 or more.`);
  }
  if (LASTING.includes(form.kind) && form.comesBack === "after") {
    const ok = within(form.after, 0, RUN_LIMITS.durationMs / 1000) && Number(form.after) > 0;
    check("after", ok, `"${END_WORDS[form.kind]}" must be after more than 0 seconds, or never.`);
  }
  if (form.kind === "slowLink" && !(form.extraKept && form.extraMs.trim() === ""))
    check("extraMs", within(form.extraMs, 1, 60_000), `"Added delay" must be between 1 and 60000 ms.`);
  if (form.kind === "cutBefore") {
    check(
      "cutMessage",
      form.cutMessage.trim() === "" || whole(form.cutMessage, 1, RUN_LIMITS.messages),
      `"With message" must be a number from 1, or empty for any.`,
    );
  }
  return found;
}

function within(text: string, from: number, to: number): boolean {
  return text.trim() !== "" && Number(text) >= from && Number(text) <= to;
}

function whole(text: string, from: number, to: number): boolean {
  return within(text, from, to) && Number.isInteger(Number(text));
}

function toMs(seconds: string): number {
  return Math.round(Number(seconds) * 1000);
}

/** The command that the fields mean; they must be without problems. Of an existing one, what the card does not show is kept. */
export function commandOf(
  form: FaultForm,
  target: { id: string; part: string; role: string; lane: string },
  existing: Command | undefined,
): Command {
  const { kind } = form;
  const command: Command = { id: target.id, when: whenOf(form), action: actionOf(form, target, existing?.action) };
  const lanes = lanesOf(form, target.lane, existing);
  return {
    ...command,
    ...(lanes === undefined ? {} : { lanes }),
    ...(LASTING.includes(kind) && form.comesBack === "after" ? { forMs: toMs(form.after) } : {}),
  };
}

function lanesOf({ kind, everyLane }: FaultForm, lane: string, existing: Command | undefined): readonly string[] | undefined {
  if (kind === "cutBefore") return existing === undefined ? [lane] : existing.lanes;
  return everyLane ? undefined : (existing?.lanes ?? [lane]);
}

function whenOf({ mode, at, part, event, message, nth, delayMs }: FaultForm): When {
  if (mode === "at") return { atMs: Math.round(secondsOf(at) * 1000) };
  return {
    after: event,
    ...(part === "" ? {} : { part }),
    ...(message.trim() === "" ? {} : { message: Number(message) }),
    ...(Number(nth) === 1 ? {} : { nth: Number(nth) }),
    delayMs: Number(delayMs),
  };
}

function actionOf(form: FaultForm, { part, role }: { part: string; role: string }, before: Action | undefined): Action {
  switch (form.kind) {
    case "crash":
    case "stop":
    case "freeze":
    case "powerLoss":
      return { do: form.kind, part: form.mode === "when" && form.whoever ? { of: "anchor" } : part };
    case "split":
      return before?.do === "split" ? before : { do: "split", from: [part], to: [], oneWay: false };
    case "slowLink": {
      if (before?.do === "slowLink" && form.extraMs.trim() === "") return before;
      const extra = { kind: "constant", ms: Number(form.extraMs) } as const;
      return before?.do === "slowLink" ? { ...before, extra } : { do: "slowLink", from: [part], to: [], extra, oneWay: false };
    }
    case "cutBefore": {
      const message = form.cutMessage.trim() === "" ? {} : { message: Number(form.cutMessage) };
      if (before?.do === "cutBefore" && before.type === form.cutType)
        return { do: "cutBefore", from: before.from, to: before.to, type: before.type, ...message };
      return { do: "cutBefore", ...peersOf(role, part, form.cutType), type: form.cutType, ...message };
    }
  }
}
