import { beforeEach, expect, test } from "vitest";
import { withSetting } from "../../engine/lane-settings.ts";
import type { Run } from "../../engine/scenario.ts";
import { checkRun } from "../../scenarios/check.ts";
import { findScenario, runOf } from "../../scenarios/index.ts";
import { bothRuns, keepBoth, keepBothProblem } from "../edited/keep-both.ts";
import { useDesk } from "./desk.ts";
import { differences } from "./differences.ts";
import { laneName } from "./lane-names.ts";
import { followLanes } from "./lanes-shown.ts";
import { addCommand, editRun, redo, runEdited, undo, useRun } from "./run.ts";

const original = runOf(findScenario("friday-rush") ?? fail());

function fail(): never {
  throw new Error("no such scenario");
}

function withSession(ms: number, place = 0): (run: Run) => Run {
  return (run) => ({
    ...run,
    scenario: {
      ...run.scenario,
      lanes: run.scenario.lanes.map((lane, i) => (i === place ? withSetting(lane, "consumer", "session.timeout.ms", ms) : lane)),
    },
  });
}

beforeEach(() => {
  useRun.setState({ run: original, edited: null, past: [], future: [] });
  useDesk.setState({ hiddenLanes: [], laneShown: 0 });
});

test("a change from the start waits: the run on the screen stays, and what changed is told with both values", () => {
  editRun(withSession(45_000));
  const { run, edited } = useRun.getState();
  expect(run).toBe(original);
  expect(differences(run, edited ?? run)).toEqual([{ text: "session.timeout.ms changed from 3000 to 45000", lane: 0 }]);
});

test("several changes wait together, and setting one back to what it was is no change", () => {
  editRun(withSession(45_000));
  editRun((run) => ({ ...run, seed: 5, scenario: { ...run.scenario, database: { idempotent: true } } }));
  const texts = () => differences(original, useRun.getState().edited ?? original).map(({ text }) => text);
  expect(texts()).toEqual([
    "The seed changed from 7341 to 5",
    "The database became idempotent",
    "session.timeout.ms changed from 3000 to 45000",
  ]);
  editRun((run) => ({ ...run, seed: 7341, scenario: { ...run.scenario, database: { idempotent: false } } }));
  editRun(withSession(3000));
  expect(useRun.getState().edited).toBeNull();
  const { past } = useRun.getState();
  editRun(withSession(3000));
  expect(useRun.getState().past).toBe(past);
});

test("run again is one step of undo with all that was changed, and redo runs it again", () => {
  editRun(withSession(9000));
  editRun(withSession(45_000));
  runEdited();
  const changed = useRun.getState().run;
  expect(changed).toEqual(withSession(45_000)(original));
  undo();
  expect(useRun.getState()).toMatchObject({ run: original, edited: null });
  redo();
  expect(useRun.getState()).toMatchObject({ run: changed, edited: null });
});

test("undo while changes wait takes back the last of them", () => {
  editRun(withSession(9000));
  editRun(withSession(45_000));
  undo();
  expect(useRun.getState().edited).toEqual(withSession(9000)(original));
  undo();
  expect(useRun.getState()).toMatchObject({ run: original, edited: null });
});

test("a fault that is placed while a change waits belongs to both runs", () => {
  editRun(withSession(45_000));
  addCommand({ id: "freeze-1", when: { atMs: 5000 }, action: { do: "freeze", part: "payment-2" } });
  const { run, edited } = useRun.getState();
  expect(run.script.map(({ id }) => id)).toContain("freeze-1");
  expect(edited?.script).toEqual(run.script);
  expect(differences(run, edited ?? run)).toHaveLength(1);
});

test("both are kept: the changed lane stands below the one it was, with a name of its own, and only the two are drawn", () => {
  const stop = followLanes();
  editRun(withSession(45_000));
  keepBoth();
  const { run } = useRun.getState();
  expect(run.scenario.lanes.map(({ id }) => id)).toEqual(["kafka", "kafka-2", "rabbitmq", "direct"]);
  expect(checkRun(run)).toEqual([]);
  expect(run.scenario.lanes.map((_, lane) => laneName(run.scenario.lanes, lane).full)).toEqual([
    "Kafka",
    "Kafka, session.timeout.ms 45000",
    "RabbitMQ",
    "Direct call",
  ]);
  expect(laneName(run.scenario.lanes, 1).short).toBe("Kafka 2");
  expect(useDesk.getState()).toMatchObject({ hiddenLanes: [2, 3], laneShown: 1 });
  undo();
  expect(useRun.getState().run).toBe(original);
  expect(useDesk.getState()).toMatchObject({ hiddenLanes: [], laneShown: 0 });
  redo();
  expect(useDesk.getState().hiddenLanes).toEqual([2, 3]);
  stop();
});

test("commands for the lane are commands for its twin; those for all lanes and for others stay as they are", () => {
  const script = [
    { id: "one", when: { atMs: 1 }, lanes: ["kafka"], action: { do: "crash", part: "broker-1" } },
    { id: "all", when: { atMs: 2 }, action: { do: "crash", part: "payment-1" } },
    { id: "other", when: { atMs: 3 }, lanes: ["rabbitmq"], action: { do: "crash", part: "node-1" } },
  ] as const;
  const before: Run = { ...original, script };
  const { run } = bothRuns(before, withSession(45_000)(before));
  expect(run.script.map(({ lanes }) => lanes)).toEqual([["kafka", "kafka-2"], undefined, ["rabbitmq"]]);
});

test("what all lanes share cannot be kept twice, nor more lanes than a run may have; both say so", () => {
  expect(keepBothProblem(original, { ...original, seed: 1 })).toContain("the same for all lanes");
  expect(keepBothProblem(original, withSession(45_000)(original))).toBeNull();
  const { run } = bothRuns(original, withSession(45_000)(original));
  expect(keepBothProblem(run, withSession(9000, 1)(run))).toBe("A run has at most 4 lanes; this would need 5.");
  expect(differences(run, withSession(9000, 1)(run))).toEqual([
    { text: "session.timeout.ms changed from 45000 to 9000 in kafka-2", lane: 1 },
  ]);
});
