import type { KeyboardEvent } from "react";
import { systemFacts } from "../../engine/system-facts.ts";
import type { Anomaly, WhyQuestion } from "../../worker/protocol.ts";
import { useRun } from "../state/run.ts";
import { askWhy } from "../state/simulation-link.ts";
import { useWorld } from "../state/world.ts";
import { absentQuestion } from "./absent.ts";
import { questionOfAnomaly } from "./questions.ts";
import { elsewhere, notThere } from "./words.ts";

/** The same message in the other lanes, where it went wrong as well or in another way, or why it did not. */
export function WhyLanes({ question }: { question: WhyQuestion }) {
  const digests = useWorld((world) => world.digests);
  const lanes = useRun(({ run }) => run.scenario.lanes);
  const questions = lanes.flatMap((_, lane): WhyQuestion[] => {
    if (lane === question.lane) return [question];
    const anomalies = digests[lane]?.anomalies ?? [];
    return [inLane(anomalies, question) ?? absentQuestion(question, lane, anomalies) ?? []].flat();
  });
  if (questions.length < 2) return null;
  return (
    <div className="why-lanes" role="tablist" aria-label="The same message in other lanes" onKeyDown={travel}>
      {questions.map((there) => {
        const here = there.lane === question.lane;
        const { title } = systemFacts[lanes[there.lane].system];
        return (
          <button
            key={there.lane}
            type="button"
            role="tab"
            aria-selected={here}
            tabIndex={here ? 0 : -1}
            onClick={() => here || askWhy(there)}
          >
            {here ? title : there.notAsIn !== undefined ? notThere(title) : elsewhere(question, there, title)}
          </button>
        );
      })}
    </div>
  );
}

/** What to ask about the same message in another lane: the same case, or else the first that there is. */
function inLane(anomalies: readonly Anomaly[], { kind, message, destination }: WhyQuestion): WhyQuestion | undefined {
  const mine = anomalies.filter((found) => found.message === message).map(questionOfAnomaly);
  return mine.find((other) => other.kind === kind && other.destination === destination) ?? mine[0];
}

/** Left and Right go from tab to tab. */
function travel(event: KeyboardEvent<HTMLElement>): void {
  const direction = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
  if (direction === 0) return;
  event.preventDefault();
  const tabs = [...event.currentTarget.querySelectorAll<HTMLElement>("[role=tab]")];
  const next = tabs[(tabs.indexOf(document.activeElement as HTMLElement) + direction + tabs.length) % tabs.length];
  next?.focus();
}
