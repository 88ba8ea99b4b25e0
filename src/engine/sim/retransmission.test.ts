import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LATENCY, upTo, world } from "./caller.test-util.ts";
import { build, type World, worlds } from "./chatter.test-util.ts";
import type { WorldCommand } from "./commands.ts";
import { liveConnections } from "./connection-table.ts";
import { ConnectionClosed, MachineLost, NetworkSplit, PacketLost } from "./event-kinds.ts";
import { CAUSE } from "./history.ts";
import type { Simulation } from "./simulation.ts";
import { SECOND } from "./time.ts";

const split: WorldCommand = { do: "split", fault: "s", from: ["a"], to: ["b"], oneWay: false };
const heal: WorldCommand = { do: "heal", fault: "s" };
const off: WorldCommand = { do: "powerLoss", host: "b" };
const on: WorldCommand = { do: "powerOn", host: "b" };
/** The first word that a fault at 5500 µs keeps away is said at 6000 µs; a round trip takes twice the latency. */
const FIRST_SENT = 6000;
const RTO = 200_000 + 2 * LATENCY;
/** The attempts come after 1, 3, 7, … times the retransmission timeout. */
const attempt = (n: number) => FIRST_SENT + RTO * (2 ** n - 1);

function lastOf({ history }: Simulation, kind: number) {
  for (let id = history.length - 1; id >= 0; id--) if (history.kind(id) === kind) return history.event(id);
  throw new Error("there is no such event");
}

describe("what finds no way is sent again, each time after twice as long", () => {
  test.each([
    [12_500, attempt(1)],
    [attempt(1) + 1, attempt(2)],
    [attempt(3), attempt(3)],
    [attempt(3) + 1, attempt(4)],
    [attempt(5) - 1, attempt(5)],
  ])("a split that heals at %i µs lets everything through at the attempt of %i µs, in its order", (healedAt, sentAt) => {
    const { numbers, lost, b, a } = world([5500, split], [healedAt, heal]).run(Math.ceil(sentAt / 1000) * 1000 + 2_900);
    expect(b.heard.filter(({ at }) => at > 5500)[0]).toEqual({ at: sentAt + LATENCY, number: 6 });
    expect(numbers).toEqual(upTo(a.said));
    expect(lost).toEqual([]);
    expect(a.closed).toEqual([]);
  });

  test("the pauses end at 120 s", () => {
    // 200 ms · (2^10 - 1) = 204.6 s of doubling; the tenth pause would be 102.4 s, the eleventh 204.8 s.
    const { b } = world([5500, split], [attempt(10) + 1, heal]).run(attempt(10) + 130 * SECOND);
    const [first] = b.heard.filter(({ at }) => at > 5500);
    expect(first.at).toBe(attempt(10) + 120 * SECOND + LATENCY);
  });

  test("a split that comes again before the attempt is met again", () => {
    const { b } = world([5500, split], [12_500, heal], [20_000, split], [300_000, heal]).run(attempt(2) + 2_400);
    expect(b.heard.filter(({ at }) => at > 5500)[0].at).toBe(attempt(2) + LATENCY);
  });
});

describe("a machine that is back answers with a reset what it knows nothing of", () => {
  test.each([
    [9_500, attempt(1)],
    [attempt(1) + 1, attempt(2)],
    [attempt(4), attempt(4)],
  ])("power is back at %i µs: the sender hears of it by its attempt of %i µs", (backAt, sentAt) => {
    const { a, numbers } = world([5500, off], [backAt, on]).run(sentAt + 5_000);
    expect(a.closed).toEqual([{ at: sentAt + 2 * LATENCY, reason: "reset" }]);
    expect(numbers).toEqual(upTo(5));
  });

  test("also when a split is in the way of the reset: it comes when that has healed", () => {
    const oneWay: WorldCommand = { do: "split", fault: "s", from: ["b"], to: ["a"], oneWay: true };
    const { a, numbers } = world([5500, off], [9_500, on], [10_000, oneWay], [400_000, heal]).run(2 * SECOND);
    expect(a.closed.length).toBe(1);
    expect(a.closed[0].reason).toBe("reset");
    expect(a.closed[0].at).toBeGreaterThan(400_000);
    expect(numbers).toEqual(upTo(5));
  });

  test("what was sent to it in between is lost when it arrives, and the machine's loss is the reason", () => {
    const { simulation, lost } = world([5500, off], [9_500, on]).run(20_000);
    const event = lastOf(simulation, PacketLost);
    expect(lost.length).toBeGreaterThan(10);
    expect(event.causeKind).toBe(CAUSE.fault);
    expect(simulation.history.kind(event.cause)).toBe(MachineLost);
  });

  test("who says nothing on a half-open connection hears nothing", () => {
    const { b } = world([5500, { do: "powerLoss", host: "a" }], [9_500, { do: "powerOn", host: "a" }]).run(100 * SECOND);
    expect(b.accepted).toBe(2);
    expect(b.closed).toBe(0);
  });
});

describe("in the end TCP gives up", () => {
  test.each([
    ["a split", split, NetworkSplit],
    ["a machine without power", off, MachineLost],
  ])("after 924.6 s of %s the sender is told, and by whom it was kept from an answer", (_, fault, kind) => {
    const { simulation, a } = world([5500, fault]).run(FIRST_SENT + 925 * SECOND);
    expect(a.closed).toEqual([{ at: FIRST_SENT + 924_600_000, reason: "timeout" }]);
    const closed = lastOf(simulation, ConnectionClosed);
    expect(closed.causeKind).toBe(CAUSE.absence);
    expect(simulation.history.kind(closed.cause)).toBe(kind);
  });

  test("a handshake that is never answered times out at both ends", () => {
    const back: WorldCommand = { do: "split", fault: "s", from: ["b"], to: ["a"], oneWay: true };
    const { a, b } = world([0, back]).run(200 * SECOND);
    expect(a.closed).toEqual([{ at: LATENCY + 127 * SECOND, reason: "timeout" }]);
    expect([b.accepted, b.closed]).toEqual([1, 1]);
  });

  test("an answer to a handshake that is late comes at one of its attempts", () => {
    const back: WorldCommand = { do: "split", fault: "s", from: ["b"], to: ["a"], oneWay: true };
    const { b } = world([0, back], [4 * SECOND, heal]).run(8 * SECOND);
    expect(b.heard[0].at).toBeGreaterThan(7 * SECOND);
    expect(b.heard[0].at).toBeLessThan(7 * SECOND + 5_000);
  });
});

test("once all faults are over, nothing waits for an attempt, and every word has been heard or is lost or on its way", () => {
  let retried = 0;
  fc.assert(
    fc.property(worlds, (world: World) => {
      const simulation = build({ ...world, troubles: world.troubles.filter(({ then }) => then !== null) });
      let held = 0;
      for (let at = 10_000; at <= 90_000; at += 10_000) {
        simulation.runUntil(at);
        held += simulation.network.retrying.length;
      }
      if (held > 0) retried++;
      simulation.runUntil(2 * SECOND);
      expect(simulation.network.retrying).toEqual([]);
      for (const { there, back } of liveConnections(simulation.network.connections)) {
        expect([there.held, back.held]).toEqual([false, false]);
      }
    }),
    { numRuns: 300 },
  );
  expect(retried).toBeGreaterThan(60);
});
