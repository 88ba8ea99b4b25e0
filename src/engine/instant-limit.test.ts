import { expect, test } from "vitest";
import { timelessRun as timeless } from "../scenarios/timeless.test-util.ts";
import { judgeLane } from "./delivery/checkers/index.ts";
import { huntRun } from "./hunt/hunt-run.ts";
import { factsOf, finishRun } from "./run.ts";
import type { Run } from "./scenario.ts";
import { LimitReached, RunEnded } from "./sim/event-kinds.ts";

test("R-ACK-05: a message that is handed back and comes again in no time ends the run at a limit that has a name", () => {
  const run = timeless();
  const simulation = finishRun(run);
  const { history } = simulation;
  expect(simulation.stopped).toBe("eventsPerInstant");
  const [limit, end] = [history.length - 2, history.length - 1];
  expect([history.kind(limit), history.kind(end)]).toEqual([LimitReached, RunEnded]);
  expect(history.strings.text(history.a(limit))).toBe("200,000 events in one instant");
  expect(history.at(end)).toBe(history.at(limit));
  expect(simulation.now).toBe(history.at(limit));
  // It ended in the middle of its work: nothing is held of what might still have come.
  const lanes = simulation.processes.map(({ lane }) => lane);
  const verdicts = judgeLane(history, 0, lanes, factsOf(run)[0]).verdicts.map(({ verdict }) => verdict);
  expect(new Set(verdicts)).not.toContain("held");
  expect(verdicts).toContain("open");
});

test("a random run that takes no time may come to that limit, and no other", () => {
  expect(huntRun(timeless()).findings).toEqual([]);
  const slow = timeless();
  const late: Run = { ...slow, scenario: { ...slow.scenario, network: { latency: { kind: "constant", ms: 1 } } } };
  expect(huntRun(late).findings).toEqual([]);
});
