import type { SettingValues } from "../delivery/settings.ts";
import type { BusinessMessage } from "../delivery/workload-spec.ts";
import { image, partition } from "./broker-stage.test-util.ts";
import type { KafkaError } from "./errors.ts";
import { partitionForKey } from "./murmur2.ts";
import { producerConfig } from "./producer-config.ts";
import type { ProducerState } from "./producer-state.ts";
import type { PartitionState, Produce, ProduceResponse } from "./protocol.ts";
import { Stage } from "./stage.test-util.ts";
import { producingProgram } from "./topology.ts";

/** A key that hashes to this partition of so many. */
export function keyOf(number: number, partitions: number): string {
  for (let i = 0; ; i++) if (partitionForKey(`key-${i}`, partitions) === number) return `key-${i}`;
}

export interface Given {
  atMs: number;
  partition?: number;
  key?: string;
  bytes?: number;
}

type Outcome = KafkaError | { error: KafkaError; leader: number; leaderEpoch: number } | "silence";

/** One producer for real, whose messages are numbered in the order of their times; brokers 1 to 3 are scripted. Brokers answer metadata and producer ids by themselves, produce requests as told. */
export class ProducerStage extends Stage {
  /** What the brokers answer to a produce request's partition, by default that it is stored. */
  decide: (request: Produce, name: string, broker: string) => Outcome = () => "NONE";
  /** What was stored, in the order of the requests: `partition: messages`. */
  readonly stored: string[] = [];
  partitions: readonly PartitionState[];
  version = 1;
  nextProducerId = 100;

  constructor(given: readonly Given[], settings: SettingValues = {}, partitions: readonly PartitionState[] = [partition()]) {
    super();
    this.partitions = partitions;
    const messages = [...given]
      .sort((one, other) => one.atMs - other.atMs)
      .map(
        ({ atMs, partition: wanted = 0, key = keyOf(wanted, Math.max(1, partitions.length)), bytes = 100 }, index): BusinessMessage => ({
          number: index + 1,
          atUs: atMs * 1000,
          key,
          type: "x",
          sizeBytes: bytes,
          poison: false,
        }),
      );
    const checked = producerConfig(settings);
    if ("error" in checked) throw new Error(checked.error);
    const share = { index: 0, of: 1, fromUs: 0 };
    const program = producingProgram(
      { publishes: [{ topic: "t" }], bootstrap: ["broker-1"], config: checked.config },
      Object.freeze(messages),
      share,
    );
    const brokers = [1, 2, 3].map((broker) => this.peer(`broker-${broker}`));
    for (const { name } of brokers) this.script(name);
    this.start(...brokers, { name: "app", ...program });
  }

  private script(broker: string): void {
    this.answer(broker, "Metadata", ({ correlation }: { type: string; correlation: number }) => ({
      type: "MetadataResponse",
      correlation,
      image: image(this.version, this.partitions),
    }));
    this.answer(broker, "InitProducerId", ({ correlation }: { type: string; correlation: number }) => ({
      type: "InitProducerIdResponse",
      correlation,
      producerId: this.nextProducerId++,
    }));
    this.answer(broker, "Produce", (request: Produce) => {
      const outcomes = request.partitions.map(({ name }) => this.decide(request, name, broker));
      request.partitions.forEach(({ name, records }, i) => {
        if (outcomes[i] === "NONE") this.stored.push(`${name}: ${records.map(({ message }) => message).join(" ")}`);
      });
      return outcomes.includes("silence") || request.acks === 0 ? null : response(request, outcomes as Exclude<Outcome, "silence">[]);
    });
  }

  get producer(): ProducerState {
    return this.state<ProducerState>("app");
  }

  /** The cluster changes; the producer hears of it when it asks. */
  move(changes: Partial<PartitionState>, name = "t-0"): void {
    this.version++;
    this.partitions = this.partitions.map((known) => (known.name === name ? { ...known, ...changes } : known));
  }

  /** The produce requests that a broker received, with their time. */
  requests(broker = "broker-1"): { atMs: number; request: Produce }[] {
    return this.noted(broker)
      .filter(({ message }) => message.type === "Produce")
      .map(({ atMs, message }) => ({ atMs, request: message as unknown as Produce }));
  }

  /** The same, as the messages of each partition: `0: 1 2 | 1: 3`. */
  sent(broker = "broker-1"): string[] {
    return this.requests(broker).map(({ request }) =>
      request.partitions.map(({ name, records }) => `${name.slice(2)}: ${records.map(({ message }) => message).join(" ")}`).join(" | "),
    );
  }

  /** Answers a request that was met with silence. */
  reply(broker: string, index: number, error: KafkaError): void {
    const { request } = this.requests(broker)[index];
    this.send(
      broker,
      "app",
      response(
        request,
        request.partitions.map(() => error),
      ) as never,
    );
    this.runMs(1);
  }

  outcomes(kind: "MessageConfirmed" | "MessageRefused" | "MessageUnresolved"): number[] {
    return this.events(kind).map(({ message }) => message);
  }
}

function response(request: Produce, outcomes: readonly Exclude<Outcome, "silence">[]): ProduceResponse {
  return {
    type: "ProduceResponse",
    correlation: request.correlation,
    partitions: request.partitions.map(({ name }, i) => {
      const outcome = outcomes[i];
      if (typeof outcome === "string") return { name, error: outcome, baseOffset: 0 };
      return { name, error: outcome.error, baseOffset: -1, currentLeader: { leader: outcome.leader, leaderEpoch: outcome.leaderEpoch } };
    }),
  };
}
