import { useMemo } from "react";
import { create } from "zustand";
import type { Anomaly } from "../../worker/protocol.ts";
import { useDesk } from "../state/desk.ts";
import { usePlayback } from "../state/playback.ts";
import { useRun } from "../state/run.ts";
import { useWorld } from "../state/world.ts";
import type { StoryReader } from "./reader.ts";

/** What the diagram was told beside its tab. */
interface DiagramWishes {
  /** Name of a service; empty for all; null for the one that the question, or the tape, is about. */
  destination: string | null;
  /** All messages of a short stretch of time. */
  wholeLane: boolean;
  /** The same as a table of events. */
  asTable: boolean;
}

export const useDiagramWishes = create<DiagramWishes>(() => ({ destination: null, wholeLane: false, asTable: false }));

export interface DiagramChoice {
  lane: number;
  /** Null when nothing was sent yet. */
  message: number | null;
  destination: string | null;
  /** Why this message: "selected", "finding: twice", "sent last". */
  reason: string;
}

/** The instant up to which things have happened for the person: the run's, or a later one that is looked at. In steps while it plays. */
export function useUntilUs(stepUs: number): number {
  return usePlayback(({ playheadUs, peekUs, playing }) => {
    const until = Math.max(playheadUs, peekUs ?? 0);
    return playing ? Math.floor(until / stepUs) * stepUs : until;
  });
}

/** Which lane and message the diagram shows: the open card's, else the selected one, else the most telling finding, else the newest. */
export function useDiagramChoice(): DiagramChoice {
  const until = useUntilUs(100_000);
  const selected = useDesk((desk) => desk.selectedMessage);
  const question = useDesk((desk) => desk.why?.question ?? null);
  const laneShown = useDesk((desk) => desk.laneShown);
  const laneChosen = useDesk((desk) => desk.laneChosen);
  const hidden = useDesk((desk) => desk.hiddenLanes);
  const scenario = useRun(({ run }) => run.scenario);
  const digests = useWorld((world) => world.digests);
  const shown = Math.min(laneShown, scenario.lanes.length - 1);
  // A lane that nobody chose is that of the finding; what was selected or asked about is looked at in its own.
  const fixed = question !== null || selected !== null || laneChosen;
  const here = question?.lane ?? shown;
  const lanes = fixed ? [here] : [shown, ...digests.map((digest) => digest.lane).filter((other) => other !== shown)];
  const found = mostTelling(
    lanes.filter((other) => fixed || !hidden.includes(other)).flatMap((other) => digests[other]?.anomalies ?? []),
    until,
  );
  const lane = fixed ? here : (found?.lane ?? here);
  const wished = useDiagramWishes((wishes) => wishes.destination);
  const version = useWorld((world) => world.historyVersion);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the history, which grows in place
  const newest = useMemo(() => {
    const { history, roster } = useWorld.getState();
    return newestSent(history, roster, lane, until);
  }, [lane, until, version]);
  const [taped] = scenario.services.filter(({ table }) => table === scenario.tape);
  const asked = question !== null && (selected === null || selected === question.message) ? question : null;
  const usual = asked?.destination ?? (selected === null ? found?.destination : undefined) ?? taped?.name ?? null;
  const destination = wished === "" ? null : (wished ?? usual);
  if (asked !== null) return { lane, message: asked.message, destination, reason: "the open why" };
  if (selected !== null) return { lane, message: selected, destination, reason: "selected" };
  if (found !== undefined) return { lane, message: found.message, destination, reason: `finding: ${FOUND[found.kind]}` };
  return { lane, message: newest, destination, reason: "sent last" };
}

const FOUND: Record<Anomaly["kind"], string> = {
  duplicated: "twice",
  lost: "lost",
  late: "out of order",
  skipped: "skipped",
  failed: "failed",
  stuck: "stuck",
  removed: "removed",
};

/** What shows most of a system's way with a message comes first: work done twice, work lost, work out of order. A failed call is one arrow. */
const TELLING: readonly Anomaly["kind"][] = ["duplicated", "lost", "skipped", "late", "failed"];

/** The first finding of the most telling kind up to an instant; of equal ones the earlier in the list. */
export function mostTelling(anomalies: readonly Anomaly[], untilUs: number): Anomaly | undefined {
  const soFar = anomalies.filter(({ at }) => at <= untilUs);
  for (const kind of TELLING) {
    const found = soFar.find((anomaly) => anomaly.kind === kind);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The message of a lane that was sent last; null when none was. Looks backwards, so it is quick where something is sent. */
export function newestSent(history: StoryReader, roster: readonly { lane: number }[], lane: number, untilUs: number): number | null {
  for (let id = history.firstAtOrAfter(untilUs + 1) - 1; id >= 0; id--)
    if (history.kind(id) === "MessageSent" && roster[history.process(id)]?.lane === lane) return history.message(id);
  return null;
}
