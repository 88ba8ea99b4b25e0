import { describe, expect, test } from "vitest";
import { NO_EVENT } from "../sim/history.ts";
import { message, numbers, SECOND, SERVICE, spawnPublisher, withConsumer } from "./client-stage.test-util.ts";
import { Rig } from "./rig.test-util.ts";

/** The applications' clients, as they meet what the node tells them. */

const publisherOf = ({ simulation }: Rig) => simulation.process("publisher") as NonNullable<ReturnType<typeof simulation.process>>;
const clientOf = (rig: Rig) => publisherOf(rig).libraries[0].state as Record<string, unknown>;

describe("the publisher", () => {
  test("R-CONF-01, R-CONF-02: counts as the node does, and takes one multiple confirm for all it covers", () => {
    const rig = new Rig({ queues: ["q"] });
    spawnPublisher(rig, [message(1, 100), message(2, 100), message(3, 100), message(4, 500)]);
    rig.rest(SECOND);
    expect(numbers(rig, "MessageConfirmed")).toEqual([1, 2, 3, 4]);
    expect(rig.events("MessageConfirmed").map(({ b }) => b)).toEqual([1, 2, 3, 4]);
  });

  test("R-CONF-01, R-CONF-02: a nack is a no, for all that it covers, and is not published again", () => {
    const rig = new Rig({ queues: ["q"] });
    spawnPublisher(rig, [message(1, 500), message(2, 500), message(3, 500)]);
    rig.rest(400_000);
    rig.command({ do: "freeze", process: "node" });
    const nack = { type: "confirm.nack", channel: 1, deliveryTag: 2, multiple: true };
    const connection = Number(clientOf(rig).connection);
    rig.simulation.receive(publisherOf(rig), { what: "message", module: 1, connection, message: nack, cause: NO_EVENT });
    expect(numbers(rig, "MessageRefused")).toEqual([1, 2]);
    rig.command({ do: "crash", process: "node" });
    rig.command({ do: "restart", process: "node" });
    rig.rest(3 * SECOND);
    expect(numbers(rig, "MessageSent")).toEqual([1, 2, 3, 3]);
    expect(numbers(rig, "MessageConfirmed")).toEqual([3]);
  });

  test.each([1, 2] as const)("R-PUB-07, R-DUR-02: delivery_mode %i travels with the message", (deliveryMode) => {
    const rig = new Rig({ queues: ["q"] });
    spawnPublisher(rig, [message(1, 100)], { deliveryMode });
    rig.rest(SECOND);
    expect(rig.queue("q").ready.map(({ content }) => content.deliveryMode)).toEqual([deliveryMode]);
    rig.kill();
    rig.restart();
    expect(rig.ready("q")).toEqual(deliveryMode === 2 ? ["#1*"] : []);
  });

  test("R-PUB-02: a mandatory message that no queue takes comes back to the application that published it, and is confirmed after that", () => {
    for (const mandatory of [true, false]) {
      const rig = new Rig({ exchanges: [{ name: "f", type: "fanout", durable: true }], queues: ["q"] });
      spawnPublisher(rig, [message(1, 100)], { publishes: [{ exchange: "f", routingKey: "{type}" }], mandatory });
      rig.rest(SECOND);
      expect(numbers(rig, "MessageReturnedToSender")).toEqual(mandatory ? [1] : []);
      expect(numbers(rig, "MessageConfirmed")).toEqual([1]);
      const { history } = rig.simulation;
      for (const { a, b } of rig.events("MessageReturnedToSender"))
        expect([history.strings.text(a), history.strings.text(b)]).toEqual(["f", "NO_ROUTE"]);
      expect(clientOf(rig)).toMatchObject({ returned: mandatory ? 1 : 0 });
    }
  });

  test("R-IDEM-02, R-ANOM-02: after a lost connection it publishes again what was not confirmed; the queue has it twice, neither marked", () => {
    const rig = new Rig({ queues: ["q"] });
    rig.command({ do: "cutBefore", fault: "cut", from: "node", to: null, type: "confirm.ack" });
    spawnPublisher(rig, [message(1, 500)]);
    rig.rest(3 * SECOND);
    expect(rig.ready("q")).toEqual(["#1", "#1"]);
    expect(rig.events("MessageSent").map(({ a }) => a)).toEqual([1, 2]);
    expect(numbers(rig, "MessageConfirmed")).toEqual([1]);
    expect(numbers(rig, "MessageUnresolved")).toEqual([]);
  });

  test("R-IDEM-02, R-ORD-01: what was not confirmed is published again before what came meanwhile, both in their order", () => {
    const rig = new Rig({ queues: ["q"] });
    rig.command({ do: "cutBefore", fault: "cut", from: "node", to: null, type: "confirm.ack" });
    spawnPublisher(rig, [message(1, 500), message(2, 500), message(3, 500), message(4, 700), message(5, 900)]);
    rig.rest(4 * SECOND);
    expect(rig.ready("q")).toEqual(["#1", "#2", "#3", "#1", "#2", "#3", "#4", "#5"]);
    expect(numbers(rig, "MessageSent")).toEqual([1, 2, 3, 1, 2, 3, 4, 5]);
    expect(numbers(rig, "MessageConfirmed")).toEqual([1, 2, 3, 4, 5]);
  });

  test("without republish, or without confirms, nobody will ever know", () => {
    for (const changes of [{ republish: false }, { confirms: false }]) {
      const rig = new Rig({ queues: ["q"] });
      rig.command({ do: "cutBefore", fault: "cut", from: "node", to: null, type: "confirm.ack" });
      spawnPublisher(rig, [message(1, 500)], changes);
      rig.rest(3 * SECOND);
      expect(numbers(rig, "MessageUnresolved")).toEqual([1]);
      expect(numbers(rig, "MessageConfirmed")).toEqual([]);
      expect(rig.ready("q")).toEqual(["#1"]);
    }
  });

  test("R-PUB-03: meets the error of a missing exchange once a second, not as fast as the network allows", () => {
    const rig = new Rig({ queues: ["q"] });
    spawnPublisher(rig, [message(1, 0)], { publishes: [{ exchange: "ghost", routingKey: "{type}" }] });
    rig.rest(10 * SECOND);
    expect(rig.events("ChannelClosed").length).toBeGreaterThanOrEqual(9);
    expect(rig.events("ChannelClosed").length).toBeLessThanOrEqual(11);
    expect(rig.simulation.stopped).toBeNull();
  });

  test.each([
    ["split", { do: "split", fault: "s", from: ["node"], to: ["publisher"], oneWay: false }],
    ["the node's machine loses its power", { do: "powerLoss", host: "node" }],
    ["the node freezes", { do: "freeze", process: "node" }],
  ] as const)("R-CONN-07: gives a node up that it has not heard for two to three heartbeats: %s", (_name, fault) => {
    const rig = new Rig({ queues: ["q"], heartbeatSeconds: 2 });
    spawnPublisher(rig, [message(1, 3000)], { heartbeatSeconds: 2 });
    rig.rest(5 * SECOND);
    rig.command(fault);
    rig.rest(10 * SECOND);
    const [{ a: silentMs }] = rig.events("NodeDeclaredDead");
    expect(silentMs).toBeGreaterThanOrEqual(4000);
    expect(silentMs).toBeLessThanOrEqual(6000);
    expect(clientOf(rig)).toMatchObject({ ready: false });
  });

  test("R-CONN-07: closes the connection that it gave up, so that the node has but the new one when it goes on", () => {
    const rig = new Rig({ queues: ["q"], heartbeatSeconds: 2 });
    spawnPublisher(rig, [], { heartbeatSeconds: 2 });
    rig.rest(3 * SECOND);
    rig.command({ do: "freeze", process: "node" });
    rig.rest(8 * SECOND);
    rig.command({ do: "resume", process: "node" });
    expect(Object.keys(rig.node.connections).length).toBe(1);
    expect(clientOf(rig)).toMatchObject({ ready: true });
  });

  test("R-CONN-07: does not give it up because it was frozen itself for less than that", () => {
    const rig = new Rig({ queues: ["q"], heartbeatSeconds: 2 });
    spawnPublisher(rig, [message(1, 500), message(2, 9000)], { heartbeatSeconds: 2 });
    rig.rest(3 * SECOND);
    rig.command({ do: "freeze", process: "publisher" });
    rig.rest(3_600_000);
    rig.command({ do: "resume", process: "publisher" });
    rig.rest(10 * SECOND);
    expect(rig.events("NodeDeclaredDead")).toEqual([]);
    expect(rig.events("PeerDeclaredDead")).toEqual([]);
    expect(numbers(rig, "MessageConfirmed")).toEqual([1, 2]);
  });

  test("R-CONN-07, R-ANOM-02: the way back is cut: the queue has the message, no confirm comes, and it is published once more", () => {
    const rig = new Rig({ queues: ["q"], heartbeatSeconds: 1 });
    spawnPublisher(rig, [message(1, 3000)], { heartbeatSeconds: 1 });
    rig.rest(2 * SECOND);
    rig.command({ do: "split", fault: "s", from: ["node"], to: ["publisher"], oneWay: true });
    rig.rest(6 * SECOND);
    expect(rig.ready("q")).toEqual(["#1"]);
    rig.command({ do: "heal", fault: "s" });
    rig.rest(6 * SECOND);
    expect(rig.ready("q")).toEqual(["#1", "#1"]);
    expect(numbers(rig, "MessageConfirmed")).toEqual([1]);
  });

  test("R-CONN-06: a node that stops says so; the publisher is back when the node is", () => {
    const rig = new Rig({ queues: ["q"] });
    spawnPublisher(rig, [message(1, 500), message(2, 1500), message(3, 4000)]);
    rig.rest(SECOND);
    rig.stop();
    rig.restart();
    rig.rest(5 * SECOND);
    expect(rig.ready("q")).toEqual(["#1", "#2", "#3"]);
    expect(numbers(rig, "MessageConfirmed")).toEqual([1, 2, 3]);
  });
});

describe("the consumer", () => {
  test("R-ACK-05, R-REQ-05: a handler that throws sends nack; with requeue the message comes at once, without it is dropped", () => {
    for (const requeue of [true, false]) {
      const rig = withConsumer({ queues: ["q"] }, { requeue });
      spawnPublisher(rig, [message(1, 100, true), message(2, 100)]);
      rig.rest(3 * SECOND);
      const failures = rig.events("WorkFailed").length;
      expect(failures).toBeGreaterThan(requeue ? 5 : 0);
      if (!requeue) expect(failures).toBe(1);
      expect(numbers(rig, "MessageDropped")).toEqual(requeue ? [] : [1]);
      expect(numbers(rig, "MessageSettled")).toEqual([2]);
    }
  });

  test("R-QUEUE-04, R-DUR-01: meets the error of a queue that is gone once a second", () => {
    const rig = withConsumer({ queues: [{ name: "q", durable: false }] });
    rig.rest(SECOND);
    rig.kill();
    rig.restart();
    rig.rest(10 * SECOND);
    expect(rig.events("ChannelClosed").length).toBeGreaterThanOrEqual(8);
    expect(rig.events("ChannelClosed").length).toBeLessThanOrEqual(11);
    expect(rig.simulation.stopped).toBeNull();
  });

  test("R-ACK-01: what it was at work on when its connection was lost is not acked on the next one, whose tags begin anew", () => {
    const rig = withConsumer({ queues: ["q"] }, { service: { ...SERVICE, serviceTime: { kind: "constant", ms: 3000 } }, prefetch: 1 });
    spawnPublisher(rig, [message(1, 100)]);
    rig.rest(SECOND);
    rig.kill();
    rig.restart();
    rig.rest(2 * SECOND);
    expect(rig.queue("q").unackedCount).toBe(1); // redelivered on the new connection, behind the work that goes on
    rig.rest(SECOND);
    expect(numbers(rig, "WorkDone")).toEqual([1]);
    expect(numbers(rig, "MessageSettled")).toEqual([]);
    rig.rest(4 * SECOND);
    expect(numbers(rig, "WorkDone")).toEqual([1, 1]); // R-ANOM-01: the effect twice
    expect(numbers(rig, "MessageSettled")).toEqual([1]);
    expect(rig.events("ChannelClosed")).toEqual([]);
  });

  test("R-CONN-07: gives a silent node up and subscribes anew when it can", () => {
    const rig = withConsumer({ queues: ["q"], heartbeatSeconds: 1 }, { heartbeatSeconds: 1 });
    rig.rest(3 * SECOND);
    rig.command({ do: "split", fault: "s", from: ["node"], to: ["consumer"], oneWay: false });
    rig.rest(5 * SECOND);
    expect(rig.events("NodeDeclaredDead").length).toBe(1);
    expect(rig.events("PeerDeclaredDead").length).toBe(1);
    expect(rig.events("OwnershipLost").length).toBe(1);
    rig.command({ do: "heal", fault: "s" });
    rig.rest(8 * SECOND);
    expect(rig.queue("q").consumers.length).toBe(1);
    expect(rig.events("OwnershipGained").length).toBe(2);
  });

  test("R-IDEM-01: a database that keeps the number of each message has the effect once, however often the message comes", () => {
    for (const idempotent of [true, false]) {
      const rig = withConsumer({ queues: ["q"] }, {}, idempotent);
      rig.command({ do: "cutBefore", fault: "cut", from: "consumer", to: "node", type: "basic.ack" });
      spawnPublisher(rig, [message(1, 500), message(2, 4000)]);
      rig.rest(6 * SECOND);
      expect(numbers(rig, "EffectApplied")).toEqual(idempotent ? [1, 2] : [1, 1, 2]);
      expect(numbers(rig, "EffectSkipped")).toEqual(idempotent ? [1] : []);
      expect(numbers(rig, "MessageSettled")).toEqual([1, 2]);
    }
  });

  test("R-CONN-07, R-ANOM-18: frozen beyond the heartbeat it loses its messages, wakes, finishes, and its late ack means nothing", () => {
    const rig = withConsumer({ queues: ["q"], heartbeatSeconds: 1 }, { heartbeatSeconds: 1, prefetch: 1 });
    spawnPublisher(rig, [message(1, 1000)], { heartbeatSeconds: 1 });
    rig.rest(1_020_000);
    rig.command({ do: "freeze", process: "consumer" });
    rig.rest(5 * SECOND);
    expect(rig.events("PeerDeclaredDead").length).toBe(1);
    expect(rig.ready("q")).toEqual(["#1*"]);
    rig.command({ do: "resume", process: "consumer" });
    rig.rest(4 * SECOND);
    expect(numbers(rig, "EffectApplied")).toEqual([1, 1]);
    expect(numbers(rig, "MessageSettled")).toEqual([1]);
    expect(rig.ready("q")).toEqual([]);
  });
});
