import { describe, expect, test } from "vitest";
import { WRITE_US } from "./publishing.ts";
import { LINK_US, Rig } from "./rig.test-util.ts";

const FANOUT = { name: "f", type: "fanout", durable: true } as const;
const to = (queue: string) => ({ exchange: "f", queue, routingKey: "" });

describe("publishing", () => {
  test("R-PUB-01: what no queue is bound for is dropped without a word", () => {
    const rig = new Rig({ exchanges: [FANOUT], queues: ["q"] });
    const lane = rig.channel("c");
    lane.publish("nowhere", 1);
    lane.publish("", 2, { exchange: "f" });
    expect(lane.seen()).toEqual([]);
    expect(rig.events("MessageDropped").map(({ message }) => message)).toEqual([1, 2]);
    expect(rig.ready("q")).toEqual([]);
  });

  test("R-PUB-02: mandatory and unroutable is returned with its exchange, key and content, before its confirm", () => {
    const rig = new Rig({ exchanges: [FANOUT], queues: ["q"] });
    const lane = rig.channel("c");
    lane.confirmSelect();
    lane.publish("key", 1, { exchange: "f", mandatory: true });
    expect(lane.methods().slice(-2)).toEqual([
      {
        type: "basic.return",
        channel: 1,
        exchange: "f",
        routingKey: "key",
        content: { message: 1, poison: false, deliveryMode: 2 },
        carries: [1],
      },
      { type: "confirm.ack", channel: 1, deliveryTag: 1, multiple: false, carries: [1] },
    ]);
  });

  test("R-PUB-02: routed to one queue at least, nothing is returned, consumer or not", () => {
    const rig = new Rig({ queues: ["q"] });
    const lane = rig.channel("c");
    lane.publish("q", 1, { mandatory: true });
    expect(lane.seen()).toEqual([]);
    expect(rig.ready("q")).toEqual(["#1"]);
  });

  test("R-PUB-03, R-ANOM-13: a missing exchange is told later, and all that was published behind it is gone", () => {
    const rig = new Rig({ queues: ["q"] });
    const lane = rig.channel("c");
    rig.together(
      () => {
        lane.publish("q", 1);
        lane.publish("q", 2, { exchange: "ghost" });
        for (const message of [3, 4, 5]) lane.publish("q", message);
      },
      2 * LINK_US - 1,
    );
    expect(lane.seen()).toEqual([]); // five were sent before the first word of it
    rig.rest();
    expect(lane.seen()).toEqual(["close 404 NOT_FOUND - no exchange 'ghost' in vhost '/'"]);
    expect(rig.ready("q")).toEqual(["#1"]);
    const { strings } = rig.simulation.history;
    const gone = rig.events("MessageDiscarded").map(({ message, a, b }) => [message, strings.text(a), strings.text(b)]);
    expect(gone).toEqual([[2, "ghost", "NOT_FOUND"], ...[3, 4, 5].map((message) => [message, "", "CHANNEL_ERROR"])]);
  });

  test("R-PUB-07: what was published travels unchanged, also when it comes again; delivery_mode alone decides about the disk", () => {
    const rig = new Rig({ queues: ["q"] });
    const lane = rig.channel("c");
    lane.publish("q", 1, { persistent: true });
    lane.publish("q", 2, { persistent: false });
    lane.consume("q", "T");
    lane.nack(1);
    lane.nack(2);
    const contents = lane.methods().flatMap((method) => (method.type === "basic.deliver" ? [method.content] : []));
    const [one, two] = [
      { message: 1, poison: false, deliveryMode: 2 },
      { message: 2, poison: false, deliveryMode: 1 },
    ];
    expect(contents).toEqual([one, two, one, two]);
    rig.kill();
    rig.restart();
    expect(rig.ready("q")).toEqual(["#1*"]);
  });

  test("R-PUB-07: the broker does not look for messages that it has seen before", () => {
    const rig = new Rig({ queues: ["q"] });
    const lane = rig.channel("c");
    lane.publish("q", 1);
    lane.publish("q", 1);
    expect(rig.ready("q")).toEqual(["#1", "#1"]);
  });
});

describe("publisher confirms", () => {
  test("R-CONF-01: numbers begin at 1 with confirm.select; publishes before it do not count; selecting again changes nothing", () => {
    const rig = new Rig({ queues: ["q"] });
    const lane = rig.channel("c");
    lane.publish("q", 1);
    lane.confirmSelect();
    lane.publish("q", 2);
    lane.confirmSelect();
    lane.publish("q", 3);
    expect(lane.seen()).toEqual(["ack 1", "ack 2"]);
  });

  test("R-CONF-01: one confirm with multiple stands for all that are open up to it", () => {
    const rig = new Rig({ queues: ["q"] });
    const lane = rig.channel("c");
    lane.confirmSelect();
    rig.together(() => {
      for (const message of [1, 2, 3]) lane.publish("q", message);
    });
    expect(lane.seen()).toEqual(["ack up to 3"]);
  });

  test("R-CONF-01: each number is answered once, also when the queue takes one and the disk the ones around it at the same time", () => {
    const rig = new Rig({ queues: ["q"] });
    const lane = rig.channel("c");
    lane.confirmSelect();
    lane.publish("q", 1, { persistent: false });
    rig.together(() => {
      lane.publish("q", 2);
    }, WRITE_US - 20);
    rig.together(() => {
      lane.publish("q", 3, { persistent: false });
      lane.publish("q", 4);
    });
    const answered = new Map<number, number>();
    for (const method of lane.methods()) {
      if (method.type !== "confirm.ack") continue;
      const numbers = method.multiple
        ? [1, 2, 3, 4].filter((number) => number <= method.deliveryTag && !answered.has(number))
        : [method.deliveryTag];
      for (const number of numbers) answered.set(number, (answered.get(number) ?? 0) + 1);
    }
    expect([...answered].sort()).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
      [4, 1],
    ]);
  });

  test("R-CONF-02, R-ANOM-03: positive although an automatic consumer has taken the message with it and nothing is left", () => {
    const rig = new Rig({ queues: ["q"] });
    const lane = rig.channel("c");
    lane.confirmSelect();
    const reader = rig.channel("r");
    reader.consume("q", "R", true);
    lane.publish("q", 1);
    reader.connection.drop();
    expect(lane.seen()).toEqual(["ack 1"]);
    expect(rig.ready("q")).toEqual([]);
    expect(rig.events("MessageReturned")).toEqual([]);
  });

  test("R-CONF-03, R-ANOM-05: a message that reaches no queue is confirmed at once", () => {
    const rig = new Rig({ queues: ["q"] });
    const lane = rig.channel("c");
    lane.confirmSelect();
    rig.together(() => {
      lane.publish("q", 1);
      lane.publish("nowhere", 2);
    }, 2 * LINK_US);
    expect(lane.seen()).toEqual(["ack 2"]); // before the write of #1
    rig.rest();
    expect(lane.seen()).toEqual(["ack 1"]);
  });

  test.each([
    ["persistent in a durable queue", true, true, true],
    ["transient in a durable queue", true, false, false],
    ["persistent in a transient queue", false, true, false],
  ])("R-CONF-04: %s", (_name, durable, persistent, waits) => {
    const rig = new Rig({ queues: [{ name: "q", durable }] });
    const lane = rig.channel("c");
    lane.confirmSelect();
    rig.together(() => lane.publish("q", 1, { persistent }), 2 * LINK_US + WRITE_US - 1);
    expect(lane.seen()).toEqual(waits ? [] : ["ack 1"]);
    rig.rest(1);
    expect(lane.seen()).toEqual(waits ? ["ack 1"] : []);
  });

  test("R-CONF-05: one confirm when all queues have taken the message, so the slowest decides", () => {
    const queues = [{ name: "quick", durable: false }, "slow", { name: "third", durable: false }];
    const rig = new Rig({ exchanges: [FANOUT], queues, bindings: [to("quick"), to("slow"), to("third")] });
    const lane = rig.channel("c");
    lane.confirmSelect();
    rig.together(() => lane.publish("", 1, { exchange: "f" }), 2 * LINK_US + WRITE_US - 1);
    expect(["quick", "slow", "third"].map((name) => rig.ready(name))).toEqual([["#1"], ["#1"], ["#1"]]);
    expect(lane.seen()).toEqual([]);
    rig.rest();
    expect(lane.seen()).toEqual(["ack 1"]);
  });
});
