import { describe, expect, test } from "vitest";
import { message, numbers, SECOND, SERVICE, spawnPublisher, withConsumer } from "./client-stage.test-util.ts";
import { Rig } from "./rig.test-util.ts";

/** How clients come to their channel, how long they wait for what, and how they end. */

const TRANSIENT = { name: "q", durable: false };
const FANOUT = { name: "f", type: "fanout", durable: false } as const;
const BINDING = { exchange: "f", queue: "q", routingKey: "k" };

function givenUp(rig: Rig): { limit: string; waitedMs: number; at: number }[] {
  return rig.events("ConnectionGivenUp").map(({ a, b, at }) => ({ limit: rig.simulation.history.strings.text(a), waitedMs: b, at }));
}

const TO_FANOUT = {
  publishes: [{ exchange: "f", routingKey: "{type}" }],
  declares: { exchanges: [FANOUT], queues: [], bindings: [] },
};

describe("what clients declare", () => {
  test("R-DUR-01, R-QUEUE-02: a transient exchange and a transient queue are there again, because those who use them declare them", () => {
    const declares = { exchanges: [FANOUT], queue: TRANSIENT, bindings: [BINDING] };
    const rig = withConsumer({ exchanges: [FANOUT], queues: [TRANSIENT], bindings: [BINDING] }, { declares });
    spawnPublisher(rig, [message(1, 500), message(2, 4000)], TO_FANOUT);
    rig.rest(SECOND);
    expect(rig.events("QueueDeclared")).toEqual([]); // all was there
    rig.kill();
    rig.restart();
    expect(Object.keys(rig.node.queues)).toEqual([]);
    rig.rest(5 * SECOND);
    expect(rig.events("QueueDeclared").length).toBe(1);
    expect(rig.events("ExchangeDeclared").length).toBe(1);
    expect(rig.events("QueueBound").length).toBe(1);
    expect(rig.events("ChannelClosed")).toEqual([]);
    expect(numbers(rig, "MessageSettled")).toEqual([1, 2]);
  });

  test("R-EXCH-01: a publisher alone declares its exchange: after a restart it is there, though nothing is bound to it", () => {
    const rig = new Rig({ exchanges: [FANOUT] });
    spawnPublisher(rig, [message(1, 4000)], TO_FANOUT);
    rig.rest(SECOND);
    rig.kill();
    rig.restart();
    rig.rest(5 * SECOND);
    expect(rig.events("ExchangeDeclared").length).toBe(1);
    expect(rig.events("ChannelClosed")).toEqual([]);
    expect(numbers(rig, "MessageDropped")).toEqual([1]);
  });

  test("R-CONN-02: one method after the other, each when the one before is answered", () => {
    const declares = { exchanges: [FANOUT], queue: TRANSIENT, bindings: [BINDING] };
    const rig = withConsumer({}, { declares });
    rig.rest(SECOND);
    const { history } = rig.simulation;
    const arrived = rig.events("PacketDelivered").map(({ c }) => history.strings.text(c));
    const names = ["channel.open", "exchange.declare", "queue.declare", "queue.bind", "basic.qos", "basic.consume"];
    expect(arrived.slice(2)).toEqual(names.flatMap((name) => [name, `${name}-ok`]));
  });
});

describe("how long they wait", () => {
  test("R-CONN-01: connectionTimeout for the socket, then again when networkRecoveryInterval has passed", () => {
    const rig = new Rig({ queues: ["q"] });
    rig.command({ do: "powerLoss", host: "node" });
    const start = rig.simulation.now;
    spawnPublisher(rig, [message(1, 500)], { connectionTimeoutUs: 4 * SECOND, networkRecoveryIntervalUs: 5 * SECOND });
    rig.rest(14 * SECOND);
    expect(givenUp(rig)).toEqual([
      { limit: "connectionTimeout", waitedMs: 4000, at: start + 4 * SECOND },
      { limit: "connectionTimeout", waitedMs: 4000, at: start + 13 * SECOND },
    ]);
    rig.command({ do: "powerOn", host: "node" });
    rig.rest(8 * SECOND);
    expect(numbers(rig, "MessageConfirmed")).toEqual([1]);
    expect(Object.keys(rig.node.connections).length).toBe(1);
  });

  test("R-CONN-01: handshakeTimeout of 10 s for the answer of a node that took the socket and says nothing", () => {
    const rig = withConsumer({ queues: ["q"] });
    rig.command({ do: "crash", process: "consumer" });
    rig.command({ do: "freeze", process: "node" });
    rig.command({ do: "restart", process: "consumer" });
    rig.rest(12 * SECOND);
    expect(givenUp(rig)).toMatchObject([{ limit: "handshakeTimeout", waitedMs: 10_000 }]);
    rig.command({ do: "resume", process: "node" });
    rig.rest(15 * SECOND);
    expect(rig.queue("q").consumers.length).toBe(1);
    expect(Object.keys(rig.node.connections).length).toBe(1);
  });

  test("R-CONN-01: handshake_timeout of 10 s for a client that takes a socket of the node and says nothing", () => {
    const rig = withConsumer({ queues: ["q"] });
    rig.command({ do: "crash", process: "consumer" });
    rig.together(() => {
      rig.command({ do: "restart", process: "consumer" });
      rig.command({ do: "freeze", process: "consumer" });
    }, 9 * SECOND);
    expect(Object.keys(rig.node.handshakes).length).toBe(1);
    rig.rest(2 * SECOND);
    expect(Object.keys(rig.node.handshakes).length).toBe(0);
    expect(givenUp(rig)).toMatchObject([{ limit: "handshake_timeout", waitedMs: 10_000 }]);
    rig.command({ do: "resume", process: "consumer" });
    expect(rig.queue("q").consumers).toEqual([]); // its socket was closed meanwhile
    rig.rest(5 * SECOND);
    expect(rig.queue("q").consumers.length).toBe(1);
  });

  test("R-CONN-01: without heartbeats channelRpcTimeout of ten minutes is what ends the wait for an answer", () => {
    const rig = withConsumer({ queues: ["q"] });
    rig.command({ do: "crash", process: "consumer" });
    rig.command({ do: "split", fault: "s", from: ["node"], to: ["consumer"], oneWay: true });
    rig.command({ do: "heal", fault: "s" });
    rig.command({ do: "restart", process: "consumer" });
    rig.rest(SECOND);
    rig.command({ do: "freeze", process: "node" });
    rig.command({ do: "tell", process: "consumer", message: { type: "Stop" } as never });
    rig.rest(599 * SECOND);
    expect(givenUp(rig)).toEqual([]);
    expect(rig.simulation.process("consumer")?.status).toBe("up");
    rig.rest(2 * SECOND);
    expect(givenUp(rig)).toMatchObject([{ limit: "channelRpcTimeout", waitedMs: 600_000 }]);
    expect(rig.simulation.process("consumer")?.status).toBe("stopped");
  });

  test("R-CONN-06: after a clean stop clients are back one networkRecoveryInterval later, not before", () => {
    const rig = withConsumer({ queues: ["q"] }, { networkRecoveryIntervalUs: 5 * SECOND });
    rig.rest(SECOND);
    rig.stop();
    rig.restart();
    rig.rest(4_400_000);
    expect(rig.queue("q").consumers).toEqual([]);
    rig.rest(SECOND);
    expect(rig.queue("q").consumers.length).toBe(1);
  });
});

describe("how they end", () => {
  test.each(["auto", "before", "after"] as const)(
    "R-CONS-06, R-CONS-08: a consumer (settling %s) that is told to stop loses nothing",
    (settle) => {
      for (let delayUs = 0; delayUs < 40_000; delayUs += 700) {
        const service = { ...SERVICE, settle, serviceTime: { kind: "constant", ms: 15 } as const };
        const rig = withConsumer({ queues: ["q"] }, { service, prefetch: 0 });
        spawnPublisher(
          rig,
          Array.from({ length: 20 }, (_, i) => message(i + 1, 500 + 4 * i)),
        );
        rig.rest(505_000 + delayUs);
        rig.command({ do: "tell", process: "consumer", message: { type: "Stop" } as never });
        rig.rest(3 * SECOND);
        expect(rig.simulation.process("consumer")?.status).toBe("stopped");
        const waiting = rig.ready("q").map((text) => Number(text.slice(1)));
        const done = numbers(rig, "WorkDone");
        expect([...done, ...waiting].sort((one, other) => one - other)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
        expect(rig.events("MessageReturned")).toEqual([]);
        expect(done.length).toBeGreaterThan(0);
        expect(waiting.length).toBeGreaterThan(0);
        // What it still held was its own until it was done with it.
        const [gaveUp, ...more] = rig.events("OwnershipLost");
        expect(more).toEqual([]);
        expect(gaveUp.at).toBeGreaterThanOrEqual(rig.events("WorkDone").at(-1)?.at ?? 0);
      }
    },
  );

  test("R-CONS-06: with automatic ack a lost connection takes nothing from what the client holds; with its own acks all of it goes back", () => {
    for (const settle of ["auto", "before", "after"] as const) {
      const service = { ...SERVICE, settle };
      const rig = withConsumer({ queues: ["q"] }, { service, prefetch: 0, networkRecoveryIntervalUs: 3600 * SECOND });
      spawnPublisher(rig, [message(1, 300), message(2, 300), message(3, 300)]);
      rig.rest(330_000);
      rig.command({ do: "crash", process: "node" });
      rig.command({ do: "restart", process: "node" });
      rig.rest(5 * SECOND);
      expect(numbers(rig, "WorkDone")).toEqual(settle === "after" ? [1] : [1, 2, 3]);
      expect(rig.ready("q")).toEqual(settle === "after" ? ["#1*", "#2*", "#3*"] : []);
    }
  });

  test.each(["auto", "before", "after"] as const)(
    "R-CONS-06: a consumer (settling %s) that is told to stop ends when the message at work is done, whatever becomes of its connection",
    (settle) => {
      for (const fault of [[], [{ do: "crash", process: "node" }]] as const) {
        const rig = withConsumer({ queues: ["q"] }, { service: { ...SERVICE, settle, serviceTime: { kind: "constant", ms: 2000 } } });
        spawnPublisher(rig, [message(1, 500)]);
        rig.rest(SECOND);
        rig.command({ do: "stop", process: "consumer" });
        for (const command of fault) rig.command(command);
        rig.rest(SECOND);
        expect([numbers(rig, "WorkBegun"), numbers(rig, "WorkDone")]).toEqual([[1], []]);
        expect(rig.simulation.process("consumer")?.status).toBe("up");
        rig.rest(SECOND);
        expect(numbers(rig, "WorkDone")).toEqual([1]);
        expect(rig.simulation.process("consumer")?.status).toBe("stopped");
      }
    },
  );

  test("a publisher that is told to stop waits for its confirms, and takes nothing new", () => {
    const rig = new Rig({ queues: ["q"] });
    spawnPublisher(rig, [message(1, 500), message(2, 900)]);
    rig.rest(500_100);
    rig.command({ do: "tell", process: "publisher", message: { type: "Stop" } as never });
    rig.rest(SECOND);
    expect(rig.simulation.process("publisher")?.status).toBe("stopped");
    expect(numbers(rig, "MessageConfirmed")).toEqual([1]);
    expect(numbers(rig, "MessageSent")).toEqual([1]);
  });

  test("a publisher that stops without a node gives up after ten seconds: what it published is unresolved, what it did not is refused", () => {
    const rig = new Rig({ queues: ["q"] });
    spawnPublisher(rig, [message(1, 500), message(2, 900)]);
    rig.rest(299_000);
    rig.kill();
    rig.rest(SECOND);
    rig.command({ do: "tell", process: "publisher", message: { type: "Stop" } as never });
    rig.rest(9 * SECOND);
    expect(rig.simulation.process("publisher")?.status).toBe("up");
    rig.rest(SECOND);
    expect(rig.simulation.process("publisher")?.status).toBe("stopped");
    expect([numbers(rig, "MessageUnresolved"), numbers(rig, "MessageRefused")]).toEqual([[], [1, 2]]);
  });
});
