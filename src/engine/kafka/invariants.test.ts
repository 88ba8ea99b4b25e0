import { describe, expect, test } from "vitest";
import type { BusinessMessage } from "../delivery/workload-spec.ts";
import { below, definePurpose, draw } from "../sim/chance.ts";
import type { BrokerState } from "./broker-state.ts";
import { ClusterStage } from "./cluster-stage.test-util.ts";
import type { LogRecord } from "./protocol.ts";

/** What holds whatever happens: random faults on three brokers and a controller, with a real idempotent producer and acks=all. */
const MESSAGES = 300;
const HEALED_MS = 50_000;
const CHOICE = definePurpose("choice of the test");

function chooser(seed: number): (limit: number) => number {
  let count = 0;
  return (limit) => below(draw(seed, CHOICE, 0, count++), limit);
}

/** Faults that overlap, of which at most one is a power loss: min.insync.replicas 2 of 3 bears one disk. */
function troubled(seed: number): ClusterStage {
  const choose = chooser(seed);
  const messages = Array.from(
    { length: MESSAGES },
    (_, i): BusinessMessage => ({ number: i + 1, atUs: (2000 + i * 150) * 1000, key: "k", type: "t", sizeBytes: 100, poison: false }),
  );
  const stage = new ClusterStage(
    {
      producer: { "request.timeout.ms": 3000, "delivery.timeout.ms": 600_000 },
      broker: {
        "offsets.topic.num.partitions": 3,
        "broker.session.timeout.ms": 1500,
        "broker.heartbeat.interval.ms": 500,
        "replica.lag.time.max.ms": 4000,
      },
    },
    { producers: ["app"], messages },
  );
  const parts = ["broker-1", "broker-2", "broker-3", "controller"];
  const acts: { atMs: number; act: () => void }[] = [];
  let powerLosses = 0;
  for (let i = 0; i < 12; i++) {
    const atMs = 2000 + choose(40_000);
    const endMs = Math.min(HEALED_MS, atMs + 200 + choose(9000));
    const part = parts[choose(parts.length)];
    const fault = `fault-${i}`;
    const kind = choose(5);
    const add = (begin: () => void, end: () => void) => acts.push({ atMs, act: begin }, { atMs: endMs, act: end });
    if (kind === 0)
      add(
        () => stage.do({ do: "crash", process: part }),
        () => stage.do({ do: "restart", process: part }),
      );
    else if (kind === 1)
      add(
        () => stage.do({ do: "freeze", process: part }),
        () => stage.do({ do: "resume", process: part }),
      );
    else if (kind === 2 && powerLosses++ === 0)
      add(
        () => stage.do({ do: "powerLoss", host: part }),
        () => stage.do({ do: "powerOn", host: part }),
      );
    else if (kind === 3 && part !== "controller") {
      add(
        () => stage.do({ do: "tell", process: part, message: { type: "Stop" } }),
        () => stage.do({ do: "restart", process: part }),
      );
    } else {
      const to = parts.filter((other) => other !== part && choose(2) === 0);
      const oneWay = choose(2) === 0;
      add(
        () => stage.do({ do: "split", fault, from: [part], to, oneWay }),
        () => stage.heal(fault),
      );
    }
  }
  acts.sort((one, other) => one.atMs - other.atMs);
  for (const { atMs, act } of acts) {
    stage.runToMs(Math.max(atMs, stage.nowMs));
    act();
    agree(stage);
  }
  for (const part of parts) stage.do({ do: "restart", process: part });
  stage.runToMs(240_000);
  agree(stage);
  return stage;
}

const logOf = (stage: ClusterStage, broker: number): LogRecord[] => stage.replica(broker).log.chunks.flat();

/** K-INV-01, K-INV-03: no high watermark is beyond its log; below the smaller of two, two logs are the same. */
function agree(stage: ClusterStage): void {
  const replicas = [1, 2, 3].map((broker) => ({ log: logOf(stage, broker), highWatermark: stage.replica(broker).highWatermark }));
  for (const one of replicas) {
    expect(one.highWatermark).toBeLessThanOrEqual(one.log.length);
    for (const other of replicas) {
      const end = Math.min(one.highWatermark, other.highWatermark);
      expect(one.log.slice(0, end).map(({ event }) => event)).toEqual(other.log.slice(0, end).map(({ event }) => event));
    }
  }
}

describe.each([1, 2, 3, 4, 5, 6, 7, 8])("K-INV-01, K-INV-02, K-INV-03, K-INV-04, K-INV-05: random faults, seed %d", (seed) => {
  const stage = troubled(seed);
  const ofPartition = (kind: string) => stage.events(kind).filter(({ a }) => stage.text(a) === "t-0");

  test("K-INV-04: a leader epoch has one leader", () => {
    const leaders = new Map<number, number>();
    for (const { process, b: epoch } of ofPartition("BecameLeader")) {
      expect(leaders.get(epoch) ?? process).toBe(process);
      leaders.set(epoch, process);
    }
    expect(leaders.size).toBeGreaterThan(1);
  });

  test("K-INV-01: the high watermark of one leader in one epoch rises", () => {
    const last = new Map<string, number>();
    const starts = stage.events("ProcessStarted");
    for (const { id, process, b: position, c: epoch } of ofPartition("PositionCommitted")) {
      const life = starts.filter((start) => start.process === process && start.id < id).length;
      const key = `${process} ${life} ${epoch}`;
      expect(position).toBeGreaterThan(last.get(key) ?? -1);
      last.set(key, position);
    }
  });

  test("K-INV-02: everything confirmed with acks=all is there at its offset, also with one disk lost", () => {
    const log = logOf(stage, stage.partition.leader);
    const confirmed = stage.events("MessageConfirmed");
    expect(confirmed.length).toBe(MESSAGES);
    for (const { message, b: offset } of confirmed) expect(log[offset]?.message).toBe(message);
  });

  test("K-INV-05: one session of an idempotent producer, nothing expired: each once, in the order of sending", () => {
    const messages = logOf(stage, stage.partition.leader).map(({ message }) => message);
    expect(messages).toEqual(Array.from({ length: MESSAGES }, (_, i) => i + 1));
  });

  test("when all is well again, all replicas are in sync and have the same", () => {
    expect([...stage.partition.isr].sort()).toEqual([1, 2, 3]);
    for (const broker of [1, 2, 3]) {
      expect(logOf(stage, broker).map(({ event }) => event)).toEqual(logOf(stage, stage.partition.leader).map(({ event }) => event));
      expect(stage.state<BrokerState>(`broker-${broker}`)).toMatchObject({ registered: true, fenced: false, stopping: false });
    }
  });
});
