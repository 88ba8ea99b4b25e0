import { describe, expect, test } from "vitest";
import type { ApplicationConfig } from "../engine/delivery/application.ts";
import { finishRun, startRun } from "../engine/run.ts";
import type { Command, LaneSpec, Run } from "../engine/scenario.ts";
import { eventKindInfo } from "../engine/sim/event-kinds.ts";
import { Recording } from "../engine/sim/recording.ts";
import type { Simulation } from "../engine/sim/simulation.ts";
import { checkRun } from "./check.ts";
import { findScenario, runOf } from "./index.ts";

/** Settings that are changed while the run goes on: topics and applications take them as they run, everything else starts anew. */

function runWith(actions: { atMs: number; part: string; setting: string; value: number | string | boolean; lanes?: string[] }[]): Run {
  const scenario = findScenario("latency");
  if (scenario === undefined) throw new Error("no such scenario");
  const run = runOf(scenario);
  const script = actions.map(
    ({ atMs, lanes, ...action }, i): Command => ({ id: `set-${i}`, when: { atMs }, lanes, action: { do: "set", ...action } }),
  );
  return { ...run, script };
}

/** The one in force in a process, or in the client library inside it. */
function config(simulation: Simulation, process: string): Record<string, unknown> {
  const record = simulation.process(process);
  if (record === undefined) throw new Error(`there is no ${process}`);
  const state = (record.libraries[0]?.state ?? record.state) as { config: Record<string, unknown> };
  return state.config;
}

function happened(simulation: Simulation, kind: string, process: string): number[] {
  const { history, processes } = simulation;
  return Array.from({ length: history.length }, (_, id) => id)
    .filter((id) => eventKindInfo(history.kind(id)).name === kind && processes[history.process(id)]?.name === process)
    .map((id) => history.at(id));
}

describe("a setting changed during the run", () => {
  test("K-GRP-08: a Kafka consumer leaves its group, and comes back a second later with the new session.timeout.ms", () => {
    const run = runWith([{ atMs: 5000, part: "payment-1", setting: "session.timeout.ms", value: 10_000, lanes: ["kafka"] }]);
    expect(checkRun(run)).toEqual([]);
    const simulation = finishRun(run);
    const [stopped] = happened(simulation, "ProcessStopped", "kafka/payment-1");
    expect(stopped).toBeGreaterThanOrEqual(5_000_000);
    expect(happened(simulation, "ProcessStarted", "kafka/payment-1")).toEqual([0, stopped + 1_000_000]);
    expect(config(simulation, "kafka/payment-1")["sessionTimeoutUs"]).toBe(10_000_000);
    expect(happened(simulation, "ProcessStopped", "rabbitmq/payment-1")).toEqual([]);
  });

  test("K-BRK-04: a topic's min.insync.replicas reaches every broker at once, and nothing restarts", () => {
    const run = runWith([{ atMs: 5000, part: "broker-2", setting: "min.insync.replicas", value: 3, lanes: ["kafka"] }]);
    const simulation = finishRun(run);
    for (const broker of ["broker-1", "broker-2", "broker-3"]) {
      expect(config(simulation, `kafka/${broker}`)["minInsyncReplicas"]).toMatchObject({ orders: 3 });
      expect(happened(simulation, "ProcessStopped", `kafka/${broker}`)).toEqual([]);
    }
  });

  test("K-CTL-01: how long a broker's session is, is read by the controller", () => {
    const run = runWith([{ atMs: 5000, part: "broker-2", setting: "broker.session.timeout.ms", value: 4000, lanes: ["kafka"] }]);
    const simulation = finishRun(run);
    expect(happened(simulation, "ProcessStopped", "kafka/broker-2")).toEqual([]);
    expect(happened(simulation, "ProcessStarted", "kafka/controller")).toEqual([0, 6_000_000]);
  });

  test("R-CONS-02: a RabbitMQ consumer subscribes anew for another prefetch; requeue changes while it runs", () => {
    const run = runWith([
      { atMs: 4000, part: "payment-1", setting: "requeue", value: false, lanes: ["rabbitmq"] },
      { atMs: 5000, part: "payment-1", setting: "prefetch", value: 1, lanes: ["rabbitmq"] },
    ]);
    const simulation = startRun(run);
    simulation.runUntil(4_500_000);
    const application = () => (simulation.process("rabbitmq/payment-1") as { state: object }).state as { config: ApplicationConfig };
    expect(application().config.readings[0].onFailure).toEqual([{ do: "reject" }]);
    expect(happened(simulation, "ProcessStopped", "rabbitmq/payment-1")).toEqual([]);
    simulation.runUntil(20_000_000);
    expect(happened(simulation, "ProcessStopped", "rabbitmq/payment-1")).toHaveLength(1);
    expect(config(simulation, "rabbitmq/payment-1")).toMatchObject({ prefetch: 1 });
    expect(application().config.readings[0].onFailure).toEqual([{ do: "reject" }]);
  });

  test("R-CONN-01: a name that producers and consumers have is changed for the part that it is set on", () => {
    const run = runWith([
      { atMs: 4000, part: "payment-1", setting: "networkRecoveryInterval", value: 700, lanes: ["rabbitmq"] },
      { atMs: 4000, part: "order-svc", setting: "networkRecoveryInterval", value: 300, lanes: ["rabbitmq"] },
    ]);
    expect(checkRun(run)).toEqual([]);
    const simulation = finishRun(run);
    const parts = ["payment-1", "order-svc", "payment-2"];
    expect(parts.map((part) => config(simulation, `rabbitmq/${part}`)["networkRecoveryIntervalUs"])).toEqual([700_000, 300_000, 5_000_000]);
  });

  test("R-CONN-06: a RabbitMQ node reads its heartbeat when it starts: a clean stop, which its clients are told of, and nothing is lost", () => {
    const simulation = finishRun(runWith([{ atMs: 5000, part: "node-1", setting: "heartbeat", value: 5, lanes: ["rabbitmq"] }]));
    const [stopped] = happened(simulation, "ProcessStopped", "rabbitmq/node-1");
    expect(stopped).toBe(5_000_000);
    expect(happened(simulation, "ProcessStarted", "rabbitmq/node-1")).toEqual([0, stopped + 1_000_000]);
    expect(happened(simulation, "MessageErased", "rabbitmq/node-1")).toEqual([]);
    type Connections = Record<string, { watch: { timeoutUs: number } }>;
    const { connections } = (simulation.process("rabbitmq/node-1") as { state: object }).state as { connections: Connections };
    const agreed = Object.values(connections).map(({ watch }) => watch.timeoutUs);
    expect(agreed.length).toBe(3); // the producer and two consumers
    // The clients still ask for what they were started with; the smaller of the two is in force.
    expect(new Set(agreed)).toEqual(new Set([5_000_000]));
  });

  test("a setting that producers and consumers call the same is changed for the kind of the part alone", () => {
    // At the producer it would be refused: delivery.timeout.ms must not be less than request.timeout.ms and linger.ms.
    const set = { atMs: 4000, part: "payment-1", setting: "request.timeout.ms", value: 150_000, lanes: ["kafka"] };
    const asked = runWith([set]);
    const lanes = asked.scenario.lanes.map((lane): LaneSpec => {
      if (lane.system !== "kafka") return lane;
      return { ...lane, settings: { ...lane.settings, producer: { ...lane.settings.producer, "delivery.timeout.ms": 120_000 } } };
    });
    const run = { ...asked, scenario: { ...asked.scenario, lanes } };
    expect(checkRun(run)).toEqual([]);
    const simulation = startRun(run);
    simulation.runUntil(20_000_000);
    expect(config(simulation, "kafka/payment-1")).toMatchObject({ cluster: { network: { requestTimeoutUs: 150_000_000 } } });
    expect(config(simulation, "kafka/order-svc")).toMatchObject({ cluster: { network: { requestTimeoutUs: 30_000_000 } } });
  });

  test("the direct client takes its own in its stride", () => {
    const simulation = finishRun(runWith([{ atMs: 5000, part: "order-svc", setting: "timeout.ms", value: 100, lanes: ["direct"] }]));
    expect(config(simulation, "direct/order-svc")).toMatchObject({ calls: [{ timeoutUs: 100_000 }] });
    expect(happened(simulation, "ProcessStopped", "direct/order-svc")).toEqual([]);
  });

  test("a producer that restarts for a setting goes on with the messages that are still to come", () => {
    const simulation = finishRun(runWith([{ atMs: 5000, part: "order-svc", setting: "linger.ms", value: 20, lanes: ["kafka"] }]));
    const sent = happened(simulation, "MessageSent", "kafka/order-svc");
    expect(sent.some((at) => at < 5_000_000)).toBe(true);
    expect(sent.some((at) => at >= 6_000_000)).toBe(true);
    expect(config(simulation, "kafka/order-svc")).toMatchObject({ lingerUs: 20_000 });
  });

  test("what was before the change is the same run; looking back and running through agree", () => {
    const plain = runWith([]);
    const changed = runWith([{ atMs: 6000, part: "payment-1", setting: "max.poll.records", value: 7, lanes: ["kafka"] }]);
    const fingerprintOfStart = (run: Run) => {
      const simulation = startRun(run);
      simulation.runUntil(5_999_999);
      return simulation.history.fingerprint();
    };
    expect(fingerprintOfStart(changed)).toBe(fingerprintOfStart(plain));
    const recording = new Recording(startRun(changed), 500);
    recording.advance(30_000_000, 1_000_000);
    const through = startRun(changed);
    for (const at of [9_000_000, 5_500_000, 6_800_000]) {
      const fresh = startRun(changed);
      fresh.runUntil(at);
      expect(recording.seek(at).history.fingerprint()).toBe(fresh.history.fingerprint());
    }
    through.runUntil(30_000_000);
    expect(recording.simulation.history.fingerprint()).toBe(through.history.fingerprint());
  });

  test("one that does not exist, or does not go with the others, is refused by the name of its field", () => {
    expect(checkRun(runWith([{ atMs: 1, part: "payment-1", setting: "session.timeout", value: 1 }]))).toEqual([
      { path: "script[0].action.setting", message: 'no lane of this command has a setting "session.timeout"' },
    ]);
    expect(checkRun(runWith([{ atMs: 1, part: "payment-1", setting: "prefetch", value: -1 }]))).toEqual([
      { path: "script[0].action.value", message: "prefetch must be at least 0" },
    ]);
    const [problem] = checkRun(runWith([{ atMs: 1, part: "payment-1", setting: "session.timeout.ms", value: 500, lanes: ["kafka"] }]));
    expect(problem.path).toBe("script[0].action.value");
    expect(problem.message).toContain("heartbeat.interval.ms must be lower than session.timeout.ms");
  });
});
