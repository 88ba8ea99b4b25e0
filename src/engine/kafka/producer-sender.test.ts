import { describe, expect, test } from "vitest";
import { recordBytes } from "./batch-size.ts";
import { partition } from "./broker-stage.test-util.ts";
import { isRetriable, refreshesMetadata } from "./errors.ts";
import { type Given, ProducerStage } from "./producer-stage.test-util.ts";

const spread = (count: number, leaders: readonly number[] = []) =>
  Array.from({ length: count }, (_, i) => partition({ partition: i, leader: leaders[i] ?? 1 }));
const each = (count: number, fromMs: number, apartMs: number): Given[] =>
  Array.from({ length: count }, (_, i) => ({ atMs: fromMs + i * apartMs }));
const PLAIN = { "enable.idempotence": false };

describe("K-PROD-10: batches", () => {
  // The keys of these stages have five bytes, so a record of 100 bytes takes 114 in its batch, and a batch 61 more.
  const three = (bytes: number) => Array.from({ length: 3 }, () => ({ atMs: 100, bytes }));
  const sent = (given: readonly Given[], batchSize: number) => {
    const stage = new ProducerStage(given, { "batch.size": batchSize, "linger.ms": 50 });
    stage.runMs(300);
    return stage.sent();
  };

  test("records of a partition share a batch while it fits batch.size with all that Kafka writes around them", () => {
    expect(sent(three(100), 61 + 3 * 114)).toEqual(["0: 1 2 3"]);
    expect(sent(three(100), 61 + 3 * 114 - 1)).toEqual(["0: 1 2", "0: 3"]);
    expect(sent(three(100), 61 + 2 * 114 - 1)).toEqual(["0: 1", "0: 2", "0: 3"]);
  });

  test("lengths are written in as many bytes as they need, and times as differences", () => {
    expect(recordBytes(0, 0, 5, 100)).toBe(114);
    expect(recordBytes(0, 0, 5, 40)).toBe(52); // one byte for the length of 40, and one for that of all
    expect(recordBytes(0, 0, 5, 63)).toBe(76);
    expect(recordBytes(63, 63, 5, 40)).toBe(52);
    expect(recordBytes(64, 64, 5, 40)).toBe(54);
    expect(recordBytes(0, 0, 5, 8192)).toBe(8192 + 5 + 11); // three bytes each
  });

  test("a record larger than batch.size has a batch of its own", () => {
    const given = [
      { atMs: 100, bytes: 500 },
      { atMs: 100, bytes: 10 },
    ];
    expect(sent(given, 100)).toEqual(["0: 1", "0: 2"]);
  });

  test("with batch.size 0 a record of ordinary size is alone, and two very small ones still share", () => {
    expect(sent(three(100), 0)).toEqual(["0: 1", "0: 2", "0: 3"]);
    // The first one may need up to 21 bytes beside its fields and takes four: a second of 17 bytes or less fits.
    expect(sent(three(5), 0)).toEqual(["0: 1 2", "0: 3"]);
    expect(sent(three(6), 0)).toEqual(["0: 1", "0: 2", "0: 3"]);
  });

  test("partitions have queues of their own", () => {
    const stage = new ProducerStage(
      [
        { atMs: 100, partition: 0 },
        { atMs: 100, partition: 1 },
        { atMs: 100, partition: 0 },
      ],
      {},
      spread(2),
    );
    stage.runMs(300);
    expect(stage.sent()).toEqual(["0: 1 3 | 1: 2"]);
  });
});

describe("K-PROD-11: when a queue is ready", () => {
  test("when its oldest batch is linger.ms old", () => {
    const stage = new ProducerStage([{ atMs: 100 }, { atMs: 119 }, { atMs: 121 }], { "linger.ms": 20 });
    stage.runMs(300);
    expect(stage.requests().map(({ atMs }) => atMs)).toEqual([121, 142]);
    expect(stage.sent()).toEqual(["0: 1 2", "0: 3"]);
  });

  test("or as soon as a further one had to be opened", () => {
    const stage = new ProducerStage(
      [
        { atMs: 100, bytes: 80 },
        { atMs: 110, bytes: 80 },
      ],
      { "batch.size": 100, "linger.ms": 1000 },
    );
    stage.runToMs(500);
    expect(stage.requests().map(({ atMs }) => atMs)).toEqual([111]);
    expect(stage.sent()).toEqual(["0: 1"]);
  });

  test("a batch on the wire does not make the next one ready", () => {
    const stage = new ProducerStage([{ atMs: 100 }, { atMs: 121 }, { atMs: 103, partition: 1 }], { "linger.ms": 20 }, spread(2, [1, 2]));
    stage.decide = () => "silence";
    stage.runToMs(135);
    expect(stage.sent()).toEqual(["0: 1"]); // the look at 123 for the other partition takes nothing along
    stage.runToMs(143);
    expect(stage.sent()).toEqual(["0: 1", "0: 3"]);
  });

  test("a batch to be sent again waits for its backoff instead", () => {
    const stage = new ProducerStage([{ atMs: 100 }], { "linger.ms": 500 });
    stage.decide = () => (stage.requests().length > 1 ? "NONE" : "NOT_ENOUGH_REPLICAS");
    stage.runMs(1500);
    const [first, second] = stage.requests().map(({ atMs }) => atMs);
    expect(first).toBe(601);
    expect(second - first).toBeGreaterThanOrEqual(80);
    expect(second - first).toBeLessThanOrEqual(125);
  });

  test("close() sends what is there without linger, and ends when all of it has an outcome", () => {
    const stage = new ProducerStage([{ atMs: 100 }, { atMs: 200 }], { "linger.ms": 60_000, "delivery.timeout.ms": 120_000 });
    stage.decide = () => "silence";
    stage.runToMs(150);
    stage.do({ do: "tell", process: "app", message: { type: "Stop" } });
    stage.runToMs(1000);
    expect(stage.sent()).toEqual(["0: 1"]);
    expect(stage.status("app")).toBe("up");
    stage.reply("broker-1", 0, "NONE");
    expect(stage.status("app")).toBe("stopped");
    expect(stage.outcomes("MessageConfirmed")).toEqual([1]);
  });
});

describe("K-PROD-12: one ready partition drains its broker", () => {
  const given: Given[] = [
    { atMs: 100, partition: 0 },
    { atMs: 115, partition: 1 },
    { atMs: 115, partition: 2 },
  ];

  test("the request takes a batch of every partition that the broker leads, before their own linger is over", () => {
    const stage = new ProducerStage(given, { "linger.ms": 20 }, spread(3));
    stage.runMs(300);
    expect(stage.sent()).toEqual(["0: 1 | 1: 2 | 2: 3"]);
  });

  test("but none of those that another leads", () => {
    const stage = new ProducerStage(given, { "linger.ms": 20 }, spread(3, [1, 2, 1]));
    stage.runMs(300);
    expect(stage.sent("broker-1")).toEqual(["0: 1 | 2: 3"]);
    expect(stage.requests("broker-2").map(({ atMs }) => atMs)).toEqual([138]); // after the handshake of its first connection
  });

  test("at most one batch of a partition in one request", () => {
    const stage = new ProducerStage(each(3, 100, 0), { "batch.size": 100 });
    stage.runMs(300);
    expect(stage.requests().map(({ request }) => request.partitions.length)).toEqual([1, 1, 1]);
  });
});

describe("K-PROD-12: max.request.size", () => {
  // A batch of one record of 100 bytes has 175, and its record can need 191 at most.
  const settings = { "linger.ms": 20, "batch.size": 0 };
  const given = [0, 1, 2, 0, 1, 2].map((partition): Given => ({ atMs: 100, partition }));

  test("a request takes batches as long as they fit, and the next one begins with those that did not", () => {
    const stage = new ProducerStage(given, { ...settings, "max.request.size": 2 * 175 }, spread(3));
    stage.runMs(300);
    expect(stage.sent()).toEqual(["0: 1 | 1: 2", "2: 3 | 0: 4", "1: 5 | 2: 6"]);
    const room = new ProducerStage(given, { ...settings, "max.request.size": 3 * 175 }, spread(3));
    room.runMs(300);
    expect(room.sent()).toEqual(["0: 1 | 1: 2 | 2: 3", "0: 4 | 1: 5 | 2: 6"]);
  });

  test("one batch goes in any case", () => {
    const stage = new ProducerStage(given.slice(0, 2), { ...settings, "max.request.size": 191 }, spread(3));
    stage.runMs(300);
    expect(stage.sent()).toEqual(["0: 1", "1: 2"]);
  });
});

describe("K-PROD-07: too large", () => {
  test("a message that could exceed max.request.size with all around it is refused at once, and those after it are not", () => {
    const messages: Given[] = [{ atMs: 100 }, { atMs: 100, bytes: 101 }, { atMs: 100 }];
    const stage = new ProducerStage(messages, { "max.request.size": 191 });
    stage.runToMs(100);
    expect(stage.outcomes("MessageRefused")).toEqual([2]);
    stage.runMs(300);
    expect(stage.outcomes("MessageConfirmed")).toEqual([1, 3]);
    expect(stage.events("MessageRefused").map(({ a }) => stage.text(a))).toEqual(["RecordTooLargeException"]);
    expect(stage.producer.refused).toBe(1);
  });
});

describe("K-PROD-13: in flight", () => {
  test("at most max.in.flight.requests.per.connection to one broker, the others' are counted apart", () => {
    const given = [...each(5, 100, 10), ...each(5, 100, 10).map((one) => ({ ...one, partition: 1 }))];
    const stage = new ProducerStage(given, { "max.in.flight.requests.per.connection": 3, "linger.ms": 0 }, spread(2, [1, 2]));
    stage.decide = () => "silence";
    stage.runMs(300);
    expect([stage.sent("broker-1").length, stage.sent("broker-2").length]).toEqual([3, 3]);
    stage.reply("broker-1", 0, "NONE");
    stage.runMs(5);
    expect([stage.sent("broker-1").length, stage.sent("broker-2").length]).toEqual([4, 3]);
  });

  test("also of batches that are ready at one moment", () => {
    const settings = { "max.in.flight.requests.per.connection": 3, "linger.ms": 0, "batch.size": 0 };
    const stage = new ProducerStage(each(6, 100, 0), settings);
    stage.decide = () => "silence";
    stage.runMs(300);
    expect(stage.sent()).toEqual(["0: 1", "0: 2", "0: 3"]);
    stage.reply("broker-1", 0, "NONE");
    stage.runMs(5);
    expect(stage.sent().at(-1)).toBe("0: 4");
    expect(stage.sent().length).toBe(4);
  });

  test("with 1 a partition waits for its batch, also while that waits to be sent again", () => {
    const stage = new ProducerStage(each(2, 100, 10), { ...PLAIN, "max.in.flight.requests.per.connection": 1, "linger.ms": 0 });
    stage.decide = () => (stage.requests().length > 1 ? "NONE" : "NOT_ENOUGH_REPLICAS");
    stage.runToMs(150);
    expect(stage.sent()).toEqual(["0: 1"]);
    stage.runMs(300);
    expect(stage.sent()).toEqual(["0: 1", "0: 1", "0: 2"]);
  });
});

test("K-PROD-13: with 1 a partition that has moved to another leader waits for its batch at the old one", () => {
  const settings = { ...PLAIN, "max.in.flight.requests.per.connection": 1, "linger.ms": 0, "metadata.max.age.ms": 150 };
  const stage = new ProducerStage(each(2, 100, 20), settings);
  stage.decide = () => "silence";
  stage.runToMs(110);
  stage.move({ leader: 2, leaderEpoch: 1 });
  stage.runToMs(300);
  expect([stage.sent("broker-1"), stage.sent("broker-2")]).toEqual([["0: 1"], []]);
  stage.reply("broker-1", 0, "NONE");
  stage.runMs(10);
  expect(stage.sent("broker-2")).toEqual(["0: 2"]);
});

describe("K-PROD-14: acks=0", () => {
  test("a batch is done as soon as it is written to the socket, with offset -1, and nothing is in flight", () => {
    const stage = new ProducerStage(each(20, 100, 0), { acks: "0", "batch.size": 0, "linger.ms": 0 });
    stage.runToMs(104); // one connection, and one latency
    expect(stage.events("MessageConfirmed").map(({ b }) => b)).toEqual(Array.from({ length: 20 }, () => -1));
    expect(stage.requests().length).toBe(20);
    expect(stage.producer.cluster.network.nodes["broker-1"].inFlight).toEqual([]);
  });

  test("what the connection loses is neither noticed nor sent again", () => {
    const stage = new ProducerStage([{ atMs: 100 }, { atMs: 500 }], { acks: "0" });
    stage.do({ do: "cutBefore", fault: "c", from: "app", to: "broker-1", type: "Produce" });
    stage.runMs(5000);
    expect(stage.outcomes("MessageConfirmed")).toEqual([1, 2]);
    expect(stage.stored).toEqual(["t-0: 2"]);
  });

  test("what cannot be written, since the connection has ended meanwhile, was not sent: it goes over the next one", () => {
    const stage = new ProducerStage([{ atMs: 100 }, { atMs: 500 }], { acks: "0", "linger.ms": 0 });
    stage.runToMs(400);
    stage.do({ do: "freeze", process: "app" });
    stage.runToMs(550);
    stage.hangUp("broker-1", "app");
    stage.runToMs(600);
    stage.do({ do: "resume", process: "app" }); // it sends first, and hears of the end after that
    expect(stage.outcomes("MessageConfirmed")).toEqual([1]);
    expect(stage.events("BatchRetried").map(({ message }) => message)).toEqual([2]);
    stage.runMs(1000);
    expect(stage.outcomes("MessageConfirmed")).toEqual([1, 2]);
    expect(stage.stored).toEqual(["t-0: 1", "t-0: 2"]);
  });
});

describe("K-PROD-15: timers", () => {
  test("request.timeout.ms closes the connection, and every request on it fails with the first", () => {
    const stage = new ProducerStage(each(3, 100, 50), {
      ...PLAIN,
      "linger.ms": 0,
      "request.timeout.ms": 1000,
      "delivery.timeout.ms": 9000,
    });
    stage.decide = () => "silence";
    stage.runToMs(1105);
    expect(stage.closed("broker-1")).toMatchObject([{ reason: "reset" }]);
    expect(stage.events("BatchRetried").map(({ message, at }) => [message, at])).toEqual([1, 2, 3].map((message) => [message, 1_100_000]));
  });

  test("delivery.timeout.ms counts from the batch's creation over all attempts", () => {
    const stage = new ProducerStage([{ atMs: 100 }], { "delivery.timeout.ms": 2000, "request.timeout.ms": 500 });
    stage.decide = () => "NOT_ENOUGH_REPLICAS";
    stage.runToMs(2099);
    expect(stage.outcomes("MessageUnresolved")).toEqual([]);
    stage.runToMs(2101);
    expect(stage.outcomes("MessageUnresolved")).toEqual([1]);
  });
});

describe("K-PROD-16: retries", () => {
  test("the backoff doubles from retry.backoff.ms with a fifth of jitter, and never exceeds a second", () => {
    const stage = new ProducerStage(each(6, 100, 0), {
      ...PLAIN,
      "batch.size": 0,
      "linger.ms": 0,
      "max.in.flight.requests.per.connection": 5,
    });
    stage.decide = () => "NOT_ENOUGH_REPLICAS";
    stage.runToMs(30_000);
    const pauses = new Map<number, number[]>();
    const asked = new Map<number, number>();
    for (const { id, at, message, a: attempt } of stage.events("BatchRetried")) {
      const next = stage.events("MessageSent").find((sent) => sent.id > id && sent.message === message);
      if (next === undefined) continue;
      const seen = pauses.get(attempt) ?? [];
      pauses.set(attempt, [...seen, (next.at - at) / 1000]);
      asked.set(attempt, (asked.get(attempt) ?? 0) + 1);
    }
    for (const [attempt, times] of pauses) {
      const nominal = Math.min(1000, 100 * 2 ** (attempt - 1));
      expect(Math.min(...times)).toBeGreaterThanOrEqual(nominal * 0.8);
    }
    // Alone in its queue a batch is not held up by another, so its own pause shows.
    const alone = new ProducerStage([{ atMs: 100 }], PLAIN);
    alone.decide = () => "NOT_ENOUGH_REPLICAS";
    alone.runToMs(30_000);
    const failed = alone.events("BatchRetried").map(({ at }) => at / 1000);
    const sent = alone.events("MessageSent").map(({ at }) => at / 1000);
    failed.slice(0, -1).forEach((at, i) => {
      const nominal = Math.min(1000, 100 * 2 ** i);
      expect(sent[i + 1] - at).toBeGreaterThanOrEqual(nominal * 0.8);
      expect(sent[i + 1] - at).toBeLessThanOrEqual(Math.min(1000, nominal * 1.2));
    });
    expect(failed.length).toBeGreaterThan(20);
  });

  test("retries bounds the attempts", () => {
    const stage = new ProducerStage([{ atMs: 100 }], { retries: 2 });
    stage.decide = () => "NETWORK_EXCEPTION";
    stage.runMs(5000);
    expect(stage.sent().length).toBe(3);
    expect(stage.outcomes("MessageUnresolved")).toEqual([1]);
  });

  test("an error that is not retriable ends it at once", () => {
    const stage = new ProducerStage([{ atMs: 100 }]);
    stage.decide = () => "INVALID_PRODUCER_EPOCH";
    stage.runMs(5000);
    expect(stage.sent().length).toBe(1);
    expect(isRetriable("INVALID_PRODUCER_EPOCH") || refreshesMetadata("INVALID_PRODUCER_EPOCH")).toBe(false);
  });
});

describe("K-PROD-20: without idempotence a failed batch goes to the head of its queue", () => {
  const unsafe = { ...PLAIN, "linger.ms": 0, "retry.backoff.ms": 0 };

  test("what failed comes after what did not", () => {
    const stage = new ProducerStage(each(2, 100, 1), unsafe);
    stage.decide = () => (stage.requests().length === 1 ? "NOT_ENOUGH_REPLICAS" : "NONE");
    stage.runMs(300);
    expect(stage.stored).toEqual(["t-0: 2", "t-0: 1"]);
  });

  test("and a set that fails together comes back reversed, before what was never sent", () => {
    const stage = new ProducerStage(each(4, 100, 1), { ...unsafe, "max.in.flight.requests.per.connection": 3 });
    stage.decide = () => "silence";
    stage.runToMs(120);
    stage.decide = () => "NONE";
    stage.hangUp("broker-1", "app");
    stage.runMs(500);
    expect(stage.stored).toEqual(["t-0: 3", "t-0: 2", "t-0: 1", "t-0: 4"]);
  });
});

test("K-PROD-21: a batch that was stored and not answered is stored again by the retry", () => {
  const stage = new ProducerStage([{ atMs: 100 }], PLAIN);
  stage.do({ do: "cutBefore", fault: "c", from: "broker-1", to: "app", type: "ProduceResponse" });
  stage.runMs(1000);
  expect(stage.stored).toEqual(["t-0: 1", "t-0: 1"]);
  expect(stage.outcomes("MessageConfirmed")).toEqual([1]);
});

test("K-PROD-22: max.in.flight.requests.per.connection=1 keeps the order, not the uniqueness", () => {
  const stage = new ProducerStage(each(3, 100, 1), { ...PLAIN, "linger.ms": 0, "max.in.flight.requests.per.connection": 1 });
  stage.do({ do: "cutBefore", fault: "c", from: "broker-1", to: "app", type: "ProduceResponse" });
  stage.runMs(1000);
  expect(stage.stored.at(0)).toBe("t-0: 1");
  const order = stage.stored.flatMap((one) => one.slice(5).split(" ").map(Number));
  expect(order).toEqual([...order].sort((one, other) => one - other));
  expect(order.filter((message) => message === 1).length).toBe(2);
});

describe("K-PROD-23: a failed send is not a missing record", () => {
  test("after a timeout nobody knows", () => {
    const stage = new ProducerStage([{ atMs: 100 }], { "request.timeout.ms": 500, "delivery.timeout.ms": 1000 });
    stage.decide = () => "silence";
    stage.runMs(3000);
    expect(stage.outcomes("MessageUnresolved")).toEqual([1]);
    expect(stage.outcomes("MessageRefused")).toEqual([]);
  });

  test("nor after NOT_LEADER_OR_FOLLOWER with acks=all, which a leader says too that was deposed while it waited (K-BRK-13)", () => {
    const outcome = (acks: string, error: "NOT_LEADER_OR_FOLLOWER" | "NOT_ENOUGH_REPLICAS" | "NOT_ENOUGH_REPLICAS_AFTER_APPEND") => {
      const stage = new ProducerStage([{ atMs: 100 }], { acks, retries: 0 });
      stage.decide = () => error;
      stage.runMs(1000);
      return [stage.outcomes("MessageRefused").length, stage.outcomes("MessageUnresolved").length];
    };
    expect(outcome("all", "NOT_LEADER_OR_FOLLOWER")).toEqual([0, 1]);
    expect(outcome("all", "NOT_ENOUGH_REPLICAS_AFTER_APPEND")).toEqual([0, 1]);
    expect(outcome("1", "NOT_LEADER_OR_FOLLOWER")).toEqual([1, 0]);
    expect(outcome("all", "NOT_ENOUGH_REPLICAS")).toEqual([1, 0]);
  });

  test("a refusal after an attempt whose fate is unknown is not certain", () => {
    const stage = new ProducerStage([{ atMs: 100 }], { ...PLAIN, retries: 1 });
    stage.decide = () => (stage.requests().length > 1 ? "NOT_ENOUGH_REPLICAS" : "REQUEST_TIMED_OUT");
    stage.runMs(1000);
    expect(stage.outcomes("MessageUnresolved")).toEqual([1]);
  });

  test("what was never sent was certainly not stored", () => {
    const stage = new ProducerStage([{ atMs: 100 }], { "delivery.timeout.ms": 1000, "request.timeout.ms": 500 }, [
      partition({ leader: -1 }),
    ]);
    stage.runMs(3000);
    expect(stage.outcomes("MessageRefused")).toEqual([1]);
  });
});
