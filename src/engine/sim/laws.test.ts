import fc from "fast-check";
import { expect, test } from "vitest";
import { build, Heard, RUN_US, Said, type World, worlds } from "./chatter.test-util.ts";
import { liveConnections } from "./connection-table.ts";
import {
  CommandGiven,
  ConnectionClosed,
  ConnectionOpened,
  eventKindInfo,
  PacketDelivered,
  PacketLost,
  PacketUnread,
} from "./event-kinds.ts";
import { NO_MESSAGE } from "./history.ts";
import { packetsIn } from "./network.ts";
import { Recording } from "./recording.ts";
import type { Simulation } from "./simulation.ts";

const RUNS = { numRuns: 500 };

function finished(world: World): Simulation {
  const simulation = build(world);
  simulation.runUntil(RUN_US);
  return simulation;
}

/** Everything that a look at the world could show, and the fingerprint of how it came about. */
function picture({ processes, hosts, network, history, list, now }: Simulation): string {
  const parts = processes.map(({ name, status, incarnation, since, state, libraries, inbox }) => {
    return [name, status, incarnation, since, state, libraries.map((library) => library.state), inbox];
  });
  const connections = liveConnections(network.connections).map((pair) => [
    pair.id,
    ...[pair.there, pair.back].map((direction) => [direction.fromOpen, direction.toOpen, direction.held, packetsIn(list, direction)]),
  ]);
  return JSON.stringify([
    now,
    parts,
    hosts,
    connections,
    network.splits,
    network.slow,
    network.cuts,
    history.length,
    history.fingerprint(),
  ]);
}

/** The messages of all events of a kind, in their order. */
function messagesOf({ history }: Simulation, kind: number): number[] {
  const messages: number[] = [];
  for (let id = 0; id < history.length; id++) if (history.kind(id) === kind) messages.push(history.message(id));
  return messages;
}

function underWay({ network, list }: Simulation): number[] {
  const messages: number[] = [];
  for (const pair of liveConnections(network.connections)) {
    for (const direction of [pair.there, pair.back])
      for (const { message } of packetsIn(list, direction)) if (message !== null) messages.push(...(message.carries ?? []));
  }
  return messages;
}

const sorted = (numbers: readonly number[]) => [...numbers].sort((one, other) => one - other);

test("the same run twice gives the same fingerprint", () => {
  fc.assert(
    fc.property(worlds, (world) => {
      expect(picture(finished(world))).toBe(picture(finished(world)));
    }),
    RUNS,
  );
});

test("resuming from a snapshot gives the same history, recorded or not, as often as one likes", () => {
  fc.assert(
    fc.property(worlds, fc.nat(400), (world, stop) => {
      const straight = finished(world);
      const first = build(world);
      first.runUntil(RUN_US, stop); // also in the middle of an instant
      const snapshot = first.snapshot();
      first.runUntil(RUN_US);
      expect(picture(first)).toBe(picture(straight));
      for (const recording of [true, false, true]) {
        const resumed = snapshot.restore(first.history.resumeAt(snapshot.marks, recording));
        resumed.runUntil(RUN_US);
        expect(picture(resumed)).toBe(picture(straight));
        expect(resumed.handled).toBe(straight.handled);
        if (!recording) continue;
        for (let id = 0; id < straight.history.length; id++) expect(resumed.history.event(id)).toEqual(straight.history.event(id));
        expect(resumed.history.extras).toEqual(straight.history.extras);
      }
    }),
    { numRuns: 500 },
  );
});

test("what becomes of a copy does not touch the original, nor other copies", () => {
  fc.assert(
    fc.property(worlds, fc.nat(300), (world, stop) => {
      const original = build(world);
      original.runUntil(RUN_US, stop);
      const snapshot = original.snapshot();
      original.runUntil(RUN_US);
      const rows = (simulation: Simulation) =>
        JSON.stringify(Array.from({ length: simulation.history.length }, (_, id) => simulation.history.event(id)));
      const before = picture(original) + rows(original);
      const other = snapshot.restore(original.history.resumeAt(snapshot.marks, true));
      other.schedule({ name: "else", moment: { at: other.now }, command: { do: "powerLoss", host: "m0" } });
      other.runUntil(RUN_US);
      expect(picture(original) + rows(original)).toBe(before);
      const same = snapshot.restore(original.history.resumeAt(snapshot.marks, true));
      same.runUntil(RUN_US);
      expect(picture(same) + rows(same)).toBe(before);
    }),
    RUNS,
  );
});

test("seeking to any instant shows the world of a straight run to it", () => {
  fc.assert(
    fc.property(
      worlds,
      fc.array(fc.nat(RUN_US), { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 40 }),
      (world, instants, distance) => {
        // Snapshots so close together that these short runs have many, thinned out several times.
        const recording = new Recording(build(world), distance);
        while (!recording.advance(RUN_US, 57));
        for (const at of instants) {
          const straight = build(world);
          straight.runUntil(at);
          expect(picture(recording.seek(at))).toBe(picture(straight));
        }
      },
    ),
    RUNS,
  );
});

test("time never goes back, and no cause comes after its effect", () => {
  fc.assert(
    fc.property(worlds, (world) => {
      const { history } = finished(world);
      for (let id = 0; id < history.length; id++) {
        if (id > 0 && history.at(id) < history.at(id - 1)) return false;
        if (history.cause(id) >= id) return false;
      }
      return true;
    }),
    RUNS,
  );
});

test("what is heard on a connection is the beginning of what was said: nothing reordered, doubled or left out", () => {
  fc.assert(
    fc.property(worlds, (world) => {
      const { history } = finished(world);
      const said = new Map<number, number>();
      const heard = new Map<number, number>();
      for (let id = 0; id < history.length; id++) {
        const kind = history.kind(id);
        if (kind !== Said && kind !== Heard) continue;
        const [serial, stream] = [history.a(id), history.b(id)];
        const counts = kind === Said ? said : heard;
        expect(serial).toBe((counts.get(stream) ?? 0) + 1);
        counts.set(stream, serial);
        expect(heard.get(stream) ?? 0).toBeLessThanOrEqual(said.get(stream) ?? 0);
      }
    }),
    RUNS,
  );
});

test("whatever has arrived was heard, waits for a frozen process, or was thrown away unread: one of the three, and once", () => {
  let unread = 0;
  fc.assert(
    fc.property(worlds, (world) => {
      const simulation = finished(world);
      const waiting = simulation.processes.flatMap(({ inbox }) =>
        inbox.flatMap((one) => (one.what === "message" ? (one.message.carries ?? []) : [])),
      );
      const thrownAway = messagesOf(simulation, PacketUnread);
      unread += thrownAway.length;
      const ends = [...messagesOf(simulation, Heard), ...waiting, ...thrownAway];
      expect(sorted(ends)).toEqual(sorted(messagesOf(simulation, PacketDelivered)));
    }),
    RUNS,
  );
  expect(unread).toBeGreaterThan(10);
});

test("every packet has arrived, was lost, or is under way: one of the three, and once", () => {
  fc.assert(
    fc.property(worlds, (world) => {
      const simulation = finished(world);
      const ends = [...messagesOf(simulation, PacketDelivered), ...messagesOf(simulation, PacketLost), ...underWay(simulation)];
      expect(sorted(ends)).toEqual(sorted(messagesOf(simulation, Said)));
      for (const { inbox, status } of simulation.processes) if (status !== "frozen") expect(inbox).toEqual([]);
    }),
    RUNS,
  );
});

/** From here on they are words of strangers, or of a library that talks to them. */
const STRANGE = 7_000_000;

/** What happened to the world's own processes; numbers of processes and connections depend on who else is there and are left out. */
function story({ history, processes }: Simulation): string[] {
  const lines: string[] = [];
  for (let id = 0; id < history.length; id++) {
    const name = processes[history.process(id)]?.name ?? "";
    if (!name.startsWith("p") || history.message(id) >= STRANGE) continue;
    const kind = history.kind(id);
    if ((kind === ConnectionOpened || kind === ConnectionClosed) && processes[history.a(id)].name.startsWith("stranger")) continue;
    const latency = kind === PacketDelivered || kind === PacketLost ? history.b(id) : "";
    lines.push(`${history.at(id)} ${name} ${eventKindInfo(kind).name} ${history.message(id)} ${latency}`);
  }
  return lines;
}

test("strangers and their faults change nobody's luck: what the others do stays the same to the microsecond", () => {
  const strangers = fc.record({ when: fc.constantFrom("before" as const, "after" as const, "inside" as const), struck: fc.boolean() });
  fc.assert(
    fc.property(worlds, strangers, (world, guests) => {
      // A command that waits for the n-th event of a kind anywhere, or cuts any connection, rightly takes the strangers in.
      const troubles = world.troubles.filter(
        ({ moment, command }) => "at" in moment && !(command.do === "cutBefore" && (command.from === null || command.to === null)),
      );
      const own = { ...world, troubles };
      const crowded = build(own, guests);
      crowded.runUntil(RUN_US);
      expect(messagesOf(crowded, Heard).some((message) => message > 8_000_000)).toBe(true);
      expect(story(crowded)).toEqual(story(finished(own)));
    }),
    RUNS,
  );
});

test("a role is the same as a library, to the last bit of the fingerprint: the only one inside a process that does nothing itself", () => {
  fc.assert(
    fc.property(worlds, (world) => {
      const alone = finished({ ...world, inside: false });
      expect(finished({ ...world, inside: true }).history.fingerprint()).toBe(alone.history.fingerprint());
    }),
    RUNS,
  );
});

test("leaving out a fault re-rolls nothing that came before it", () => {
  let struckLate = 0;
  fc.assert(
    fc.property(worlds, fc.nat(4), (world, which) => {
      fc.pre(world.troubles.length > 0);
      const out = which % world.troubles.length;
      // Its place in the script is kept, so that the names of the others stay.
      const nothing = { moment: { at: RUN_US * 2 }, command: { do: "restart", process: "nobody" }, then: null } as const;
      const calm = build({ ...world, troubles: world.troubles.map((trouble, i) => (i === out ? nothing : trouble)) });
      const struck = finished(world);
      const { history } = struck;
      let before = RUN_US;
      for (let id = history.length - 1; id >= 0; id--)
        if (history.kind(id) === CommandGiven && history.strings.text(history.a(id)) === `t${out}`) before = history.at(id) - 1;
      if (before < 0) return;
      if (before > 5000 && before < RUN_US) struckLate++;
      const same = build(world);
      calm.runUntil(before);
      same.runUntil(before);
      expect(picture(calm)).toBe(picture(same));
    }),
    RUNS,
  );
  expect(struckLate).toBeGreaterThan(100);
});

test("freezing and going on loses nothing: all that was said is heard in the end, in its order", () => {
  const pauses = fc.array(fc.record({ process: fc.nat(3), at: fc.nat(50_000), length: fc.integer({ min: 1, max: 20_000 }) }), {
    minLength: 1,
    maxLength: 4,
  });
  let waited = 0;
  fc.assert(
    fc.property(worlds, pauses, (world, all) => {
      const frozen = finished({
        ...world,
        troubles: all.map(({ process, at, length }) => {
          const name = `p${process % world.hosts.length}`;
          return {
            moment: { at },
            command: { do: "freeze", process: name },
            then: { delayUs: length, command: { do: "resume", process: name } },
          };
        }),
      });
      expect(messagesOf(frozen, PacketLost)).toEqual([]);
      for (const { status } of frozen.processes) expect(status).toBe("up");
      expect(sorted([...messagesOf(frozen, Heard), ...underWay(frozen)])).toEqual(sorted(messagesOf(frozen, Said)));
      const delivered = messagesOf(frozen, PacketDelivered).filter((message) => message !== NO_MESSAGE);
      if (String(delivered) !== String(messagesOf(frozen, Heard))) waited++;
    }),
    RUNS,
  );
  expect(waited).toBeGreaterThan(100);
});

test("the worlds of these laws are eventful: each fault is met often enough to matter", () => {
  const met = new Map<string, number>();
  for (const world of fc.sample(worlds, { numRuns: 500, seed: 1 })) {
    const { history } = finished(world);
    const kinds = new Set<string>();
    for (let id = 0; id < history.length; id++) kinds.add(eventKindInfo(history.kind(id)).name);
    for (const kind of kinds) met.set(kind, (met.get(kind) ?? 0) + 1);
  }
  for (const kind of ["ProcessCrashed", "MachineLost", "ProcessResumed", "NetworkSplit", "NetworkHealed", "LinkSlowed", "ConnectionCut"])
    expect(met.get(kind) ?? 0, kind).toBeGreaterThan(60);
  for (const kind of ["PacketLost", "ConnectionClosed", "TestHeard"]) expect(met.get(kind) ?? 0, kind).toBeGreaterThan(100);
});
