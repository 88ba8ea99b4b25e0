import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { partition } from "./broker-stage.test-util.ts";
import { ControllerStage } from "./controller-stage.test-util.ts";
import { decidePartition } from "./partition-change.ts";

/** What the controller decides (test-data/kafka/leader_election.json): single decisions, and traces that are played event by event. */
interface Roles {
  leader: number;
  isr: number[];
  elr: number[];
  lastKnownLeader: number[];
}
interface Case {
  name: string;
  before: Roles & { replicas: number[] };
  aliveAndNotShuttingDown: number[];
  minIsr: number;
  elrEnabled: boolean;
  election: "PREFERRED" | "ONLINE" | "UNCLEAN";
  requestedIsr?: number[];
  newReplicas?: number[];
  uncleanShutdown?: number[];
  after: Roles & { leaderEpochDelta: number; unclean: boolean };
}
interface Step extends Roles {
  event: string;
  arg: number | number[] | null;
  leaderEpoch: number;
  partitionEpoch: number;
  uncleanElection: boolean;
}
interface Trace {
  name: string;
  replicas: number[];
  minIsr: number;
  elrEnabled: boolean;
  uncleanLeaderElection: boolean;
  start: { leader: number; isr: number[] };
  steps: Step[];
}
const FILE = new URL("../../../test-data/kafka/leader_election.json", import.meta.url);
const { cases, traces } = JSON.parse(readFileSync(FILE, "utf8")) as { cases: Case[]; traces: Trace[] };

describe("K-CTL-04, K-CTL-06, K-CTL-07, K-CTL-08: facts of Kafka's own tests", () => {
  test("the file has nineteen of them, ten with eligible leader replicas", () => {
    expect([cases.length, cases.filter(({ elrEnabled }) => elrEnabled).length]).toEqual([19, 10]);
  });

  test.each(cases.map((one) => [one.name, one] as const))("%s", (_name, { before, after, ...wish }) => {
    const { leader, isr, elr, lastKnownLeader } = before;
    const replicas = wish.newReplicas ?? before.replicas;
    const decision = decidePartition(partition({ replicas, leader, isr, elr, lastKnownElr: lastKnownLeader }), {
      isr: wish.requestedIsr,
      election: wish.election.toLowerCase() as "preferred" | "online" | "unclean",
      uncleanShutdown: wish.uncleanShutdown?.[0],
      acceptable: (broker) => wish.aliveAndNotShuttingDown.includes(broker),
      minIsr: wish.minIsr,
      elrEnabled: wish.elrEnabled,
    });
    expect(decision).toMatchObject({ leader: after.leader, isr: after.isr, elr: after.elr, lastKnownElr: after.lastKnownLeader });
    expect(decision.by === "unclean" || decision.by === "last known").toBe(after.unclean);
  });
});

/** A trace ends before an event that the model does not have. */
const NOT_MODELLED = "uncleanElectionByOperator";
/** Between two looks for preferred leaders: longer than any trace lasts without one. */
const REBALANCE_MS = 1_000_000;

test("the file has twelve traces, four with eligible leader replicas, and one event that is not modelled", () => {
  expect([traces.length, traces.filter(({ elrEnabled }) => elrEnabled).length]).toEqual([12, 4]);
  expect(traces.flatMap(({ steps }) => steps).filter(({ event }) => event === NOT_MODELLED).length).toBe(1);
});

test.each(traces.map((trace) => [trace.name, trace] as const))(
  "K-CTL-02, K-CTL-04, K-CTL-05, K-CTL-06, K-CTL-07, K-CTL-08, K-CTL-09, K-CTL-10: %s",
  (_name, trace) => {
    const { replicas, start, uncleanLeaderElection, minIsr, elrEnabled } = trace;
    const stage = new ControllerStage([partition({ replicas, ...start })], {
      unclean: uncleanLeaderElection ? ["t"] : [],
      minInsyncReplicas: { t: minIsr },
      elrEnabled,
      rebalanceIntervalUs: REBALANCE_MS * 1000,
    });
    for (const { event, arg, leader, isr, elr, lastKnownLeader, leaderEpoch, partitionEpoch } of trace.steps) {
      if (event === NOT_MODELLED) break;
      if (event === "fence") stage.lose(arg as number);
      else if (event === "unfence") stage.wake(arg as number);
      else if (event === "uncleanRegister") expect(stage.register(arg as number, stage.epochs[arg as number] + 1)).toBe("NONE");
      else if (event === "preferred") stage.liveMs(REBALANCE_MS + 1000 - stage.nowMs);
      else expect(stage.alter(stage.partition().leader, arg as number[])).toBe("NONE");
      expect(stage.partition()).toMatchObject({ leader, isr, elr, lastKnownElr: lastKnownLeader, leaderEpoch, partitionEpoch });
    }
  },
);
