import { describe, expect, test } from "vitest";
import { type HistoryScript, history } from "../history-script.test-util.ts";
import type { VerdictValue } from "../verdicts.ts";

type Write = (script: HistoryScript) => unknown;
/** What the history shows, how it is written, and which messages are found (one entry per case). */
export type Positive = [what: string, found: readonly number[], write: Write];
/** What the history shows, the verdict, and how it is written. */
export type NearMiss = [what: string, verdict: VerdictValue, write: Write];

/** At least five planted cases that a checker must find, and at least five histories that come close and are none. */
export function plant(checker: string, positives: readonly Positive[], nearMisses: readonly NearMiss[]): void {
  describe(checker, () => {
    test("enough is planted", () => {
      expect(positives.length).toBeGreaterThanOrEqual(5);
      expect(nearMisses.length).toBeGreaterThanOrEqual(5);
    });
    test.each(positives)(`${checker} finds: %s`, (_what, found, write) => {
      const script = history();
      write(script);
      const verdict = script.verdict(checker);
      expect(verdict.witnesses.map(({ message }) => message)).toEqual(found);
      expect(verdict.verdict).toBe("broken");
      for (const { event, witnesses, at } of verdict.witnesses) {
        expect(witnesses).toContain(event);
        expect(witnesses).toEqual(witnesses.toSorted((one, other) => one - other));
        expect(at).toBe(script.history.at(event));
      }
    });
    test.each(nearMisses)(`${checker} is not misled: %s (%s)`, (_what, expected, write) => {
      const script = history();
      write(script);
      const { verdict, count } = script.verdict(checker);
      expect(verdict).toBe(expected);
      expect(count).toBe(0);
    });
  });
}
