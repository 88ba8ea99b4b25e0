import { describe, expect, test } from "vitest";
import { playable } from "../../document/playable.ts";
import { ClaimChecker } from "../claims/check.ts";
import { withChange } from "../lanes/lane-otherwise.ts";
import type { DocumentRun } from "../lanes/run-document.ts";
import { finish } from "../pieces.ts";
import type { LaneSpec, Run } from "../scenario.ts";
import { explainAbsent } from "./absent.ts";
import { LaneRecord } from "./lane-record.ts";
import { after, ask, kafka, rabbit, type Staging, stagedRun } from "./staged.test-util.ts";
import type { WhyCard, WhyQuestion } from "./why-card.ts";

interface Absence extends Omit<Staging, "lane"> {
  name: string;
  there: LaneSpec;
  here: LaneSpec;
  asks: Pick<WhyQuestion, "kind" | "message">;
  titles: readonly string[];
  /** What the details and the sentence of what keeps it away say. */
  says: readonly string[];
  /** Kinds of what has to be otherwise. */
  otherwise: readonly string[];
}

const crash = { do: "crash", part: { of: "anchor" } } as const;
const one = { consumers: 1 } as const;

const ABSENCES: readonly Absence[] = [
  {
    name: "the crash comes while it waits its turn here, and after its effect there",
    there: kafka({}, { partitions: 1 }),
    here: rabbit(),
    service: { ...one, serviceTime: { kind: "constant", ms: 400 } },
    script: [after({ after: "MessageDelivered", part: "payment", message: 3, delayMs: 330 }, crash, 500)],
    asks: { kind: "duplicated", message: 3 },
    titles: ["order-svc sent #3", "payment-1 crashed with #3 in hand", "payment-1 charged #3"],
    says: [
      "The effect of #3 was not in yet.",
      "With the fault of step 2 just after #3 had had its effect, #3 is processed twice here too.",
    ],
    otherwise: ["moved"],
  },
  {
    name: "R-CONN-07: nobody takes a frozen consumer for dead so soon here",
    there: kafka({}, { partitions: 1 }),
    here: rabbit(),
    script: [after({ after: "EffectConfirmed", message: 3, delayMs: 1 }, { do: "freeze", part: { of: "anchor" } }, 8000)],
    asks: { kind: "duplicated", message: 3 },
    titles: ["order-svc sent #3", "payment-1 received #3", "payment-1 charged #3", "payment-1 froze"],
    says: ["heartbeat = 60.", "With heartbeat = 1 in step"],
    otherwise: ["changed"],
  },
  {
    name: "the script has the crash in the other lane only",
    there: kafka({}, { partitions: 1 }),
    here: rabbit(),
    service: one,
    script: [{ ...after({ after: "EffectConfirmed", message: 3, delayMs: 1 }, crash, 500), lanes: ["kafka"] }],
    asks: { kind: "duplicated", message: 3 },
    titles: ["order-svc sent #3", "payment-1 charged #3", "No such crash here"],
    says: ["The script has it in other lanes only.", "What brought it about there did not happen here."],
    otherwise: [],
  },
  {
    name: "what the crash waits for never comes in this system",
    there: kafka({}, { partitions: 1 }),
    here: rabbit(),
    service: { ...one, settle: "before" },
    script: [after({ after: "OffsetCommitted", nth: 2, delayMs: 50 }, { do: "crash", part: "payment-1" }, 500)],
    asks: { kind: "lost", message: 2 },
    titles: ["order-svc sent #2", "payment-1 charged #2", "No such crash here"],
    says: ["It waited for OffsetCommitted, which never came.", "With the fault of step 3 just after #2 was begun, #2 is lost here too."],
    otherwise: ["moved"],
  },
];

function answer({ there, here, asks, ...staging }: Absence): { card: WhyCard | null; played: DocumentRun; record: LaneRecord } {
  const { scenario, ...rest } = stagedRun({ ...staging, lane: there });
  const run: Run = { ...rest, scenario: { ...scenario, lanes: [there, here] } };
  const played = playable(run);
  const facts = played.facts();
  const records = [0, 1].map((lane) => new LaneRecord(played, lane));
  for (const record of records) finish(record.record());
  const [theirs, record] = records;
  const question: WhyQuestion = { ...asks, lane: 1, destination: "payment", notAsIn: 0 };
  const card = finish(
    explainAbsent({ record, there: { record: theirs, facts: facts[0] }, simulation: record.simulation, facts: facts[1], question }),
  );
  return { card, played, record };
}

describe.each(ABSENCES.map((absence) => [absence.name, absence] as const))("%s", (_name, absence) => {
  const { card, played, record } = answer(absence);

  test("is told in these steps, with what keeps it away", () => {
    expect(card?.steps.map(({ title }) => title)).toEqual(absence.titles);
    const words = [...(card?.steps.map(({ detail }) => detail) ?? []), card?.prevention.sentence].join("\n");
    for (const said of absence.says) expect(words).toContain(said);
    expect(card?.steps.flatMap(({ otherwise }) => otherwise?.what ?? [])).toEqual(absence.otherwise);
  });

  test("with that otherwise it happens, and is no absence any more", () => {
    const question: WhyQuestion = { ...absence.asks, lane: 1, destination: "payment" };
    for (const { otherwise } of card?.steps ?? []) {
      if (otherwise === undefined) continue;
      const changed = otherwise.what === "changed" ? withChange(played.run, 1, otherwise.change, played.systems) : played.run;
      const script = changed.script.map((command) =>
        (otherwise.what === "moved" || otherwise.what === "ended") && command.id === otherwise.command.id ? otherwise.command : command,
      );
      expect(ask({ ...changed, script }, 1).card(question)?.title).toBe(
        "Why was #" + question.message + (question.kind === "lost" ? " lost?" : " processed twice?"),
      );
    }
  });

  test("no claim is contradicted by the history", () => {
    const checker = new ClaimChecker(record.simulation, played, played.facts()[1], 1);
    const claims = card?.steps.flatMap((step) => step.claims) ?? [];
    expect(claims.length).toBeGreaterThan(2);
    expect(claims.filter((claim) => !checker.holds(claim))).toEqual([]);
  });
});
