import type { Verdict, Witness } from "../../worker/protocol.ts";

/** How a promise stands at the shown instant: nothing of it is known before the run got there. */
export interface Standing {
  look: "broken" | "quiet" | "plain";
  /** "broken (2)", "held", "no case yet"; empty before anything has been played. */
  word: string;
  /** One sentence; empty where there is none to say yet. */
  sentence: string;
  /** The cases up to the instant, in time order. */
  cases: readonly Witness[];
}

/** `atUs` is the shown instant, `endUs` the end of the run; the verdict itself is that of the whole run. */
export function standingOf({ verdict, count, sentence, witnesses }: Verdict, atUs: number, endUs: number): Standing {
  const cases = witnesses.filter(({ at }) => at <= atUs);
  if (atUs >= endUs) {
    const word = verdict === "broken" ? `broken (${count})` : verdict;
    return { look: lookOf(verdict), word, sentence, cases };
  }
  // Some verdicts are only passed at the end: until then their cases are nothing yet.
  if (verdict === "broken" && cases.length > 0) {
    const told = cases.length === witnesses.length && count > cases.length ? `${cases.length} or more` : cases.length;
    return { look: "broken", word: `broken (${told})`, sentence, cases };
  }
  return { look: "quiet", word: atUs > 0 ? "no case yet" : "", sentence: "", cases: [] };
}

function lookOf(verdict: Verdict["verdict"]): Standing["look"] {
  return verdict === "broken" ? "broken" : verdict === "held" ? "plain" : "quiet";
}
