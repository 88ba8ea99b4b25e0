import { labelOf } from "../state/messages.ts";
import "./why-not.css";
import type { WhyQuestion } from "../../worker/protocol.ts";
import { useLaneNames } from "../state/lane-names.ts";
import { askWhy } from "../state/simulation-link.ts";
import { happenedWords } from "./words.ts";

interface WhyNotProps {
  question: WhyQuestion;
  /** What a screen reader is told before the question: what stands beside it. */
  before?: string;
}

/** Asks why something did not happen in a lane that happened in another. */
export function WhyNot({ question, before = "" }: WhyNotProps) {
  const names = useLaneNames();
  const there = names[question.notAsIn ?? question.lane]?.brief ?? "";
  return (
    <button
      type="button"
      className="why-not"
      aria-label={`${before}Why not here? #${labelOf(question.message)} was ${happenedWords(question)} in ${there}.`}
      title={`#${labelOf(question.message)} was ${happenedWords(question)} in ${there}.`}
      onClick={(event) => {
        event.stopPropagation();
        askWhy(question);
      }}
    >
      why not?
    </button>
  );
}
