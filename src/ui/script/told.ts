import { useEffect, useMemo, useState } from "react";
import type { AnchorPart, Command, When } from "../../engine/scenario.ts";
import { laterModule } from "../state/later-module.ts";
import { seenUs, usePlayback } from "../state/playback.ts";
import { useRun } from "../state/run.ts";
import { useWorld } from "../state/world.ts";
import { instantsOf, type LaneInstant, type Told, toldOf } from "./given.ts";

/** A command of the script, and what of it has been seen. */
export interface ToldFault extends Told {
  command: Command;
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

/** A command of the script with its instants in the whole take, seen or not. */
export interface GivenCommand {
  command: Command;
  lanes: readonly LaneInstant[];
}

/** The commands of the script as they came out, in its order. */
export function useGivenCommands(): readonly GivenCommand[] {
  const script = useRun(({ run }) => run.script);
  const specs = useRun(({ run }) => run.scenario.lanes);
  const version = useWorld((world) => world.historyVersion);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the history, which grows in place
  return useMemo(() => {
    const { history } = useWorld.getState();
    return script.map((command) => ({ command, lanes: instantsOf(history, specs, command) }));
  }, [script, specs, version]);
}

/** Whether the run is recorded and has been seen to its end. */
export function useAtEnd(): boolean {
  const done = useWorld((world) => world.done);
  return usePlayback((state) => done && seenUs(state) >= state.endUs);
}

/** What is told of each command of the script by now. It changes only when the playhead passes an instant of one. */
export function useToldFaults(): readonly ToldFault[] {
  const given = useGivenCommands();
  const instants = useMemo(() => {
    const all = given.flatMap(({ command: { when }, lanes }) => [
      ...("atMs" in when ? [when.atMs * 1000] : []),
      ...lanes.flatMap(({ startUs }) => startUs ?? []),
    ]);
    return [...new Set(all)].sort((one, other) => one - other);
  }, [given]);
  const untilUs = usePlayback((state) => instants.findLast((at) => at <= seenUs(state)) ?? -1);
  const atEnd = useAtEnd();
  const done = useWorld((world) => world.done);
  return useMemo(
    () => given.map(({ command, lanes }) => ({ command, ...toldOf(command, lanes, { untilUs, done, atEnd }) })),
    [given, untilUs, done, atEnd],
  );
}

const fetchReasons = laterModule(() => import("../script/cannot-act.ts").then(({ reasonsNotToAct }) => reasonsNotToAct));

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
