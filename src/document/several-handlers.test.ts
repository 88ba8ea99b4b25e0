import { describe, expect, test } from "vitest";
import { EffectApplied, MessageAccepted, MessageDelivered, MessageSettled, WorkBegun } from "../engine/delivery/events.ts";
import type { Handler } from "../engine/document/handler.ts";
import type { Command } from "../engine/document/script.ts";
import { desk, handler, LANES, node, oneQueue, oneTopic, queue, shop } from "./desk.test-util.ts";

describe.each(LANES)("an application with two handlers behind %s", (_, lane) => {
  test("each message is owed by the handler that takes its type, and by no other", () => {
    const { destinations } = desk([handler("sell", ["placed"]), handler("refund", ["returned"])], lane);
    expect(destinations).toEqual({ "desk.sell": { once: [1, 3, 5] }, "desk.refund": { once: [2, 4, 6] } });
  });

  test("its only handler may have a name of its own", () => {
    const { destinations } = desk([handler("sell")], lane);
    expect(destinations).toEqual({ "desk.sell": { once: [1, 2, 3, 4, 5, 6] } });
  });

  test("a message that both take goes through one after the other, and is settled after the second", () => {
    const { destinations, told } = desk([handler("show"), handler("file")], lane);
    const all = [1, 2, 3, 4, 5, 6];
    expect(destinations).toEqual({ "desk.show": { once: all }, "desk.file": { once: all } });
    expect(told(WorkBegun)).toEqual(all.flatMap((n) => [`desk.show ${n}`, `desk.file ${n}`]));
    expect(told(EffectApplied)).toEqual(told(WorkBegun));
    expect(told(MessageSettled).length).toBeLessThanOrEqual(all.length);
  });
});

test("a crash between two handlers of one message repeats the first one's effect, not the second one's", () => {
  const after = { after: "EffectApplied", message: 3, by: { part: "shop-db" }, delayMs: 20 };
  const crash: Command = { id: "crash", when: after, action: { do: "crash", at: { part: "desk-1" } }, forMs: 500 };
  const { destinations, verdict } = desk([handler("show"), handler("file")], oneQueue, [crash]);
  expect(destinations).toEqual({ "desk.show": { once: [1, 2, 4, 5, 6], twice: [3] }, "desk.file": { once: [1, 2, 3, 4, 5, 6] } });
  expect(verdict("C6")?.count).toBe(1);
});

test("handlers: each reading feeds the handlers that it names", () => {
  const lane = {
    clusters: [
      {
        ...node,
        exchanges: [{ name: "all", type: "fanout", durable: true }],
        queues: [queue("screens"), queue("files")],
        bindings: ["screens", "files"].map((name) => ({ exchange: "all", queue: name, routingKey: "" })),
      },
    ],
    clients: [
      { ...shop, publisher: { ...shop.publisher, publishes: [{ exchange: "all", routingKey: "" }] } },
      {
        system: "rabbitmq",
        application: "desk",
        cluster: "rabbitmq",
        consumers: [
          { queue: "screens", settings: { prefetch: 1 }, settle: "after", handlers: ["show"] },
          { queue: "files", settings: { prefetch: 1 }, settle: "after", handlers: ["file"] },
        ],
      },
    ],
  };
  const { destinations, told } = desk([handler("show"), handler("file")], lane);
  const all = [1, 2, 3, 4, 5, 6];
  expect(destinations).toEqual({ "desk.show": { once: all }, "desk.file": { once: all } });
  expect(told(EffectApplied).filter((one) => one.startsWith("desk.file"))).toEqual(all.map((n) => `desk.file ${n}`));
});

test("a handler that takes whatever comes is expected for what its wires bring, also when all comes from one source", () => {
  const topic = (name: string) => ({ name, partitions: 1, replicationFactor: 1, settings: {} });
  const consumer = (name: string, handlers: string[]) => ({
    settings: { "auto.offset.reset": "earliest" },
    topics: [name],
    group: name,
    settle: "after",
    handlers,
  });
  const [cluster] = oneTopic.clusters;
  const desks = { system: "kafka", application: "desk", cluster: "kafka" };
  const lane = {
    clusters: [{ ...cluster, topics: [topic("sales"), topic("returns")] }],
    clients: [
      {
        ...oneTopic.clients[0],
        producer: {
          settings: {},
          publishes: [
            { topic: "sales", types: ["placed"] },
            { topic: "returns", types: ["returned"] },
          ],
        },
      },
      { ...desks, name: "sales", consumer: consumer("sales", ["sell"]) },
      { ...desks, name: "returns", consumer: consumer("returns", ["refund"]) },
    ],
  };
  // The shop is gone before it hands over the last two.
  const crash: Command = { id: "crash", when: { atMs: 1900 }, action: { do: "crash", at: { part: "shop-1" } } };
  const { destinations } = desk([handler("sell"), handler("refund")], lane, [crash]);
  expect(destinations).toEqual({
    "desk.sell": { once: [1, 3], "never sent": [5] },
    "desk.refund": { once: [2, 4], "never sent": [6] },
  });
});

test("what the second handler makes of a message is made of it once, by one draw of its own", () => {
  const children = (name: string): Handler => ({ ...handler(name), emits: [{ type: `${name}n`, share: 0.5, when: "after the effect" }] });
  const { told } = desk([children("show"), children("file")], oneQueue);
  const made = (kind: number) => told(kind).filter((one) => Number(one.split(" ").at(-1)) > 6);
  expect(made(MessageAccepted).length).toBeGreaterThan(1);
  expect(made(MessageAccepted).length).toBeLessThan(11);
  const numbers = made(MessageAccepted).map((one) => Number(one.split(" ").at(-1)));
  // Numbers 7 to 12 are what the first makes of 1 to 6, 13 to 18 what the second makes: not of the same orders.
  const of = (from: number) => numbers.filter((number) => number >= from && number < from + 6).map((number) => number - from);
  expect(of(7)).not.toEqual(of(13));
});

test("what nobody takes is settled on the way to what somebody takes, also when the next poll brings it at once", () => {
  const [shop, reading] = oneTopic.clients;
  const auto = { ...reading, consumer: { ...(reading as { consumer: object }).consumer, settle: "auto" } };
  // While it works on the first, all others come into the client's hands.
  const slow: Handler = { ...handler("sell", ["placed"]), serviceTime: { kind: "constant", ms: 1500 } };
  const { destinations, told } = desk([slow], { ...oneTopic, clients: [shop, auto] });
  expect(destinations["desk.sell"]).toEqual({ once: [1, 3, 5] });
  expect(told(WorkBegun)).toEqual(["desk.sell 1", "desk.sell 3", "desk.sell 5"]);
  expect(told(MessageDelivered)).toEqual([1, 2, 3, 4, 5, 6].map((n) => `desk ${n}`));
});
