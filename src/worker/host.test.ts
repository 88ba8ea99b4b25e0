import { expect, test } from "vitest";
import { ledgerOfColumns } from "../engine/delivery/ledger-columns.ts";
import { finishRun, messagesOf } from "../engine/run.ts";
import { durationOf } from "../engine/scenario.ts";
import { eventKindCount, eventKindInfo } from "../engine/sim/event-kinds.ts";
import { CAUSE } from "../engine/sim/history.ts";
import { findScenario, runOf } from "../scenarios/index.ts";
import { timelessRun } from "../scenarios/timeless.test-util.ts";
import { SimulationHost } from "./host.ts";
import type { Frame, HistorySlice, Request, Response } from "./protocol.ts";

const friday = () => runOf(findScenario("friday-rush") as Parameters<typeof runOf>[0]);

function started(run = friday()) {
  const responses: Response[] = [];
  const host = new SimulationHost((response) => responses.push(response));
  host.handle({ type: "record", take: 1, run });
  while (host.pump());
  const ask = (request: Request): Response[] => {
    const from = responses.length;
    host.handle(request);
    if (request.type === "why") while (host.pump());
    return responses.slice(from).filter(({ type }) => type !== "explaining");
  };
  return { run, host, responses, ask };
}

test("records to the end in slices, with every row of the history once and in order", () => {
  const { responses, run } = started();
  const slices = responses.filter((response): response is HistorySlice => response.type === "history");
  let next = 0;
  for (const { from, count, chunk } of slices) {
    expect(from).toBe(next);
    expect(chunk.at.length).toBe(count);
    next += count;
  }
  const { history } = finishRun(run);
  expect(next).toBe(history.length);
  expect(slices.flatMap(({ strings }) => strings)).toEqual(history.strings.slice());
  const { kind, owner } = history.extras;
  expect(slices.flatMap(({ rules }) => rules.map(({ event }) => event))).toEqual(owner.filter((_, i) => kind[i] === CAUSE.rule));
  const last = responses.at(-1);
  expect(last).toMatchObject({ type: "recorded", done: true, untilUs: durationOf(run), fingerprint: history.fingerprint() });
});

test("each name of a kind of event and each process goes over once, by the slice that needs it", () => {
  const { responses, host, run } = started();
  const sent = (from: number) => responses.slice(from).filter((response): response is HistorySlice => response.type === "history");
  const slices = sent(0);
  const kinds = slices.flatMap((slice) => slice.kinds);
  expect(kinds).toEqual(Array.from({ length: eventKindCount() }, (_, kind) => eventKindInfo(kind).name));
  const processes = slices.flatMap((slice) => slice.processes);
  expect(processes.map(({ id }) => id)).toEqual(processes.map((_, i) => i));
  expect(processes.map(({ name }) => name)).toEqual(finishRun(run).processes.map(({ name }) => name));
  expect(slices.length).toBeGreaterThan(1);
  let [knownKinds, knownProcesses] = [0, 0];
  for (const slice of slices) {
    knownKinds += slice.kinds.length;
    knownProcesses += slice.processes.length;
    expect(Math.max(...slice.chunk.kind)).toBeLessThan(knownKinds);
    expect(Math.max(...slice.chunk.process)).toBeLessThan(knownProcesses);
  }
  // The page knows nothing of an earlier take.
  const from = responses.length;
  host.handle({ type: "record", take: 2, run });
  host.pump();
  expect(sent(from)[0].kinds).toEqual(kinds);
  expect(sent(from)[0].processes).toEqual(slices[0].processes);
});

test("a frame leaves out the views that the page has; a full one has them all", () => {
  const { ask } = started();
  const [full] = ask({ type: "frame", take: 1, at: 5_000_000, full: true }) as Frame[];
  expect(full.processes.every(({ view }) => view !== undefined)).toBe(true);
  const [same] = ask({ type: "frame", take: 1, at: 5_000_000, full: false }) as Frame[];
  expect(same.processes.every(({ view }) => view === undefined)).toBe(true);
  const [later] = ask({ type: "frame", take: 1, at: 5_060_000, full: false }) as Frame[];
  const changed = later.processes.filter(({ view }) => view !== undefined).length;
  expect(changed).toBeGreaterThan(0);
  expect(changed).toBeLessThan(later.processes.length);
});

test("looking back shows the same as looking there first", () => {
  const { ask } = started();
  const at = (us: number) => JSON.stringify((ask({ type: "frame", take: 1, at: us, full: true }) as Frame[])[0]);
  const first = at(4_000_000);
  at(20_000_000);
  expect(at(4_000_000)).toBe(first);
});

test("packets of a frame are under way at its instant", () => {
  const { ask } = started();
  const [frame] = ask({ type: "frame", take: 1, at: 5_650_000, full: false }) as Frame[];
  expect(frame.packets.length).toBeGreaterThan(0);
  for (const { sentAt, arriveAt, carries } of frame.packets) {
    expect(sentAt).toBeLessThanOrEqual(5_650_000);
    expect(arriveAt).toBeGreaterThanOrEqual(5_650_000);
    expect(carries.length).toBeGreaterThan(0);
  }
});

test("requests of an older take are not answered", () => {
  const { ask, host, run } = started();
  host.handle({ type: "record", take: 2, run });
  expect(ask({ type: "frame", take: 1, at: 0, full: true })).toEqual([]);
});

test("S12: the explanation has at most seven steps, each at an event of its own that happened then, and a way out that was tried", () => {
  const { ask, run } = started();
  const { history } = finishRun(run);
  for (const lane of [0, 1]) {
    const [answer] = ask({ type: "why", take: 1, question: { kind: "duplicated", lane, message: 7, destination: "payment" } });
    if (answer.type !== "why" || answer.card === null) throw new Error("no explanation");
    const { steps, prevention, title } = answer.card;
    expect(title).toBe("Why was #7 processed twice?");
    expect(steps.length).toBeGreaterThanOrEqual(4);
    expect(steps.length).toBeLessThanOrEqual(7);
    for (const { at, events } of steps) expect(history.at(events[0])).toBe(at);
    expect(steps.some((step) => /crashed before/.test(step.title))).toBe(true);
    expect(prevention.change).toEqual({ what: "database", destination: "payment", idempotent: true });
  }
});

test("asked about what did not happen, it says so", () => {
  const { ask } = started();
  const question = { kind: "duplicated", lane: 0, message: 8, destination: "payment" } as const;
  expect(ask({ type: "why", take: 1, question })).toEqual([{ type: "why", take: 1, question, card: null }]);
});

const ABOUT_KAFKA = { kind: "duplicated", lane: 0, message: 7, destination: "payment" } as const;
const ABOUT_RABBITMQ = { ...ABOUT_KAFKA, lane: 1 };

test("an explanation is worked out in pieces that say how far they are, and frames are answered between them", () => {
  const { host, responses } = started();
  const from = responses.length;
  host.handle({ type: "why", take: 1, question: ABOUT_KAFKA });
  expect(responses.length).toBe(from); // nothing is done while the request is handled
  let pieces = 0;
  for (let at = 1; host.pump(); at++) {
    pieces++;
    host.handle({ type: "frame", take: 1, at: at * 1000, full: false });
  }
  const after = responses.slice(from);
  expect(after.filter(({ type }) => type === "frame").length).toBe(pieces);
  expect(pieces).toBeGreaterThan(5);
  const progress = after.flatMap((response) => (response.type === "explaining" ? [response.progress] : []));
  expect(new Set(progress.map(({ doing }) => doing))).toEqual(new Set(["recording", "leaving out", "preventing"]));
  for (const { done, of } of progress) expect(done).toBeLessThanOrEqual(of);
  expect(after.filter(({ type }) => type === "why").length).toBe(1);
});

test("a newer question takes the place of an older one; what was answered once is answered at once", () => {
  const { host, responses } = started();
  const from = responses.length;
  host.handle({ type: "why", take: 1, question: ABOUT_KAFKA });
  for (let i = 0; i < 3; i++) expect(host.pump()).toBe(true);
  host.handle({ type: "why", take: 1, question: ABOUT_RABBITMQ });
  while (host.pump());
  const answers = responses.slice(from).flatMap((response) => (response.type === "why" ? [response] : []));
  expect(answers.map(({ question }) => question)).toEqual([ABOUT_RABBITMQ]);
  host.handle({ type: "why", take: 1, question: ABOUT_RABBITMQ });
  expect(host.pump()).toBe(false);
  expect(responses.at(-1)).toEqual(answers[0]);
});

test("asked while the run is being recorded, the answer comes after it; a lane or message that is not there has none", () => {
  const responses: Response[] = [];
  const host = new SimulationHost((response) => responses.push(response));
  host.handle({ type: "record", take: 1, run: friday() });
  host.handle({ type: "why", take: 1, question: ABOUT_KAFKA });
  while (host.pump());
  expect(responses.at(-1)).toMatchObject({ type: "why", card: { title: "Why was #7 processed twice?" } });
  for (const question of [
    { ...ABOUT_KAFKA, lane: 9 },
    { ...ABOUT_KAFKA, message: 99 },
  ]) {
    host.handle({ type: "why", take: 1, question });
    while (host.pump());
    expect(responses.at(-1)).toEqual({ type: "why", take: 1, question, card: null });
  }
});

test("every message is in exactly one row of the ledger per destination, and the totals add up", () => {
  const { ask, run } = started();
  for (const at of [0, 7_000_000, durationOf(run)]) {
    const [answer] = ask({ type: "ledger", take: 1, at });
    if (answer.type !== "ledger") throw new Error("no ledger");
    for (const columns of answer.lanes) {
      const { rows, totals } = ledgerOfColumns(columns, messagesOf(run));
      expect(rows.length).toBe(19 * 3);
      expect(Object.values(totals).reduce((sum, count) => sum + count, 0)).toBe(rows.length);
    }
  }
});

test("a run that cannot be simulated is reported, not thrown", () => {
  const run = friday();
  const [kafka, ...others] = run.scenario.lanes;
  if (kafka.system !== "kafka") throw new Error("not the Kafka lane");
  const wrong = { ...kafka, settings: { ...kafka.settings, producer: { acks: "1", "enable.idempotence": true } } };
  const { responses } = started({ ...run, scenario: { ...run.scenario, lanes: [wrong, ...others] } });
  expect(responses).toEqual([{ type: "failed", take: 1, message: "ConfigException: acks must be all to use the idempotent producer" }]);
});

test("a recording that is stopped keeps what it has, says so, and comes out the same when it goes on", () => {
  const run = friday();
  const responses: Response[] = [];
  const host = new SimulationHost((response) => responses.push(response));
  host.handle({ type: "record", take: 1, run });
  host.pump();
  host.handle({ type: "hold", take: 1, held: true });
  const [digest, stopped] = responses.slice(-2);
  expect(digest.type).toBe("digest");
  if (stopped.type !== "recorded") throw new Error("it says nothing of the stop");
  expect(stopped).toMatchObject({ done: false, held: true });
  expect(stopped.untilUs).toBeGreaterThan(0);
  expect(stopped.untilUs).toBeLessThan(durationOf(run));

  const count = responses.length;
  expect(host.pump()).toBe(false);
  expect(host.pump()).toBe(false);
  host.handle({ type: "hold", take: 1, held: true });
  expect(responses.length).toBe(count);
  host.handle({ type: "frame", take: 1, at: stopped.untilUs, full: true });
  expect(responses.at(-1)).toMatchObject({ type: "frame", at: stopped.untilUs });

  host.handle({ type: "hold", take: 1, held: false });
  expect(responses.at(-1)).toMatchObject({ type: "recorded", done: false, held: false, untilUs: stopped.untilUs });
  while (host.pump());
  const fingerprint = finishRun(run).history.fingerprint();
  expect(responses.findLast(({ type }) => type === "recorded")).toMatchObject({ done: true, held: false, fingerprint });
});

test("a run that came to a limit ends there, says which, and can be looked at beyond it", () => {
  const timeless = timelessRun();
  const { responses, ask } = started(timeless);
  const last = responses.at(-1);
  expect(last).toMatchObject({ type: "recorded", done: true, limit: "200,000 events in one instant" });
  const endUs = durationOf(timeless);
  expect(last?.type === "recorded" && last.untilUs).toBeLessThan(endUs);
  const [frame] = ask({ type: "frame", take: 1, at: endUs, full: true });
  expect(frame.type).toBe("frame");
  expect(responses.find((response) => response.type === "recorded" && response.limit === null)).toBeDefined();
});
