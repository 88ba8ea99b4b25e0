import { describe, expect, test } from "vitest";
import { Rig } from "./rig.test-util.ts";

/** A queue with #1 to #n. */
function filled(count: number): Rig {
  const rig = new Rig({ queues: ["q"] });
  const publisher = rig.channel("p");
  for (let message = 1; message <= count; message++) publisher.publish("q", message);
  return rig;
}

describe("where a returned message goes", () => {
  test("R-REQ-01: back to its place by enqueue number, whatever the order of the returns", () => {
    const rig = filled(5);
    const lane = rig.channel("c");
    for (let i = 0; i < 4; i++) lane.get("q");
    lane.nack(3);
    expect(rig.ready("q")).toEqual(["#3*", "#5"]);
    lane.nack(1);
    lane.reject(4);
    lane.nack(2);
    expect(rig.ready("q")).toEqual(["#1*", "#2*", "#3*", "#4*", "#5"]);
  });

  test("R-REQ-01: that is the head, when those before it were delivered meanwhile", () => {
    const rig = filled(4);
    const lane = rig.channel("c");
    for (let i = 0; i < 3; i++) lane.get("q");
    lane.ack(1);
    lane.nack(3);
    expect(rig.ready("q")).toEqual(["#3*", "#4"]);
  });

  test("R-REQ-03: a channel that closes gives back all it holds, each queue's in the order of delivery", () => {
    const rig = new Rig({ queues: ["q", "r"] });
    const lane = rig.channel("c");
    for (const message of [1, 3]) lane.publish("q", message);
    for (const message of [2, 4]) lane.publish("r", message);
    for (const queue of ["q", "r", "q", "r"]) lane.get(queue);
    lane.ack(1);
    lane.close();
    expect([rig.ready("q"), rig.ready("r")]).toEqual([["#3*"], ["#2*", "#4*"]]);
    expect(rig.events("MessageReturned").map(({ message }) => message)).toEqual([3, 2, 4]);
  });

  test("R-REQ-01, R-ACK-02: a nack of several is one request for each consumer: what the first one held may be handed out before the rest is back", () => {
    const rig = new Rig({ queues: ["q"] });
    const [publisher, lane] = [rig.channel("p"), rig.channel("c")];
    lane.qos(1);
    for (const tag of ["B", "A"]) lane.consume("q", tag);
    for (const message of [1, 2]) publisher.publish("q", message);
    expect(lane.seen()).toEqual(["deliver B #1 tag 1", "deliver A #2 tag 2"]);
    lane.nack(2, { multiple: true });
    expect(lane.seen()).toEqual(["deliver A #2* tag 3", "deliver B #1* tag 4"]);
  });

  test("R-REQ-03: a queue takes all that the channel held of it back before it hands any of it on, whichever consumer held it", () => {
    const rig = new Rig({ queues: ["q"] });
    const [publisher, lane, other] = [rig.channel("p"), rig.channel("c"), rig.channel("other")];
    lane.qos(1);
    for (const tag of ["B", "A"]) lane.consume("q", tag);
    for (const message of [1, 2]) publisher.publish("q", message);
    other.consume("q", "O");
    lane.close();
    expect(other.seen()).toEqual(["deliver O #1* tag 1", "deliver O #2* tag 2"]);
  });

  test("R-REQ-04: redelivered says that it was handed out before, whether or not anyone saw it", () => {
    const rig = filled(2);
    const gone = rig.connect("gone");
    const unseen = gone.channel(1);
    rig.together(() => {
      unseen.consume("q", "U");
      gone.drop();
    });
    expect(unseen.seen()).toEqual([]);
    const lane = rig.channel("c");
    lane.publish("q", 3);
    for (let i = 0; i < 3; i++) lane.get("q");
    const seen = lane.seen();
    expect(seen).toEqual(["got #1* tag 1, 2 left", "got #2* tag 2, 1 left", "got #3 tag 3, 0 left"]);
  });
});

describe("who gets it", () => {
  test("R-REQ-05, R-RETRY-03, R-ANOM-17: a single consumer gets back at once what it returned, again and again, and the rest waits", () => {
    const rig = filled(2);
    const lane = rig.channel("c");
    lane.qos(1);
    lane.consume("q", "T");
    for (let tag = 1; tag <= 20; tag++) lane.nack(tag);
    expect(lane.seen()).toEqual(["deliver T #1 tag 1", ...Array.from({ length: 20 }, (_, i) => `deliver T #1* tag ${i + 2}`)]);
    expect(rig.ready("q")).toEqual(["#2"]);
  });

  test("R-REQ-05: otherwise the one at the head of the line, which the consumer that returned it joins at the end", () => {
    const rig = filled(0);
    const [one, other] = [rig.channel("one"), rig.channel("other")];
    for (const [lane, tag] of [
      [one, "A"],
      [other, "B"],
    ] as const) {
      lane.qos(1);
      lane.consume("q", tag);
    }
    one.publish("q", 1);
    one.nack(1);
    other.nack(1);
    expect(one.seen()).toEqual(["deliver A #1 tag 1", "deliver A #1* tag 2"]);
    expect(other.seen()).toEqual(["deliver B #1* tag 1"]);
  });

  test("R-REQ-06, R-ANOM-09: with a second consumer, or a window above one, it is worked on after later ones", () => {
    const rig = filled(3);
    const wide = rig.channel("wide");
    wide.qos(2);
    wide.consume("q", "W");
    wide.nack(1);
    expect(wide.seen()).toEqual(["deliver W #1 tag 1", "deliver W #2 tag 2", "deliver W #1* tag 3"]);

    const pair = filled(3);
    const [one, other] = [pair.channel("one"), pair.channel("other")];
    for (const [lane, tag] of [
      [one, "A"],
      [other, "B"],
    ] as const) {
      lane.qos(1);
      lane.consume("q", tag);
    }
    other.ack(1); // #2 is done
    one.nack(1);
    expect(other.seen()).toEqual(["deliver B #2 tag 1", "deliver B #3 tag 2"]);
    expect(one.seen()).toEqual(["deliver A #1 tag 1", "deliver A #1* tag 2"]);
  });
});

describe("basic.recover", () => {
  test("R-REQ-07: all unacked of the channel return and come anew, behind recover-ok", () => {
    const rig = filled(3);
    const connection = rig.connect("c");
    const [lane, sibling] = [connection.channel(1), connection.channel(2)];
    sibling.get("q");
    lane.consume("q", "T");
    lane.ack(1);
    lane.seen();
    lane.recover();
    expect(lane.seen()).toEqual(["recover-ok", "deliver T #3* tag 3"]);
    expect(sibling.seen()).toEqual(["got #1 tag 1, 2 left"]);
    sibling.ack(1);
    expect(connection.seen()).toEqual([]);
  });

  test("R-REQ-07: without requeue it is 540 on the connection", () => {
    const rig = filled(1);
    const lane = rig.channel("c");
    lane.get("q");
    lane.recover(false);
    expect(lane.connection.seen()).toEqual(["close 540 NOT_IMPLEMENTED - requeue=false", "socket closed"]);
    expect(rig.ready("q")).toEqual(["#1*"]);
  });
});
