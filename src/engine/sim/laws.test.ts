import fc from "fast-check";
import { expect, test } from "vitest";
import { build, Heard, RUN_US, Said, type World, worlds } from "./chatter.test-util.ts";
import { PacketDelivered, PacketLost } from "./event-kinds.ts";
import { Recording } from "./recording.ts";
import type { Simulation } from "./simulation.ts";

const RUNS = { numRuns: 500 };

function finished(world: World): Simulation {
  const simulation = build(world);
  simulation.runUntil(RUN_US);
  return simulation;
}

function states(simulation: Simulation): string {
  return JSON.stringify(simulation.processes.map(({ name, status, incarnation, state }) => [name, status, incarnation, state]));
}

test("the same run twice gives the same fingerprint", () => {
  fc.assert(
    fc.property(worlds, (world) => {
      const first = finished(world).history.fingerprint();
      expect(finished(world).history.fingerprint()).toBe(first);
    }),
    RUNS,
  );
});

test("resuming from a snapshot gives the same history, recorded or not", () => {
  fc.assert(
    fc.property(worlds, fc.nat(RUN_US), (world, stop) => {
      const straight = finished(world);
      const first = build(world);
      first.runUntil(stop);
      const snapshot = first.snapshot();
      first.runUntil(RUN_US);
      for (const recording of [true, false]) {
        const resumed = snapshot.restore(first.history.resumeAt(snapshot.marks, recording));
        resumed.runUntil(RUN_US);
        expect(resumed.history.fingerprint()).toBe(straight.history.fingerprint());
        expect(resumed.history.length).toBe(straight.history.length);
        expect(states(resumed)).toBe(states(straight));
      }
    }),
    RUNS,
  );
});

test("seeking to any instant shows the world of a straight run to it", () => {
  fc.assert(
    fc.property(worlds, fc.array(fc.nat(RUN_US), { minLength: 1, maxLength: 4 }), (world, instants) => {
      const recording = new Recording(build(world));
      recording.advance(RUN_US, Number.POSITIVE_INFINITY);
      for (const at of instants) {
        const straight = build(world);
        straight.runUntil(at);
        expect(states(recording.seek(at))).toBe(states(straight));
      }
    }),
    RUNS,
  );
});

test("time never goes back", () => {
  fc.assert(
    fc.property(worlds, (world) => {
      const { history } = finished(world);
      for (let id = 1; id < history.length; id++) if (history.at(id) < history.at(id - 1)) return false;
      return true;
    }),
    RUNS,
  );
});

test("a link never reorders, and nothing arrives twice", () => {
  fc.assert(
    fc.property(worlds, (world) => {
      const { history } = finished(world);
      const last = new Map<string, number>();
      for (let id = 0; id < history.length; id++) {
        if (history.kind(id) !== Heard) continue;
        const stream = history.strings.text(history.b(id));
        if (stream.includes("<")) continue; // an answer carries the number of its question
        const number = history.a(id);
        expect(number).toBeGreaterThan(last.get(stream) ?? 0);
        last.set(stream, number);
      }
    }),
    RUNS,
  );
});

test("every message sent has arrived, was lost, or is still under way or waiting", () => {
  fc.assert(
    fc.property(worlds, (world) => {
      const simulation = finished(world);
      const { history, network, processes } = simulation;
      let said = 0;
      let answered = 0;
      let arrived = 0;
      for (let id = 0; id < history.length; id++) {
        const kind = history.kind(id);
        if (kind === Said) said++;
        else if (kind === Heard && history.a(id) % 3 === 0) answered++;
        else if (kind === PacketDelivered || kind === PacketLost) arrived++;
      }
      let underWay = 0;
      for (const pair of network.connections) {
        if (pair === null) continue;
        for (const { packets, head } of [pair.there, pair.back])
          underWay += packets.slice(head).filter(({ kind }) => kind === "data").length;
      }
      expect(arrived + underWay).toBeGreaterThanOrEqual(said);
      expect(arrived + underWay).toBeLessThanOrEqual(said + answered);
      for (const { inbox, status } of processes) if (status !== "frozen") expect(inbox).toEqual([]);
    }),
    RUNS,
  );
});

test("strangers change nobody's luck: what the others do stays the same to the microsecond", () => {
  const story = (simulation: Simulation) => {
    const { history, processes } = simulation;
    const lines: string[] = [];
    for (let id = 0; id < history.length; id++) {
      const name = processes[history.process(id)]?.name ?? "";
      if (name.startsWith("p") && (history.kind(id) === Said || history.kind(id) === Heard))
        lines.push(`${history.at(id)} ${name} ${history.a(id)}`);
    }
    return lines;
  };
  fc.assert(
    fc.property(worlds, fc.integer({ min: 1, max: 3 }), (world, strangers) => {
      const crowded = build(world, { strangers });
      crowded.runUntil(RUN_US);
      expect(story(crowded)).toEqual(story(finished(world)));
    }),
    RUNS,
  );
});

test("a fault re-rolls nothing that came before it", () => {
  fc.assert(
    fc.property(worlds, (world) => {
      const first = Math.min(RUN_US, ...world.commands.map(({ atUs }) => atUs));
      const calm = build({ ...world, commands: [] });
      const struck = build(world);
      calm.runUntil(first - 1);
      struck.runUntil(first - 1);
      expect(struck.history.fingerprint()).toBe(calm.history.fingerprint());
    }),
    RUNS,
  );
});

test("freezing and going on loses nothing that had been sent", () => {
  fc.assert(
    fc.property(worlds, fc.nat(40_000), fc.integer({ min: 1, max: 20_000 }), (world, at, length) => {
      const frozen = build({
        ...world,
        commands: [
          { atUs: at, command: { do: "freeze", process: "p1" } },
          { atUs: at + length, command: { do: "resume", process: "p1" } },
        ],
      });
      frozen.runUntil(RUN_US);
      for (let id = 0; id < frozen.history.length; id++) if (frozen.history.kind(id) === PacketLost) return false;
      return true;
    }),
    RUNS,
  );
});
