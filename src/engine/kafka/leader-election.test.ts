import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { partition } from "./broker-stage.test-util.ts";
import { ControllerStage } from "./controller-stage.test-util.ts";

/** What the controller decides, event by event (test-data/kafka/leader_election.json). Each trace is played as far as the model goes. */
interface Step {
  event: string;
  arg: number | number[] | null;
  leader: number;
  isr: number[];
  leaderEpoch: number;
  partitionEpoch: number;
  uncleanElection: boolean;
}
interface Trace {
  name: string;
  replicas: number[];
  elrEnabled: boolean;
  uncleanLeaderElection: boolean;
  start: { leader: number; isr: number[] };
  steps: Step[];
}
const FILE = new URL("../../../test-data/kafka/leader_election.json", import.meta.url);
const { traces } = JSON.parse(readFileSync(FILE, "utf8")) as { traces: Trace[] };

/** Events that the model does not have; a trace ends before them. */
const NOT_MODELLED: Record<string, string> = {
  preferred: "leadership is never moved back (K-CTL-10 is absent)",
  uncleanElectionByOperator: "no such command",
};
/** Eligible leader replicas (K-CTL-08) are absent: their traces are left out. */
const played = traces.filter(({ elrEnabled }) => !elrEnabled);

test("eight traces of twelve are without eligible leader replicas, with most of their steps modelled", () => {
  expect([traces.length, played.length]).toEqual([12, 8]);
  const steps = played.flatMap((trace) => trace.steps);
  expect(steps.filter(({ event }) => event in NOT_MODELLED).length).toBe(2);
  expect(steps.length).toBe(30);
});

test.each(played.map((trace) => [trace.name, trace] as const))("K-CTL-02, K-CTL-04, K-CTL-05, K-CTL-06, K-CTL-07: %s", (_name, trace) => {
  const { replicas, start, uncleanLeaderElection } = trace;
  const stage = new ControllerStage([partition({ replicas, ...start })], { unclean: uncleanLeaderElection ? ["t"] : [] });
  for (const { event, arg, leader, isr, leaderEpoch, partitionEpoch } of trace.steps) {
    if (event in NOT_MODELLED) break;
    if (event === "fence") stage.lose(arg as number);
    else if (event === "unfence") stage.bringBack(arg as number);
    else expect(stage.alter(stage.partition().leader, arg as number[])).toBe("NONE");
    expect(stage.partition()).toMatchObject({ leader, isr, leaderEpoch, partitionEpoch });
  }
});
