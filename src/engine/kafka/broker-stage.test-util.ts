import { brokerProcess } from "./broker.ts";
import type { BrokerConfig, BrokerState } from "./broker-state.ts";
import { newImage } from "./cluster-image.ts";
import type { ClusterImage, FetchResponse, LogRecord, MetadataUpdate, PartitionState, ProduceResponse } from "./protocol.ts";
import type { Replica } from "./replica.ts";
import { Stage } from "./stage.test-util.ts";

/** Broker 1 for real; the controller, brokers 2 and 3, and clients are scripted. */

export const PARTITION = "t-0";

export function partition(changes: Partial<PartitionState> = {}): PartitionState {
  const topic = changes.topic ?? "t";
  const number = changes.partition ?? 0;
  return {
    name: `${topic}-${number}`,
    topic,
    partition: number,
    replicas: [1, 2, 3],
    isr: [1, 2, 3],
    elr: [],
    lastKnownElr: [],
    leader: 1,
    leaderEpoch: 0,
    partitionEpoch: 0,
    event: -1,
    ...changes,
  };
}

export function image(
  version: number,
  partitions: readonly PartitionState[],
  fenced: readonly number[] = [],
  shuttingDown: readonly number[] = [],
): ClusterImage {
  const brokers = [1, 2, 3].map((broker) => ({
    broker,
    name: `broker-${broker}`,
    epoch: broker,
    fenced: fenced.includes(broker),
    shuttingDown: shuttingDown.includes(broker),
  }));
  return newImage(version, brokers, partitions);
}

/** An image as the controller hands it to a broker that has not followed. */
export function update(image: ClusterImage): MetadataUpdate {
  return { type: "MetadataUpdate", image, after: -1, changed: [] };
}

export function brokerConfig(first: ClusterImage, changes: Partial<BrokerConfig> = {}): BrokerConfig {
  return {
    broker: 1,
    controller: "controller",
    image: first,
    minInsyncReplicas: { t: 1 },
    heartbeatUs: 2_000_000,
    heartbeatTimeoutUs: 4_500_000,
    controllerTimeoutUs: 30_000_000,
    sessionUs: 9_000_000,
    network: {
      requestTimeoutUs: 30_000_000,
      setupTimeoutUs: 10_000_000,
      setupTimeoutMaxUs: 30_000_000,
      reconnectBackoffUs: 50_000,
      reconnectBackoffMaxUs: 50_000,
      maxInFlight: 100,
    },
    lagTimeMaxUs: 30_000_000,
    fetchWaitUs: 500_000,
    fetchBackoffUs: 1_000_000,
    checkpointUs: 5_000_000,
    commitTimeoutUs: 5_000_000,
    initialRebalanceDelayUs: 3_000_000,
    minSessionUs: 6_000_000,
    maxSessionUs: 1_800_000_000,
    ...changes,
  };
}

export class BrokerStage extends Stage {
  private version = 1;

  constructor(
    private partitions: readonly PartitionState[] = [partition()],
    config: Partial<BrokerConfig> = {},
    clients: readonly string[] = ["client"],
  ) {
    super();
    const first = image(1, partitions);
    const controller = this.peer("controller");
    this.answer("controller", "BrokerHeartbeat", ({ correlation }: { type: string; correlation: number }) => ({
      type: "BrokerHeartbeatResponse",
      correlation,
      error: "NONE",
      fenced: false,
      shouldShutDown: false,
    }));
    this.start(
      controller,
      { name: "broker-1", definition: brokerProcess, config: brokerConfig(first, config) },
      this.peer("broker-2", ["broker-1"]),
      this.peer("broker-3", ["broker-1"]),
      ...clients.map((name) => this.peer(name, ["broker-1"])),
    );
  }

  get broker(): BrokerState {
    return this.state<BrokerState>("broker-1");
  }

  replica(name = PARTITION): Replica {
    return this.broker.replicas[name];
  }

  /** The log's records as `message@offset`. */
  log(name = PARTITION): string[] {
    const { log } = this.replica(name);
    return log.chunks.flat().map((record) => `${record.message}@${record.offset}`);
  }

  /** The controller decides something and tells the broker. */
  decide(changes: Partial<PartitionState>, fenced: readonly number[] = [], name = PARTITION, shuttingDown: readonly number[] = []): void {
    this.partitions = this.partitions.map((known) =>
      known.name === name ? { ...known, partitionEpoch: known.partitionEpoch + 1, ...changes } : known,
    );
    this.send("controller", "broker-1", update(image(++this.version, this.partitions, fenced, shuttingDown)));
    this.runMs(1);
  }

  produce(
    messages: readonly number[],
    options: {
      acks?: -1 | 0 | 1;
      name?: string;
      client?: string;
      timeoutMs?: number;
      producerId?: number;
      producerEpoch?: number;
      baseSequence?: number;
      withinMs?: number;
    } = {},
  ): ProduceResponse["partitions"][number] | null {
    const { client = "client", withinMs = 2 } = options;
    const answer = this.ask<ProduceResponse>(client, "broker-1", produceRequest(messages, options), withinMs);
    return answer?.partitions[0] ?? null;
  }

  /** A fetch of a follower (its number) or a consumer (-1). */
  fetch(
    replica: number,
    offset: number,
    options: {
      name?: string;
      leaderEpoch?: number;
      lastEpoch?: number;
      maxWaitMs?: number;
      client?: string;
      withinMs?: number;
      replicaEpoch?: number;
    } = {},
  ): FetchResponse["partitions"][number] | null {
    const { name = PARTITION, leaderEpoch = -1, lastEpoch = -1, maxWaitMs = 500, withinMs = 2, replicaEpoch = replica } = options;
    const peer = options.client ?? (replica < 0 ? "client" : `broker-${replica}`);
    const answer = this.ask<FetchResponse>(
      peer,
      "broker-1",
      {
        type: "Fetch",
        replica,
        replicaEpoch: replica < 0 ? undefined : replicaEpoch,
        maxWaitUs: maxWaitMs * 1000,
        partitions: [{ name, offset, leaderEpoch, lastEpoch }],
      },
      withinMs,
    );
    return answer?.partitions[0] ?? null;
  }

  /** Both followers have everything: they ask for what comes next, and what is parked is let go. */
  replicate(name = PARTITION): void {
    for (const follower of [2, 3]) this.fetch(follower, this.replica(name).log.length, { name, withinMs: 2, maxWaitMs: 0 });
  }
}

export function produceRequest(
  messages: readonly number[],
  options: {
    acks?: -1 | 0 | 1;
    name?: string;
    timeoutMs?: number;
    producerId?: number;
    producerEpoch?: number;
    baseSequence?: number;
  } = {},
): Record<string, unknown> & { type: string } {
  const { acks = 1, name = PARTITION, timeoutMs = 30_000, producerId = -1, producerEpoch = 0, baseSequence = -1 } = options;
  const records = messages.map((message) => ({ message, poison: false }));
  return {
    type: "Produce",
    acks,
    timeoutUs: timeoutMs * 1000,
    producerId,
    partitions: [{ name, producerEpoch, baseSequence, records }],
    carries: messages,
  };
}

/** A record as a leader would hand it to a follower. */
export function record(offset: number, epoch: number, fields: Partial<LogRecord> = {}): LogRecord {
  return {
    offset,
    epoch,
    message: offset,
    poison: false,
    producerId: -1,
    producerEpoch: -1,
    sequence: -1,
    batchSize: 1,
    inBatch: 0,
    event: -1,
    ...fields,
  };
}
