import { describe, expect, test } from "vitest";
import { startRun } from "../../engine/run.ts";
import type { Run } from "../../engine/scenario.ts";
import type { Simulation } from "../../engine/sim/simulation.ts";
import { findScenario, runOf } from "../../scenarios/index.ts";
import { takeFrame } from "../../worker/frame.ts";
import type { Frame, FrameProcess } from "../../worker/protocol.ts";
import { leaderProcess } from "./kafka-cluster.ts";
import { whereIs } from "./message-where.ts";
import { nowRows } from "./now-rows.ts";
import { exchangeRows, groupRows, partitionRows, queueRows, serviceOf } from "./place-rows.ts";

/** A frame of a run, as the page gets it, and its processes by lane. */
function frameAt(
  ms: number,
  change: (run: Run) => Run = (run) => run,
): { simulation: Simulation; frame: Frame; lane(id: number): FrameProcess[] } {
  const scenario = findScenario("friday-rush");
  if (scenario === undefined) throw new Error("no such scenario");
  const simulation = startRun(change(runOf(scenario)));
  simulation.runUntil(ms * 1000);
  const frame = takeFrame(simulation, 1, new Map());
  return { simulation, frame, lane: (id) => frame.processes.filter(({ lane }) => lane === id) };
}

const table = (rows: readonly { label: string; value: string }[]) => Object.fromEntries(rows.map(({ label, value }) => [label, value]));

describe("how things stand now", () => {
  const { lane } = frameAt(14_800);

  test("every part that is drawn and not down has rows, each with a value, no two with one name", () => {
    for (const id of [0, 1, 2]) {
      for (const process of lane(id)) {
        if (process.status === "crashed") continue;
        const rows = nowRows(process, lane(id));
        expect(rows.length, process.name).toBeGreaterThan(0);
        expect(new Set(rows.map(({ label }) => label)).size, process.name).toBe(rows.length);
        for (const { label, value } of rows) expect(value, `${process.name} ${label}`).not.toMatch(/^$|undefined|NaN/);
      }
    }
  });

  test("a Kafka consumer: its generation, and for each partition what it has committed and how far that lags", () => {
    const consumer = lane(0).find(({ part }) => part === "payment-2");
    const rows = table(nowRows(consumer as FrameProcess, lane(0)));
    expect(rows).toMatchObject({ Group: "payment", State: "stable", Generation: "3", Partitions: "orders-0, orders-1, orders-2" });
    expect(rows["orders-0, committed"]).toMatch(/^\d+, lag \d+$/);
  });

  test("a RabbitMQ consumer: how much of its prefetch is in use", () => {
    const consumer = lane(1).find(({ part }) => part === "payment-2");
    expect(table(nowRows(consumer as FrameProcess, lane(1)))["Prefetch in use"]).toBe("2 of 3");
  });

  test("a worker or a broker that is down says nothing of what it had in mind: it has done more than nothing", () => {
    for (const id of [0, 1, 2]) {
      const down = lane(id).filter(({ status }) => status === "crashed");
      expect(down.map(({ part }) => part)).toEqual(["payment-1"]);
      for (const process of down) expect(nowRows(process, lane(id)), process.name).toEqual([]);
    }
    const crash = { id: "crash", when: { atMs: 3000 }, action: { do: "crash", part: "broker-2" } } as const;
    const later = frameAt(14_800, (run) => ({ ...run, script: [crash] })).lane(0);
    const broker = later.find(({ part }) => part === "broker-2");
    expect(broker?.status).toBe("crashed");
    expect(nowRows(broker as FrameProcess, later)).toEqual([]);
  });

  test("a partition, by its leader: in-sync replicas, epoch, high watermark, each group's offset and lag", () => {
    const rows = table(partitionRows(lane(0), "orders-1"));
    expect(rows).toMatchObject({ Leader: "broker 2", "Leader epoch": "0", "In-sync replicas": "3 of 3 (1, 2, 3)", "High watermark": "4" });
    expect(rows["restaurant, committed"]).toBe("2, lag 2");
    expect(leaderProcess(lane(0), "orders-1")?.part).toBe("broker-2");
  });

  test("a partition after its leader's crash: another leader, a higher epoch, one replica fewer in sync", () => {
    const crash = { id: "crash", when: { atMs: 3000 }, action: { do: "crash", part: "broker-2" } } as const;
    const later = frameAt(14_800, (run) => ({ ...run, script: [crash] }));
    const rows = table(partitionRows(later.lane(0), "orders-1"));
    expect(rows["Leader"]).not.toBe("broker 2");
    expect(rows).toMatchObject({ "Leader epoch": "1", "In-sync replicas": "2 of 3 (1, 3)" });
  });

  test("a group, by its coordinator: state, generation, who has which partitions", () => {
    const rows = table(groupRows(lane(0), "payment"));
    expect(rows).toMatchObject({ State: "Stable", Generation: "3", Members: "1", "payment-2": "orders-0, orders-1, orders-2" });
  });

  test("a queue and an exchange, by their node", () => {
    const rows = table(queueRows(lane(1), "payment"));
    expect(rows).toMatchObject({
      Type: "classic",
      Durable: "yes",
      "Bound to": "orders, order.*",
      Ready: "0",
      Unacked: "2",
      Consumers: "1",
    });
    expect(rows["payment-2"]).toBe("2 unacked");
    expect(table(exchangeRows(lane(1), "orders"))).toMatchObject({ Type: "topic", "Routes to delivery": "order.*" });
    expect(queueRows(lane(1), "nothing")).toEqual([{ label: "Queue", value: "does not exist" }]);
  });

  test("consumers of one service are reached by its name", () => {
    expect(serviceOf([{ part: "payment-1" }, { part: "payment-2" }])).toBe("payment");
    expect(serviceOf([])).toBeUndefined();
  });
});

describe("where a message is", () => {
  const where = (ms: number, id: number, message: number) => {
    const { frame, lane } = frameAt(ms);
    return whereIs(message, lane(id), frame.packets, frame.processes);
  };

  test("nowhere before it is sent", () => {
    for (const id of [0, 1, 2]) expect(where(1000, id, 7)).toEqual([]);
  });

  test("K-BRK-02: in the log, by its offset and the brokers that hold it; above the high watermark until they all do", () => {
    const stored = where(14_800, 0, 7).filter((place) => place.startsWith("in orders-1 at offset"));
    expect(stored).toEqual(["in orders-1 at offset 0, on brokers 1, 2, 3"]);
    const early = Array.from({ length: 40 }, (_, i) => where(5600 + 20 * i, 0, 7)).flat();
    expect(early.some((place) => place.includes("above the high watermark"))).toBe(true);
    expect(early.some((place) => /^in a Produce from order-svc to broker-\d$/.test(place))).toBe(true);
  });

  test("R-CONS-02: unacked in the queue and at work in the consumer that holds it", () => {
    const places = Array.from({ length: 40 }, (_, i) => where(5600 + 20 * i, 1, 7)).flat();
    expect(places).toContain("unacked in queue payment, held by payment-1");
    expect(places).toContain("at work in payment-1");
  });

  test("a direct call is at the service that is called", () => {
    const places = Array.from({ length: 30 }, (_, i) => where(5600 + 20 * i, 2, 7)).flat();
    expect(places.some((place) => place.startsWith("called at payment"))).toBe(true);
  });
});
