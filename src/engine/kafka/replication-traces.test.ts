import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { brokerProcess } from "./broker.ts";
import { brokerConfig, image, partition, produceRequest, update } from "./broker-stage.test-util.ts";
import type { BrokerState } from "./broker-state.ts";
import type { Fetch, FetchResponse, PartitionState, ProduceResponse } from "./protocol.ts";
import type { Replica } from "./replica.ts";
import { Stage } from "./stage.test-util.ts";

/**
 * End offsets and high watermarks step by step (test-data/kafka/replication_hw_traces.json). Each broker is real on a stage of its own;
 * the test carries their fetches and answers across, one at a time. Who is not in the ISR is fenced, since it left by being lost.
 */
interface Step {
  op: "produce" | "fetch" | "isr" | "elect" | "truncate" | "note";
  count?: number;
  acks?: "all" | "1";
  follower?: number;
  replica?: number;
  to?: number;
  recordsDropped?: number;
  committedIsr?: number[];
  newLeader?: number;
  isr?: number[];
  result?: {
    appended?: boolean;
    lastOffset?: number;
    response?: string;
    fetchOffset?: number;
    records?: number;
    responseHighWatermark?: number;
    responseLost?: boolean;
    parked?: string;
  };
  state: { leader: number; isr: number[]; leo: Record<string, number>; hw: Record<string, number> };
}
interface Trace {
  name: string;
  replicas: number[];
  minInsyncReplicas: number;
  steps: Step[];
}
const FILE = new URL("../../../test-data/kafka/replication_hw_traces.json", import.meta.url);
const { traces } = JSON.parse(readFileSync(FILE, "utf8")) as { traces: Trace[] };

/**
 * Kafka's follower sets its high watermark to what the answer says, also back. The file says so in its rules; its states keep the higher
 * one, which makes a difference in one step: a new leader that knew of no high watermark yet answers 0 to a follower that knew of 2.
 */
function corrected({ op, follower, result, state }: Step): Step["state"] {
  if (op !== "fetch" || result?.responseHighWatermark === undefined || follower === undefined || result.responseLost) return state;
  return { ...state, hw: { ...state.hw, [follower]: Math.min(result.responseHighWatermark, state.leo[follower]) } };
}

class Cluster {
  private readonly stages = new Map<number, Stage>();
  private state: PartitionState;
  private version = 1;
  private message = 0;

  constructor({ replicas, minInsyncReplicas }: Trace) {
    this.state = partition({ replicas, isr: replicas });
    for (const broker of replicas) {
      const stage = new Stage();
      const config = brokerConfig(image(1, [this.state]), { broker, minInsyncReplicas: { t: minInsyncReplicas } });
      const others = [1, 2, 3].filter((other) => other !== broker);
      stage.start(
        stage.peer("controller"),
        { name: `broker-${broker}`, definition: brokerProcess, config },
        ...others.map((other) => stage.peer(`broker-${other}`, [`broker-${broker}`])),
        stage.peer("client", [`broker-${broker}`]),
      );
      this.stages.set(broker, stage);
    }
  }

  private stage(broker: number): Stage {
    return this.stages.get(broker) as Stage;
  }

  private replica(broker: number): Replica {
    return this.stage(broker).state<BrokerState>(`broker-${broker}`).replicas["t-0"];
  }

  private decide(changes: Partial<PartitionState>, told: readonly number[]): void {
    this.state = { ...this.state, partitionEpoch: this.state.partitionEpoch + 1, ...changes };
    this.version++;
    for (const broker of told) this.tell(broker);
  }

  private tell(broker: number): void {
    const fenced = [1, 2, 3].filter((other) => !this.state.isr.includes(other));
    this.stage(broker).send("controller", `broker-${broker}`, update(image(this.version, [this.state], fenced)));
    this.stage(broker).runMs(5);
  }

  /** The follower's newest fetch reaches the leader, and the answer the follower. */
  private exchange(follower: number, lost = false): { asked: Fetch; answer: FetchResponse["partitions"][number] } {
    const { leader } = this.state;
    const [there, here] = [this.stage(leader), this.stage(follower)];
    const noted = here.noted(`broker-${leader}`).findLast(({ message }) => message.type === "Fetch");
    if (noted === undefined) throw new Error(`broker ${follower} has not asked ${leader}`);
    const asked = noted.message as unknown as Fetch;
    const correlation = there.post(`broker-${follower}`, `broker-${leader}`, { ...asked });
    there.runMs(2);
    if (there.answerTo(`broker-${follower}`, correlation) === null) there.runMs(500);
    const answer = there.answerTo<FetchResponse>(`broker-${follower}`, correlation);
    if (answer === null) throw new Error("a fetch was not answered within its wait");
    if (lost) {
      here.hangUp(`broker-${leader}`, noted.connection);
      here.runMs(1300); // replica.fetch.backoff.ms
    } else {
      here.send(`broker-${leader}`, noted.connection, { ...answer, correlation: asked.correlation } as never);
      here.runMs(2);
    }
    return { asked, answer: answer.partitions[0] };
  }

  play(step: Step): void {
    const { result = {} } = step;
    switch (step.op) {
      case "note":
        break;
      case "produce": {
        const { leader } = this.state;
        const messages = Array.from({ length: step.count ?? 0 }, () => ++this.message);
        const request = produceRequest(messages, { acks: step.acks === "all" ? -1 : 1, timeoutMs: 900_000 });
        // Each from a client of its own: a connection whose acks=all write waits takes no further request.
        const client = `client-${this.message}`;
        const stage = this.stage(leader);
        stage.do({ do: "spawn", spec: stage.peer(client, [`broker-${leader}`]) });
        stage.runMs(5);
        const before = this.replica(leader).log.length;
        const answer = stage.ask<ProduceResponse>(client, `broker-${leader}`, request);
        expect(this.replica(leader).log.length > before).toBe(result.appended);
        if (result.lastOffset !== undefined) expect(this.replica(leader).log.length - 1).toBe(result.lastOffset);
        if (result.response !== undefined) expect(answer?.partitions[0].error).toBe(result.response);
        break;
      }
      case "fetch": {
        const { asked, answer } = this.exchange(step.follower as number, result.responseLost);
        expect(asked.partitions[0].offset).toBe(result.fetchOffset);
        expect(answer).toMatchObject({ error: "NONE", highWatermark: result.responseHighWatermark });
        expect(answer.records.length).toBe(result.records);
        break;
      }
      case "isr":
        this.decide({ isr: step.committedIsr }, [this.state.leader]);
        break;
      case "elect": {
        const old = this.state.leader;
        const changes = { leader: step.newLeader, isr: step.isr, leaderEpoch: this.state.leaderEpoch + 1 };
        this.decide(
          changes,
          this.state.replicas.filter((broker) => broker !== old),
        );
        break;
      }
      case "truncate": {
        const broker = step.replica as number;
        const before = this.replica(broker).log.length;
        this.tell(broker);
        const { answer } = this.exchange(broker);
        expect(answer.diverging).toBeDefined();
        expect(this.replica(broker).log.length).toBe(step.to);
        expect(before - this.replica(broker).log.length).toBe(step.recordsDropped);
        break;
      }
    }
    expect(this.seen()).toEqual(corrected(step));
  }

  private seen(): Step["state"] {
    const { replicas, leader } = this.state;
    const of = (value: (replica: Replica) => number) => Object.fromEntries(replicas.map((broker) => [broker, value(this.replica(broker))]));
    return {
      leader,
      isr: [...this.replica(leader).state.isr],
      leo: of(({ log }) => log.length),
      hw: of(({ highWatermark }) => highWatermark),
    };
  }
}

test("the file has its ten traces", () => {
  expect(traces.length).toBe(10);
  expect(traces.flatMap(({ steps }) => steps).length).toBeGreaterThan(75);
});

test.each(traces.map((trace) => [trace.name, trace] as const))(
  "K-BRK-02, K-BRK-03, K-BRK-05, K-BRK-12, K-BRK-31, K-BRK-33: %s",
  (_name, trace) => {
    const cluster = new Cluster(trace);
    for (const step of trace.steps) cluster.play(step);
  },
);
