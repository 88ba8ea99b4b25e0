import { useMemo } from "react";
import type { Command } from "../../engine/scenario.ts";
import type { LaneInstant } from "../script/given.ts";
import { labelOf, useReasonsNotToAct, useToldFaults } from "../script/told.ts";
import { useRun } from "../state/run.ts";
import { useWorld } from "../state/world.ts";

/** A command of the script as it has come out so far in this take. */
export interface TimedFault {
  command: Command;
  label: string;
  /** The first of its instants; where it has none, the place on the timeline where it waits. */
  startUs: number;
  /** The lanes that it is meant for, with its instant in each. */
  lanes: readonly LaneInstant[];
  endUs: number | null;
  kind: "fault" | "change";
  /** It has no band: it still waits for something, or nothing came of it in any lane. */
  idle: boolean;
}

/** What a person does to the run, or what goes wrong with a part. */
function kindOf({ action }: Command): TimedFault["kind"] {
  return ["addProducer", "addConsumer", "remove", "set", "restart"].includes(action.do) ? "change" : "fault";
}

/** The faults for the timeline. Those without an instant stand there as well, at the end of the run, with words that say why. */
export function useFaultsInTime(endUs: number): TimedFault[] {
  const told = useToldFaults();
  const script = useRun(({ run }) => run.script);
  const reasons = useReasonsNotToAct();
  return useMemo(
    () =>
      told.map(({ command, startUs, lanes, state }): TimedFault => {
        const kind = kindOf(command);
        const waits = state === "ahead" && startUs === null;
        const nothing = reasons.get(command.id) ?? (waits ? "not yet" : state === "never" ? "never happened" : null);
        const label = nothing === null ? labelOf(command) : `${labelOf(command)}: ${nothing}`;
        const idle = nothing !== null;
        if (startUs === null) return { command, label, startUs: endUs, lanes, endUs, kind, idle };
        return { command, label, startUs, lanes, endUs: endOf(script, command, startUs), kind, idle };
      }),
    [told, script, endUs, reasons],
  );
}

/** When what a command did is over; null when it lasts. */
function endOf(script: readonly Command[], command: Command, startUs: number): number | null {
  if (command.forMs !== undefined) return startUs + command.forMs * 1000;
  const lasting = kindOf(command) === "fault" && command.action.do !== "cutBefore";
  return lasting ? restartOf(script, command, startUs) : startUs;
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
