import { describe, expect, test } from "vitest";
import { WRITE_BACK_US } from "./publishing.ts";
import { LINK_US, Rig } from "./rig.test-util.ts";

type End = "kill" | "stop" | "power";
const ENDS: readonly End[] = ["kill", "stop", "power"];

/** Ends the node in one of the ways, and starts it again. */
function over(rig: Rig, end: End): void {
  if (end === "power") {
    rig.command({ do: "powerLoss", host: "node" });
    rig.command({ do: "powerOn", host: "node" });
    return;
  }
  rig[end]();
  rig.restart();
}

const QUEUES = ["durable", { name: "transient", durable: false }];

describe("what survives the node", () => {
  test.each(ENDS)("R-DUR-01, R-ANOM-14: a transient queue is gone with everything: %s", (end) => {
    const rig = new Rig({ queues: QUEUES });
    const lane = rig.channel("c");
    lane.publish("transient", 1);
    over(rig, end);
    expect(Object.keys(rig.node.queues)).toEqual(["durable"]);
    expect(rig.events("MessageErased").map(({ message }) => message)).toEqual([1]);
    const again = rig.channel("again");
    again.get("transient");
    expect(again.seen()).toEqual(["close 404 NOT_FOUND - no queue 'transient' in vhost '/'"]);
  });

  test.each(ENDS)("R-DUR-02: of a durable queue only the persistent messages, confirmed or not: %s", (end) => {
    const rig = new Rig({ queues: QUEUES });
    const lane = rig.channel("c");
    lane.publish("durable", 1);
    lane.publish("durable", 2, { persistent: false });
    lane.publish("durable", 3);
    rig.rest(WRITE_BACK_US);
    over(rig, end);
    expect(rig.ready("durable").map((text) => text.slice(0, 2))).toEqual(["#1", "#3"]);
    expect(rig.events("MessageErased").map(({ message }) => message)).toEqual([2]);
    expect(rig.events("NodeRecovered").map(({ a }) => a)).toEqual([2]);
  });

  test.each(ENDS)("R-DUR-01, R-DUR-02: what its end takes is told at that instant, whether or not it is ever back: %s", (end) => {
    const rig = new Rig({ queues: QUEUES });
    const lane = rig.channel("c");
    lane.publish("transient", 1);
    lane.publish("durable", 2, { persistent: false });
    if (end === "power") rig.command({ do: "powerLoss", host: "node" });
    else rig[end]();
    const [ended] = rig.events(end === "power" ? "MachineLost" : end === "kill" ? "ProcessCrashed" : "ProcessStopped").slice(-1);
    const erased = rig.events("MessageErased");
    expect(erased.map(({ message }) => message)).toEqual([2, 1]);
    expect(erased.map(({ at }) => at)).toEqual([ended.at, ended.at]);
  });

  test("R-DUR-04: what was confirmed is there after a kill; what was not may be gone", () => {
    const rig = new Rig({ queues: QUEUES });
    const lane = rig.channel("c");
    lane.confirmSelect();
    lane.publish("durable", 1);
    expect(lane.seen()).toEqual(["ack 1"]);
    rig.together(() => lane.publish("durable", 2), LINK_US + 100); // stored, not written
    expect(rig.ready("durable")).toEqual(["#1", "#2"]);
    rig.together(() => rig.kill(), 100);
    rig.restart();
    expect(lane.seen()).toEqual([]);
    expect(rig.ready("durable")).toEqual(["#1*"]);
  });

  test("R-DUR-02: a clean stop writes what was not written yet", () => {
    const rig = new Rig({ queues: QUEUES });
    const lane = rig.channel("c");
    rig.together(() => lane.publish("durable", 1), LINK_US + 100);
    rig.together(() => rig.stop(), 100);
    rig.restart();
    expect(rig.ready("durable")).toEqual(["#1"]);
  });

  test("R-CONF-04, R-DUR-04: a machine without power loses what the operating system had not written back, also after a kill", () => {
    for (const killedFirst of [false, true]) {
      const rig = new Rig({ queues: QUEUES });
      const lane = rig.channel("c");
      lane.confirmSelect();
      lane.publish("durable", 1);
      rig.rest(WRITE_BACK_US);
      lane.publish("durable", 2);
      expect(lane.seen()).toEqual(["ack 1", "ack 2"]);
      if (killedFirst) {
        over(rig, "kill");
        expect(rig.ready("durable")).toEqual(["#1*", "#2*"]);
      }
      over(rig, "power");
      expect(rig.ready("durable")).toEqual(["#1*"]);
    }
  });

  test.each(ENDS)("R-DUR-05: durable exchanges and queues, and the bindings between two of them: %s", (end) => {
    const binding = (exchange: string, queue: string) => ({ exchange, queue, routingKey: "k" });
    const rig = new Rig({
      exchanges: [
        { name: "dx", type: "direct", durable: true },
        { name: "tx", type: "direct", durable: false },
      ],
      queues: QUEUES,
      bindings: [binding("dx", "durable"), binding("dx", "transient"), binding("tx", "durable"), binding("tx", "transient")],
    });
    over(rig, end);
    expect(rig.node.exchanges.map(({ name }) => name)).toEqual(["dx", "amq.direct", "amq.fanout", "amq.topic"]);
    expect(rig.node.bindings).toEqual([binding("dx", "durable")]);
    const lane = rig.channel("c");
    lane.publish("k", 1, { exchange: "dx" });
    lane.publish("k", 2, { exchange: "tx" });
    expect(lane.seen()).toEqual(["close 404 NOT_FOUND - no exchange 'tx' in vhost '/'"]);
    expect(rig.ready("durable")).toEqual(["#1"]);
  });

  test.each(["kill", "stop"] as const)(
    "R-DUR-06: what was unacked is ready again in its old place, redelivered; what was acked is not: %s",
    (end) => {
      const rig = new Rig({ queues: QUEUES });
      const lane = rig.channel("c");
      for (const message of [1, 2, 3, 4, 5]) lane.publish("durable", message);
      lane.qos(3);
      lane.consume("durable", "T");
      lane.ack(2);
      over(rig, end);
      expect(rig.ready("durable")).toEqual(["#1*", "#3*", "#4*", end === "kill" ? "#5*" : "#5"]);
      expect(rig.queue("durable").consumers).toEqual([]);
      expect(rig.queue("durable").unackedCount).toBe(0);
    },
  );

  test("R-DUR-06, R-ANOM-25: a power loss takes acks that were not on the disk: their messages come again", () => {
    const rig = new Rig({ queues: QUEUES });
    const lane = rig.channel("c");
    for (const message of [1, 2, 3, 4, 5, 6]) lane.publish("durable", message);
    rig.rest(WRITE_BACK_US);
    lane.get("durable");
    lane.ack(1);
    rig.rest(WRITE_BACK_US); // the ack of #1 is on the disk
    for (let i = 0; i < 3; i++) lane.get("durable");
    lane.ack(2);
    lane.reject(3, false);
    lane.get("durable", true);
    expect(rig.ready("durable")).toEqual(["#6"]);
    over(rig, "power");
    expect(rig.ready("durable")).toEqual(["#2*", "#3*", "#4*", "#5*", "#6*"]);
    // What it had done with is told as forgotten: acked, rejected, handed over with an automatic ack. #4 was only unacked.
    expect(rig.events("MessageReturned").map(({ message, c }) => [message, c])).toEqual([
      [2, 1],
      [3, 1],
      [5, 1],
    ]);
  });

  test("R-DUR-06, R-CONS-06: also what was handed to an automatic consumer, or purged", () => {
    for (const way of ["consumed", "purged"] as const) {
      const rig = new Rig({ queues: QUEUES });
      const lane = rig.channel("c");
      for (const message of [1, 2]) lane.publish("durable", message);
      rig.rest(WRITE_BACK_US);
      if (way === "consumed") lane.consume("durable", "T", true);
      else lane.purge("durable");
      expect(rig.ready("durable")).toEqual([]);
      over(rig, "power");
      expect(rig.ready("durable")).toEqual(["#1*", "#2*"]);
    }
  });

  test("R-DUR-06: what was done with and never on the disk does not come, and is not missed", () => {
    const rig = new Rig({ queues: QUEUES });
    const lane = rig.channel("c");
    lane.publish("durable", 1, { persistent: false });
    lane.publish("durable", 2);
    rig.rest(WRITE_BACK_US);
    lane.publish("durable", 3);
    for (let i = 0; i < 3; i++) lane.get("durable");
    lane.ack(1);
    lane.ack(3);
    over(rig, "power");
    expect(rig.ready("durable")).toEqual(["#2*"]);
    expect(rig.events("MessageErased")).toEqual([]);
  });

  test("R-DUR-06: a killed node forgets no ack, but the machine may yet", () => {
    const rig = new Rig({ queues: QUEUES });
    const lane = rig.channel("c");
    for (const message of [1, 2]) lane.publish("durable", message);
    rig.rest(WRITE_BACK_US);
    lane.get("durable");
    lane.ack(1);
    over(rig, "kill");
    expect(rig.ready("durable")).toEqual(["#2*"]);
    over(rig, "power");
    expect(rig.ready("durable")).toEqual(["#1*", "#2*"]);
  });

  test("R-REQ-04, R-ANOM-26: after a kill all are marked as redelivered, seen by anybody or not; after a clean stop those that were", () => {
    for (const end of ["kill", "stop"] as const) {
      const rig = new Rig({ queues: QUEUES });
      const lane = rig.channel("c");
      for (const message of [1, 2, 3]) lane.publish("durable", message);
      lane.get("durable");
      lane.nack(1);
      over(rig, end);
      expect(rig.ready("durable")).toEqual(end === "kill" ? ["#1*", "#2*", "#3*"] : ["#1*", "#2", "#3"]);
    }
  });

  test("R-CLASSIC-02: enqueue numbers go on where they were", () => {
    const rig = new Rig({ queues: QUEUES });
    const lane = rig.channel("c");
    for (const message of [1, 2]) lane.publish("durable", message);
    over(rig, "kill");
    rig.channel("again").publish("durable", 3);
    expect(rig.queue("durable").ready.map(({ position }) => position)).toEqual([1, 2, 3]);
  });
});
