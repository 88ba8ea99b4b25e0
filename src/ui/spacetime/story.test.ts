import { expect, test } from "vitest";
import { fridayRush } from "../../scenarios/friday-rush.ts";
import { runOf } from "../../scenarios/index.ts";
import { replicaOf } from "../state/history.test-util.ts";
import { mostTelling, newestSent } from "./choice.ts";
import { livesOf, stateAt } from "./lives.ts";
import { arrowKind, storyOf, storyUntil } from "./story.ts";
import { rowsOfStory } from "./story-rows.ts";

const { history, roster, digests } = replicaOf(runOf(fridayRush));
const KAFKA = 0;
const RABBITMQ = 1;
const kafka = livesOf(history, roster, KAFKA);
const partOf = (process: number) => roster[process].part;
const idOf = (name: string) => roster.findIndex((process) => process.name === name);
const seven = storyOf(history, roster, kafka, { lane: KAFKA, message: 7, destination: "payment" });

test("an arrow goes with the flow, against it, or between two of a kind", () => {
  expect(arrowKind("kafka producer", "kafka broker")).toBe("flow");
  expect(arrowKind("direct client", "direct service")).toBe("flow");
  expect(arrowKind("rabbitmq consumer", "rabbitmq node")).toBe("answer");
  expect(arrowKind("database", "kafka consumer")).toBe("answer");
  expect(arrowKind("kafka broker", "kafka broker")).toBe("copy");
});

test("lines stand in flow order, and only for one destination", () => {
  const parts = seven.processes.map(partOf);
  expect(parts[0]).toBe("order-svc");
  expect(parts.at(-1)).toBe("database");
  expect(parts).toContain("payment-1");
  expect(parts).toContain("payment-2");
  expect(parts).not.toContain("restaurant-1");
  const all = storyOf(history, roster, kafka, { lane: KAFKA, message: 7, destination: null });
  expect(all.processes.map(partOf)).toContain("restaurant-1");
  expect(all.arrows.length).toBeGreaterThan(seven.arrows.length);
});

test("what comes for the second time is marked as again: the delivery to payment-2 and the second effect", () => {
  const again = seven.stops.filter((stop) => stop.again);
  expect(again.map(({ process, at }) => [partOf(process), history.kind(again[0].id), at > 8e6])).toEqual([
    ["payment-2", "MessageDelivered", true],
    ["database", "MessageDelivered", true],
  ]);
  expect(seven.stops.filter((stop) => !stop.again).map(({ process }) => partOf(process))).toEqual(["order-svc", "payment-1", "database"]);
});

test("a message that came in a packet with others has its arrow too", () => {
  const packet = Array.from({ length: history.length }, (_, id) => id).find(
    (id) => history.kind(id) === "PacketDelivered" && history.carriedBy(id).length > 0,
  );
  expect(packet).toBeDefined();
  const [other] = history.carriedBy(packet ?? 0);
  const lane = roster[history.process(packet ?? 0)].lane;
  const story = storyOf(history, roster, livesOf(history, roster, lane), { lane, message: other, destination: null });
  expect(story.arrows.some(({ id, message }) => id === packet && message === other)).toBe(true);
});

test("K-GRP: the session timeout is measured from the last heartbeat, with the rule's own figure, on the line of the silent member", () => {
  const [wait] = seven.waits;
  expect(seven.waits).toHaveLength(1);
  expect(partOf(wait.process)).toBe("payment-1");
  expect(wait.label).toBe("session.timeout.ms = 3000");
  expect(wait.to - wait.from).toBe(3e6);
});

test("a line dies with its process, and its work ends there", () => {
  const payment = idOf("kafka/payment-1");
  const crash = Array.from({ length: history.length }, (_, id) => id).find(
    (id) => history.kind(id) === "ProcessCrashed" && history.process(id) === payment,
  );
  const at = history.at(crash ?? 0);
  expect(stateAt(kafka.lives.get(payment), at - 1)).toBe("up");
  expect(stateAt(kafka.lives.get(payment), at)).toBe("down");
  expect(seven.works.find(({ process }) => process === payment)?.to).toBe(at);
});

test("nothing is told of what has not happened: arrows under way are there, later ones are not, a wait shows only after the fault", () => {
  const [first] = seven.arrows;
  const middle = storyUntil(seven, (first.sentAt + first.at) / 2, kafka);
  expect(middle.arrows).toEqual([first]);
  expect(middle.stops).toHaveLength(1);
  expect(middle.waits).toEqual([]);
  const [wait] = seven.waits;
  expect(storyUntil(seven, wait.from + 1, kafka).waits).toEqual([]);
  expect(storyUntil(seven, wait.to - 1, kafka).waits).toHaveLength(1);
  expect(storyUntil(seven, wait.to - 1, kafka).waits[0].to).toBe(Number.POSITIVE_INFINITY);
  expect(storyUntil(seven, seven.to, kafka)).toEqual(seven);
});

test("what was decided about a message is noted where it was: back in its queue, or given up", () => {
  const rabbit = storyOf(history, roster, livesOf(history, roster, RABBITMQ), { lane: RABBITMQ, message: 7, destination: "payment" });
  expect(rabbit.notes.map(({ process, text }) => [partOf(process), text])).toEqual([["node-1", "back in the queue"]]);
  const other = storyOf(history, roster, livesOf(history, roster, RABBITMQ), { lane: RABBITMQ, message: 7, destination: "delivery" });
  expect(other.notes).toEqual([]);
  const direct = storyOf(history, roster, livesOf(history, roster, 2), { lane: 2, message: 7, destination: "payment" });
  expect(direct.notes.map(({ process, text, wrong }) => [partOf(process), text, wrong])).toEqual([["order-svc", "gave up", true]]);
});

test("a whole lane is a window: its arrows lie in it, and those that are too many are counted", () => {
  const lives = livesOf(history, roster, RABBITMQ);
  const some = storyOf(history, roster, lives, { lane: RABBITMQ, message: null, destination: null, from: 6e6, to: 7e6 });
  expect(new Set(some.arrows.map(({ message }) => message)).size).toBeGreaterThan(1);
  for (const { sentAt } of some.arrows) expect(sentAt).toBeGreaterThanOrEqual(6e6);
  for (const { at } of some.arrows) expect(at).toBeLessThanOrEqual(7e6);
  expect([some.from, some.to, some.leftOut]).toEqual([6e6, 7e6, 0]);
  const all = storyOf(history, roster, lives, { lane: RABBITMQ, message: null, destination: null, from: 0, to: 28e6 });
  expect(all.leftOut).toBeGreaterThan(0);
  expect(all.arrows.length).toBeLessThan(100);
});

test("the table tells the same as the drawing, in time order", () => {
  const rows = rowsOfStory(seven, [], partOf, Number.POSITIVE_INFINITY);
  expect(rows.map(({ at }) => at)).toEqual(rows.map(({ at }) => at).sort((one, other) => one - other));
  expect(rows[0].what).toMatch(/^sent Produce with #7 to broker-\d; arrived at/);
  expect(rows.filter(({ key }) => key.startsWith("arrow"))).toHaveLength(seven.arrows.length);
  const until = (seven.waits[0].to / 1e6).toFixed(3);
  expect(rows.some(({ what }) => what === `session.timeout.ms = 3000, until ${until} s`)).toBe(true);
});

test("without a selection the most telling finding is shown, before that the newest message sent", () => {
  const found = mostTelling(digests[RABBITMQ].anomalies, 28e6);
  expect(found?.message).toBe(7);
  expect(mostTelling(digests[RABBITMQ].anomalies, 6.9e6)).toBeUndefined();
  // In the direct lane calls failed before anything was charged twice in another; the double charge is what shows.
  const [failed] = digests[2].anomalies;
  expect([failed.kind, failed.lane]).toEqual(["failed", 2]);
  const all = [digests[2], digests[RABBITMQ]].flatMap(({ anomalies }) => anomalies);
  expect(mostTelling(all, 28e6)).toMatchObject({ kind: "duplicated", lane: RABBITMQ, message: 7 });
  const [other] = digests[RABBITMQ].anomalies;
  const of = (kind: typeof other.kind, at: number) => ({ ...other, kind, at });
  const found2 = mostTelling([of("failed", 1), of("stuck", 1), of("late", 2), of("lost", 3), of("lost", 4), of("duplicated", 9)], 8);
  expect(found2).toMatchObject({ kind: "lost", at: 3 });
  expect(mostTelling([of("stuck", 1), of("removed", 1)], 8)).toBeUndefined();
  expect(newestSent(history, roster, RABBITMQ, 5.6e6)).toBe(7);
  expect(newestSent(history, roster, RABBITMQ, 100)).toBeNull();
});
