import { expect, test, vi } from "vitest";
import type { FrameProcess } from "../../worker/protocol.ts";
import { insideOf, placeWords, placeWordsIn } from "./place-words.ts";

const process = (name: string, role: string, view: object): FrameProcess =>
  ({ name: `lane/${name}`, part: name, role, lane: 1, status: "up", since: 0, host: name, view }) as unknown as FrameProcess;

const replica = (role: "leader" | "follower", broker: number, epoch: number) => ({
  topic: "orders",
  partition: 0,
  role,
  replicas: [1, 2],
  isr: role === "leader" ? [2] : [1, 2],
  elr: role === "leader" ? [1] : [],
  leader: broker,
  leaderEpoch: epoch,
  logStartOffset: 0,
  logEndOffset: 2,
  highWatermark: 1,
  records: [
    { offset: 0, message: 4 },
    { offset: 1, message: 9 },
  ],
});
const group = { group: "payment", state: "Stable", generation: 3, members: [], committed: [{ partition: "orders-0", offset: 0 }] };
const kafka = [
  process("broker-1", "kafka broker", { replicas: [replica("follower", 1, 4)], groups: [] }),
  process("broker-2", "kafka broker", { replicas: [replica("leader", 2, 5)], groups: [group] }),
];
const node = process("node-1", "rabbitmq node", {
  queues: [{ name: "payment", ready: [{ message: 8, redelivered: true }], unacked: [{ message: 7 }], readyCount: 1, unackedCount: 1 }],
});

test("a partition is told as the broker with the newest leader epoch knows it", () => {
  expect(placeWords({ face: "kafka-row", label: "orders-0", data: {} }, kafka)).toBe(
    "partition, led by broker 2, in sync 2, eligible to lead 1, high watermark 1, 2 records",
  );
});

test("a group is told by its lag and its generation, also while it divides its partitions", () => {
  const part = { face: "kafka-group", label: "payment", data: { group: "payment" } };
  expect(placeWords(part, kafka)).toBe("consumer group, lag 1, generation 3");
  const dividing = [kafka[0], process("broker-2", "kafka broker", { replicas: [], groups: [{ ...group, state: "PreparingRebalance" }] })];
  expect(placeWords(part, dividing)).toBe("consumer group, rebalancing, generation 3");
  expect(placeWords(part, [])).toBe("consumer group, no coordinator knows it");
});

test("inside a partition are the leader's records, and which of them nobody may read yet", () => {
  expect(insideOf({ face: "kafka-strip", label: "orders-0", data: {} }, kafka)).toEqual([
    { message: 4, words: "offset 0" },
    { message: 9, words: "offset 1, not readable yet" },
  ]);
});

test("inside a queue are the messages that consumers hold, then those that are ready", () => {
  expect(insideOf({ face: "queue", label: "payment", data: { queue: "payment" } }, [node])).toEqual([
    { message: 7, words: "held by a consumer, not acknowledged" },
    { message: 8, words: "ready, redelivered" },
  ]);
});

test("other parts are told by their process and have nothing inside", () => {
  const part = { face: "kafka-broker", label: "Broker 1", data: {} };
  expect(placeWords(part, kafka)).toBe("");
  expect(insideOf(part, kafka)).toBeNull();
});

test("the words for a place are made once for one state of its lane, and anew for the next", () => {
  const read = vi.fn(() => ({ group: "payment" }));
  const part = {
    face: "kafka-group",
    label: "payment",
    get data() {
      return read();
    },
  };
  const words = placeWords(part, kafka);
  read.mockClear();
  expect([placeWordsIn(kafka)(part), placeWordsIn(kafka)(part)]).toEqual([words, words]);
  expect(read).toHaveBeenCalledTimes(1);
  const next = [kafka[0]];
  expect(placeWordsIn(next)(part)).toBe("consumer group, no coordinator knows it");
});
