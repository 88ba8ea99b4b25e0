import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SCENARIOS } from "../scenarios/index.ts";
import { MessageAccepted } from "./delivery/events.ts";
import { randomRun } from "./hunt/random-run.ts";
import { newRoster, type Roster, scriptOutcomes } from "./roster.ts";
import { laneContext, startRun } from "./run.ts";
import type { Action, Command, When } from "./scenario.ts";
import { compileScript, newLaneParts } from "./script.ts";
import { ProcessStarted, ProcessStopped } from "./sim/event-kinds.ts";
import { systemOf } from "./systems.ts";

const friday = SCENARIOS[0];
const SECONDS = 1000;

function roster(lane: number): Roster {
  const context = laneContext({ scenario: friday, seed: 1, script: [] }, friday.lanes[lane], lane, []);
  const parts = systemOf(friday.lanes[lane].system)
    .build(context)
    .map(({ name }) => name.slice(context.prefix.length));
  return newRoster(friday.lanes[lane], friday.services, friday.producers, parts);
}

const [KAFKA, RABBITMQ] = [0, 1];

/** What becomes of the last of these actions, one second after the other. */
function fate(lane: number, ...actions: (Action | [Action, When])[]): string {
  const script = actions.map((given, i): Command => {
    const [action, when] = Array.isArray(given) ? given : [given, { atMs: (i + 1) * SECONDS }];
    return { id: `c${i}`, when, action };
  });
  const outcome = scriptOutcomes(script, roster(lane)).get(`c${actions.length - 1}`);
  return outcome?.acts === false ? outcome.reason : "acts";
}

describe("a command that cannot act says why", () => {
  const remove = (part: string): Action => ({ do: "remove", part });
  test.each<[string, string]>([
    [fate(RABBITMQ, { do: "crash", part: "broker-2" }), "this lane has no broker-2"],
    [fate(KAFKA, { do: "crash", part: "broker-2" }), "acts"],
    [fate(KAFKA, remove("payment-1"), { do: "freeze", part: "payment-1" }), "payment-1 was removed at 1 s"],
    [fate(KAFKA, remove("payment-1"), remove("payment-1")), "payment-1 was removed at 1 s"],
    [fate(KAFKA, remove("payment-1"), { do: "restart", part: "payment-1" }), "acts"],
    [fate(KAFKA, remove("payment-1"), { do: "restart", part: "payment-1" }, { do: "crash", part: "payment-1" }), "acts"],
    [fate(KAFKA, { do: "restart", part: "payment-1" }), "nothing has taken payment-1 down by then"],
    [fate(KAFKA, { do: "stop", part: "payment-1" }, { do: "restart", part: "payment-1" }), "acts"],
    [
      fate(KAFKA, { do: "restart", part: "payment-1" }, [remove("payment-1"), { after: "WorkDone", delayMs: 0 }], {
        do: "restart",
        part: "payment-1",
      }),
      "acts",
    ],
    [
      fate(
        KAFKA,
        [
          { do: "crash", part: { of: "anchor" } },
          { after: "WorkDone", delayMs: 0 },
        ],
        [
          { do: "restart", part: "payment-1" },
          { after: "WorkDone", delayMs: 1 },
        ],
      ),
      "acts",
    ],
    [
      fate(
        KAFKA,
        [remove("payment-1"), { after: "WorkDone", delayMs: 0 }],
        [
          { do: "crash", part: "payment-1" },
          { after: "WorkDone", delayMs: 1 },
        ],
      ),
      "payment-1 was removed",
    ],
    [fate(KAFKA, { do: "addConsumer", service: "payment", name: "payment-1" }), "there is a payment-1 already"],
    [
      fate(KAFKA, remove("payment-1"), { do: "addConsumer", service: "payment", name: "payment-1" }),
      "payment-1 was there before; it can be started again",
    ],
    [fate(KAFKA, { do: "addConsumer", service: "bakery", name: "b" }), "there is no service bakery"],
    [fate(KAFKA, { do: "set", part: "broker-1", setting: "prefetch", value: 3 }), "Kafka has no setting prefetch"],
    [fate(KAFKA, { do: "set", part: "broker-1", setting: "max.poll.records", value: 3 }), "max.poll.records is not a setting of broker-1"],
    [fate(KAFKA, { do: "set", part: "payment", setting: "max.poll.records", value: 3 }), "acts"],
    [fate(KAFKA, { do: "set", part: "broker-1", setting: "min.insync.replicas", value: 1 }), "acts"],
    [fate(RABBITMQ, { do: "split", from: ["broker-1"], to: [], oneWay: false }), "this lane has no broker-1"],
    [fate(RABBITMQ, { do: "split", from: ["broker-1", "broker-2"], to: [], oneWay: false }), "this lane has none of broker-1, broker-2"],
    [fate(RABBITMQ, { do: "cutBefore", from: "broker-1", to: "*", type: "Produce" }), "this lane has no broker-1"],
  ])("%s", (told, expected) => {
    expect(told).toBe(expected);
  });
});

test("a command of another lane is not told of here", () => {
  const script: Command[] = [{ id: "c", when: { atMs: 1 }, lanes: ["kafka"], action: { do: "crash", part: "payment-1" } }];
  expect([...scriptOutcomes(script, roster(RABBITMQ)).keys()]).toEqual([]);
});

test("in random scripts a command is compiled exactly when it is said to act", () => {
  let silent = 0;
  fc.assert(
    fc.property(fc.nat(1_000_000), (seed) => {
      const run = randomRun(SCENARIOS, seed, { commands: 14 });
      run.scenario.lanes.forEach((spec, index) => {
        const system = systemOf(spec.system);
        const context = laneContext(run, spec, index, []);
        const parts = system.build(context).map(({ name }) => name.slice(context.prefix.length));
        const compiled = new Set(compileScript(run.script, newLaneParts(spec, system, context, parts)).map(({ name }) => name));
        const outcomes = scriptOutcomes(run.script, newRoster(spec, run.scenario.services, run.scenario.producers, parts));
        for (const { id, lanes } of run.script) {
          const acts = outcomes.get(id)?.acts;
          expect(acts).toBe(lanes !== undefined && !lanes.includes(spec.id) ? undefined : compiled.has(id));
          if (acts === false) silent++;
        }
      });
    }),
    { numRuns: 120 },
  );
  expect(silent).toBeGreaterThan(100);
});

describe.each(friday.lanes.map(({ id }, lane) => [id, lane] as const))("in the lane of %s", (id, lane) => {
  const run = (script: Command[], untilMs = 24_000) => {
    const simulation = startRun({ scenario: friday, seed: 7, script }, { only: lane });
    simulation.runUntil(untilMs * 1000);
    return simulation;
  };
  const times = ({ history, processes }: ReturnType<typeof run>, kind: number, part: string) =>
    Array.from({ length: history.length }, (_, event) => event)
      .filter((event) => history.kind(event) === kind && processes[history.process(event)]?.name === `${id}/${part}`)
      .map((event) => history.at(event) / 1e6);
  const parts = [...roster(lane).parts];

  test("every part can be stopped in good order, and is back when its time is over", () => {
    for (const part of parts) {
      const simulation = run([{ id: "stop", when: { atMs: 3000 }, action: { do: "stop", part }, forMs: 2000 }]);
      const [stopped] = times(simulation, ProcessStopped, part);
      expect(stopped, part).toBeGreaterThanOrEqual(3);
      expect(times(simulation, ProcessStarted, part).at(-1), part).toBeCloseTo(Math.max(5, stopped), 5);
      expect(simulation.process(`${id}/${part}`)?.status, part).toBe("up");
    }
  });

  test("every part that was removed is back when it is started again", () => {
    for (const part of parts) {
      const simulation = run([
        { id: "remove", when: { atMs: 3000 }, action: { do: "remove", part } },
        { id: "restart", when: { atMs: 9000 }, action: { do: "restart", part } },
      ]);
      expect(times(simulation, ProcessStopped, part).length, part).toBe(1);
      expect(times(simulation, ProcessStarted, part).at(-1), part).toBeGreaterThanOrEqual(9);
      expect(simulation.process(`${id}/${part}`)?.status, part).toBe("up");
    }
  });
});

test("a producer that was removed and comes back takes its share again, and no message is published by two", () => {
  const script: Command[] = [
    { id: "add", when: { atMs: 0 }, action: { do: "addProducer", name: "second" } },
    { id: "remove", when: { atMs: 4000 }, action: { do: "remove", part: "second" } },
    { id: "back", when: { atMs: 8000 }, action: { do: "restart", part: "second" } },
  ];
  friday.lanes.forEach(({ id }, lane) => {
    const simulation = startRun({ scenario: friday, seed: 7, script }, { only: lane });
    simulation.runUntil(20_000_000);
    const { history } = simulation;
    const accepted = Array.from({ length: history.length }, (_, event) => history.event(event)).filter(
      ({ kind }) => kind === MessageAccepted,
    );
    const numbers = accepted.map(({ message }) => message);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers.length).toBe(friday.workload.kind === "list" ? friday.workload.messages.length : 0);
    const second = simulation.process(`${id}/second`)?.id;
    const bySecond = accepted.filter(({ process }) => process === second).map(({ at }) => at / 1e6);
    expect(bySecond.some((at) => at < 4)).toBe(true);
    expect(bySecond.filter((at) => at > 4 && at < 8)).toEqual([]);
    expect(bySecond.some((at) => at > 8)).toBe(true);
  });
});
