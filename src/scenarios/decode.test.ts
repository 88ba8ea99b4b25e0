import { describe, expect, test } from "vitest";
import { decodeRun } from "./decode.ts";
import { runOf, SCENARIOS } from "./index.ts";

// biome-ignore lint/suspicious/noExplicitAny: wrong input is the point
function broken(change: (run: any) => void): unknown {
  const run = JSON.parse(JSON.stringify(runOf(SCENARIOS[0])));
  change(run);
  return run;
}

describe("a run from outside is refused with the name of the field", () => {
  // biome-ignore lint/suspicious/noExplicitAny: wrong input is the point
  const cases: [string, (run: any) => void, string, RegExp][] = [
    ["no object", () => {}, "run", /^must be an object$/],
    ["a negative duration", (run) => (run.scenario.durationMs = -1), "scenario.durationMs", /^must be more than 0$/],
    ["an unknown field", (run) => (run.scenario.colour = "red"), "scenario", /^has no field "colour"$/],
    ["a number as text", (run) => (run.seed = "7"), "seed", /^must be a number$/],
    ["half a consumer", (run) => (run.scenario.services[0].consumers = 1.5), "scenario.services[0].consumers", /^must be a whole number$/],
    ["too many consumers", (run) => (run.scenario.services[0].consumers = 13), "scenario.services[0].consumers", /^must be at most 12$/],
    ["no lane", (run) => (run.scenario.lanes = []), "scenario.lanes", /^must have at least 1 entry$/],
    ["a title without end", (run) => (run.scenario.title = "x".repeat(401)), "scenario.title", /^must have at most 400 characters$/],
    [
      "a system that is none",
      (run) => (run.scenario.lanes[0].system = "post"),
      "scenario.lanes[0].system",
      /^must be one of kafka, rabbitmq, direct$/,
    ],
    [
      "a settling that is none",
      (run) => (run.scenario.services[0].settle = "now"),
      "scenario.services[0].settle",
      /^must be one of after, before, auto$/,
    ],
    ["a moment that is none", (run) => (run.script[0].when = {}), "script[0].when", /^has none of the forms/],
    ["a lane that is there twice", (run) => (run.scenario.lanes[1].id = "kafka"), "scenario.lanes[1]", /used twice/],
    [
      "a setting that does not exist",
      (run) => (run.scenario.lanes[0].settings.producer["ack"] = "all"),
      'scenario.lanes[0].settings.producer["ack"]',
      /no producer setting/,
    ],
    [
      "a setting of a wrong kind",
      (run) => (run.scenario.lanes[0].settings.consumer["session.timeout.ms"] = "soon"),
      'scenario.lanes[0].settings.consumer["session.timeout.ms"]',
      /whole number/,
    ],
    [
      "a setting outside its choices",
      (run) => (run.scenario.lanes[0].settings.producer["acks"] = "2"),
      'scenario.lanes[0].settings.producer["acks"]',
      /one of 0, 1, all/,
    ],
    [
      "more replicas than brokers",
      (run) => (run.scenario.lanes[0].settings.brokers = 2),
      "scenario.lanes[0].settings.topics[0].replicationFactor",
      /wants 3 replicas/,
    ],
    [
      "a binding to nowhere",
      (run) => (run.scenario.lanes[1].settings.bindings[0].queue = "nobody"),
      "scenario.lanes[1].settings.bindings[0].queue",
      /no queue/,
    ],
    [
      "a name that every object has",
      (run) => (run.scenario.lanes[0].settings.topics[0].name = "constructor"),
      "scenario.lanes[0].settings.topics[0].name",
      /reserved/,
    ],
    ["an event kind that does not exist", (run) => (run.script[0].when.after = "Nothing"), "script[0].when.after", /no kind of event/],
    ["a command for a lane that is not there", (run) => (run.script[0].lanes = ["pulsar"]), "script[0].lanes", /no lane/],
    [
      "whoever it was, at a time",
      (run) => (run.script = [{ id: "c", when: { atMs: 5 }, action: { do: "crash", part: { of: "anchor" } } }]),
      "script[0].action.part",
      /no event whose part/,
    ],
    ["two commands of one name", (run) => run.script.push(run.script[0]), "script[1]", /used twice/],
    ["a tape that nobody writes", (run) => (run.scenario.tape = "nothing"), "scenario.tape", /no service writes/],
    [
      "far too many messages",
      (run) => {
        run.scenario.workload = {
          kind: "generated",
          arrivals: { kind: "steady", perSecond: 900_000 },
          fromMs: 0,
          untilMs: 10_000,
          keys: { kind: "uniform", count: 2 },
          firstKey: 1,
          types: [{ name: "t", weight: 1 }],
          sizes: { kind: "constant", bytes: 1 },
          poison: [],
        };
      },
      "scenario.workload.arrivals",
      /limit is 20000/,
    ],
  ];
  test.each(cases)("%s", (name, change, path, words) => {
    const decoded = decodeRun(name === "no object" ? "text" : broken(change));
    expect(decoded.ok).toBe(false);
    if (decoded.ok) return;
    expect(decoded.errors[0].path).toBe(path);
    expect(decoded.errors[0].message).toMatch(words);
  });
});
