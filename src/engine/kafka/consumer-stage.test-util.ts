import type { Apply } from "../delivery/database.ts";
import type { ServiceSpec } from "../delivery/services.ts";
import type { SettingValues } from "../delivery/settings.ts";
import type { WorkerState } from "../delivery/worker-application.ts";
import type { ProcessSpec } from "../sim/process-spec.ts";
import { brokerProcess } from "./broker.ts";
import { brokerConfig, image, PARTITION, partition, produceRequest } from "./broker-stage.test-util.ts";
import type { BrokerConfig, BrokerState } from "./broker-state.ts";
import { consumerConfig } from "./consumer-config.ts";
import type { ConsumerState } from "./consumer-state.ts";
import type { OffsetCommit, PartitionState } from "./protocol.ts";
import { Stage } from "./stage.test-util.ts";
import { consumingProgram } from "./topology.ts";

export const GROUP = "work";
const SERVICE: ServiceSpec = {
  name: GROUP,
  consumers: 1,
  serviceTime: { kind: "constant", ms: 100 },
  effectAt: 0.5,
  table: "t",
  doing: "",
  done: "",
  settle: "after",
};

export interface Consuming {
  settle?: ServiceSpec["settle"];
  serviceMs?: number;
  settings?: SettingValues;
  names?: readonly string[];
  partitions?: number;
  broker?: Partial<BrokerConfig>;
}

/** Consumers and one broker for real: it leads everything and coordinates. Controller, database and producing client are scripted. */
export class ConsumerStage extends Stage {
  private readonly options: Consuming;
  private readonly partitions: readonly PartitionState[];

  constructor(options: Consuming = {}) {
    super();
    this.options = options;
    const alone = { replicas: [1], isr: [1] };
    this.partitions = Array.from({ length: options.partitions ?? 1 }, (_, i) => partition({ partition: i, ...alone }));
    const first = image(1, [...this.partitions, partition({ topic: "__consumer_offsets", ...alone })]);
    const config = brokerConfig(first, { initialRebalanceDelayUs: 0, minSessionUs: 1_000_000, ...options.broker });
    this.start(
      this.peer("controller"),
      { name: "broker-1", definition: brokerProcess, config },
      this.peer("database"),
      this.peer("client", ["broker-1"]),
    );
    this.answer("database", "Apply", (apply: Apply) => ({ ...apply, type: "Applied", first: true }));
  }

  consumer(name: string): ProcessSpec {
    const { settle = "after", serviceMs = 100, settings = {} } = this.options;
    const service = { ...SERVICE, settle, serviceTime: { kind: "constant" as const, ms: serviceMs } };
    const config = consumerConfig({
      "auto.offset.reset": "earliest",
      "session.timeout.ms": 3000,
      "heartbeat.interval.ms": 1000,
      ...settings,
    });
    const group = { group: service.name, settle, topics: ["t"], bootstrap: ["broker-1"], config };
    return { name, ...consumingProgram(group, service, "database") };
  }

  /** Starts consumers and waits until they have their partitions. */
  join(...names: string[]): this {
    for (const name of names) this.do({ do: "spawn", spec: this.consumer(name) });
    this.runMs(60);
    return this;
  }

  produce(messages: readonly number[], name = PARTITION): void {
    this.ask("client", "broker-1", produceRequest(messages, { name }));
  }

  member(name = "c-1"): ConsumerState {
    return this.state<ConsumerState>(name);
  }

  /** What its application works on. */
  worker(name = "c-1"): WorkerState {
    return (this.process(name).state as { pool: { workers: WorkerState[] }[] }).pool[0].workers[0];
  }

  get broker(): BrokerState {
    return this.state<BrokerState>("broker-1");
  }

  committed(name = PARTITION): number | undefined {
    return this.broker.offsets[GROUP]?.[name]?.offset;
  }

  /** The effects that were asked for, in order: which messages were processed. */
  get processed(): number[] {
    return this.received<Apply>("database", "Apply").map(({ message }) => message);
  }

  get delivered(): number[] {
    return this.events("MessageDelivered").map(({ message }) => message);
  }

  /** Runs until so many effects were asked for. */
  runUntilProcessed(count: number, limitMs = 60_000): void {
    for (let ms = 0; this.processed.length < count; ms++) {
      if (ms > limitMs) throw new Error(`only ${this.processed.length} of ${count} were processed`);
      this.runMs(1);
    }
  }

  /** Requests of one type that reached the broker from a consumer, with the time of their arrival in milliseconds. */
  arrivals(type: string, from = "c-1"): number[] {
    const sender = this.simulation.process(from)?.id;
    const { history } = this.simulation;
    return this.events("PacketDelivered")
      .filter(({ a, c }) => a === sender && history.strings.slice(c, c + 1)[0] === type)
      .map(({ at }) => at / 1000);
  }

  offsetsOf(commit: OffsetCommit): Record<string, number> {
    return Object.fromEntries(commit.offsets.map(({ partition: name, offset }) => [name, offset]));
  }
}
