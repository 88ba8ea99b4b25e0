import { playable } from "../../document/playable.ts";
import { checkRun } from "../../scenarios/check.ts";
import { directLane, kafkaLane, rabbitmqLane } from "../../scenarios/food-service.ts";
import type { AnyRun } from "../../worker/protocol.ts";
import { digestLane } from "../delivery/lane-digest.ts";
import type { LaneFacts } from "../delivery/lane-facts.ts";
import type { ServiceSpec } from "../delivery/services.ts";
import type { SettingValues } from "../delivery/settings.ts";
import type { Anomaly } from "../delivery/verdicts.ts";
import type { ListedMessage } from "../delivery/workload-spec.ts";
import type { DocumentRun } from "../lanes/run-document.ts";
import { finish } from "../pieces.ts";
import { allDone, Course } from "../rest.ts";
import type { Command, LaneSpec, Run, Scenario } from "../scenario.ts";
import type { Simulation } from "../sim/simulation.ts";
import { explain } from "./index.ts";
import { LaneRecord } from "./lane-record.ts";
import type { Budget } from "./trial.ts";
import type { WhyCard, WhyQuestion } from "./why-card.ts";

/** Small lanes in which one thing goes wrong, as data. */
export interface Staging {
  lane: LaneSpec;
  script: readonly Command[];
  service?: Partial<ServiceSpec>;
  /** Services after the first one. */
  further?: readonly ServiceSpec[];
  messages?: readonly ListedMessage[];
  idempotent?: boolean;
  latencyMs?: [number, number];
  /** Messages whose handler always throws. */
  poison?: readonly number[];
}

export const worker: ServiceSpec = {
  name: "payment",
  consumers: 2,
  serviceTime: { kind: "constant", ms: 200 },
  effectAt: 0.5,
  table: "charges",
  doing: "charging",
  done: "charged",
  settle: "after",
};

/** Twelve messages of four orders, a quarter of a second apart. */
const twelve: readonly ListedMessage[] = Array.from({ length: 12 }, (_, i) => ({
  atMs: 3000 + i * 250,
  key: `10${41 + (i % 4)}`,
  type: i < 4 ? "order.placed" : "order.changed",
}));

export function stagedRun({
  lane,
  script,
  service = {},
  further = [],
  messages = twelve,
  idempotent = false,
  latencyMs = [10, 30],
  poison = [],
}: Staging): Run {
  const scenario: Scenario = {
    id: "staged",
    title: "staged",
    summary: "",
    shows: [],
    durationMs: 25_000,
    seed: 7,
    network: { latency: { kind: "uniform", fromMs: latencyMs[0], toMs: latencyMs[1] } },
    workload: { kind: "list", messages, poison },
    producers: ["order-svc"],
    services: [{ ...worker, ...service }, ...further],
    database: { idempotent },
    tape: "charges",
    lanes: [lane],
    script,
    expect: [],
  };
  const run: Run = { scenario, seed: 7, script };
  const problems = checkRun(run);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return run;
}

export const kafka = (
  producer: SettingValues = {},
  changes: { partitions?: number; consumer?: SettingValues; topic?: SettingValues } = {},
): LaneSpec =>
  kafkaLane({
    topics: [
      { name: "orders", partitions: changes.partitions ?? 2, replicationFactor: 3, config: changes.topic ?? { "min.insync.replicas": 2 } },
    ],
    producer: { acks: "all", "linger.ms": 5, "request.timeout.ms": 1500, "delivery.timeout.ms": 20_000, ...producer },
    consumer: {
      "auto.offset.reset": "earliest",
      "session.timeout.ms": 3000,
      "heartbeat.interval.ms": 1000,
      "max.poll.records": 1,
      ...changes.consumer,
    },
  });

export const rabbit = (
  changes: { publisher?: SettingValues; consumer?: SettingValues; broker?: SettingValues; durable?: boolean } = {},
): LaneSpec =>
  rabbitmqLane([worker], {
    publisher: changes.publisher ?? {},
    consumer: changes.consumer ?? { prefetch: 3 },
    broker: changes.broker ?? {},
    queues: [{ name: "payment", durable: changes.durable ?? true, arguments: {} }],
  });

export const direct = (client: SettingValues = {}): LaneSpec => directLane({ client });

export const at = (atMs: number, action: Command["action"], forMs?: number, id = `${action.do}-${atMs}`): Command => ({
  id,
  when: { atMs },
  action,
  ...(forMs === undefined ? {} : { forMs }),
});

export const after = (
  when: { after: string; part?: string; message?: number; nth?: number; delayMs?: number },
  action: Command["action"],
  forMs?: number,
): Command => ({
  id: `${action.do}-after`,
  when: { delayMs: 5, ...when },
  action,
  ...(forMs === undefined ? {} : { forMs }),
});

export interface Asked {
  played: DocumentRun;
  record: LaneRecord;
  facts: LaneFacts;
  anomalies: readonly Anomaly[];
  card(question: WhyQuestion, budget?: Budget): WhyCard | null;
  /** The question about the first anomaly of a kind. */
  question(kind: WhyQuestion["kind"]): WhyQuestion;
}

/** Closes the history of a simulation that has come to its end. */
export function endRun(simulation: Simulation, played: DocumentRun): void {
  const [facts] = played.facts();
  finish(new Course(simulation, played.pace(), played.messages.all, () => allDone(simulation, [facts])).arrived());
}

/** Records a run's lane, so that questions can be put to it. */
export function ask(run: AnyRun, lane = 0): Asked {
  const played = playable(run);
  const record = new LaneRecord(played, lane);
  finish(record.record());
  const { simulation } = record;
  const facts = played.facts()[lane];
  const lanes = simulation.processes.map((process) => process.lane);
  const { anomalies } = digestLane(simulation.history, lane, lanes, facts);
  return {
    played,
    record,
    facts,
    anomalies,
    card: (question, budget) => finish(explain({ record, simulation, facts, question, budget })),
    question(kind) {
      const found = anomalies.find((anomaly) => anomaly.kind === kind);
      if (found === undefined) throw new Error(`nothing was ${kind}: ${JSON.stringify(anomalies.map((anomaly) => anomaly.kind))}`);
      return { kind, lane, message: found.message, destination: found.destination };
    },
  };
}
