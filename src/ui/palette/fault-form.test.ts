import { expect, test } from "vitest";
import type { Command } from "../../engine/scenario.ts";
import { findEventKind } from "../../engine/sim/event-kinds.ts";
import { checkRun } from "../../scenarios/check.ts";
import { findScenario, runOf } from "../../scenarios/index.ts";
import { conditionOf, conditionsOf, usualCondition } from "./conditions.ts";
import { commandOf, formOf, problemsOf } from "./fault-form.ts";

const payment = { id: "crash-1", part: "payment-1", role: "kafka consumer", lane: "kafka" };
const ROLES = [
  "kafka producer",
  "kafka broker",
  "kafka consumer",
  "kafka controller",
  "rabbitmq publisher",
  "rabbitmq node",
  "rabbitmq consumer",
  "direct client",
  "direct service",
  "database",
];

test("a new crash is at the shown instant, for good, in every lane", () => {
  const form = formOf("crash", payment.role, payment.part, 5200, undefined);
  expect(problemsOf(form, 20_000)).toEqual([]);
  expect(commandOf(form, payment, undefined)).toEqual({ id: "crash-1", when: { atMs: 5200 }, action: { do: "crash", part: "payment-1" } });
});

test("in a run of minutes the instant is told and taken in minutes", () => {
  const form = formOf("crash", payment.role, payment.part, 125_860, undefined);
  expect(form.at).toBe("2:05.86");
  expect(formOf("crash", payment.role, payment.part, 120_000, undefined).at).toBe("2:00");
  expect(commandOf(form, payment, undefined).when).toEqual({ atMs: 125_860 });
  expect(commandOf({ ...form, at: "125.86" }, payment, undefined).when).toEqual({ atMs: 125_860 });
  expect(problemsOf({ ...form, at: "10:00" }, 600_000)).toEqual([]);
  expect(problemsOf({ ...form, at: "10:01" }, 600_000)).toEqual([{ field: "at", text: `"At" must be between 0 and 10:00.` }]);
});

test("a stop in good order can be started again", () => {
  const form = { ...formOf("stop", "rabbitmq node", "node-1", 5200, undefined), comesBack: "after", after: "2" } as const;
  expect(problemsOf(form, 20_000)).toEqual([]);
  expect(commandOf(form, { id: "stop-1", part: "node-1", role: "rabbitmq node", lane: "rabbitmq" }, undefined)).toEqual({
    id: "stop-1",
    when: { atMs: 5200 },
    action: { do: "stop", part: "node-1" },
    forMs: 2000,
  });
});

test("on a condition: once payment-1 has charged #7, 40 ms later, back after 3 s, here only", () => {
  const form = formOf("crash", payment.role, payment.part, 5200, undefined);
  const filled = { ...form, mode: "when", message: "7", delayMs: "40", comesBack: "after", after: "3", everyLane: false } as const;
  expect(problemsOf(filled, 20_000)).toEqual([]);
  const command = commandOf(filled, payment, undefined);
  expect(command).toEqual({
    id: "crash-1",
    when: { after: "EffectConfirmed", part: "payment-1", message: 7, delayMs: 40 },
    action: { do: "crash", part: "payment-1" },
    lanes: ["kafka"],
    forMs: 3000,
  });
  const scenario = findScenario("friday-rush");
  if (scenario === undefined) throw new Error("no such scenario");
  expect(checkRun({ ...runOf(scenario), script: [command] })).toEqual([]);
});

test("on a condition, whoever it is: the part is that of the event, and comes back as such", () => {
  const form = formOf("crash", payment.role, payment.part, 5200, undefined);
  const filled = { ...form, mode: "when", part: "payment", message: "7", delayMs: "40", whoever: true } as const;
  const command = commandOf(filled, payment, undefined);
  expect(command).toEqual({
    id: "crash-1",
    when: { after: "EffectConfirmed", part: "payment", message: 7, delayMs: 40 },
    action: { do: "crash", part: { of: "anchor" } },
  });
  const scenario = findScenario("friday-rush");
  if (scenario === undefined) throw new Error("no such scenario");
  expect(checkRun({ ...runOf(scenario), script: [command] })).toEqual([]);
  const again = formOf("crash", payment.role, "payment-2", 0, command);
  expect(again.whoever).toBe(true);
  expect(commandOf(again, { ...payment, part: "payment-2" }, command)).toEqual(command);
  // At a time there is nobody whose event it was.
  expect(commandOf({ ...filled, mode: "at" }, payment, undefined).action).toEqual({ do: "crash", part: "payment-1" });
});

test("each wrong field is told by the name that stands beside it", () => {
  const form = formOf("crash", payment.role, payment.part, 5200, undefined);
  const words = (change: object) => problemsOf({ ...form, ...change }, 20_000).map(({ text }) => text.split('"')[1]);
  expect(words({ at: "" })).toEqual(["At"]);
  expect(words({ at: "soon" })).toEqual(["At"]);
  expect(words({ at: "21" })).toEqual(["At"]);
  expect(words({ comesBack: "after", after: "0" })).toEqual(["Comes back"]);
  expect(words({ mode: "when", nth: "1.5", message: "x", delayMs: "-1" })).toEqual(["Message", "Occurrence", "And then, ms"]);
  expect(words({ mode: "when", event: "" })).toEqual(["Or when"]);
  expect(words({ kind: "slowLink", extraMs: "0" })).toEqual(["Added delay"]);
  expect(words({ kind: "cutBefore", cutMessage: "0" })).toEqual(["With message"]);
});

test("what a card cannot show of a command of the script is kept when the rest is changed", () => {
  const slow: Command = {
    id: "slow",
    when: { after: "BecameLeader", part: "broker-2", nth: 2, delayMs: 10 },
    lanes: ["kafka", "rabbitmq"],
    action: { do: "slowLink", from: ["broker-1", "broker-2"], to: ["broker-3"], extra: { kind: "exponential", meanMs: 80 }, oneWay: true },
    forMs: 1000,
  };
  const target = { id: "slow", part: "broker-1", role: "kafka broker", lane: "kafka" };
  const form = formOf("slowLink", target.role, target.part, 0, slow);
  expect(problemsOf(form, 20_000)).toEqual([]);
  expect(commandOf(form, target, slow)).toEqual(slow);
  expect(commandOf({ ...form, nth: "3", extraMs: "200" }, target, slow)).toEqual({
    ...slow,
    when: { after: "BecameLeader", part: "broker-2", nth: 3, delayMs: 10 },
    action: { ...slow.action, extra: { kind: "constant", ms: 200 } },
  });
  const cut: Command = {
    id: "cut",
    when: { atMs: 1 },
    lanes: ["kafka"],
    action: { do: "cutBefore", from: "broker-1", to: "order-svc", type: "ProduceResponse" },
  };
  const producer = { id: "cut", part: "order-svc", role: "kafka producer", lane: "kafka" };
  expect(commandOf(formOf("cutBefore", producer.role, producer.part, 0, cut), producer, cut)).toEqual(cut);
});

test("every role can be waited for, by events that there are", () => {
  for (const role of ROLES) {
    const events = conditionsOf(role, undefined).map(({ event }) => event);
    expect(events, role).toContain(usualCondition(role));
    for (const event of events) expect(findEventKind(event), event).toBeDefined();
  }
});

test("a consumer's own word stands in its conditions, and an unknown event keeps its name", () => {
  const service = findScenario("friday-rush")?.services[0];
  expect(conditionsOf("kafka consumer", service)).toContainEqual({ event: "EffectConfirmed", words: "has charged", message: true });
  expect(conditionOf("IsrShrunk").words).toBe("IsrShrunk");
});
