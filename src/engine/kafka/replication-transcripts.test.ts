import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type Transcript, TranscriptPlayer } from "./transcript-player.test-util.ts";

/** What Apache Kafka 4.3.1 did when brokers were killed, stopped and cut off (test-data/kafka/transcripts): the same is seen here. */
const FOLDER = new URL("../../../test-data/kafka/transcripts/", import.meta.url);
const transcripts = readdirSync(FOLDER)
  .filter((file) => file.startsWith("rep-"))
  .map((file) => JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")) as Transcript);

/** Fields of batches that belong to an idempotent producer, which the scripted one is not; and files, which are not modelled. */
const LEFT_OUT = new Set(["step", "segments", "pid", "epoch", "seq", "error"]);

function expected(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(expected);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !LEFT_OUT.has(key))
      .map(([key, item]) => [key, expected(item)]),
  );
}

test("there are ten of them", () => {
  expect(transcripts.length).toBe(10);
});

test.each(transcripts.map((transcript) => [transcript.title, transcript] as const))(
  "K-CTL-03, K-CTL-06, K-CTL-08, K-CTL-09, K-BRK-03, K-BRK-22, K-BRK-54: %s",
  (_title, transcript) => {
    const player = new TranscriptPlayer(transcript);
    const seen = transcript.steps.map((step, number) => ({ number, op: step.op, seen: player.play(step) }));
    const observed = transcript.observed[0].steps.map(({ step, ...rest }) => ({
      number: step,
      op: transcript.steps[step].op,
      seen: expected(rest),
    }));
    expect(seen.filter(({ number }) => observed.some((one) => one.number === number))).toEqual(observed);
  },
);
