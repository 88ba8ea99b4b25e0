import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { partition, record } from "./broker-stage.test-util.ts";
import type { KafkaError } from "./errors.ts";
import { checkSequence } from "./partition-leader.ts";
import { ProducerStage } from "./producer-stage.test-util.ts";
import type { Produce } from "./protocol.ts";
import { appendRecord, newReplica } from "./replica.ts";

/**
 * What retries do to order and duplicates, round by round (test-data/kafka/producer_retry_order.json). Every batch is one message. An
 * attempt whose answer is lost together with all others of its round fails by a broken connection, else by an error that tells as little.
 */
interface Round {
  sent: number[];
  results: { batch: number; attempt: number; broker: string }[];
  queueAfter: number[];
}
interface Case {
  name: string;
  batches: number;
  maxInFlight: number;
  idempotent: boolean;
  rounds: Round[];
  log: number[];
  duplicates: number[];
}
const FILE = new URL("../../../test-data/kafka/producer_retry_order.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(FILE, "utf8")) as { cases: Case[] };

const messageOf = (request: Produce) => request.partitions[0].records[0].message;

/** The leader's log, with Kafka's check of the sequence numbers where there are any. */
class Leader {
  readonly replica = newReplica(partition());

  take({ producerId, partitions: [{ producerEpoch, baseSequence }] }: Produce, message: number): "OK" | "DUPLICATE_OK" | KafkaError {
    const { replica } = this;
    if (producerId >= 0) {
      // It has heard of the producer: without any state of it a leader takes whatever number comes first (K-PROD-43).
      replica.producers[producerId] ??= { epoch: producerEpoch, batches: [] };
      const check = checkSequence(replica.producers[producerId], producerEpoch, baseSequence, 1);
      if (check.result !== "append") return check.result === "duplicate" ? "DUPLICATE_OK" : check.error;
    }
    appendRecord(replica, record(replica.log.length, 0, { message, producerId, producerEpoch, sequence: baseSequence }));
    return "OK";
  }

  get log(): number[] {
    return this.replica.log.chunks.flat().map(({ message }) => message);
  }
}

test("the file has cases with and without idempotence", () => {
  expect(cases.length).toBe(12);
  expect(cases.filter(({ idempotent }) => idempotent).length).toBe(4);
});

test.each(cases.map((one) => [one.name, one] as const))("K-PROD-20, K-PROD-21, K-PROD-22, K-PROD-44: %s", (_name, one) => {
  const stage = new ProducerStage(
    Array.from({ length: one.batches }, () => ({ atMs: 100 })),
    {
      "enable.idempotence": one.idempotent,
      "batch.size": 0,
      "linger.ms": 0,
      "max.in.flight.requests.per.connection": one.maxInFlight,
    },
  );
  const leader = new Leader();
  stage.decide = () => "silence";
  let handled = 0;
  for (const round of one.rounds) {
    for (let ms = 0; ms < 5000 && stage.requests().length < handled + round.sent.length; ms++) stage.runMs(1);
    stage.runMs(2);
    const requests = stage.requests().slice(handled);
    expect(requests.map(({ request }) => messageOf(request))).toEqual(round.sent);
    const lost = round.results.every(({ broker }) => broker.includes("lost"));
    round.results.forEach(({ batch, broker }, i) => {
      const { request } = requests[i];
      expect(messageOf(request)).toBe(batch);
      if (broker.includes("not appended")) {
        if (!lost) stage.reply("broker-1", handled + i, broker.startsWith("request lost") ? "REQUEST_TIMED_OUT" : "NOT_ENOUGH_REPLICAS");
        return;
      }
      const outcome = leader.take(request, batch);
      expect(outcome).toBe(broker.replace(" (answer lost)", ""));
      if (lost) return;
      const told = broker.includes("lost") ? "REQUEST_TIMED_OUT" : outcome === "OK" || outcome === "DUPLICATE_OK" ? "NONE" : outcome;
      stage.reply("broker-1", handled + i, told);
    });
    if (lost) {
      stage.hangUp("broker-1", "app");
      stage.runMs(1);
    }
    handled += round.sent.length;
    expect(stage.producer.queues["t-0"].flatMap(({ records }) => records.map(({ message }) => message))).toEqual(round.queueAfter);
  }
  stage.runMs(5000);
  expect(stage.requests().length).toBe(handled);
  expect(leader.log).toEqual(one.log);
  expect([...new Set(leader.log.filter((message, i) => leader.log.indexOf(message) !== i))].sort()).toEqual(one.duplicates);
  expect(stage.outcomes("MessageConfirmed").length).toBe(one.batches);
});
