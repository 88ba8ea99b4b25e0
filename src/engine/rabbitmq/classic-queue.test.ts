import { describe, expect, test } from "vitest";
import { enqueue, newQueue, purge, type QueuedMessage, requeue, takeHead } from "./classic-queue.ts";
import { nodeProcess } from "./node.ts";
import type { NodeState } from "./node-state.ts";
import { Rig } from "./rig.test-util.ts";

const holds = (state: object, message: number) =>
  Object.values((state as Partial<NodeState>).queues ?? {}).some(({ ready }) => ready.some(({ content }) => content.message === message));

describe("queues", () => {
  test("R-QUEUE-01, R-CLASSIC-01: every queue is classic, lives on its node alone and is away with it", () => {
    const rig = new Rig({ queues: ["q"] });
    rig.simulation.spawn({ name: "node-2", definition: nodeProcess, config: { ...rig.node.config, node: "node-2", queues: [] } });
    const view = rig.simulation.process("node")?.spec.definition.view(rig.node) as { queues: { type: string }[] };
    expect(view.queues.map(({ type }) => type)).toEqual(["classic"]);
    const lane = rig.channel("c");
    lane.publish("q", 1);
    const holders = () => rig.simulation.processes.filter(({ state }) => holds(state, 1)).map(({ name }) => name);
    expect(holders()).toEqual(["node"]);
    rig.kill();
    const late = rig.connect("late");
    expect(late.seen()).toEqual(["socket closed"]);
    expect(rig.simulation.process("node-2")?.status).toBe("up");
    rig.restart();
    expect(rig.ready("q")).toEqual(["#1*"]);
    rig.command({ do: "powerLoss", host: "node" });
    expect(holders()).toEqual([]); // not written back, and there is no mirror
  });

  test.each(["consume", "get", "purge"] as const)("R-QUEUE-04: %s on a queue that is not there is 404 and closes the channel", (call) => {
    const rig = new Rig({ queues: ["q"] });
    const lane = rig.channel("c");
    if (call === "consume") lane.consume("ghost", "T");
    else if (call === "get") lane.get("ghost");
    else lane.purge("ghost");
    expect(lane.seen()).toEqual(["close 404 NOT_FOUND - no queue 'ghost' in vhost '/'"]);
    expect(lane.connection.seen()).toEqual([]);
  });

  test("R-QUEUE-07: purge removes the ready ones and says how many; what is unacked stays and may come back", () => {
    const rig = new Rig({ queues: ["q", "r"] });
    const lane = rig.channel("c");
    lane.qos(2);
    lane.consume("q", "T");
    for (const message of [1, 2, 3, 4, 5]) lane.publish("q", message);
    lane.publish("r", 6);
    lane.seen();
    const other = rig.channel("other");
    other.purge("q");
    expect(other.seen()).toEqual(["purged 3"]);
    expect(rig.events("MessageDropped").map(({ message }) => message)).toEqual([3, 4, 5]);
    expect(rig.ready("r")).toEqual(["#6"]);
    lane.connection.drop();
    expect(rig.ready("q")).toEqual(["#1*", "#2*"]);
    other.purge("q");
    other.purge("q");
    expect(other.seen()).toEqual(["purged 2", "purged 0"]);
  });

  test("R-QUEUE-10: a message is ready, or unacked with one channel, or gone", () => {
    const rig = new Rig({ queues: ["q"] });
    const lane = rig.channel("c");
    const counts = () => [rig.ready("q").length, rig.queue("q").unackedCount];
    for (const message of [1, 2, 3]) lane.publish("q", message);
    expect(counts()).toEqual([3, 0]);
    lane.get("q");
    lane.get("q");
    expect(counts()).toEqual([1, 2]);
    lane.nack(1);
    expect(counts()).toEqual([2, 1]);
    lane.ack(2);
    expect(counts()).toEqual([2, 0]);
    lane.get("q", true);
    expect(counts()).toEqual([1, 0]);
  });
});

describe("the classic queue", () => {
  const content = (message: number) => ({ message, poison: false, deliveryMode: 2 }) as const;

  test("R-CLASSIC-02: ready messages are kept by their enqueue number, which a return does not change", () => {
    const queue = newQueue("q", true, 0);
    for (const message of [1, 2, 3, 4, 5]) enqueue(queue, content(message), -1);
    const [one, two, three] = [takeHead(queue), takeHead(queue), takeHead(queue)];
    enqueue(queue, content(6), -1);
    for (const message of [two, three, one]) if (message !== undefined) requeue(queue, message, -1);
    const order: number[] = [];
    for (let next = takeHead(queue); next !== undefined; next = takeHead(queue)) order.push(next.position);
    expect(order).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("R-CLASSIC-02: also when the head has moved far, and numbers are never given twice", () => {
    const queue = newQueue("q", true, 0);
    for (let message = 1; message <= 600; message++) enqueue(queue, content(message), -1);
    const taken = Array.from({ length: 400 }, () => takeHead(queue));
    expect(taken.map((message) => message?.position)).toEqual(Array.from({ length: 400 }, (_, i) => i + 1));
    for (const message of [...taken].reverse()) if (message !== undefined && message.position % 2 === 0) requeue(queue, message, -1);
    expect(queue.ready[queue.head].position).toBe(2);
    const rest = purge(queue).map(({ position }) => position);
    expect(rest.length).toBe(400);
    expect(rest).toEqual([...rest].sort((one, other) => one - other));
    expect(enqueue(queue, content(601), -1).position).toBe(601);
  });

  test("R-CLASSIC-02: whatever comes back in whatever order, near the head or far behind it", () => {
    const queue = newQueue("q", true, 0);
    for (let message = 1; message <= 300; message++) enqueue(queue, content(message), -1);
    const out: QueuedMessage[] = [];
    let luck = 7;
    for (let step = 0; step < 4000; step++) {
      luck = (Math.imul(luck, 1103515245) + 12345) >>> 0;
      const draw = luck >>> 8;
      if (draw % 2 === 0 && out.length < 250) {
        const taken = takeHead(queue);
        if (taken !== undefined) out.push(taken);
      } else if (out.length > 0) requeue(queue, out.splice(draw % out.length, 1)[0], step);
      if (step % 7 === 0) enqueue(queue, content(step), -1);
      const positions = queue.ready.slice(queue.head).map(({ position }) => position);
      expect(positions).toEqual([...positions].sort((one, other) => one - other));
      expect(positions.length + out.length).toBe(queue.nextPosition - 1);
    }
  });

  test.each([
    ["publish", 4],
    ["ack", 2],
    ["requeue", 3],
    ["subscribe", 1],
  ] as const)("R-CLASSIC-02: the dispatcher runs after %s", (step, delivered) => {
    const rig = new Rig({ queues: ["q"] });
    const publisher = rig.channel("p");
    const [one, other] = [rig.channel("one"), rig.channel("other")];
    for (const lane of [one, other]) lane.qos(1);
    const arrived = () => [...one.seen(), ...other.seen()];
    if (step === "publish") {
      one.consume("q", "A");
      publisher.publish("q", 4);
    } else if (step === "subscribe") {
      publisher.publish("q", 1);
      one.consume("q", "A");
    } else if (step === "ack") {
      one.consume("q", "A");
      for (const message of [1, 2]) publisher.publish("q", message);
      arrived();
      one.ack(1);
    } else {
      publisher.publish("q", 3);
      one.get("q");
      other.consume("q", "B");
      arrived();
      one.nack(1);
    }
    expect(arrived()).toEqual([expect.stringMatching(new RegExp(`^deliver . #${delivered}\\b`))]);
  });

  test("R-CLASSIC-03: a publish goes to a consumer that can take it now, else to the end of the queue", () => {
    const rig = new Rig({ queues: ["q"] });
    const [publisher, reader] = [rig.channel("p"), rig.channel("r")];
    reader.qos(2);
    reader.consume("q", "R");
    for (const message of [1, 2, 3, 4]) publisher.publish("q", message);
    expect(reader.seen()).toEqual(["deliver R #1 tag 1", "deliver R #2 tag 2"]);
    expect(rig.ready("q")).toEqual(["#3", "#4"]);
  });

  test("R-ORD-01: what one channel publishes is handed out in that order to a single consumer", () => {
    const rig = new Rig({ queues: ["q"] });
    const [publisher, reader] = [rig.channel("p"), rig.channel("r")];
    reader.qos(3);
    reader.consume("q", "R");
    rig.together(() => {
      for (let message = 1; message <= 9; message++) publisher.publish("q", message);
    });
    for (let tag = 1; tag <= 9; tag++) reader.ack(tag);
    expect(reader.seen()).toEqual(Array.from({ length: 9 }, (_, i) => `deliver R #${i + 1} tag ${i + 1}`));
  });
});
