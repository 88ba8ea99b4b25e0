import { expect, test } from "vitest";
import type { WhyCard, WhyQuestion, WhyStep } from "../../worker/protocol.ts";
import { elsewhere, isWaiting, progressWords, proofOf, splitNames } from "./words.ts";

const kinds = (text: string) => splitNames(text).flatMap(({ words, kind }) => (kind === "text" ? [] : [`${kind}: ${words}`]));

test("settings with their values and names of parts are told from the words around them, and nothing is lost", () => {
  const text = "payment-1 was silent for session.timeout.ms = 3000. Rebalance gave orders-1 to payment-2.";
  expect(kinds(text)).toEqual(["part: payment-1", "setting: session.timeout.ms = 3000", "part: orders-1", "part: payment-2"]);
  expect(
    splitNames(text)
      .map(({ words }) => words)
      .join(""),
  ).toBe(text);
  expect(kinds("acks = 1: the leader's own copy was enough.")).toEqual(["setting: acks = 1"]);
  expect(kinds("(auto.offset.reset = earliest)")).toEqual(["setting: auto.offset.reset = earliest"]);
  expect(kinds("Effect 2. It had read #7 at 6.790.")).toEqual([]);
});

test("the proof names the steps that were left out, and what was not done", () => {
  const card = (remark: string | undefined, ...proofs: WhyStep["proof"][]): WhyCard => ({
    question: { kind: "lost", lane: 0, message: 1, destination: "payment" },
    title: "",
    subtitle: "",
    steps: proofs.map((proof) => ({ title: "", detail: "", at: 0, events: [], processes: [], proof, claims: [], commands: [] })),
    prevention: { sentence: "" },
    alternatives: [],
    reruns: proofs.length,
    ...(remark === undefined ? {} : { remark }),
  });
  expect(proofOf(card(undefined, "question", "tried", "tried", "tried"))).toBe(
    "Without step 2, 3 or 4 it does not happen. Found out in 4 further runs.",
  );
  expect(proofOf(card(undefined, "question", "advised"))).toBe("Step 2 is what the advised change changes. Found out in 2 further runs.");
  expect(proofOf(card("The first 1 of 3 candidates was tried.", "either"))).toBe(
    "In place of step 1 another fault would have done. Found out in one further run. The first 1 of 3 candidates was tried.",
  );
});

test("while it works the card says on what", () => {
  expect(progressWords(undefined)).toBe("Reading the history backwards…");
  expect(progressWords({ doing: "leaving out", done: 0, of: 0 })).toBe("Reading the history backwards…");
  expect(progressWords({ doing: "recording", done: 4_200_000, of: 28_000_000 })).toBe("Running the lane alone: 4 s of 28 s…");
  expect(progressWords({ doing: "leaving out", done: 5, of: 12 })).toBe("Trying without step 5 of 12…");
  expect(progressWords({ doing: "preventing", done: 2, of: 3 })).toBe("Trying another setting, 2 of 3…");
});

test("a tab of another lane says whether it is the same", () => {
  const here = { kind: "duplicated", lane: 0, message: 7, destination: "payment" } as const;
  expect(elsewhere(here, { kind: "duplicated" }, "RabbitMQ")).toBe("The same in RabbitMQ");
  expect(elsewhere(here, { kind: "late" }, "RabbitMQ")).toBe("Out of order in RabbitMQ");
  expect(elsewhere({ ...here, notAsIn: 1 }, { kind: "duplicated" }, "RabbitMQ")).toBe("Twice in RabbitMQ");
});

test("of what waits the card can let the run go on, and of nothing that has come to its end", () => {
  const about = (kind: WhyQuestion["kind"]) => isWaiting({ kind, lane: 0, message: 7, destination: "payment" });
  expect((["waiting", "being processed", "in flight", "buffered"] as const).map(about)).toEqual([true, true, true, true]);
  expect((["duplicated", "lost", "late", "failed", "removed"] as const).map(about)).toEqual([false, false, false, false, false]);
});
