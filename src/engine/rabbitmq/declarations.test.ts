import { describe, expect, test } from "vitest";
import { Rig } from "./rig.test-util.ts";

/** What clients declare, bind and delete while the node runs. */

const x = { name: "x", type: "direct", durable: true } as const;

describe("declarations", () => {
  test("R-EXCH-01: what is not there is made, what is there alike is left, what is there otherwise is 406", () => {
    const rig = new Rig({});
    const client = rig.connect("c");
    const one = client.channel(1);
    one.declareExchange("x", "direct", true);
    one.declareExchange("x", "direct", true);
    expect(one.seen()).toEqual([]);
    expect(rig.events("ExchangeDeclared").length).toBe(1);
    one.declareExchange("x", "fanout", true);
    const text = "PRECONDITION_FAILED - inequivalent arg";
    expect(one.seen()).toEqual([`close 406 ${text} 'type' for exchange 'x' in vhost '/': received 'fanout' but current is 'direct'`]);
    const two = client.channel(2);
    two.declareExchange("x", "direct", false);
    expect(two.seen()).toEqual([`close 406 ${text} 'durable' for exchange 'x' in vhost '/': received 'false' but current is 'true'`]);
    const three = client.channel(3);
    three.declareExchange("y", "fancy", true);
    expect(three.seen()).toEqual(["close 406 PRECONDITION_FAILED - unknown exchange type 'fancy'"]);
  });

  test("R-EXCH-01, R-EXCH-02: names of the node's own are not to be had, and its own exchanges may be declared as they are", () => {
    const rig = new Rig({ queues: ["q"] });
    const client = rig.connect("c");
    const act = (number: number, call: (lane: ReturnType<typeof client.channel>) => void) => {
      const lane = client.channel(number);
      call(lane);
      return lane.seen();
    };
    expect(act(1, (lane) => lane.declareExchange("amq.topic", "topic", true))).toEqual([]);
    expect(act(2, (lane) => lane.declareExchange("amq.mine", "topic", true))).toEqual([
      "close 403 ACCESS_REFUSED - exchange name 'amq.mine' contains reserved prefix 'amq.*'",
    ]);
    expect(act(3, (lane) => lane.deleteExchange("amq.direct"))).toEqual([
      "close 403 ACCESS_REFUSED - deletion of system exchange 'amq.direct' in vhost '/' not allowed",
    ]);
    for (const call of ["declareExchange", "deleteExchange", "bind", "unbind"] as const) {
      const number = 10 + call.length;
      const seen = act(number, (lane) => {
        if (call === "declareExchange") lane.declareExchange("", "direct", true);
        else if (call === "deleteExchange") lane.deleteExchange("");
        else lane[call]("q", "", "q");
      });
      expect(seen).toEqual(["close 403 ACCESS_REFUSED - operation not permitted on the default exchange"]);
    }
  });

  test("R-QUEUE-02: the answer counts ready messages and consumers; another durability is 406", () => {
    const rig = new Rig({});
    const lane = rig.channel("c");
    lane.declareQueue("q", true);
    for (const message of [1, 2, 3]) lane.publish("q", message);
    lane.get("q");
    rig.channel("other").consume("q", "T");
    lane.declareQueue("q", true);
    expect(lane.methods().filter(({ type }) => type === "queue.declare-ok")).toMatchObject([
      { queue: "q", messageCount: 0, consumerCount: 0 },
      { queue: "q", messageCount: 0, consumerCount: 1 },
    ]);
    rig.queue("q").consumers = [];
    lane.publish("q", 4);
    lane.declareQueue("q", false);
    expect(lane.seen()).toEqual([
      "close 406 PRECONDITION_FAILED - inequivalent arg 'durable' for queue 'q' in vhost '/': received 'false' but current is 'true'",
    ]);
    const again = rig.channel("again");
    again.declareQueue("q", false, true); // passive: asks for the name alone
    expect(again.methods().at(-1)).toMatchObject({ type: "queue.declare-ok", messageCount: 2, consumerCount: 0 });
  });

  test("R-QUEUE-03: an empty name means the queue that the channel declared last, a reserved one is 403", () => {
    const rig = new Rig({ queues: ["q"] });
    const client = rig.connect("c");
    const [one, two] = [client.channel(1), client.channel(2)];
    one.declareQueue("mine", true);
    one.publish("mine", 1);
    one.get("");
    expect(one.seen()).toEqual(["got #1 tag 1, 0 left"]);
    two.get("");
    expect(two.seen()).toEqual(["close 404 NOT_FOUND - no previously declared queue"]);
    one.declareQueue("amq.mine", true);
    expect(one.seen()).toEqual(["close 403 ACCESS_REFUSED - queue name 'amq.mine' contains reserved prefix 'amq.*'"]);
  });

  test.each(["constructor", "__proto__", "toString"])("R-QUEUE-04: %s is the name of no queue, though every object has it", (name) => {
    const rig = new Rig({ queues: ["q"] });
    const lane = rig.channel("c");
    lane.publish(name, 1);
    lane.get(name);
    expect(lane.seen()).toEqual([`close 404 NOT_FOUND - no queue '${name}' in vhost '/'`]);
    expect(rig.events("MessageDropped").length).toBe(1);
  });

  test("R-EXCH-10: a binding counts from the next publish on, twice is once, and unbinding what is not bound is no error", () => {
    const rig = new Rig({ exchanges: [x], queues: ["q"] });
    const lane = rig.channel("c");
    const publish = (message: number) => lane.publish("k", message, { exchange: "x" });
    publish(1);
    lane.bind("q", "x", "k");
    lane.bind("q", "x", "k");
    publish(2);
    lane.unbind("q", "x", "other");
    publish(3);
    lane.unbind("q", "x", "k");
    publish(4);
    expect(rig.ready("q")).toEqual(["#2", "#3"]);
    expect([rig.events("QueueBound").length, rig.events("QueueUnbound").length]).toEqual([1, 1]);
    lane.bind("q", "ghost", "k");
    expect(lane.seen()).toEqual(["close 404 NOT_FOUND - no exchange 'ghost' in vhost '/'"]);
  });

  test("R-EXCH-11: an exchange goes with its bindings, the queue keeps its messages; if-unused spares one that is bound", () => {
    const rig = new Rig({ exchanges: [x], queues: ["q"], bindings: [{ exchange: "x", queue: "q", routingKey: "k" }] });
    const client = rig.connect("c");
    const [lane, other] = [client.channel(1), client.channel(2)];
    lane.publish("k", 1, { exchange: "x" });
    other.deleteExchange("x", true);
    expect(other.seen()).toEqual(["close 406 PRECONDITION_FAILED - exchange 'x' in vhost '/' in use"]);
    lane.deleteExchange("x");
    lane.deleteExchange("x"); // gone already: fine
    expect(lane.seen()).toEqual([]);
    expect(rig.node.bindings).toEqual([]);
    expect(rig.ready("q")).toEqual(["#1"]);
    lane.publish("k", 2, { exchange: "x" });
    expect(lane.seen()).toEqual(["close 404 NOT_FOUND - no exchange 'x' in vhost '/'"]);
  });

  test("R-QUEUE-08, R-CONS-09: a deleted queue takes its messages along and ends its consumers; later acks for it are accepted", () => {
    const rig = new Rig({ queues: ["q", "r"] });
    const [lane, reader] = [rig.channel("c"), rig.channel("r")];
    reader.qos(1);
    reader.consume("q", "T");
    for (const message of [1, 2, 3]) lane.publish("q", message);
    expect(reader.seen()).toEqual(["deliver T #1 tag 1"]);
    lane.deleteQueue("q");
    expect(lane.methods().at(-1)).toMatchObject({ type: "queue.delete-ok", messageCount: 2 });
    expect(reader.seen()).toEqual(["cancel T"]);
    expect(
      rig
        .events("MessageDropped")
        .map(({ message }) => message)
        .sort(),
    ).toEqual([1, 2, 3]);
    lane.declareQueue("q", true); // another queue of the same name
    lane.publish("q", 4);
    reader.ack(1);
    expect(reader.seen()).toEqual([]);
    expect(rig.queue("q").unackedCount).toBe(0);
    expect(rig.ready("q")).toEqual(["#4"]);
    lane.deleteQueue("ghost");
    expect(lane.methods().at(-1)).toMatchObject({ type: "queue.delete-ok", messageCount: 0 });
  });

  test("R-QUEUE-08: if-empty and if-unused that do not hold are 406", () => {
    const rig = new Rig({ queues: ["full", "used"] });
    const client = rig.connect("c");
    const lanes = [1, 2, 3].map((number) => client.channel(number));
    lanes[0].publish("full", 1);
    rig.channel("reader").consume("used", "T");
    lanes[0].deleteQueue("full", { ifEmpty: true });
    lanes[1].deleteQueue("used", { ifUnused: true });
    lanes[2].deleteQueue("full", { ifUnused: true });
    expect(lanes.map((lane) => lane.seen())).toEqual([
      ["close 406 PRECONDITION_FAILED - queue 'full' in vhost '/' not empty"],
      ["close 406 PRECONDITION_FAILED - queue 'used' in vhost '/' in use"],
      [],
    ]);
    expect(Object.keys(rig.node.queues)).toEqual(["used"]);
  });
});
