import { describe, expect, test } from "vitest";
import { findScenario, runOf } from "../../scenarios/index.ts";
import { ClaimChecker } from "../claims/check.ts";
import { after, ask, at, direct, kafka, rabbit, type Staging, stagedRun, worker } from "./staged.test-util.ts";
import type { WhyQuestion } from "./why-card.ts";

/** What a message waits for, or why it is not where it should be. */
interface Standing extends Staging {
  name: string;
  asks: Pick<WhyQuestion, "kind" | "message"> & { atMs?: number };
  titles: readonly string[];
  /** What the details say. */
  says: readonly string[];
}

const crash = (part: string) => ({ do: "crash", part }) as const;
const freeze = (part: string) => ({ do: "freeze", part }) as const;
const one = { consumers: 1 } as const;
const cutOff = (part: string) => ({ do: "split", from: [part], to: [], oneWay: false }) as const;

const STANDINGS: readonly Standing[] = [
  {
    name: "Kafka: whoever owns its partition is frozen",
    lane: kafka({}, { partitions: 1, consumer: { "session.timeout.ms": 45_000 } }),
    service: one,
    script: [at(3100, freeze("payment-1"))],
    asks: { kind: "waiting", message: 4, atMs: 9000 },
    titles: ["payment-1 froze", "order-svc sent #4", "#4 became readable at offset 3"],
    says: [],
  },
  {
    name: "Kafka: its only consumer has crashed, and nobody reads the partition",
    lane: kafka({}, { partitions: 1 }),
    service: one,
    script: [at(3100, crash("payment-1"))],
    asks: { kind: "waiting", message: 4 },
    titles: ["payment-1 crashed", "order-svc sent #4", "#4 became readable at offset 3"],
    says: [],
  },
  {
    name: "Kafka: behind a record whose handler throws every time",
    lane: kafka({}, { partitions: 1 }),
    service: one,
    poison: [2],
    script: [],
    asks: { kind: "waiting", message: 5, atMs: 6000 },
    titles: ["order-svc sent #5", "#5 became readable at offset 4", "payment-1 keeps failing on #2"],
    says: ["it tries again", "#5 lies behind #2 in orders-0"],
  },
  {
    name: "Kafka: behind the work on another record",
    lane: kafka({}, { partitions: 1 }),
    service: { ...one, serviceTime: { kind: "constant", ms: 1500 } },
    script: [],
    asks: { kind: "waiting", message: 6, atMs: 6000 },
    titles: ["order-svc sent #6", "#6 became readable at offset 5", "payment-1 is working on #2"],
    says: ["#6 lies behind #2 in orders-0"],
  },
  {
    name: "Kafka: an in-sync replica stands still, so that the record may not be read yet",
    lane: kafka({ acks: "1" }, { partitions: 1 }),
    script: [at(3100, freeze("broker-2"))],
    asks: { kind: "not readable yet", message: 4, atMs: 4200 },
    titles: ["broker-2 froze", "order-svc sent #4"],
    says: [],
  },
  {
    name: "Kafka: its producer is cut off from the brokers",
    lane: kafka(),
    script: [at(2900, cutOff("order-svc"))],
    asks: { kind: "in flight", message: 4, atMs: 5000 },
    titles: ["order-svc was cut off"],
    says: [],
  },
  {
    name: "RabbitMQ: a consumer whose name only begins with that of the service that is cut off works on",
    lane: rabbit({ consumer: { prefetch: 1 } }),
    service: { ...one, serviceTime: { kind: "constant", ms: 1500 } },
    script: [
      at(1000, { do: "addConsumer", service: "payment", name: "payment-late" }),
      at(2900, { do: "split", from: ["payment"], to: [], oneWay: false }),
    ],
    asks: { kind: "waiting", message: 8, atMs: 8000 },
    titles: ["order-svc sent #8", "#8 is next for payment-late"],
    says: [],
  },
  {
    name: "RabbitMQ, R-CONS-02: the only consumer holds as many as it may",
    lane: rabbit({ consumer: { prefetch: 2 } }),
    service: { ...one, serviceTime: { kind: "constant", ms: 3000 } },
    script: [],
    asks: { kind: "waiting", message: 6, atMs: 5500 },
    titles: ["payment-1 may take no more", "order-svc sent #6", "#6 entered queue payment"],
    says: ["prefetch = 2: it still has"],
  },
  {
    name: "RabbitMQ: the node of its queue is down",
    lane: rabbit(),
    service: { ...one, serviceTime: { kind: "constant", ms: 400 } },
    script: [at(4600, crash("node-1"))],
    asks: { kind: "waiting", message: 5, atMs: 6000 },
    titles: ["order-svc sent #5", "#5 entered queue payment", "payment-1 received #5", "node-1 crashed"],
    says: ["#5 lies on node-1"],
  },
  {
    name: "RabbitMQ: no consumer is left",
    lane: rabbit(),
    service: one,
    script: [at(3100, crash("payment-1"))],
    asks: { kind: "waiting", message: 6 },
    titles: ["payment-1 crashed", "order-svc sent #6", "#6 entered queue payment"],
    says: [],
  },
  {
    name: "RabbitMQ: in the hands of a consumer that waits for the database",
    lane: rabbit(),
    service: one,
    script: [after({ after: "WorkBegun", message: 3 }, freeze("database"))],
    asks: { kind: "being processed", message: 3, atMs: 8000 },
    titles: ["order-svc sent #3", "#3 entered queue payment", "payment-1 received #3", "database froze"],
    says: [],
  },
  {
    name: "Direct call: the service has no machine",
    lane: direct({ "timeout.ms": 20_000 }),
    service: one,
    script: [at(2500, { do: "powerLoss", part: "payment-1" })],
    asks: { kind: "in flight", message: 1, atMs: 6000 },
    titles: ["payment-1 lost power", "order-svc still has #1"],
    says: [],
  },
];

describe.each(STANDINGS.map((standing) => [standing.name, standing] as const))("%s", (_name, { asks, titles, says, ...staging }) => {
  const asked = ask(stagedRun(staging));
  const { kind, message, atMs } = asks;
  const question: WhyQuestion = { kind, lane: 0, message, destination: "payment", ...(atMs === undefined ? {} : { atUs: atMs * 1000 }) };
  const card = asked.card(question);

  test("is told in these steps, with what it waits for", () => {
    expect(card?.steps.map((step) => step.title)).toEqual(titles);
    const details = card?.steps.map((step) => step.detail).join("\n") ?? "";
    for (const words of says) expect(details).toContain(words);
    expect(details).toContain(`So it is at ${((question.atUs ?? asked.record.endUs) / 1e6).toFixed(3)}.`);
  });

  test("no claim is contradicted by the history", () => {
    const checker = new ClaimChecker(asked.record.simulation, asked.played, asked.facts, 0);
    const claims = card?.steps.flatMap((step) => step.claims) ?? [];
    expect(claims.length).toBeGreaterThan(2);
    expect(claims.filter((claim) => !checker.holds(claim))).toEqual([]);
  });

  test("the commands of its steps alone bring it about, and it does not stand so without any one of them", () => {
    const commands = card?.steps.flatMap((step) => step.commands) ?? [];
    const under = (ids: readonly string[]) => ask(stagedRun({ ...staging, script: staging.script.filter(({ id }) => ids.includes(id)) }));
    expect(under(commands).card(question)?.title).toBe(card?.title);
    for (const command of commands)
      expect(under(commands.filter((other) => other !== command)).card(question)?.title).not.toBe(card?.title);
  });
});

test("an order that failed before a service's turn came, and whose sender died before it was told so, has an answer", () => {
  const staging: Staging = {
    lane: direct({ retries: 2, "retry.backoff.ms": 1000 }),
    further: [{ ...worker, name: "restaurant", table: "tickets" }],
    poison: [2],
    script: [],
  };
  const question: WhyQuestion = { kind: "failed", lane: 0, message: 2, destination: "restaurant" };
  // The first call for #2 is answered with an error; before the next one the caller is gone. It would have failed all the same.
  const crashed = { ...staging, script: [after({ after: "WorkFailed", message: 2, delayMs: 500 }, crash("order-svc"))] };
  const asked = ask(stagedRun(crashed));
  const card = asked.card(question);
  expect(card?.steps.map(({ title, detail }) => [title, detail])).toEqual([
    ["order-svc crashed", `It forgot #2 before it knew what had become of it. So it is at ${(asked.record.endUs / 1e6).toFixed(3)}.`],
  ]);
  const checker = new ClaimChecker(asked.record.simulation, asked.played, asked.facts, 0);
  expect(card?.steps.flatMap(({ claims }) => claims).filter((claim) => !checker.holds(claim))).toEqual([]);
  const refused = ask(stagedRun(staging)).card(question);
  expect(refused?.steps.map(({ title }) => title)).toEqual(["order-svc was refused #2"]);
});

test("where a command did nothing since another came before it, that other one is told, as one of several that would have been enough", () => {
  const lane = kafka({}, { partitions: 1 });
  const script = [at(1000, { do: "remove", part: "payment-1" }), at(3100, crash("payment-1"))];
  const asked = ask(stagedRun({ lane, service: one, script }));
  const card = asked.card({ kind: "waiting", lane: 0, message: 4, destination: "payment" });
  const told = card?.steps.filter(({ commands }) => commands.length > 0) ?? [];
  expect(told.map(({ commands, proof }) => [commands, proof])).toEqual([[[script[0].id], "either"]]);
});

test.each([
  [1, "Why was #3 processed twice?"],
  [2, "Why was #3 processed 3 times?"],
])("a message that lost its consumer %i times before it was settled is asked about by how often it was processed", (crashes, title) => {
  const lose = (nth: number) => ({
    ...after({ after: "EffectApplied", message: 3, nth, delayMs: 0 }, crash("payment-1"), 500),
    id: `c${nth}`,
  });
  const script = Array.from({ length: crashes }, (_, i) => lose(i + 1));
  const asked = ask(stagedRun({ lane: rabbit({}), service: one, script }));
  expect(asked.card({ kind: "duplicated", lane: 0, message: 3, destination: "payment" })?.title).toBe(title);
});

test("a service that is cut off is pointed at with all its consumers, and with no one else", () => {
  const asked = ask(
    stagedRun({
      lane: rabbit({ consumer: { prefetch: 1 } }),
      service: { consumers: 3 },
      script: [at(2900, { do: "split", from: ["payment"], to: [], oneWay: false })],
    }),
  );
  const card = asked.card({ kind: "waiting", lane: 0, message: 8, destination: "payment", atUs: 8_000_000 });
  const cut = card?.steps.find(({ title }) => title === "payment was cut off");
  expect(cut?.processes).toEqual(["payment-1", "payment-2", "payment-3"].map((part) => `rabbitmq/${part}`));
});

test("of one publication for three services only the copy in the asked one's queue is told, and a stop for good promises no return", () => {
  const friday = findScenario("friday-rush");
  if (friday === undefined) throw new Error("no such scenario");
  const asked = ask({ ...runOf(friday), script: [at(8000, { do: "stop", part: "restaurant-1" })] }, 1);
  const card = asked.card({ kind: "waiting", lane: 1, message: 11, destination: "restaurant" });
  expect(card?.steps.map(({ title }) => title)).toEqual([
    "restaurant-1 was told to stop",
    "order-svc sent #11",
    "Nobody reads restaurant",
    "#11 entered queue restaurant",
  ]);
  expect(card?.steps[0].detail).toBe("It was to finish first what it had in hand.");
});
