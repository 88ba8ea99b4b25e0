import { describe, expect, test } from "vitest";
import { Rig, type TestChannel } from "./rig.test-util.ts";

/** A channel that holds #1 to #n of queue `q` under the tags 1 to n. */
function holding(count: number): { rig: Rig; lane: TestChannel } {
  const rig = new Rig({ queues: ["q", "r"] });
  const lane = rig.channel("c");
  lane.consume("q", "T");
  for (let message = 1; message <= count; message++) lane.publish("q", message);
  lane.cancel("T");
  lane.seen();
  return { rig, lane };
}
const settled = (rig: Rig) => rig.events("MessageSettled").map(({ message }) => message);
const unknown = (tag: number) => `close 406 PRECONDITION_FAILED - unknown delivery tag ${tag}`;

describe("delivery tags", () => {
  test("R-ACK-01: one count per channel for all its consumers and gets; a redelivery has a new tag", () => {
    const rig = new Rig({ queues: ["q", "r"] });
    const lane = rig.channel("c");
    const other = rig.channel("d");
    lane.consume("q", "Q");
    other.consume("r", "R");
    lane.publish("q", 1);
    lane.publish("r", 2);
    lane.publish("q", 3);
    lane.get("r");
    lane.nack(1);
    expect(lane.seen()).toEqual(["deliver Q #1 tag 1", "deliver Q #3 tag 2", "empty", "deliver Q #1* tag 3"]);
    expect(other.seen()).toEqual(["deliver R #2 tag 1"]);
  });

  test("R-ACK-01, R-ACK-04: a tag means nothing on another channel", () => {
    const { rig, lane } = holding(2);
    const stranger = lane.connection.channel(2);
    stranger.ack(1);
    expect(stranger.seen()).toEqual([unknown(1)]);
    lane.ack(1);
    expect(lane.seen()).toEqual([]);
    expect(settled(rig)).toEqual([1]);
  });

  test("R-ACK-01: an old tag is not valid any more after the message came again", () => {
    const { lane } = holding(1);
    lane.nack(1);
    lane.get("q");
    lane.ack(1);
    expect(lane.seen()).toEqual(["got #1* tag 2, 0 left", unknown(1)]);
  });
});

describe("multiple", () => {
  test("R-ACK-02: covers every outstanding tag of the channel up to the given one, over all consumers and queues", () => {
    const rig = new Rig({ queues: ["q", "r"] });
    const connection = rig.connect("c");
    const [lane, sibling] = [connection.channel(1), connection.channel(2)];
    lane.consume("q", "Q");
    lane.consume("r", "R");
    for (const [queue, message] of [
      ["q", 1],
      ["r", 2],
      ["q", 3],
      ["r", 4],
    ] as const)
      lane.publish(queue, message);
    sibling.publish("q", 5);
    sibling.get("r");
    lane.ack(1);
    lane.ack(3, true);
    expect(settled(rig)).toEqual([1, 3, 2]); // queue by queue
    lane.nack(5, { multiple: true, requeue: false });
    expect(rig.events("MessageDropped").map(({ message }) => message)).toEqual([5, 4]);
  });

  test("R-ACK-02: without it an ack is for its tag alone, in any order; basic.reject has none", () => {
    const { rig, lane } = holding(3);
    lane.ack(3);
    lane.reject(2);
    expect(settled(rig)).toEqual([3]);
    expect(rig.ready("q")).toEqual(["#2*"]);
    lane.ack(1);
    expect(settled(rig)).toEqual([3, 1]);
    expect(lane.seen()).toEqual([]);
  });

  test("R-ACK-03: tag 0 with multiple is all that is outstanding, also nothing at all", () => {
    const { rig, lane } = holding(3);
    lane.ack(0, true);
    expect(settled(rig)).toEqual([1, 2, 3]);
    lane.ack(0, true);
    lane.nack(0, { multiple: true });
    expect(lane.seen()).toEqual([]);
  });

  test.each(["ack", "nack", "reject"] as const)("R-ACK-03: tag 0 without multiple is an error: %s", (call) => {
    const { lane } = holding(1);
    lane[call](0);
    expect(lane.seen()).toEqual([unknown(0)]);
  });
});

describe("tags that are not outstanding", () => {
  test.each([
    ["never issued", (lane: TestChannel) => lane.ack(9), 9],
    ["settled already", (lane: TestChannel) => [lane.ack(1), lane.ack(1)], 1],
    ["nacked already", (lane: TestChannel) => [lane.nack(2), lane.nack(2)], 2],
    ["never issued, rejected", (lane: TestChannel) => lane.reject(4), 4],
    ["never issued, with multiple, though lower ones are outstanding", (lane: TestChannel) => lane.ack(9, true), 9],
    ["settled already, with multiple, though lower ones are outstanding", (lane: TestChannel) => [lane.ack(3), lane.ack(3, true)], 3],
  ])("R-ACK-04: %s: 406, the channel is closed, and nothing of the failing method remains", (_name, act, tag) => {
    const { rig, lane } = holding(3);
    act(lane);
    expect(lane.seen()).toEqual([unknown(tag)]);
    const gone = settled(rig);
    expect(rig.ready("q")).toEqual([1, 2, 3].filter((message) => !gone.includes(message)).map((message) => `#${message}*`));
    expect(rig.queue("q").unackedCount).toBe(0);
  });

  test("R-ACK-04: nor is one of an automatic-ack delivery", () => {
    const rig = new Rig({ queues: ["q"] });
    const lane = rig.channel("c");
    lane.publish("q", 1);
    lane.get("q", true);
    lane.ack(1);
    expect(lane.seen()).toEqual(["got #1 tag 1, 0 left", unknown(1)]);
  });
});

describe("nack and reject", () => {
  test.each(["nack", "reject"] as const)("R-ACK-05, R-ANOM-06: basic.%s without requeue drops the message and frees its place", (call) => {
    const rig = new Rig({ queues: ["q"] });
    const lane = rig.channel("c");
    lane.qos(1);
    lane.consume("q", "T");
    for (const message of [1, 2]) lane.publish("q", message);
    if (call === "nack") lane.nack(1, { requeue: false });
    else lane.reject(1, false);
    expect(lane.seen()).toEqual(["deliver T #1 tag 1", "deliver T #2 tag 2"]);
    expect(rig.events("MessageDropped").map(({ message }) => message)).toEqual([1]);
    expect(settled(rig)).toEqual([]);
    lane.connection.drop();
    expect(rig.ready("q")).toEqual(["#2*"]);
  });

  test.each(["nack", "reject"] as const)("R-ACK-05: basic.%s with requeue frees its place, too", (call) => {
    const rig = new Rig({ queues: ["q"] });
    const [lane, other] = [rig.channel("c"), rig.channel("d")];
    for (const [channel, tag] of [
      [lane, "T"],
      [other, "U"],
    ] as const) {
      channel.qos(1);
      channel.consume("q", tag);
    }
    lane.publish("q", 1);
    lane[call](1);
    lane.publish("q", 2);
    expect(lane.seen()).toEqual(["deliver T #1 tag 1", "deliver T #2 tag 2"]);
    expect(other.seen()).toEqual(["deliver U #1* tag 1"]);
  });
});
