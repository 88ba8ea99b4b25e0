import { describe, expect, test } from "vitest";
import type { Lane } from "../engine/document/lane.ts";
import type { Run } from "../engine/document/scenario.ts";
import { notYetRun } from "../engine/lanes/not-yet-run.ts";
import { SYSTEM_TABLES } from "../engine/system-tables.ts";
import { backbone } from "../scenarios/documents/backbone.ts";

/** The backbone, in which a client of one lane reads as another application does. */
function sharing(lane: string, change: (client: Lane["clients"][number]) => object): Run {
  const lanes = (backbone.lanes as readonly Lane[]).map((one) =>
    one.id === lane ? { ...one, clients: one.clients.map((client) => ({ ...client, ...change(client) })) } : one,
  );
  return { scenario: { ...backbone, lanes } as Run["scenario"], seed: 1, script: [] };
}

describe("two applications that read as one are refused by the field of the second: a message would be owed by both", () => {
  test("one group", () => {
    const run = sharing("kafka", (client) =>
      client.application === "analytics" && "consumer" in client ? { consumer: { ...(client.consumer as object), group: "kitchen" } } : {},
    );
    expect(notYetRun(run, SYSTEM_TABLES).map(({ path, message }) => [path, message.split(" cannot")[0]])).toEqual([
      ["scenario.lanes[0].clients[3].consumer.topics[0]", "kitchen and analytics reading as one (kitchen)"],
    ]);
  });
  test("one queue", () => {
    const run = sharing("rabbitmq", (client) =>
      client.application === "loyalty" ? { consumers: [{ queue: "invoice", settings: {}, settle: "after" }] } : {},
    );
    expect(notYetRun(run, SYSTEM_TABLES).map(({ path, message }) => [path, message.split(" cannot")[0]])).toEqual([
      ["scenario.lanes[1].clients[5].consumers[0]", "invoice and loyalty reading as one (invoice)"],
    ]);
  });
  test("and nothing of the scenario as it is", () => {
    expect(notYetRun({ scenario: backbone, seed: 1, script: backbone.script }, SYSTEM_TABLES)).toEqual([]);
  });
});
