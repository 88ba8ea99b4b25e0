import { instantText } from "../../engine/sim/clock-text.ts";
import type { Anomaly } from "../../worker/protocol.ts";
import { asNow, toast, useDesk } from "../state/desk.ts";
import { findingOf } from "../state/findings.ts";
import { laneName } from "../state/lane-names.ts";
import { shownUs, usePlayback } from "../state/playback.ts";
import { useRun } from "../state/run.ts";
import { askWhy } from "../state/simulation-link.ts";
import { useWorld } from "../state/world.ts";
import { destinationsOf, questionOfAnomaly, questionOfState } from "../why/questions.ts";

/** The key W: why, for the selected message (also why it is not done), or else for the newest finding so far in the lane that has the focus. */
export function askWhyHere(): void {
  const { selectedMessage } = useDesk.getState();
  const at = shownUs(usePlayback.getState());
  const lane = laneInFocus();
  const soFar = findings().filter((finding) => finding.at <= at);
  const mine = soFar.findLast(({ message, lane: of }) => message === selectedMessage && (lane === null || of === lane));
  // A chosen message of which there is no finding: why it has not come to its end yet.
  if (mine === undefined && selectedMessage !== null) {
    askWhy(questionOfState(lane ?? 0, selectedMessage, destinationsOf(selectedMessage)[0] ?? ""));
    return;
  }
  const found = mine ?? soFar.findLast(({ lane: of }) => lane === null || of === lane);
  if (found !== undefined) {
    askWhy(questionOfAnomaly(found));
    return;
  }
  const { lanes } = useRun.getState().run.scenario;
  const where = lane === null ? "" : ` in ${laneName(lanes, lane).brief}`;
  toast(`Nothing went wrong${where} up to ${instantText(at)}: there is no why to ask for.`, asNow(usePlayback, shownUs));
}

export function findings(): Anomaly[] {
  const { hiddenLanes } = useDesk.getState();
  return useWorld
    .getState()
    .digests.filter(({ lane }) => !hiddenLanes.includes(lane))
    .flatMap((digest) => digest.anomalies)
    .filter((anomaly) => findingOf(anomaly) !== undefined)
    .sort((one, other) => one.at - other.at);
}

/** The lane with the keyboard's focus, else of what is chosen; null when nothing of a lane is, and there are several. */
function laneInFocus(): number | null {
  const focused = document.activeElement?.closest<HTMLElement>("[data-lane]")?.dataset["lane"];
  if (focused !== undefined) return Number(focused);
  const { selectedFace, selectedPart } = useDesk.getState();
  if (selectedFace !== null) return selectedFace.lane;
  const part = useWorld.getState().byName[selectedPart ?? ""];
  if (part !== undefined) return part.lane;
  const drawn = [...document.querySelectorAll<HTMLElement>(".drawing[data-lane]")];
  return drawn.length === 1 ? Number(drawn[0].dataset["lane"]) : null;
}
