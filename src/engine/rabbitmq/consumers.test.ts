import { describe, expect, test } from "vitest";
import { Rig } from "./rig.test-util.ts";

describe("subscriptions", () => {
  test("R-CONS-01: the answer comes before the first delivery, which does not wait when messages are ready", () => {
    const rig = new Rig({ queues: ["q"] });
    const lane = rig.channel("c");
    lane.publish("q", 1);
    lane.methods();
    lane.consume("q", "T");
    expect(lane.methods().map(({ type }) => type)).toEqual(["basic.consume-ok", "basic.deliver"]);
  });

  test("R-CONS-01: the node invents a tag for an empty one, another each time", () => {
    const rig = new Rig({ queues: ["q"] });
    const lane = rig.channel("c");
    lane.consume("q", "");
    lane.consume("q", "");
    const tags = rig.queue("q").consumers.map(({ tag }) => tag);
    expect(tags).toEqual([expect.stringMatching(/^amq\.ctag-/), expect.stringMatching(/^amq\.ctag-/)]);
    expect(tags[0]).not.toBe(tags[1]);
    const answered = lane.methods().flatMap((method) => (method.type === "basic.consume-ok" ? [method.consumerTag] : []));
    expect(answered).toEqual(tags);
  });

  test("R-CONS-01: a tag is free on another channel, and again after its cancel", () => {
    const rig = new Rig({ queues: ["q"] });
    const connection = rig.connect("c");
    const [a, b] = [connection.channel(1), connection.channel(2)];
    a.consume("q", "T");
    b.consume("q", "T");
    a.cancel("T");
    a.consume("q", "T");
    expect(connection.seen()).toEqual([]);
    expect(rig.queue("q").consumers.length).toBe(2);
  });

  test("R-CONS-08: after basic.cancel nothing more is delivered; what is held stays with the channel, to be acked or nacked", () => {
    const rig = new Rig({ queues: ["q"] });
    const lane = rig.channel("c");
    lane.consume("q", "T");
    for (const message of [1, 2, 3]) lane.publish("q", message);
    lane.cancel("T");
    lane.publish("q", 4);
    expect(lane.seen()).toEqual(["deliver T #1 tag 1", "deliver T #2 tag 2", "deliver T #3 tag 3"]);
    expect(rig.ready("q")).toEqual(["#4"]);
    lane.ack(1);
    lane.nack(2);
    expect(rig.ready("q")).toEqual(["#2*", "#4"]);
    expect(lane.seen()).toEqual([]);
    lane.close();
    expect(rig.ready("q")).toEqual(["#2*", "#3*", "#4"]);
  });

  test("R-CONS-08: cancelling a tag that nobody has is fine, and no other consumer is touched", () => {
    const rig = new Rig({ queues: ["q"] });
    const connection = rig.connect("c");
    const [a, b] = [connection.channel(1), connection.channel(2)];
    a.consume("q", "S");
    b.consume("q", "T");
    a.cancel("T");
    expect(a.methods().at(-1)).toEqual({ type: "basic.cancel-ok", channel: 1, consumerTag: "T" });
    expect(rig.queue("q").consumers.map(({ tag }) => tag)).toEqual(["S", "T"]);
    a.consume("q", "U");
    a.cancel("S");
    expect(rig.queue("q").consumers.map(({ tag }) => tag)).toEqual(["T", "U"]);
  });
});

describe("prefetch and dispatch", () => {
  test("R-CONS-02: basic.qos is for consumers that start later; each has a window of its own", () => {
    const rig = new Rig({ queues: ["q"] });
    const [publisher, lane] = [rig.channel("p"), rig.channel("c")];
    lane.qos(1);
    lane.consume("q", "A");
    lane.qos(2);
    lane.consume("q", "B");
    for (let message = 1; message <= 5; message++) publisher.publish("q", message);
    expect(lane.seen()).toEqual(["deliver A #1 tag 1", "deliver B #2 tag 2", "deliver B #3 tag 3"]);
  });

  test("R-CONS-02: credit goes by the tag: what an earlier consumer of the tag was handed gives it to the one that has the tag now", () => {
    const rig = new Rig({ queues: ["q"] });
    const [publisher, lane] = [rig.channel("p"), rig.channel("c")];
    lane.qos(1);
    lane.consume("q", "T");
    for (let message = 1; message <= 5; message++) publisher.publish("q", message);
    lane.cancel("T");
    lane.consume("q", "T");
    expect(lane.seen()).toEqual(["deliver T #1 tag 1", "deliver T #2 tag 2"]);
    lane.ack(1);
    expect(lane.seen()).toEqual(["deliver T #3 tag 3"]); // so it holds two with a window of one
    lane.cancel("T");
    lane.ack(2); // nobody has the tag now
    lane.consume("q", "T");
    expect(lane.seen()).toEqual(["deliver T #4 tag 4"]);
  });

  test("R-CONS-02: an ack of several frees as many places", () => {
    const rig = new Rig({ queues: ["q"] });
    const [publisher, lane] = [rig.channel("p"), rig.channel("c")];
    lane.qos(3);
    lane.consume("q", "T");
    for (let message = 1; message <= 8; message++) publisher.publish("q", message);
    lane.seen();
    lane.ack(3, true);
    expect(lane.seen().map((text) => text.split(" ")[2])).toEqual(["#4", "#5", "#6"]);
  });

  test("R-CONS-02: an ack frees a place of its own consumer, not of one with the same tag on another channel or connection", () => {
    const rig = new Rig({ queues: ["q"] });
    const publisher = rig.channel("p");
    const connection = rig.connect("c");
    const lanes = [connection.channel(1), connection.channel(2), rig.channel("d")];
    for (const lane of lanes) {
      lane.qos(1);
      lane.consume("q", "T");
    }
    for (let message = 1; message <= 6; message++) publisher.publish("q", message);
    const seen = () => lanes.map((lane) => lane.seen());
    expect(seen()).toEqual([["deliver T #1 tag 1"], ["deliver T #2 tag 1"], ["deliver T #3 tag 1"]]);
    lanes[1].ack(1);
    expect(seen()).toEqual([[], ["deliver T #4 tag 2"], []]);
    lanes[2].ack(1);
    expect(seen()).toEqual([[], [], ["deliver T #5 tag 2"]]);
  });

  test("R-CONS-04: consumers with room take turns; one that was tried in vain joins the end of the line when it has room again", () => {
    const rig = new Rig({ queues: ["q"] });
    const publisher = rig.channel("p");
    const lanes = ["A", "B", "C"].map((tag) => {
      const lane = rig.channel(tag);
      lane.qos(tag === "A" ? 1 : 5);
      lane.consume("q", tag);
      return lane;
    });
    const turns = () => lanes.flatMap((lane) => lane.seen()).map((text) => text.split(" ").slice(1, 3).join(" "));
    for (let message = 1; message <= 5; message++) publisher.publish("q", message);
    expect(turns().sort()).toEqual(["A #1", "B #2", "B #4", "C #3", "C #5"]);
    lanes[0].ack(1);
    for (const message of [6, 7, 8]) publisher.publish("q", message);
    expect(turns().sort()).toEqual(["A #8", "B #6", "C #7"]);
  });

  /** A, B and C on channels of their own, each with a window of one, in this order. */
  const three = () => {
    const rig = new Rig({ queues: ["q"] });
    const lanes = ["A", "B", "C"].map((tag) => {
      const lane = rig.channel(tag);
      lane.qos(1);
      lane.consume("q", tag);
      return lane;
    });
    const turns = () => lanes.map((lane) => lane.seen().map((text) => text.split(" ")[2]));
    return { rig, publisher: rig.channel("p"), lanes, turns };
  };

  test("R-CONS-04: one that filled up and emptied between two tries has kept its place, whatever the order of the acks", () => {
    const { publisher, lanes, turns } = three();
    for (const message of [1, 2, 3]) publisher.publish("q", message);
    for (const lane of [lanes[2], lanes[1], lanes[0]]) lane.ack(1);
    for (const message of [4, 5, 6]) publisher.publish("q", message);
    expect(turns()).toEqual([
      ["#1", "#4"],
      ["#2", "#5"],
      ["#3", "#6"],
    ]);
  });

  test("R-CONS-04: full ones are set aside only when their turn comes: with a message that nobody can take, all", () => {
    const { rig, publisher, lanes, turns } = three();
    const line = () => rig.queue("q").consumers.map(({ tag }) => tag);
    for (const message of [1, 2]) publisher.publish("q", message);
    expect(line()).toEqual(["C", "A", "B"]); // A and B are full, and nobody has found that out
    publisher.publish("q", 3);
    publisher.publish("q", 4);
    expect(line()).toEqual([]);
    turns();
    lanes[2].ack(1); // C alone comes back, has #4 and is full again
    lanes[0].ack(1);
    expect(line()).toEqual(["C", "A"]);
    for (const message of [5, 6]) publisher.publish("q", message);
    lanes[1].ack(1);
    expect(turns()).toEqual([["#5"], ["#6"], ["#4"]]);
  });

  test("R-CONS-04, R-REQ-05: the one that returns a message may be the next in line for it", () => {
    const { publisher, lanes, turns } = three();
    for (const message of [1, 2, 3]) publisher.publish("q", message);
    for (const lane of [lanes[1], lanes[2]]) lane.ack(1);
    turns();
    lanes[0].nack(1);
    expect(turns()).toEqual([["#1*"], [], []]);
  });

  test("R-CONS-04: those that were set aside come back in the order in which they have credit again, each alone, whatever their channel", () => {
    const rig = new Rig({ queues: ["q"] });
    const [publisher, one, other] = [rig.channel("p"), rig.channel("one"), rig.channel("other")];
    for (const [lane, tags] of [
      [one, ["A", "B"]],
      [other, ["C"]],
    ] as const) {
      lane.qos(1);
      for (const tag of tags) lane.consume("q", tag);
    }
    for (let message = 1; message <= 3; message++) publisher.publish("q", message);
    publisher.publish("q", 4); // in vain: A, B, C are set aside
    other.ack(1); // C has #4
    rig.together(() => {
      one.ack(2); // B's
      one.ack(1); // A's
    });
    expect(rig.queue("q").consumers.map(({ tag }) => tag)).toEqual(["C", "B", "A"]);
    one.seen();
    for (const message of [5, 6, 7]) publisher.publish("q", message);
    expect(one.seen()).toEqual(["deliver B #5 tag 3", "deliver A #6 tag 4"]);
  });

  test("R-CONS-04, R-ACK-02: an ack of several is one request for each consumer: the first one's credit meets the backlog first", () => {
    const rig = new Rig({ queues: ["q"] });
    const [publisher, lane] = [rig.channel("p"), rig.channel("c")];
    lane.qos(1);
    for (const tag of ["B", "A"]) lane.consume("q", tag);
    for (let message = 1; message <= 4; message++) publisher.publish("q", message);
    expect(lane.seen()).toEqual(["deliver B #1 tag 1", "deliver A #2 tag 2"]);
    lane.ack(2, true);
    expect(lane.seen()).toEqual(["deliver A #3 tag 3", "deliver B #4 tag 4"]);
  });

  test("R-CONS-05: with a window of one and a backlog, the consumer that acks is the one that receives next", () => {
    const rig = new Rig({ queues: ["q"] });
    const publisher = rig.channel("p");
    for (let message = 1; message <= 6; message++) publisher.publish("q", message);
    const [a, b] = [rig.channel("a"), rig.channel("b")];
    for (const [lane, tag] of [
      [a, "A"],
      [b, "B"],
    ] as const) {
      lane.qos(1);
      lane.consume("q", tag);
    }
    b.ack(1);
    b.ack(2);
    a.ack(1);
    expect(a.seen()).toEqual(["deliver A #1 tag 1", "deliver A #5 tag 2"]);
    expect(b.seen()).toEqual(["deliver B #2 tag 1", "deliver B #3 tag 2", "deliver B #4 tag 3"]);
  });

  test("R-CONS-05: an ack of a message of another queue wakes that queue's dispatcher", () => {
    const rig = new Rig({ queues: ["q", "r"] });
    const [publisher, lane] = [rig.channel("p"), rig.channel("c")];
    lane.qos(1);
    lane.consume("q", "Q");
    lane.consume("r", "R");
    for (const [queue, message] of [
      ["q", 1],
      ["r", 2],
      ["q", 3],
      ["r", 4],
    ] as const)
      publisher.publish(queue, message);
    expect(lane.seen()).toEqual(["deliver Q #1 tag 1", "deliver R #2 tag 2"]);
    lane.ack(2);
    expect(lane.seen()).toEqual(["deliver R #4 tag 3"]);
  });

  test("R-CONS-06, R-FLOW-05: automatic ack knows no prefetch: the whole queue is handed over", () => {
    const rig = new Rig({ queues: ["q"] });
    const [publisher, lane] = [rig.channel("p"), rig.channel("c")];
    for (let message = 1; message <= 50; message++) publisher.publish("q", message);
    lane.qos(1);
    lane.consume("q", "T", true);
    expect(lane.seen().length).toBe(50);
    expect(rig.queue("q").unackedCount).toBe(0);
    lane.ack(1);
    expect(lane.seen()).toEqual(["close 406 PRECONDITION_FAILED - unknown delivery tag 1"]);
  });

  test("R-ANOM-16: without a prefetch the first consumer takes the whole backlog, and a second one is idle", () => {
    const rig = new Rig({ queues: ["q"] });
    const publisher = rig.channel("p");
    for (let message = 1; message <= 20; message++) publisher.publish("q", message);
    const [first, second] = [rig.channel("a"), rig.channel("b")];
    first.consume("q", "A");
    second.consume("q", "B");
    expect([first.seen().length, second.seen().length]).toEqual([20, 0]);
  });
});

describe("the acknowledgement timeout", () => {
  const TEXT =
    "PRECONDITION_FAILED - delivery acknowledgement on channel 1 timed out. Timeout value used: 90000 ms. This timeout value can be configured, see consumers doc guide to learn more";

  test("R-CONS-13: a channel that holds a delivery for longer than consumer_timeout is closed, at the next look once a minute", () => {
    const rig = new Rig({ queues: ["q"], consumerTimeoutMs: 90_000 });
    const [publisher, lane] = [rig.channel("p"), rig.channel("c")];
    lane.qos(2);
    lane.consume("q", "T");
    for (const message of [1, 2, 3]) publisher.publish("q", message);
    lane.ack(1);
    expect(lane.seen()).toEqual(["deliver T #1 tag 1", "deliver T #2 tag 2", "deliver T #3 tag 3"]);
    rig.rest(118_000_000);
    expect(lane.seen()).toEqual([]); // the look after one minute was too early
    rig.rest(2_000_000);
    expect(lane.seen()).toEqual([`close 406 ${TEXT}`]);
    expect(lane.connection.seen()).toEqual([]);
    expect(rig.ready("q")).toEqual(["#2*", "#3*"]);
    rig.rest(3_600_000_000);
    expect(rig.events("ChannelClosed").length).toBe(1);
  });

  test("R-CONS-13: whoever acks in time keeps its channel, and so does whoever holds nothing or acks automatically", () => {
    const rig = new Rig({ queues: ["q", "r"], consumerTimeoutMs: 90_000 });
    const [publisher, lane, auto] = [rig.channel("p"), rig.channel("c"), rig.channel("a")];
    lane.qos(1);
    lane.consume("q", "T");
    auto.consume("r", "A", true);
    publisher.publish("r", 100);
    for (let message = 1; message <= 6; message++) publisher.publish("q", message);
    for (let tag = 1; tag <= 6; tag++) {
      rig.rest(80_000_000);
      lane.ack(tag);
    }
    rig.rest(200_000_000);
    expect(rig.events("ChannelClosed")).toEqual([]);
    expect(rig.events("MessageSettled").length).toBe(7);
  });
});

describe("basic.get", () => {
  test("R-CONS-07: takes the head whatever the prefetch, in the channel's own count of tags, and says what is left", () => {
    const rig = new Rig({ queues: ["q"] });
    const [publisher, lane] = [rig.channel("p"), rig.channel("c")];
    lane.qos(1);
    lane.consume("q", "T");
    for (let message = 1; message <= 4; message++) publisher.publish("q", message);
    lane.get("q");
    lane.get("q", true);
    expect(lane.seen()).toEqual(["deliver T #1 tag 1", "got #2 tag 2, 2 left", "got #3 tag 3, 1 left"]);
    expect(rig.queue("q").unackedCount).toBe(2); // the automatic one is settled
    expect(rig.events("MessageSettled").map(({ message }) => message)).toEqual([3]);
    lane.ack(1);
    expect(lane.seen()).toEqual(["deliver T #4 tag 4"]); // what was fetched does not fill the window
    lane.get("q");
    expect(lane.seen()).toEqual(["empty"]);
  });

  test("R-CONS-07: fetched and not settled, it is requeued when the channel closes", () => {
    const rig = new Rig({ queues: ["q"] });
    const lane = rig.channel("c");
    for (const message of [1, 2, 3]) lane.publish("q", message);
    lane.get("q");
    lane.get("q", true);
    lane.close();
    expect(rig.ready("q")).toEqual(["#1*", "#3"]);
  });
});
