import type { ListedMessage } from "../src/engine/delivery/workload-spec.ts";
import { startRun } from "../src/engine/run.ts";
import { durationOf, type Run } from "../src/engine/scenario.ts";
import { below, definePurpose, draw } from "../src/engine/sim/chance.ts";
import { Recording } from "../src/engine/sim/recording.ts";
import type { Simulation } from "../src/engine/sim/simulation.ts";
import { findScenario, runOf } from "../src/scenarios/index.ts";
import { runBareNetwork } from "./bare-network.ts";
import { kafkaCluster } from "./kafka-cluster.ts";
import { manyHosts } from "./many-hosts.ts";
import { openNetwork } from "./open-network.ts";
import { rabbitmqBacklog } from "./rabbitmq-backlog.ts";

export { measureAccounts } from "./accounts.ts";
export { measureExplanations } from "./explanations.ts";
export { measureLayouts } from "./graph-layouts.ts";

/** One measure: what it ran, and how many events per second that was. */
export interface Rate {
  name: string;
  eventsPerSecond: number;
}

const EVENTS = 1_000_000;
const INSTANT = definePurpose("bench instant");

function timed(run: () => number): number {
  const start = performance.now();
  const events = run();
  return (events / (performance.now() - start)) * 1000;
}

function runEvents(simulation: Simulation, events: number): number {
  simulation.runUntil(Number.MAX_SAFE_INTEGER, events);
  return simulation.handled;
}

/** The result takes part in the sum, so that the loop is not optimised away. */
function runBare(): number {
  return EVENTS + (runBareNetwork(EVENTS, 1).hash & 0);
}

/** The Friday rush, its messages coming again and again, at twenty times the pace. */
export function longFriday(): Run {
  const run = runOf(findScenario("friday-rush") as Parameters<typeof runOf>[0]);
  const { workload } = run.scenario;
  const listed = workload.kind === "list" ? workload.messages : [];
  const messages: ListedMessage[] = [];
  for (let round = 0; round < 200; round++)
    for (const message of listed) messages.push({ ...message, atMs: 1500 + round * 700 + message.atMs / 20 });
  return {
    ...run,
    script: [],
    scenario: {
      ...run.scenario,
      durationMs: 160_000,
      network: { latency: { kind: "uniform", fromMs: 0.5, toMs: 2 } },
      services: run.scenario.services.map((service) => ({ ...service, serviceTime: { kind: "constant", ms: 8 } })),
      workload: { kind: "list", messages, poison: [] },
    },
  };
}

export function measureRates(): Rate[] {
  const friday = longFriday();
  const backlog = rabbitmqBacklog();
  return [
    { name: "the open network as a bare heap loop", eventsPerSecond: timed(runBare) },
    { name: "open network, history and fingerprint on", eventsPerSecond: timed(() => runEvents(openNetwork(true), EVENTS)) },
    { name: "open network of 102 machines, history on", eventsPerSecond: timed(() => runEvents(openNetwork(true, 3), EVENTS)) },
    { name: "open network, history off", eventsPerSecond: timed(() => runEvents(openNetwork(false), EVENTS)) },
    wholeRun("Friday rush scaled up, three lanes, history on", friday),
    wholeRun("Kafka, 3 brokers with 6 partitions", kafkaCluster(3, 6)),
    wholeRun("Kafka, 9 brokers with 64 partitions", kafkaCluster(9, 64)),
    wholeRun("RabbitMQ with a backlog of 100,000, history on", backlog),
    document("document with 10 machines, two lanes", 10),
    document("document with 100 machines, two lanes", 100),
  ];
}

/** A run of a document, to its first million events. */
function document(name: string, hosts: number): Rate {
  const run = manyHosts(hosts);
  const eventsPerSecond = timed(() => {
    const simulation = run.start();
    simulation.runUntil(run.pace().durationUs, EVENTS);
    if (simulation.stopped !== null) throw new Error(`${name} reached the limit ${simulation.stopped}`);
    return simulation.handled;
  });
  return { name, eventsPerSecond };
}

/** From the start to the end of the run, or to the first million events. */
function wholeRun(name: string, run: Run): Rate {
  const eventsPerSecond = timed(() => {
    const simulation = startRun(run);
    simulation.runUntil(durationOf(run), EVENTS);
    if (simulation.stopped !== null) throw new Error(`${name} reached the limit ${simulation.stopped}`);
    return simulation.handled;
  });
  return { name, eventsPerSecond };
}

/** Milliseconds to show random instants of a recorded run of a million events: each one a restore and a run forward. */
export function measureSeeks(): number[] {
  const recording = new Recording(openNetwork(true));
  while (recording.simulation.handled < EVENTS) recording.advance(Number.MAX_SAFE_INTEGER, 50_000);
  const end = recording.simulation.now;
  const times: number[] = [];
  for (const [round, stride] of [1, 3, 7, 9].entries()) {
    for (let i = 0; i < 10; i++) {
      // Ten random instants, each round in another order and never the same one twice in a row, which would cost nothing.
      const at = below(draw(1, INSTANT, (i * stride + round * 2) % 10, 0), end);
      const start = performance.now();
      recording.seek(at);
      times.push(performance.now() - start);
    }
  }
  return times;
}
