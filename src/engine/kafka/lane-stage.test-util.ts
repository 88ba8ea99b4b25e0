import type { ServiceSpec } from "../delivery/services.ts";
import type { SettingValues } from "../delivery/settings.ts";
import type { BusinessMessage } from "../delivery/workload-spec.ts";
import type { HistoryEvent } from "../sim/history.ts";
import type { ConsumerState } from "./consumer-state.ts";
import { coordinatorPartition } from "./murmur2.ts";
import { Stage } from "./stage.test-util.ts";
import { buildKafka } from "./topology.ts";

export interface LaneOptions {
  partitions?: number;
  replicationFactor?: number;
  consumers?: number;
  serviceMs?: number;
  settle?: ServiceSpec["settle"];
  producer?: SettingValues;
  consumer?: SettingValues;
  broker?: SettingValues;
  /** One message each, all keys in turn. */
  everyMs?: number;
  fromMs?: number;
  untilMs?: number;
}

const GROUP = "work";
/** So that the group's coordinator can be told: few, dealt over the brokers in order. */
const OFFSETS_PARTITIONS = 3;

/** A whole lane for real: three brokers, the controller, one producer and the members of a group; every link takes a millisecond. */
export class LaneStage extends Stage {
  readonly sent: number;

  constructor(options: LaneOptions = {}) {
    super();
    const { partitions = 3, replicationFactor = 3, consumers = 1, serviceMs = 20, settle = "after" } = options;
    const { everyMs = 100, fromMs = 1500, untilMs = 60_000 } = options;
    const messages: BusinessMessage[] = [];
    for (let atMs = fromMs; atMs < untilMs; atMs += everyMs) {
      const number = messages.length + 1;
      messages.push({ number, atUs: atMs * 1000, key: `k${number % 12}`, type: "x", sizeBytes: 100, poison: false });
    }
    this.sent = messages.length;
    const service: ServiceSpec = {
      name: GROUP,
      consumers,
      serviceTime: { kind: "constant", ms: serviceMs },
      effectAt: 0.5,
      table: "t",
      doing: "",
      done: "",
      settle,
    };
    this.start(
      ...buildKafka({
        prefix: "",
        lane: 0,
        settings: {
          brokers: 3,
          topics: [{ name: "t", partitions, replicationFactor, config: { "min.insync.replicas": Math.min(2, replicationFactor) } }],
          producer: { ...options.producer },
          consumer: { "auto.offset.reset": "earliest", "max.poll.records": 1, ...options.consumer },
          broker: {
            "broker.session.timeout.ms": 1500,
            "broker.heartbeat.interval.ms": 500,
            "group.initial.rebalance.delay.ms": 0,
            "group.min.session.timeout.ms": 1000,
            "offsets.topic.num.partitions": OFFSETS_PARTITIONS,
            ...options.broker,
          },
        },
        producers: ["app"],
        services: [service],
        database: { idempotent: false },
        messages: Object.freeze(messages),
      }),
    );
  }

  /** The broker that coordinates the group as long as nothing happens. */
  get coordinator(): string {
    return `broker-${coordinatorPartition(GROUP, OFFSETS_PARTITIONS) + 1}`;
  }

  powerLoss(host: string, forMs?: number): void {
    this.do({ do: "powerLoss", host });
    if (forMs === undefined) return;
    this.runMs(forMs);
    this.do({ do: "powerOn", host });
  }

  crash(process: string, forMs: number): void {
    this.do({ do: "crash", process });
    this.runMs(forMs);
    this.do({ do: "restart", process });
  }

  member(name = "work-1"): ConsumerState {
    return this.state<ConsumerState>(name);
  }

  /** How many different messages were worked on. */
  get done(): number {
    return new Set(this.events("WorkDone").map(({ message }) => message)).size;
  }

  get confirmed(): number {
    return this.events("MessageConfirmed").length;
  }

  /** Packets of one type that arrived, by whom they came from, within a span of time. */
  arrived(type: string, from: string, fromMs = 0, untilMs = Number.POSITIVE_INFINITY): HistoryEvent[] {
    const sender = this.simulation.process(from)?.id;
    return this.events("PacketDelivered").filter(
      ({ at, a, c }) => a === sender && at / 1000 >= fromMs && at / 1000 < untilMs && this.text(c) === type,
    );
  }
}
