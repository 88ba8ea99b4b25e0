import { useMemo } from "react";
import type { Command } from "../../engine/scenario.ts";
import type { HistoryReplica } from "../state/history-replica.ts";
import { useRun } from "../state/run.ts";
import { useWorld } from "../state/world.ts";

/** A command of the script as it came out in this take: anchored ones have no time until they have happened. */
export interface TimedFault {
  command: Command;
  label: string;
  startUs: number;
  endUs: number | null;
  kind: "fault" | "change";
}

const WORDS: Record<Command["action"]["do"], (action: never) => string> = {
  crash: ({ part }: { part: string }) => `${part} crashed`,
  freeze: ({ part }: { part: string }) => `${part} frozen`,
  powerLoss: ({ part }: { part: string }) => `${part} without power`,
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
  return WORDS[command.action.do](command.action as never);
}

export function useTimedFaults(): TimedFault[] {
  const script = useRun(({ run }) => run.script);
  const version = useWorld((world) => world.historyVersion);
  const done = useWorld((world) => world.done);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the history, which grows in place
  return useMemo(() => {
    const given = firstGiven();
    return script.flatMap((command): TimedFault[] => {
      const startUs = "atMs" in command.when ? command.when.atMs * 1000 : given.get(command.id);
      if (startUs === undefined) return [];
      const fault = !["addProducer", "addConsumer", "remove", "set", "restart"].includes(command.action.do);
      const lasting = fault && command.action.do !== "cutBefore";
      const endUs =
        command.forMs === undefined ? (lasting ? restartOf(script, command, startUs) : startUs) : startUs + command.forMs * 1000;
      return [{ command, label: labelOf(command), startUs, endUs, kind: fault ? "fault" : "change" }];
    });
  }, [script, version, done]);
}

/** How far each take's history has been read for its commands; many panels ask, and it only grows. */
const read = new WeakMap<HistoryReplica, { until: number; given: Map<string, number> }>();

/** When each command first happened in the recorded history. */
function firstGiven(): ReadonlyMap<string, number> {
  const { history } = useWorld.getState();
  const known = read.get(history) ?? { until: 0, given: new Map<string, number>() };
  read.set(history, known);
  for (; known.until < history.length; known.until++) {
    if (history.kind(known.until) !== "CommandGiven") continue;
    const name = history.text(history.a(known.until));
    if (!known.given.has(name)) known.given.set(name, history.at(known.until));
  }
  return known.given;
}

/** When a part that went down is started again by the script; null when it is not. */
function restartOf(script: readonly Command[], { action }: Command, startUs: number): number | null {
  if (!("part" in action)) return null;
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
