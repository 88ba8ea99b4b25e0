import { describe, expect, test } from "vitest";
import { ledgerAt } from "../engine/delivery/ledger.ts";
import type { Scenario } from "../engine/document/scenario.ts";
import { adviceFor } from "../engine/explain/advice.ts";
import { explain } from "../engine/explain/index.ts";
import { LaneRecord } from "../engine/explain/lane-record.ts";
import { explained } from "../engine/hunt/explained.ts";
import { LaneSaid } from "../engine/lanes/lane-said.ts";
import { DocumentRun } from "../engine/lanes/run-document.ts";
import { finish } from "../engine/pieces.ts";
import type { KnownSystems } from "../engine/system-tables.ts";
import { SYSTEM_TABLES } from "../engine/system-tables.ts";
import { SYSTEM_PARTS } from "../engine/systems.ts";
import { chain } from "../scenarios/documents/chain.ts";
import { decodeDocument } from "./decode.ts";
import { playable } from "./playable.ts";

/** When the payment worker of the chain settles an order, in either broker: what a crash, a refusal or a service that is down makes of it. */

interface Given {
  lane: "kafka" | "rabbitmq";
  settle: string;
  script?: unknown[];
  sending?: object;
  onFailure?: object[];
  idempotent?: boolean;
  /** When the payment is told of; after the effect when left out. */
  emitted?: string;
  /** A client that the payment service has instead of its publisher. */
  calling?: object;
}

function document({ lane, settle, script = [], sending = {}, onFailure, idempotent = false, calling, emitted }: Given) {
  const input = structuredClone(chain) as Scenario<KnownSystems> & { lanes: { id: string; clients: Record<string, unknown>[] }[] };
  const lanes = input.lanes.filter(({ id }) => id === lane);
  const payment = lanes[0].clients.find(({ application }) => application === "payment") as unknown as Record<string, { settings: object }>;
  const [reading, sender] =
    lane === "kafka" ? [payment["consumer"], payment["producer"]] : [Object.values(payment["consumers"])[0], payment["publisher"]];
  Object.assign(reading, { settle }, onFailure === undefined ? {} : { onFailure });
  Object.assign(sender.settings, sending);
  const handler = input.applications.find(({ name }) => name === "payment")?.handles?.[0];
  if (emitted !== undefined) Object.assign(handler?.emits?.[0] ?? {}, { when: emitted });
  if (calling !== undefined) {
    const others = lanes[0].clients.filter(({ application }) => application !== "invoice");
    Object.assign(lanes[0], { clients: [...others, calling] });
    payment["publisher"] = undefined as never;
  }
  const decoded = decodeDocument({
    ...input,
    databases: [{ name: "shop-db", idempotent }],
    lanes: JSON.parse(JSON.stringify(lanes)),
    script,
    expect: [],
  });
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.errors));
  return decoded.run;
}

/** What became of the fifth order and of the payment that is told of it. */
function fifth(given: Given) {
  const run = new DocumentRun(document(given), { tables: SYSTEM_TABLES, parts: SYSTEM_PARTS });
  const { history, processes, now } = run.finish();
  const [facts] = run.facts();
  const { rows } = ledgerAt(
    history,
    0,
    processes.map((process) => process.lane),
    facts,
    now,
  );
  const root = (message: number) => facts.roots?.[message - 1] ?? message;
  const of = (destination: string) =>
    rows.filter((row) => row.destination === destination && root(row.message) === 5).map(({ outcome }) => outcome);
  return { charged: of("payment"), invoiced: of("invoice") };
}

/** It dies while the record of the fifth payment still waits for company, and the offset of the order is committed. */
const LINGERS = { "linger.ms": 1500 };
const CRASH = [
  {
    id: "crash",
    when: { after: "WorkDone", by: { application: "payment" }, message: 5, delayMs: 700 },
    action: { do: "crash", at: { of: "anchor" } },
    forMs: 2500,
  },
];

describe("Kafka: a crash while a batch lingers", () => {
  test("settle: after loses the child with the producer's memory", () => {
    expect(fifth({ lane: "kafka", settle: "after", script: CRASH, sending: LINGERS })).toEqual({
      charged: ["once"],
      invoiced: ["never sent"],
    });
  });
  test("settle: after confirms has it made again, at the price of a second charge", () => {
    expect(fifth({ lane: "kafka", settle: "after confirms", script: CRASH, sending: LINGERS })).toEqual({
      charged: ["twice"],
      invoiced: ["once"],
    });
  });
  test("the card advises to wait for confirms, which a run of its own has shown to help, and advises nothing weaker to who waits", () => {
    const played = playable(document({ lane: "kafka", settle: "after", script: CRASH, sending: LINGERS, idempotent: true }));
    const record = new LaneRecord(played, 0);
    finish(record.record());
    const [facts] = played.facts();
    const child = facts.messages.findIndex(({ type }, i) => type === "order.paid" && facts.roots?.[i] === 5) + 1;
    const question = { kind: "never sent", lane: 0, message: child, destination: "invoice" } as const;
    const card = finish(explain({ record, simulation: record.simulation, facts, question }));
    expect(card?.prevention.change).toEqual({ what: "settle", destination: "payment", settle: "after confirms" });
    const waiting = new LaneSaid(document({ lane: "kafka", settle: "after confirms" }), played.systems, 0);
    const ofOrder = { kind: "lost", lane: 0, message: 5, destination: "payment" } as const;
    const advised = [question, ofOrder].flatMap((one) => adviceFor(one, waiting, facts));
    const settles = advised.flatMap(({ change }) => (change.what === "settle" ? [change.destination] : []));
    expect(settles).not.toContain("payment");
  });
});

describe("RabbitMQ: a channel that is not in confirm mode", () => {
  const AGAIN = [{ do: "again", pauseMs: 100, times: 2 }, { do: "skip" }];
  test("settle: after confirms fails what nobody confirms, each time anew", () => {
    const given = { lane: "rabbitmq", sending: { "confirm.select": false }, onFailure: AGAIN } as const;
    expect(fifth({ ...given, settle: "after" })).toEqual({ charged: ["once"], invoiced: ["once"] });
    expect(fifth({ ...given, settle: "after confirms" })).toEqual({ charged: ["twice"], invoiced: ["twice"] });
    expect(fifth({ ...given, settle: "after confirms", sending: {} })).toEqual({ charged: ["once"], invoiced: ["once"] });
  });
});

describe("a direct call to a service that is down", () => {
  const AGAIN = [{ do: "again", pauseMs: 500 }];
  const BEGUN = { after: "WorkBegun", by: { application: "payment" }, message: 5, delayMs: 0 };
  const DOWN = [{ id: "down", when: BEGUN, action: { do: "crash", at: { part: "invoice-1" } }, forMs: 1500 }];
  const calling = {
    system: "direct",
    application: "payment",
    settings: {},
    calls: [{ application: "invoice", settings: { retries: 0, "timeout.ms": 400 } }],
  };
  const given = { lane: "rabbitmq", script: DOWN, onFailure: AGAIN, calling } as const;
  test("settle: after confirms works until it is answered; settle: after lets it fail", () => {
    expect(fifth({ ...given, settle: "after" })).toEqual({ charged: ["once"], invoiced: ["refused"] });
    expect(fifth({ ...given, settle: "after confirms" })).toEqual({ charged: ["twice"], invoiced: ["once"] });
  });
});

describe.each(["kafka", "rabbitmq"] as const)("%s: a crash between the hand-over of what was made and the end of the work", (lane) => {
  const EFFECT = { after: "EffectConfirmed", by: { application: "payment" }, message: 5, delayMs: 150 };
  const script = [{ id: "crash", when: EFFECT, action: { do: "crash", at: { of: "anchor" } }, forMs: 2500 }];
  test("settle: after does all again; settle: on hand-over has let go of the order already", () => {
    expect(fifth({ lane, settle: "after", script })).toEqual({ charged: ["twice"], invoiced: ["twice"] });
    expect(fifth({ lane, settle: "on hand-over", script })).toEqual({ charged: ["once"], invoiced: ["once"] });
  });
  /** With the database down, the order is let go of and its effect is still to come when the worker dies. */
  const begun = { after: "WorkBegun", by: { application: "payment" }, message: 5 };
  const down = [
    { id: "database", when: { ...begun, delayMs: 0 }, action: { do: "crash", at: { part: "shop-db" } }, forMs: 4000 },
    { id: "worker", when: { ...begun, delayMs: 800 }, action: { do: "crash", at: { of: "anchor" } }, forMs: 2500 },
  ];
  test("settle: on hand-over loses the effect of who dies before it, and its child is made of nothing", () => {
    const given = { lane, script: down, emitted: "before the effect" } as const;
    expect(fifth({ ...given, settle: "on hand-over" })).toEqual({ charged: ["lost"], invoiced: ["once"] });
    expect(fifth({ ...given, settle: "after" })).toEqual({ charged: ["once"], invoiced: ["twice"] });
  });
  test.each(["on hand-over", "after confirms"])(
    "settle: %s: whatever is asked of it, no sentence is contradicted by the history",
    (settle) => {
      const found = [...explained(playable(document({ lane, settle, script: down, emitted: "before the effect" })), 3)];
      expect(found.length).toBeGreaterThan(0);
      expect(found.filter(({ answered, untrue, bad }) => !answered || untrue.length + bad.length > 0)).toEqual([]);
    },
  );
});
