import { beforeAll, expect, test } from "vitest";
import { eventKindCount, eventKindInfo } from "../../engine/sim/event-kinds.ts";
import { systems } from "../../engine/systems.ts";
import { fridayRush } from "../../scenarios/friday-rush.ts";
import { runOf } from "../../scenarios/index.ts";
import { addFaultTo, replicaOf } from "../state/history.test-util.ts";
import { isNotable } from "../state/stepping.ts";
import { hasSentence, sentenceOf } from "./event-sentences.ts";
import { findingWords, lineAt, logLines } from "./lines.ts";
import { wordsOfRun } from "./run-words.ts";

const run = runOf(fridayRush);
const words = wordsOfRun(run);
const { history, roster, digests } = replicaOf(run);
const ids = Array.from({ length: history.length }, (_, id) => id);
const told = (kind: string, lane: string, message = 0) => {
  const id = ids.find(
    (event) =>
      history.kind(event) === kind &&
      (roster[history.process(event)]?.name.startsWith(lane) ?? false) &&
      (message === 0 || history.message(event) === message),
  );
  const sentence = id === undefined ? null : sentenceOf(history, roster, id, words);
  return sentence === null ? "" : `${sentence.who} ${sentence.what}`;
};

beforeAll(() => expect(Object.keys(systems)).toContain("rabbitmq"));

test("every kind of event that the engine defines and that is worth a stop has a sentence", () => {
  const kinds = Array.from({ length: eventKindCount() }, (_, kind) => eventKindInfo(kind).name);
  expect(kinds.length).toBeGreaterThan(60);
  expect(kinds).toContain("MemberExpired");
  expect(kinds.filter((kind) => isNotable(kind) && !hasSentence(kind))).toEqual([]);
});

test("no sentence of a whole run has a gap in it", () => {
  const sentences = ids.flatMap((id) => sentenceOf(history, roster, id, words) ?? []);
  expect(sentences.length).toBeGreaterThan(1000);
  expect(sentences.filter(({ who, what }) => who === "" || /undefined|NaN|\s\s|\s$|#0|#-1/.test(what))).toEqual([]);
});

test("a crash says who did it and what the consumer still owed, in its protocol's own word", () => {
  expect(told("ProcessCrashed", "kafka")).toBe("payment-1 was crashed by the scenario, before commitSync of #7");
  expect(told("ProcessCrashed", "rabbitmq")).toBe("payment-1 was crashed by the scenario, before basic.ack of #7");
  expect(told("ProcessCrashed", "direct")).toBe("payment-1 was crashed by the scenario, before the answer to #7");
});

test("a fault of the person's own is told as such, and a restart as one", () => {
  const mine = addFaultTo(run, { id: "mine", when: { atMs: 2000 }, action: { do: "crash", part: "restaurant-1" }, forMs: 1000 });
  const other = replicaOf(mine);
  const all = Array.from({ length: other.history.length }, (_, id) => sentenceOf(other.history, other.roster, id, wordsOfRun(mine)));
  expect(all.some((sentence) => sentence?.who === "restaurant-1" && /^was crashed by hand/.test(sentence.what))).toBe(true);
  const lines = logLines(
    other.history,
    other.roster,
    [],
    { hiddenLanes: [], text: "restaurant-1 started again", wrongOnly: false },
    wordsOfRun(mine),
  );
  expect(lines.length).toBe(3);
});

test("an effect is told by the table that it changed, with the order and its number", () => {
  expect(told("EffectApplied", "kafka", 7)).toMatch(/recorded: order 1045 (charged|assigned|printed), effect 1 of #7$/);
  const again = ids.find((id) => history.kind(id) === "EffectApplied" && history.b(id) === 2);
  expect(sentenceOf(history, roster, again ?? 0, words)).toEqual({
    who: "charges",
    what: "recorded: order 1045 charged, effect 2 of #7",
    mark: "alarm",
  });
});

test("a session that timed out names the member, how long it was silent, and the rebalance", () => {
  expect(told("MemberExpired", "kafka")).toBe("broker-3 removed payment-1 from group payment: silent for 3.000 s; rebalance");
});

test("findings stand at the event that made them so; the filters keep faults and findings, or lines with a text", () => {
  const anomalies = digests.flatMap((digest) => digest.anomalies);
  const all = logLines(history, roster, anomalies, { hiddenLanes: [], text: "", wrongOnly: false }, words);
  expect(all.map(({ at }) => at)).toEqual(all.map(({ at }) => at).sort((one, other) => one - other));
  const wrong = logLines(history, roster, anomalies, { hiddenLanes: [], text: "", wrongOnly: true }, words);
  expect(wrong.length).toBeGreaterThan(4);
  expect(wrong.length).toBeLessThan(all.length / 10);
  const found = wrong.filter(({ finding }) => finding === "#7 was charged again");
  expect(found.map(({ lane }) => lane).sort()).toEqual([0, 1]);
  for (const { id } of found) expect(history.kind(id)).toBe("EffectApplied");
  const rabbit = logLines(history, roster, anomalies, { hiddenLanes: [0, 2], text: "BASIC.ACK", wrongOnly: false }, words);
  expect(rabbit).toHaveLength(1);
  expect(rabbit[0].lane).toBe(1);
  const [first] = digests[1].anomalies;
  expect(findingWords({ ...first, kind: "late", message: 7, destination: "payment", other: 10 }, words)).toBe("#7 was charged after #10");
});

test("the line of an instant is the last one that has happened", () => {
  const lines = [1, 5, 5, 9].map((at, id) => ({ id, at, lane: 0, finding: "" }));
  expect([0, 1, 5, 8, 20].map((us) => lineAt(lines, us))).toEqual([-1, 0, 2, 2, 3]);
});
