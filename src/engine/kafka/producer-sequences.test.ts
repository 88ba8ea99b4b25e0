import { describe, expect, test } from "vitest";
import { partition } from "./broker-stage.test-util.ts";
import { outOfOrder } from "./producer-sequences.ts";
import { ProducerStage } from "./producer-stage.test-util.ts";

/** Each request as `messages epoch/first sequence`. */
function numbered(stage: ProducerStage, name = "t-0"): string[] {
  return stage
    .requests()
    .flatMap(({ request }) =>
      request.partitions
        .filter((one) => one.name === name)
        .map(
          ({ records, producerEpoch, baseSequence }) =>
            `${records.map(({ message }) => message).join(" ")}: ${producerEpoch}/${baseSequence}`,
        ),
    );
}
const at = (...times: number[]) => times.map((atMs) => ({ atMs }));

describe("K-PROD-41: sequence numbers", () => {
  test("count the records of a partition, and a batch carries its first one", () => {
    const stage = new ProducerStage(at(100, 100, 200, 300), {}, [partition()]);
    stage.runMs(500);
    expect(numbered(stage)).toEqual(["1 2: 0/0", "3: 0/2", "4: 0/3"]);
  });

  test("each partition counts for itself", () => {
    const stage = new ProducerStage([...at(100, 300), { atMs: 200, partition: 1 }], {}, [partition(), partition({ partition: 1 })]);
    stage.runMs(500);
    expect([numbered(stage, "t-0"), numbered(stage, "t-1")]).toEqual([["1: 0/0", "3: 0/1"], ["2: 0/0"]]);
  });

  test("are given when the batch is first sent, and stay with it over retries", () => {
    const stage = new ProducerStage(at(100, 101), { "linger.ms": 0 });
    stage.decide = () => (stage.requests().length > 2 ? "NONE" : "NOT_ENOUGH_REPLICAS");
    stage.runToMs(100);
    expect(stage.producer.queues["t-0"]?.map(({ baseSequence }) => baseSequence)).toEqual([0]);
    stage.runMs(1000);
    expect(numbered(stage)).toEqual(["1: 0/0", "2: 0/1", "1: 0/0", "2: 0/1"]);
    const late = new ProducerStage(at(100), {}, [partition({ leader: -1 })]);
    late.runMs(300);
    expect(late.producer.queues["t-0"].map(({ baseSequence }) => baseSequence)).toEqual([-1]);
  });

  test("after 2147483647 comes 0", () => {
    const stage = new ProducerStage(at(100, 200, 200, 200, 300));
    stage.runToMs(150);
    stage.producer.sequences["t-0"].next = 2147483646;
    stage.runMs(500);
    expect(numbered(stage)).toEqual(["1: 0/0", "2 3 4: 0/2147483646", "5: 0/1"]);
    const exactly = new ProducerStage(at(100, 200, 200, 300));
    exactly.runToMs(150);
    exactly.producer.sequences["t-0"].next = 2147483646;
    exactly.runMs(500);
    expect(numbered(exactly)).toEqual(["1: 0/0", "2 3: 0/2147483646", "4: 0/0"]);
  });
});

describe("K-PROD-44: retries keep the order", () => {
  test("while one is pending only the batch with the lowest number is sent, also when later ones are still on the wire", () => {
    const stage = new ProducerStage(at(100, 101, 102), { "linger.ms": 0 });
    stage.decide = () => "silence";
    stage.runToMs(110);
    stage.reply("broker-1", 0, "NOT_ENOUGH_REPLICAS");
    stage.runMs(150);
    expect(numbered(stage)).toEqual(["1: 0/0", "2: 0/1", "3: 0/2", "1: 0/0"]);
    stage.reply("broker-1", 1, "OUT_OF_ORDER_SEQUENCE_NUMBER");
    stage.reply("broker-1", 2, "OUT_OF_ORDER_SEQUENCE_NUMBER");
    stage.runMs(300);
    expect(numbered(stage).length).toBe(4);
    stage.decide = () => "NONE";
    stage.reply("broker-1", 3, "NONE");
    stage.runMs(300);
    expect(numbered(stage).slice(4)).toEqual(["2: 0/1", "3: 0/2"]);
    expect(stage.outcomes("MessageConfirmed")).toEqual([1, 2, 3]);
  });
});

describe("K-PROD-45: a sent batch that is given up leaves its numbers unresolved", () => {
  const quick = { "linger.ms": 0, "request.timeout.ms": 900, "delivery.timeout.ms": 1000 };

  test("with nothing after it there is a hole: the producer raises its epoch and begins at 0", () => {
    const stage = new ProducerStage(at(100, 1050), quick);
    stage.decide = (request) => (request.partitions[0].records[0].message === 1 ? "NOT_ENOUGH_REPLICAS" : "NONE");
    stage.runMs(2000);
    expect(stage.outcomes("MessageUnresolved")).toEqual([1]);
    expect(numbered(stage).at(-1)).toBe("2: 1/0");
    expect(stage.requests().at(-1)?.atMs).toBeGreaterThan(1100);
    expect(stage.outcomes("MessageConfirmed")).toEqual([2]);
  });

  test("an acknowledgement of what came after it shows that the numbers are used, and nothing is raised", () => {
    const stage = new ProducerStage(at(100, 150, 1200), { ...quick, "request.timeout.ms": 1000 });
    stage.decide = () => "silence";
    stage.runToMs(200);
    stage.reply("broker-1", 1, "NONE");
    stage.decide = () => "NONE";
    stage.do({ do: "split", fault: "s", from: ["app"], to: ["broker-1"], oneWay: false });
    stage.runToMs(1150);
    stage.do({ do: "heal", fault: "s" });
    stage.runToMs(5000);
    expect(stage.outcomes("MessageUnresolved")).toEqual([1]);
    expect(numbered(stage).at(-1)).toBe("3: 0/2");
  });

  function expiredBeforeSecond() {
    const stage = new ProducerStage(at(100, 950, 1105), quick);
    stage.decide = () => "silence";
    stage.runToMs(1099); // at 1000 the connection was given up, and both wait to be sent again
    stage.decide = ({ partitions: [{ records }] }) => (records[0].message === 2 ? "silence" : "NONE");
    stage.runToMs(1400);
    expect(stage.outcomes("MessageUnresolved")).toEqual([1]);
    return stage;
  }

  test("no new batch is sent until those that were sent have settled", () => {
    const stage = expiredBeforeSecond();
    const again = numbered(stage).lastIndexOf("2: 0/1");
    expect(again).toBeGreaterThan(1);
    expect(numbered(stage).some((one) => one.startsWith("3"))).toBe(false);
    stage.reply("broker-1", again, "NONE");
    stage.runMs(50);
    expect(numbered(stage).at(-1)).toBe("3: 0/2");
  });

  test("also when none of those has failed", () => {
    const stage = new ProducerStage(at(100, 800, 1150), { ...quick, "batch.size": 0 }, [partition({ leader: -1 })]);
    stage.decide = () => "silence";
    stage.runToMs(790);
    stage.move({ leader: 1, leaderEpoch: 1 }); // the first could not be sent before
    stage.runToMs(1300);
    expect(stage.outcomes("MessageUnresolved")).toEqual([1]);
    expect(numbered(stage)).toEqual(["1: 0/0", "2: 0/1"]);
    stage.reply("broker-1", 1, "NONE");
    stage.runMs(20);
    expect(numbered(stage).at(-1)).toBe("3: 0/2");
  });

  test("a hole that shows then is closed by numbering what was sent anew, in its order", () => {
    const stage = expiredBeforeSecond();
    const again = numbered(stage).lastIndexOf("2: 0/1");
    stage.decide = () => "NONE";
    stage.reply("broker-1", again, "OUT_OF_ORDER_SEQUENCE_NUMBER");
    stage.runMs(500);
    expect(numbered(stage).slice(again + 1)).toEqual(["2: 1/0", "3: 1/1"]);
  });

  test("the epoch is raised for the batch that follows on the lost one, and for no other", () => {
    const stage = new ProducerStage(at(100, 950, 970), quick);
    stage.decide = () => "silence";
    stage.runToMs(1099); // at 1000 the connection was given up, and all three wait to be sent again
    stage.decide = ({ partitions: [{ records }] }) => (records[0].message === 1 ? "NONE" : "silence");
    stage.runToMs(1300);
    expect(stage.outcomes("MessageUnresolved")).toEqual([1]);
    const again = numbered(stage).lastIndexOf("2: 0/1");
    const third = stage.producer.queues["t-0"][1];
    expect(third).toMatchObject({ baseSequence: 2, records: [{ message: 3 }] });
    outOfOrder(stage.producer, third);
    expect(stage.producer.producerEpoch).toBe(0); // the second may still come before it
    stage.decide = () => "NONE";
    stage.reply("broker-1", again, "OUT_OF_ORDER_SEQUENCE_NUMBER");
    stage.runMs(500);
    expect(stage.producer.producerEpoch).toBe(1);
    expect(numbered(stage).slice(again + 1)).toEqual(["2: 1/0", "3: 1/1"]);
  });

  test("a batch that has new numbers and was told of its old ones is only sent again", () => {
    const stage = new ProducerStage(at(100, 101, 102), { "linger.ms": 0 });
    stage.decide = (request) => (request.partitions[0].records[0].message === 1 ? "INVALID_PRODUCER_EPOCH" : "silence");
    stage.runToMs(110);
    expect(stage.producer.queues["t-0"].map(({ producerEpoch, baseSequence }) => `${producerEpoch}/${baseSequence}`)).toEqual([
      "1/0",
      "1/1",
    ]);
    stage.reply("broker-1", 1, "OUT_OF_ORDER_SEQUENCE_NUMBER");
    stage.reply("broker-1", 2, "OUT_OF_ORDER_SEQUENCE_NUMBER");
    expect(stage.producer.producerEpoch).toBe(1);
    stage.decide = () => "NONE";
    stage.runMs(1000);
    expect(numbered(stage).slice(3)).toEqual(["2: 1/0", "3: 1/1"]);
    expect(stage.producer.producerEpoch).toBe(1);
  });

  test("another partition goes over to the new epoch when its own batches have settled", () => {
    const stage = new ProducerStage(
      [...at(100), { atMs: 600, partition: 1 }, { atMs: 1300, partition: 1 }],
      { ...quick, "request.timeout.ms": 990 },
      [partition(), partition({ partition: 1, leader: 2 })],
    );
    stage.decide = (_request, _name, broker) => (broker === "broker-1" ? "NOT_ENOUGH_REPLICAS" : "silence");
    stage.runToMs(1310);
    expect(stage.producer.producerEpoch).toBe(1);
    const second = () =>
      stage.requests("broker-2").map(({ request: { partitions } }) => `${partitions[0].producerEpoch}/${partitions[0].baseSequence}`);
    expect(second()).toEqual(["0/0"]);
    stage.reply("broker-2", 0, "NONE");
    stage.runMs(50);
    expect(second()).toEqual(["0/0", "1/0"]);
  });

  test("a failure that is not retriable does the same", () => {
    const stage = new ProducerStage(at(100, 200));
    stage.decide = (request) => (request.partitions[0].records[0].message === 1 ? "INVALID_PRODUCER_EPOCH" : "NONE");
    stage.runMs(1000);
    expect(numbered(stage)).toEqual(["1: 0/0", "2: 1/0"]);
  });
});
