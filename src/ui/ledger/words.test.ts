import { expect, test } from "vitest";
import type { LedgerRow } from "../../worker/protocol.ts";
import { ledgerRow } from "./row.test-util.ts";
import { columnsOf, columnWord, headingOf, outcomeWord, verdictWords } from "./words.ts";

test.each([
  [{ outcome: "twice" }, "twice"],
  [{ outcome: "twice", note: "after #10" }, "twice, after #10"],
  [{ outcome: "twice", note: "3 times, after #10" }, "3 times, after #10"],
  [{ delivered: 2 }, "once, delivered again"],
  [{ sent: 2 }, "once, sent again"],
  [{ note: "the database knew it", delivered: 2 }, "once, the database knew it"],
  [{ outcome: "late", note: "after #10" }, "once, after #10"],
  [{ outcome: "being processed" }, "being charged"],
  [{ outcome: "waiting", note: "came back" }, "waiting, came back"],
  [{ outcome: "not readable yet" }, "not readable yet"],
  [{ outcome: "in flight" }, "in flight"],
  [{ outcome: "unresolved", note: "connection refused" }, "nobody knows, connection refused"],
  [{ outcome: "lost", note: "confirmed, last copy gone" }, "lost, confirmed, last copy gone"],
] satisfies [Partial<LedgerRow>, string][])("%o is told as %s", (over, words) => {
  expect(verdictWords(ledgerRow(over), "charged")).toBe(words);
});

test("headings and columns speak each system's own language; a direct call stores nothing", () => {
  expect(headingOf("Kafka 2", "kafka", "payment")).toBe("Kafka 2, group payment");
  expect(headingOf("RabbitMQ", "rabbitmq", "payment")).toBe("RabbitMQ, queue payment");
  expect(headingOf("Direct call", "direct", "payment")).toBe("Direct call, payment");
  expect(["kafka", "rabbitmq", "direct"].map((system) => columnWord("confirmed", system as "kafka"))).toEqual([
    "acked",
    "confirmed",
    "answered",
  ]);
  expect(columnsOf("kafka")).toContain("stored");
  expect(columnsOf("direct")).not.toContain("stored");
  expect(outcomeWord("being processed", "charged")).toBe("being charged");
});
