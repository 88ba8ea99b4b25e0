import type { Contradiction, SettingInfo, SettingOwner, SettingValue } from "../../engine/delivery/settings.ts";
import { contradictions } from "../../engine/lane-settings.ts";
import type { Command, LaneSpec, Run } from "../../engine/scenario.ts";
import { instantText } from "../../engine/sim/clock-text.ts";
import { checkRun, settingProblem } from "../../scenarios/check.ts";
import { offeredSettings, shapeContradiction, withOffered } from "../../scenarios/topic-shape.ts";
import { toast } from "../state/desk.ts";
import { changeFromStart } from "../state/from-start.ts";
import { shownUs, usePlayback } from "../state/playback.ts";
import { changeRun, editedRun, freshId, useRun } from "../state/run.ts";
import type { From } from "./drafts.ts";
import type { SettingTarget } from "./settings-here.ts";

/** One value that the person has chosen. */
export interface Wanted {
  owner: SettingOwner;
  name: string;
  value: SettingValue;
}

/** Why a choice was not taken. With a contradiction there is a way out. */
export interface Refusal {
  problem: string;
  contradiction?: Contradiction;
}

/**
 * Sets values of a lane, in one step of undo. `seen` is the lane as the part sees it now: what the values must go together with. What is
 * refused changes nothing.
 */
export function applySettings(target: SettingTarget, wanted: readonly Wanted[], from: From, seen: LaneSpec): Refusal | null {
  const last = wanted[wanted.length - 1];
  const info = offeredSettings(seen, last.owner).find(({ name }) => name === last.name);
  const wrong = info === undefined ? "is not a setting of this lane" : settingProblem(info, last.value);
  if (wrong !== null) return { problem: `${last.name} ${wrong}.` };
  const { run } = useRun.getState();
  const base = from === "start" ? editedRun(useRun.getState()).scenario.lanes[target.lane] : seen;
  const next = wanted.reduce(withOffered, base);
  const contradiction = shapeContradiction(next) ?? contradictions(next)[0];
  if (contradiction !== undefined) return { problem: contradiction.error, contradiction };
  const change = from === "start" ? fromStart(target.lane, wanted) : fromNow(run, target, wanted, nowMs());
  const [problem] = checkRun(change(from === "start" ? editedRun(useRun.getState()) : run));
  if (problem !== undefined) return { problem: `${last.name}: ${problem.message}.` };
  const words = wanted.map(({ name, value }) => `${name} is ${String(value)}`).join(", ");
  if (from === "now") {
    changeRun(change);
    toast(`${words} from ${instantText(nowMs() * 1000)} on.`);
  } else if (!changeFromStart(change)) toast(`${words} from the start.`);
  return null;
}

function fromStart(lane: number, wanted: readonly Wanted[]): (run: Run) => Run {
  return (run) => ({
    ...run,
    scenario: { ...run.scenario, lanes: run.scenario.lanes.map((spec, i) => (i === lane ? wanted.reduce(withOffered, spec) : spec)) },
  });
}

/** Commands at this instant; a second change of the same setting at the same instant takes the place of the first. */
function fromNow({ script, scenario }: Run, { lane, part }: SettingTarget, wanted: readonly Wanted[], atMs: number): (run: Run) => Run {
  const lanes = [scenario.lanes[lane].id];
  const commands: Command[] = [];
  for (const { name, value } of wanted) {
    const id = freshId([...script, ...commands], "set");
    commands.push({ id, when: { atMs }, lanes, action: { do: "set", part, setting: name, value } });
  }
  const replaced = ({ when, action, lanes: others }: Command) =>
    action.do === "set" &&
    "atMs" in when &&
    when.atMs === atMs &&
    action.part === part &&
    String(others) === String(lanes) &&
    wanted.some(({ name }) => name === action.setting);
  return (run) => ({ ...run, script: [...run.script.filter((command) => !replaced(command)), ...commands] });
}

function nowMs(): number {
  return Math.round(shownUs(usePlayback.getState()) / 1000);
}

/** Another value for a setting wherever it was decided: by a command of the script, or at the start. One step of undo, and run at once. */
export function mendSetting(lane: number, { owner, name, value }: Wanted, commandId: string | undefined): void {
  const { run } = useRun.getState();
  const change =
    commandId === undefined
      ? fromStart(lane, [{ owner, name, value }])
      : (before: Run): Run => ({
          ...before,
          script: before.script.map((command) => (command.id === commandId ? withValue(command, value) : command)),
        });
  const [problem] = checkRun(change(run));
  if (problem === undefined) changeRun(change);
  toast(problem === undefined ? `${name} is ${String(value)}.` : `${name}: ${problem.message}.`);
}

function withValue(command: Command, value: SettingValue): Command {
  return command.action.do === "set" ? { ...command, action: { ...command.action, value } } : command;
}

/** Whether the effects database of every lane is idempotent. */
export function setIdempotent(idempotent: boolean): void {
  if (changeFromStart((run) => ({ ...run, scenario: { ...run.scenario, database: { idempotent } } }))) return;
  toast(idempotent ? "The database applies each message once." : "The database applies whatever it is asked.");
}

const PLURALS: Partial<Record<SettingOwner, string>> = {
  producer: "producers",
  consumer: "consumers",
  broker: "brokers",
  client: "callers",
  service: "services",
};

/** How a choice from the start is spoken of: a lane has one set of them for all parts of a kind, also when one of them is looked at. */
export function startWords({ owner }: SettingInfo, sharers: readonly string[]): string {
  return sharers.length > 1 ? `From the start, for all ${sharers.length} ${PLURALS[owner] ?? "parts"}` : "From the start";
}

/** How a choice is spoken of: the parts that start anew for it. */
export function restartWords(info: SettingInfo, restarted: readonly string[]): string {
  if (info.live) return "From now on";
  if (restarted.length === 0) return "From its next start on";
  const [first, second] = restarted;
  if (restarted.length === 1) return `From now on: ${first} restarts`;
  return restarted.length === 2 ? `From now on: ${first} and ${second} restart` : `From now on: ${restarted.length} parts restart`;
}
