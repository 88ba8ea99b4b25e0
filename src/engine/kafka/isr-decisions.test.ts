import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { BrokerStage, PARTITION, partition } from "./broker-stage.test-util.ts";
import { effectiveMinIsr } from "./partition-leader.ts";
import type { FetchResponse, ProduceResponse } from "./protocol.ts";

/** What becomes of a produce request for each ISR size, min.insync.replicas and acks (test-data/kafka/isr_min_insync_decisions.json). */
interface Decision {
  replicationFactor: number;
  minInsyncReplicas: number;
  effectiveMinIsr: number;
  committedIsrSize: number;
  acks: "0" | "1" | "all";
  appended: boolean;
  response: string;
  highWatermarkCanMove: boolean;
}
const FILE = new URL("../../../test-data/kafka/isr_min_insync_decisions.json", import.meta.url);
const { beforeAppend } = JSON.parse(readFileSync(FILE, "utf8")) as { beforeAppend: Decision[] };

/** The answer at once, and the one after every member of the ISR has fetched. */
const RESPONSES: readonly [RegExp, string | null, string | null][] = [
  [/^none is sent/, null, null],
  [/^NONE after the leader append/, "NONE", "NONE"],
  [/^NONE once the high watermark/, null, "NONE"],
  [/^NOT_ENOUGH_REPLICAS/, "NOT_ENOUGH_REPLICAS", "NOT_ENOUGH_REPLICAS"],
];

test("the file has all combinations", () => {
  expect(beforeAppend.length).toBe(132);
  for (const [pattern] of RESPONSES) expect(beforeAppend.some(({ response }) => pattern.test(response))).toBe(true);
});

test.each(["0", "1", "all"] as const)("K-BRK-03, K-BRK-04, K-BRK-12, K-BRK-14, K-PROD-14: acks=%s", (acks) => {
  const cases = beforeAppend.filter((decision) => decision.acks === acks);
  expect(cases.length).toBe(44);
  for (const decision of cases) {
    const label = JSON.stringify(decision);
    const replicas = Array.from({ length: decision.replicationFactor }, (_, i) => i + 1);
    const isr = replicas.slice(0, decision.committedIsrSize);
    const stage = new BrokerStage([partition({ replicas, isr })], { minInsyncReplicas: { t: decision.minInsyncReplicas } });
    expect(effectiveMinIsr(stage.broker, stage.replica()), label).toBe(decision.effectiveMinIsr);
    const now = stage.produce([1], { acks: acks === "all" ? -1 : acks === "1" ? 1 : 0 })?.error ?? null;
    expect(stage.log().length === 1, label).toBe(decision.appended);
    for (const broker of isr.slice(1)) {
      const partitions = [{ name: PARTITION, offset: stage.replica().log.length, leaderEpoch: 0, lastEpoch: -1 }];
      stage.ask<FetchResponse>("broker-2", "broker-1", { type: "Fetch", replica: broker, maxWaitUs: 0, partitions });
    }
    if (decision.appended) expect(stage.replica().highWatermark === 1, label).toBe(decision.highWatermarkCanMove);
    const later = stage.received<ProduceResponse>("client", "ProduceResponse")[0]?.partitions[0].error ?? null;
    const expected = RESPONSES.find(([pattern]) => pattern.test(decision.response));
    // The leader alone in the ISR is done when it has appended.
    const atOnce = isr.length === 1 && decision.response.startsWith("NONE") ? "NONE" : expected?.[1];
    expect([now, later], label).toEqual([atOnce, expected?.[2]]);
  }
});
