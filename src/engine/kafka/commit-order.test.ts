import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ConsumerStage, type Consuming } from "./consumer-stage.test-util.ts";

/**
 * The order of processing and committing, under a crash (test-data/kafka/commit_order_crash.json), with a real consumer and broker. A
 * record counts as processed when its effect has been asked for. Offsets are numbered from 0, messages from 1.
 */
interface Step {
  step: string;
  returns?: number[];
  records?: number[];
  position?: number;
  offset?: number;
  autoCommitBefore?: number | null;
}
interface Case {
  name: string;
  recordsInLog: number;
  steps: Step[];
  finalCommitted: number;
  processed: number[];
  duplicates: number[];
  lost: number[];
}
const FILE = new URL("../../../test-data/kafka/commit_order_crash.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(FILE, "utf8")) as { cases: Case[] };

/** How each case is set up. The crash comes when so many effects are in and the consumer is not yet done with the last of them. */
const SETUPS: Record<string, Consuming> = {
  "process then commit, crash before commit": { settle: "after" },
  "process then commit, crash in the middle": { settle: "after" },
  "commit then process, crash before processing": { settle: "before" },
  "commit then process, crash in the middle": { settle: "before" },
  "commit per record": { settle: "after", settings: { "max.poll.records": 1 } },
  "auto commit, crash during processing of the second poll": { settle: "auto", serviceMs: 2000, settings: { "max.poll.records": 3 } },
  "auto commit, interval not yet over at the second poll": { settle: "auto", serviceMs: 100, settings: { "max.poll.records": 3 } },
};
const LEFT_OUT: Record<string, string> = {
  "auto commit with hand-off to a worker thread: the next poll commits what is not processed yet":
    "the application of the model processes in the thread that polls",
};

test("every case is played or left out for a reason", () => {
  expect(cases.map(({ name }) => name).sort()).toEqual([...Object.keys(SETUPS), ...Object.keys(LEFT_OUT)].sort());
  expect(Object.keys(SETUPS).length).toBe(7);
});

test.each(cases.filter(({ name }) => name in SETUPS).map((one) => [one.name, one] as const))("K-CON-20, K-CON-22: %s", (name, one) => {
  const stage = new ConsumerStage({ ...SETUPS[name], broker: { initialRebalanceDelayUs: 0 } });
  stage.produce(Array.from({ length: one.recordsInLog }, (_, i) => i + 1));
  stage.join("c-1");
  const crash = one.steps.findIndex(({ step }) => step === "crash and restart");
  const before = one.steps.slice(0, crash).flatMap(({ records = [] }) => records).length;
  const committedBefore = one.steps
    .slice(0, crash)
    .reduce((offset, { offset: commit, autoCommitBefore }) => commit ?? autoCommitBefore ?? offset, -1);
  stage.runUntilProcessed(before);
  if (before === 0 || SETUPS[name].settle === "before") {
    // The commit has been answered and the work on the next record has begun.
    for (let ms = 0; stage.worker().phase !== "working" && ms < 1000; ms++) stage.runMs(1);
  }
  expect(stage.processed.length).toBe(before);
  expect(stage.committed() ?? -1).toBe(committedBefore);
  stage.do({ do: "crash", process: "c-1" });
  stage.do({ do: "restart", process: "c-1" });
  for (let ms = 0; stage.member().positions[0]?.ready !== true && ms < 20_000; ms++) stage.runMs(1);
  expect(stage.events("PositionRestored").at(-1)?.b).toBe(one.steps[crash].position);
  stage.runMs(30_000);
  const processed = stage.processed.map((message) => message - 1);
  expect(processed).toEqual(one.processed);
  expect([...new Set(processed.filter((offset, i) => processed.indexOf(offset) !== i))]).toEqual(one.duplicates);
  expect(Array.from({ length: one.recordsInLog }, (_, i) => i).filter((offset) => !processed.includes(offset))).toEqual(one.lost);
  expect(stage.committed()).toBe(one.finalCommitted);
});
