import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { expectedEvents, expectedResult, Player, type Transcript } from "./transcript-player.test-util.ts";

/** Experiments recorded from real brokers, replayed against the node: each step, and what was seen after it. */

const FOLDER = new URL("../../../test-data/rabbitmq/", import.meta.url);

/** The rules that a recording holds the node to, and its file. */
const RECORDINGS = [
  "R-CONS-08: cancel-keeps-unacked",
  "R-CONN-03, R-CONN-04: channel-errors-isolated",
  "R-CONF-01, R-CONF-02, R-CONF-04: confirm-basic",
  "R-CONF-01: confirm-numbering",
  "R-ACK-02, R-ACK-03: consume-ack-multiple",
  "R-ACK-04: consume-ack-multiple-gone-tag",
  "R-ACK-02: consume-ack-multiple-spans-consumers",
  "R-ACK-04, R-CONS-06: consume-ack-noack-consumer",
  "R-ACK-02, R-CONS-02: consume-ack-out-of-order",
  "R-ACK-04, R-REQ-03: consume-ack-unknown-tag",
  "R-ACK-01, R-ACK-04: consume-ack-wrong-channel",
  "R-CONS-02, R-CONS-04, R-ANOM-16: consume-backlog-greedy",
  "R-CONS-07: consume-get-and-prefetch",
  "R-CONS-06: consume-noack-ignores-prefetch",
  "R-CONS-02, R-CONS-04: consume-prefetch-uneven",
  "R-CONS-02, R-CONS-04, R-CONS-05: consume-prefetch1-competing",
  "R-CONS-02: consume-qos-per-consumer",
  "R-ACK-01: consume-tags-per-channel",
  "R-CONS-01, R-CONN-05: consumer-tag-reuse",
  "R-QUEUE-02: declare-equivalence",
  "R-EXCH-01: declare-exchange-mismatch",
  "R-EXCH-01: declare-unknown-exchange-type",
  "R-ANOM-06: dlx-no-dlx",
  "R-ANOM-01, R-REQ-04: duplicates-lost-ack",
  "R-CONN-06: durability-client-view-kill",
  "R-DUR-01, R-DUR-02, R-DUR-04, R-CONF-04, R-ANOM-14: durability-matrix-kill",
  "R-DUR-01, R-DUR-02: durability-matrix-restart",
  "R-DUR-05: durability-topology",
  "R-DUR-06, R-REQ-04: durability-unacked-kill",
  "R-DUR-06, R-REQ-04: durability-unacked-restart",
  "R-CONN-07, R-REQ-03: heartbeat-dead-peer",
  "R-ANOM-03, R-CONS-06: loss-auto-ack",
  "R-QUEUE-04: missing-things",
  "R-ORD-01: ordering-one-channel",
  "R-ORD-01: priority-none",
  "R-PUB-04, R-CONN-05: publish-immediate",
  "R-PUB-03, R-CONN-04, R-ANOM-13: publish-missing-exchange-burst",
  "R-CONN-04, R-CONN-05: publish-on-closed-channel",
  "R-QUEUE-08, R-CONF-03: publish-queue-deleted",
  "R-QUEUE-08: queue-delete-conditions",
  "R-QUEUE-07: queue-purge",
  "R-REQ-04: redelivered-flag",
  "R-REQ-03, R-REQ-04: requeue-classic-channel-close",
  "R-REQ-03, R-REQ-04, R-REQ-06: requeue-classic-close-to-other",
  "R-REQ-01, R-ACK-02: requeue-classic-nack-multiple",
  "R-REQ-01: requeue-classic-position",
  "R-ACK-03, R-REQ-01: requeue-nack-all",
  "R-REQ-07: requeue-recover",
  "R-REQ-07, R-CONN-05: requeue-recover-false",
  "R-EXCH-01, R-EXCH-02, R-QUEUE-03: reserved-names",
  "R-EXCH-02, R-PUB-01, R-CONF-03: routing-default-exchange",
  "R-EXCH-03, R-EXCH-10: routing-direct",
  "R-EXCH-11: routing-exchange-delete",
  "R-EXCH-04, R-EXCH-10: routing-fanout",
  "R-PUB-02: routing-mandatory-no-confirm",
  "R-PUB-02, R-CONF-03: routing-mandatory-return",
  "R-EXCH-10: routing-topic-one-copy",
  "R-EXCH-05, R-EXCH-06: routing-topic-table",
] as const;

/**
 * Steps that are about something else than classic queues. `leaveOut`: not played (arguments of queues and exchanges). `overlook`:
 * played on a durable classic queue in the place of a quorum queue or a stream, so that tags and numbers count on, and not compared.
 */
const BEYOND: Record<string, { leaveOut?: readonly number[]; overlook?: readonly number[] }> = {
  "confirm-basic": { overlook: [5, 6] },
  "durability-matrix-kill": { overlook: [6, 7, 11] },
  "durability-matrix-restart": { overlook: [6, 7, 11] },
  "durability-unacked-kill": { overlook: [6, 7, 8, 13, 16] },
  "durability-unacked-restart": { overlook: [6, 7, 8, 13, 17] },
  "declare-equivalence": { leaveOut: [3, 5, 9] },
  "declare-exchange-mismatch": { leaveOut: [7] },
};

function read(id: string): Transcript {
  return JSON.parse(readFileSync(new URL(`${id}.json`, FOLDER), "utf8")) as Transcript;
}

/** Plays it and returns how many steps were compared. */
function replay({ id, setup, steps, observed }: Transcript): number {
  const newest = observed.find(({ brokers }) => brokers.some((version) => version.startsWith("4"))) ?? observed[observed.length - 1];
  const { leaveOut = [], overlook = [] } = BEYOND[id] ?? {};
  const player = new Player(setup);
  let compared = 0;
  steps.forEach((step, index) => {
    if (leaveOut.includes(index)) return;
    const result = player.play(step);
    const seen = player.seen();
    if (overlook.includes(index)) return;
    const wanted = newest.steps.find((one) => one.step === index);
    for (const part of ["channels", "connections"] as const) {
      for (const name of new Set([...Object.keys(wanted?.[part] ?? {}), ...Object.keys(seen[part])])) {
        const inStep = (events: unknown) => ({ step: index, of: name, events });
        expect(inStep(seen[part][name] ?? [])).toEqual(inStep(expectedEvents(wanted?.[part]?.[name] ?? [])));
      }
    }
    const expected = expectedResult(wanted?.result ?? {});
    if (Object.keys(expected).length > 0) expect({ step: index, result }).toEqual({ step: index, result: expected });
    if (wanted !== undefined) compared++;
  });
  return compared;
}

describe("recorded experiments", () => {
  const idOf = (title: string) => title.slice(title.indexOf(": ") + 2);

  test("each file of the folder is replayed once: 58 of them", () => {
    expect(RECORDINGS.map(idOf)).toEqual(
      readdirSync(FOLDER)
        .map((file) => file.replace(/\.json$/, ""))
        .sort(),
    );
    expect(RECORDINGS.length).toBe(58);
  });

  test.each(RECORDINGS)("%s", (title) => {
    const transcript = read(idOf(title));
    expect(transcript.id).toBe(idOf(title));
    expect(replay(transcript)).toBeGreaterThan(0);
  });

  test("a broker that behaves otherwise is noticed", () => {
    const transcript = read("requeue-classic-position");
    const other = structuredClone(transcript);
    const drained = other.observed[0].steps.flatMap(({ result }) => (Array.isArray(result?.["messages"]) ? [result["messages"]] : []));
    expect(drained.length).toBeGreaterThan(0);
    for (const messages of drained) messages.reverse();
    expect(() => replay(other)).toThrow();
  });
});
