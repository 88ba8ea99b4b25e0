import { PARTITION, produceRequest } from "./broker-stage.test-util.ts";
import { ClusterStage } from "./cluster-stage.test-util.ts";
import { isRetriable, type KafkaError } from "./errors.ts";
import { brokerInfo, type ClusterImage, type FetchResponse, type PartitionState, type ProduceResponse } from "./protocol.ts";

/**
 * Plays what was done to a real cluster (test-data/kafka/transcripts) on three brokers and a controller, all real here as well. Producers
 * and readers are scripted: they ask the leader, and ask again as the recorded clients did.
 */
export interface Transcript {
  id: string;
  title: string;
  setup: {
    brokers: number[];
    brokerConfig: Record<string, string>;
    topics: { name: string; partitions: number; replication: number; configs?: Record<string, string> }[];
    clients: Record<string, { kind: string; config: Record<string, string> }>;
  };
  steps: TranscriptStep[];
  observed: { brokers: string[]; steps: ({ step: number } & Record<string, unknown>)[] }[];
}
export interface TranscriptStep {
  op: string;
  producer?: string;
  consumer?: string;
  handle?: string;
  value?: string;
  broker?: number;
  follower?: number;
  leader?: number;
  isr?: number[];
  want?: number;
  ms?: number;
}

interface Sending {
  message: number;
  /** Of an idempotent producer; -1 otherwise. */
  producerId: number;
  sequence: number;
  retries: number;
  /** Not tried again before. */
  notBeforeMs: number;
  acks: -1 | 1;
  timeoutMs: number;
  untilMs: number;
  peer: string;
  correlation: number;
  offset: number | null;
  error: KafkaError | null;
  lastError: KafkaError;
}

const TICK_MS = 100;
const RETRY_MS = 1000;
const KNOWN = ["broker.session.timeout.ms", "broker.heartbeat.interval.ms", "replica.lag.time.max.ms"];

export class TranscriptPlayer {
  readonly stage: ClusterStage;
  private readonly values: string[] = [];
  private readonly sendings: Record<string, Sending> = {};
  private readonly positions: Record<string, number> = {};
  private clients = 0;

  constructor(private readonly transcript: Transcript) {
    const { brokers, brokerConfig, topics } = transcript.setup;
    const broker = Object.fromEntries(KNOWN.flatMap((name) => (name in brokerConfig ? [[name, Number(brokerConfig[name])]] : [])));
    const config = Object.fromEntries(Object.entries(topics[0].configs ?? {}).map(([name, value]) => [name, Number(value)]));
    this.stage = new ClusterStage({
      brokers: brokers.length,
      topics: [{ name: "t", partitions: topics[0].partitions, replicationFactor: topics[0].replication, config }],
      broker: { ...broker, "offsets.topic.num.partitions": 1 },
    });
  }

  /** What is seen after a step, as the transcript writes it. */
  play(step: TranscriptStep): Record<string, unknown> {
    const { stage } = this;
    const broker = `broker-${step.broker}`;
    switch (step.op) {
      case "produce": {
        const sending = this.send(step);
        this.until(() => sending.offset !== null || sending.error !== null, 200_000);
        return this.outcome(sending);
      }
      case "send":
        this.sendings[step.handle ?? ""] = this.send(step);
        return {};
      case "result": {
        const sending = this.sendings[step.handle ?? ""];
        this.until(() => sending.offset !== null || sending.error !== null, step.ms ?? 0);
        return sending.offset === null && sending.error === null ? { pending: true } : { ...this.outcome(sending), partition: 0 };
      }
      case "advance":
        this.advance(step.ms ?? 0);
        return {};
      case "kill-broker":
        stage.do({ do: "crash", process: broker });
        return {};
      case "stop-broker":
        stage.do({ do: "tell", process: broker, message: { type: "Stop" } });
        this.until(() => stage.status(broker) === "stopped", 60_000);
        return {};
      case "start-broker":
        stage.do({ do: "restart", process: broker });
        this.until(() => brokerInfo(this.image, step.broker ?? 0)?.fenced === false && stage.status(broker) === "up", 60_000);
        return {};
      case "cut-from-controller":
        stage.split(broker, [broker], ["controller"]);
        return {};
      case "rejoin-controller":
        stage.heal(broker);
        return {};
      case "stall-replication":
        stage.do({
          do: "split",
          fault: `stall ${step.follower}`,
          from: [`broker-${step.follower}`],
          to: [`broker-${step.leader}`],
          oneWay: false,
        });
        return {};
      case "resume-replication":
        stage.heal(`stall ${step.follower}`);
        return {};
      case "wait-for":
        return { ok: this.until(() => this.isAsWanted(step), step.ms ?? 0) };
      case "describe-topic":
        return { partitions: [this.description] };
      case "list-offsets": {
        const { log, highWatermark } = stage.replica(this.partition.leader);
        return { earliest: log.base, latest: highWatermark, latestStable: highWatermark };
      }
      case "read-log":
        return { batches: this.batches(step.broker ?? 0) };
      case "assign":
        this.positions[step.consumer ?? ""] = 0;
        return {};
      case "poll":
        return { records: this.poll(step) };
      default:
        throw new Error(`no such step: ${step.op}`);
    }
  }

  private get image(): ClusterImage {
    return this.stage.state<{ image: ClusterImage }>("controller").image;
  }

  private get partition(): PartitionState {
    return this.stage.partition;
  }

  private get description(): Record<string, unknown> {
    const { leader, replicas, isr, elr, lastKnownElr } = this.partition;
    const sorted = [...isr].sort((one, other) => one - other);
    return {
      partition: 0,
      leader,
      replicas,
      isr: sorted,
      ...(elr.length === 0 ? {} : { elr }),
      ...(lastKnownElr.length === 0 ? {} : { lastKnownElr }),
    };
  }

  private isAsWanted({ leader, isr }: TranscriptStep): boolean {
    if (leader !== undefined && this.partition.leader !== leader) return false;
    return isr === undefined || JSON.stringify(this.description.isr) === JSON.stringify(isr);
  }

  private batches(broker: number): Record<string, unknown>[] {
    const records = this.stage.replica(broker).log.chunks.flat();
    return records.map(({ offset, epoch, message }) => ({
      base: offset,
      last: offset,
      leaderEpoch: epoch,
      records: [this.values[message]],
    }));
  }

  private advance(ms: number): void {
    this.until(() => false, ms);
  }

  /** Lets time pass, with clients that go on trying, until something is so. */
  private until(done: () => boolean, ms: number): boolean {
    const end = this.stage.nowMs + ms;
    for (;;) {
      for (const sending of this.open) this.attend(sending);
      if (done()) return true;
      if (this.stage.nowMs >= end) return false;
      this.stage.runMs(Math.min(TICK_MS, end - this.stage.nowMs));
    }
  }

  private readonly open: Sending[] = [];

  private send({ producer = "", value = "" }: TranscriptStep): Sending {
    const config = this.transcript.setup.clients[producer].config;
    const message = this.values.push(value) - 1;
    const idempotent = config["enable.idempotence"] !== "false" && config.retries !== "0" && config.acks !== "1";
    const producers = Object.keys(this.transcript.setup.clients);
    const sending: Sending = {
      message,
      producerId: idempotent ? producers.indexOf(producer) : -1,
      sequence: idempotent ? this.open.filter(({ producerId }) => producerId === producers.indexOf(producer)).length : -1,
      retries: Number(config.retries ?? Number.MAX_SAFE_INTEGER),
      notBeforeMs: 0,
      acks: config.acks === "1" ? 1 : -1,
      timeoutMs: Number(config["request.timeout.ms"] ?? 30_000),
      untilMs: this.stage.nowMs + Number(config["delivery.timeout.ms"] ?? 120_000),
      peer: "",
      correlation: -1,
      offset: null,
      error: null,
      lastError: "REQUEST_TIMED_OUT",
    };
    this.open.push(sending);
    return sending;
  }

  /** One attempt at a time, each by a connection of its own to the present leader. */
  private attend(sending: Sending): void {
    const { stage } = this;
    if (sending.offset !== null || sending.error !== null) return;
    const answer = sending.peer === "" ? null : stage.answerTo<ProduceResponse>(sending.peer, sending.correlation);
    if (answer !== null) {
      const [{ error, baseOffset }] = answer.partitions;
      if (error === "NONE") sending.offset = baseOffset;
      else if (!isRetriable(error) || sending.retries-- === 0) sending.error = error;
      sending.lastError = error;
      sending.peer = "";
      sending.notBeforeMs = stage.nowMs + RETRY_MS;
    } else if (sending.peer !== "" && stage.closed(sending.peer).length > 0) sending.peer = "";
    if (sending.offset !== null || sending.error !== null) return;
    if (stage.nowMs >= sending.untilMs) {
      sending.error = sending.lastError;
      return;
    }
    const { leader } = this.partition;
    if (sending.peer !== "" || stage.nowMs < sending.notBeforeMs || leader < 0 || stage.status(`broker-${leader}`) !== "up") return;
    const peer = `producer-${++this.clients}`;
    stage.do({ do: "spawn", spec: stage.peer(peer, [`broker-${leader}`]) });
    stage.runMs(3);
    sending.peer = peer;
    const { message, acks, timeoutMs, producerId, sequence } = sending;
    const request = produceRequest([message], { acks, timeoutMs, name: PARTITION, producerId, baseSequence: sequence });
    sending.correlation = stage.post(peer, `broker-${leader}`, request);
    stage.runMs(3);
    this.attend(sending);
  }

  private outcome({ offset, error }: Sending): Record<string, unknown> {
    return offset === null ? { code: error } : { offset };
  }

  private readonly readers: Record<number, string> = {};

  private reader(leader: number): string {
    const { stage } = this;
    const known = this.readers[leader];
    if (known !== undefined && stage.closed(known).length === 0) return known;
    const peer = `reader-${++this.clients}`;
    stage.do({ do: "spawn", spec: stage.peer(peer, [`broker-${leader}`]) });
    stage.runMs(3);
    this.readers[leader] = peer;
    return peer;
  }

  private poll({ consumer = "", want = 0, ms = 0 }: TranscriptStep): Record<string, unknown>[] {
    const { stage } = this;
    const read: Record<string, unknown>[] = [];
    this.until(() => {
      const { leader } = this.partition;
      if (leader < 0 || stage.status(`broker-${leader}`) !== "up") return false;
      const peer = this.reader(leader);
      const offset = this.positions[consumer];
      const partitions = [{ name: PARTITION, offset, leaderEpoch: -1, lastEpoch: -1 }];
      const answer = stage.ask<FetchResponse>(peer, `broker-${leader}`, { type: "Fetch", replica: -1, maxWaitUs: 0, partitions });
      for (const record of answer?.partitions[0]?.records ?? []) {
        if (record.offset < offset) continue;
        read.push({ topic: "t", partition: 0, offset: record.offset, value: this.values[record.message] });
        this.positions[consumer] = record.offset + 1;
      }
      return want > 0 && read.length >= want;
    }, ms);
    return read;
  }
}
