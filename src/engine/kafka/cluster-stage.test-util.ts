import type { LaneContext } from "../delivery/system.ts";
import { PARTITION, produceRequest } from "./broker-stage.test-util.ts";
import type { BrokerState } from "./broker-state.ts";
import type { ClusterImage, PartitionState, ProduceResponse } from "./protocol.ts";
import type { Replica } from "./replica.ts";
import type { KafkaSettings } from "./settings-types.ts";
import { Stage } from "./stage.test-util.ts";
import { buildKafka } from "./topology.ts";

/** Three brokers and the controller, all real, with one partition that broker 1 leads; the clients are scripted. */
export class ClusterStage extends Stage {
  constructor(settings: Partial<KafkaSettings> = {}, changes: Partial<LaneContext<KafkaSettings>> = {}) {
    super();
    const lane: LaneContext<KafkaSettings> = {
      prefix: "",
      lane: 0,
      settings: {
        brokers: 3,
        topics: [{ name: "t", partitions: 1, replicationFactor: 3, config: { "min.insync.replicas": 2 } }],
        producer: {},
        consumer: {},
        broker: {},
        ...settings,
      },
      producers: [],
      services: [],
      database: { idempotent: false },
      messages: [],
      ...changes,
    };
    this.start(...buildKafka(lane));
    this.runMs(1000);
  }

  private clients = 0;

  /** A produce request by a client of its own, which may wait for its answer. */
  produce(broker: number, message: number, acks: -1 | 1): { error: () => string | undefined; atMs: () => number | undefined } {
    const name = `client-${++this.clients}`;
    this.do({ do: "spawn", spec: this.peer(name, [`broker-${broker}`]) });
    this.runMs(3);
    const correlation = this.post(name, `broker-${broker}`, produceRequest([message], { acks, timeoutMs: 900_000 }));
    this.runMs(10);
    const answer = () => this.answerTo<ProduceResponse>(name, correlation);
    return {
      error: () => answer()?.partitions[0].error,
      atMs: () => this.noted(name).find(({ message: noted }) => noted.correlation === correlation)?.atMs,
    };
  }

  split(fault: string, from: readonly string[], to: readonly string[]): void {
    this.do({ do: "split", fault, from, to, oneWay: false });
  }

  heal(fault: string): void {
    this.do({ do: "heal", fault });
  }

  /** As the controller has it. */
  get partition(): PartitionState {
    return this.state<{ image: ClusterImage }>("controller").image.partitions.find(({ name }) => name === PARTITION) as PartitionState;
  }

  replica(broker: number): Replica {
    return this.state<BrokerState>(`broker-${broker}`).replicas[PARTITION];
  }

  messages(broker: number): number[] {
    return this.replica(broker)
      .log.chunks.flat()
      .map(({ message }) => message);
  }

  /** Virtual time in milliseconds at which an event of a kind happened that concerns a broker; undefined when it did not. */
  when(kind: string, field: "a" | "b", broker: number): number | undefined {
    const found = this.events(kind).find((event) => event[field] === broker);
    return found === undefined ? undefined : found.at / 1000;
  }
}
