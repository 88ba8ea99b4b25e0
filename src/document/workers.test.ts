import { describe, expect, test } from "vitest";
import { WorkBegun, WorkDone, WorkFailed } from "../engine/delivery/events.ts";
import type { Handler } from "../engine/document/handler.ts";
import { desk, handler, oneQueue, oneTopic } from "./desk.test-util.ts";

/** Slower than the orders come. */
const slow: Handler = { ...handler("sell"), serviceTime: { kind: "constant", ms: 500 } };
const ALL = [1, 2, 3, 4, 5, 6];

/** Both with room for four in the client's hands. */
const [queueClients, topicClients] = [oneQueue.clients, oneTopic.clients].map(([shop, desk]) => ({ shop, desk }) as Record<string, object>);
const several = (reading: object) => ({
  "a queue": {
    ...oneQueue,
    clients: [
      queueClients.shop,
      { ...queueClients.desk, consumers: [{ queue: "desk", settings: { prefetch: 4 }, settle: "after", ...reading }] },
    ],
  },
  "a group": {
    ...oneTopic,
    clients: [
      topicClients.shop,
      {
        ...topicClients.desk,
        consumer: {
          settings: { "auto.offset.reset": "earliest", "max.poll.records": 4 },
          topics: ["orders"],
          group: "desk",
          settle: "after",
          ...reading,
        },
      },
    ],
  },
});

/** The most that were at work at once. */
function most(told: string[]): number {
  let now = 0;
  return Math.max(...told.map((one) => (now += one.startsWith("+") ? 1 : -1)));
}

describe.each(["a queue", "a group"] as const)("workers behind %s", (place) => {
  test.each([1, 2, 3])("%i: so many messages at a time, in their order, and each is settled", (workers) => {
    const { course, destinations, verdict } = desk([slow], several({})[place], [], { workers });
    expect(most(course({ [WorkBegun]: "+", [WorkDone]: "-" }))).toBe(workers);
    expect(course({ [WorkBegun]: "" })).toEqual(ALL.map(String));
    expect(destinations).toEqual({ "desk.sell": { once: ALL } });
    expect(verdict("C2")?.count).toBe(0);
  });
});

test("a message that is tried again holds up its own worker alone", () => {
  const poisoned: Handler = { ...slow, throws: [{ messages: [1], times: 2 }] };
  const again = { onFailure: [{ do: "again", pauseMs: 3000 }] };
  const orderOf = (workers: number) =>
    desk([poisoned], several(again)["a queue"], [], { workers }).course({ [WorkDone]: "", [WorkFailed]: "x" });
  expect(orderOf(1)).toEqual(["x1", "x1", "1", "2", "3", "4", "5", "6"]);
  expect(orderOf(2)).toEqual(["x1", "2", "3", "4", "5", "6", "x1", "1"]);
});

test("what an instance has at work when it dies comes again, all of it", () => {
  const crash = {
    id: "crash",
    when: { after: "WorkBegun", message: 2, delayMs: 100 },
    action: { do: "crash", at: { part: "desk-1" } },
    forMs: 400,
  } as const;
  const { course, destinations } = desk([slow], several({})["a queue"], [crash], { workers: 2 });
  const begun = course({ [WorkBegun]: "" });
  for (const number of ["1", "2"]) expect(begun.filter((one) => one === number).length).toBe(2);
  expect(Object.keys(destinations["desk.sell"])).not.toContain("lost");
});
