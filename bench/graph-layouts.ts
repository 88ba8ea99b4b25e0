import { playable } from "../src/document/playable.ts";
import type { Application } from "../src/engine/document/application.ts";
import type { Run, Scenario } from "../src/engine/document/scenario.ts";
import type { KnownSystems } from "../src/engine/system-tables.ts";
import { kafkaClient, kafkaCluster, rabbitmqClient, rabbitmqCluster, topic } from "../src/scenarios/documents/brokers.ts";
import { DOCUMENTS } from "../src/scenarios/documents/index.ts";
import { graphLayout } from "../src/ui/graph/graph-layout.ts";
import { takeFrame } from "../src/worker/frame.ts";

export interface LayoutCost {
  name: string;
  parts: number;
  wires: number;
  ms: number;
}

const ROUNDS = 15;

/** How long a lane as a graph takes to be laid out: every lane of the catalogue, and one that is large. */
export function measureLayouts(): LayoutCost[] {
  const runs = [...DOCUMENTS, large()].map((scenario): Run => ({ scenario: scenario as Scenario, seed: 1, script: [] }));
  return runs.flatMap((run) => {
    const simulation = playable(run).start();
    simulation.runUntil(1_000_000);
    const frame = takeFrame(simulation, 1, new Map());
    return run.scenario.lanes.map((lane, index): LayoutCost => {
      const processes = frame.processes.filter((process) => process.lane === index);
      const times = Array.from({ length: ROUNDS }, () => {
        const before = performance.now();
        graphLayout(run, index, processes, 1400);
        return performance.now() - before;
      }).sort((one, other) => one - other);
      const { parts, lines } = graphLayout(run, index, processes, 1400);
      return { name: `${run.scenario.id}, ${lane.id}`, parts: parts.length, wires: lines.length, ms: times[ROUNDS >> 1] };
    });
  });
}

/** Three groups of twelve on a topic of 64 partitions, and 36 queues with a consumer each. */
function large(): Scenario<KnownSystems> {
  const names = Array.from({ length: 36 }, (_, i) => `worker-${String.fromCharCode(97 + Math.floor(i / 6))}${i % 6}`);
  const service = (name: string, instances: number): Application => ({
    name,
    instances,
    handles: [{ serviceTime: { kind: "constant", ms: 20 }, effect: { database: "db", table: name } }],
  });
  const groups = ["alpha", "beta", "gamma"];
  return {
    version: 2,
    id: "large",
    title: "Large",
    summary: "",
    shows: [],
    durationMs: 5000,
    seed: 1,
    network: { latency: { kind: "constant", ms: 5 } },
    streams: [{ name: "all", workload: { kind: "list", messages: [{ atMs: 500, key: "1", type: "t" }] } }],
    applications: [
      { name: "source", instances: 1, emits: { stream: "all" } },
      ...names.map((name) => service(name, 1)),
      ...groups.map((name) => service(name, 12)),
    ],
    databases: [{ name: "db", idempotent: false }],
    lanes: [
      {
        id: "log",
        clusters: [kafkaCluster([topic("all", 64)])],
        clients: [kafkaClient("source", { to: ["all"] }), ...groups.map((name) => kafkaClient(name, { from: ["all"] }))],
      },
      {
        id: "queues",
        clusters: [rabbitmqCluster({ all: names })],
        clients: [rabbitmqClient("source", { to: "all" }), ...names.map((name) => rabbitmqClient(name, { from: name }))],
      },
    ],
    script: [],
    expect: [],
  };
}
