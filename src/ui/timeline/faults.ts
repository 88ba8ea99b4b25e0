import { useEffect, useMemo, useState } from "react";
import type { AnchorPart, Command, When } from "../../engine/scenario.ts";
import { laterModule } from "../controls/later.tsx";
import { useRun } from "../state/run.ts";
import { useWorld } from "../state/world.ts";
import { instantsOf, type LaneInstant } from "./given.ts";

/** A command of the script as it came out in this take: anchored ones have no time until they have happened. */
export interface TimedFault {
  command: Command;
  label: string;
  /** The first of its instants. */
  startUs: number;
  /** The lanes that it is meant for, with its instant in each. */
  lanes: readonly LaneInstant[];
  endUs: number | null;
  kind: "fault" | "change";
  /** The run is recorded, and it never happened in any lane. */
  idle: boolean;
}

/** What a person does to the run, or what goes wrong with a part. */
function kindOf({ action }: Command): TimedFault["kind"] {
  return ["addProducer", "addConsumer", "remove", "set", "restart"].includes(action.do) ? "change" : "fault";
}

type Hit = { part: string | AnchorPart };
const WORDS: Record<Command["action"]["do"], (action: never, when: When) => string> = {
  crash: ({ part }: Hit, when) => `${hitWords(part, when)} crashed`,
  freeze: ({ part }: Hit, when) => `${hitWords(part, when)} frozen`,
  powerLoss: ({ part }: Hit, when) => `${hitWords(part, when)} without power`,
  stop: ({ part }: Hit, when) => `${hitWords(part, when)} stopped`,
  restart: ({ part }: { part: string }) => `${part} restarted`,
  split: ({ from }: { from: string[] }) => `${from.join(", ")} cut off`,
  slowLink: ({ from }: { from: string[] }) => `slow link at ${from.join(", ")}`,
  cutBefore: ({ type, message }: { type: string; message?: number }) => `cut before ${type}${message === undefined ? "" : ` #${message}`}`,
  addProducer: ({ name }: { name: string }) => `${name} added`,
  addConsumer: ({ name }: { name: string }) => `${name} added`,
  remove: ({ part }: { part: string }) => `${part} removed`,
  set: ({ setting, value }: { setting: string; value: unknown }) => `${setting} = ${String(value)}`,
};

export function labelOf(command: Command): string {
  return WORDS[command.action.do](command.action as never, command.when);
}

/** A part by its name; or who it is that the command waits for: "whichever payment has #7". */
function hitWords(part: string | AnchorPart, when: When): string {
  if (typeof part === "string") return part;
  if (!("after" in when)) return "nobody";
  const who = `whichever ${when.part ?? "part"}`;
  return when.message === undefined ? `${who} it is` : `${who} has #${when.message}`;
}

export function useTimedFaults(): TimedFault[] {
  const script = useRun(({ run }) => run.script);
  const specs = useRun(({ run }) => run.scenario.lanes);
  const version = useWorld((world) => world.historyVersion);
  const done = useWorld((world) => world.done);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the history, which grows in place
  return useMemo(() => {
    const { history } = useWorld.getState();
    return script.flatMap((command): TimedFault[] => {
      const lanes = instantsOf(history, specs, command);
      const happened = lanes.flatMap(({ startUs }) => startUs ?? []);
      if (happened.length === 0 && !("atMs" in command.when)) return [];
      const startUs = "atMs" in command.when ? command.when.atMs * 1000 : Math.min(...happened);
      const kind = kindOf(command);
      const lasting = kind === "fault" && command.action.do !== "cutBefore";
      const endUs =
        command.forMs === undefined ? (lasting ? restartOf(script, command, startUs) : startUs) : startUs + command.forMs * 1000;
      const idle = done && happened.length === 0;
      return [{ command, label: labelOf(command), startUs, lanes, endUs, kind, idle }];
    });
  }, [script, specs, version, done]);
}

/**
 * The faults for the timeline: those that never happened stand there as well, with words that say so; without an instant of their own, at
 * the end of the run.
 */
export function useFaultsInTime(endUs: number): TimedFault[] {
  const faults = useTimedFaults();
  const script = useRun(({ run }) => run.script);
  const done = useWorld((world) => world.done);
  const reasons = useReasonsNotToAct();
  return useMemo(() => {
    const known = new Set(faults.map(({ command }) => command.id));
    const never = (command: Command) => `${labelOf(command)}: ${reasons.get(command.id) ?? "never happened"}`;
    const without = (done ? script : [])
      .filter(({ id }) => !known.has(id))
      .map((command): TimedFault => {
        return { command, label: never(command), startUs: endUs, lanes: [], endUs, kind: kindOf(command), idle: true };
      });
    return [...faults.map((fault) => (fault.idle ? { ...fault, label: never(fault.command) } : fault)), ...without];
  }, [faults, script, done, endUs, reasons]);
}

const fetchReasons = laterModule(() => import("./cannot-act.ts").then(({ reasonsNotToAct }) => reasonsNotToAct));

/** Why commands of the script can do nothing, by their ids; known once the run is recorded. */
export function useReasonsNotToAct(): ReadonlyMap<string, string> {
  const run = useRun((state) => state.run);
  const roster = useWorld((world) => (world.done ? world.roster : null));
  const [reasons, setReasons] = useState<ReadonlyMap<string, string>>(new Map());
  useEffect(() => {
    let current = true;
    if (roster === null || run.script.length === 0) return setReasons(new Map());
    fetchReasons().then(
      (reasonsNotToAct) => current && setReasons(reasonsNotToAct(run, roster)),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [run, roster]);
  return reasons;
}

/** When a part that went down is started again by the script; null when it is not. */
function restartOf(script: readonly Command[], { action }: Command, startUs: number): number | null {
  if (!("part" in action) || typeof action.part !== "string") return null;
  const restarts = script.flatMap(({ action: other, when }) =>
    other.do === "restart" && other.part === action.part && "atMs" in when && when.atMs * 1000 > startUs ? [when.atMs * 1000] : [],
  );
  return restarts.length === 0 ? null : Math.min(...restarts);
}

/** When processes of each lane went down, by lane. */
export function useDeaths(): ReadonlyMap<number, readonly number[]> {
  const version = useWorld((world) => world.historyVersion);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the history, which grows in place
  return useMemo(() => {
    const { history, roster } = useWorld.getState();
    const deaths = new Map<number, number[]>();
    for (let id = 0; id < history.length; id++) {
      const kind = history.kind(id);
      if (kind !== "ProcessCrashed" && kind !== "MachineLost") continue;
      const lane = roster[history.process(id)]?.lane;
      if (lane === undefined) continue;
      const known = deaths.get(lane);
      if (known === undefined) deaths.set(lane, [history.at(id)]);
      else if (known.at(-1) !== history.at(id)) known.push(history.at(id));
    }
    return deaths;
  }, [version]);
}
