import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Command, Run, Scenario } from "../../engine/scenario.ts";
import { runOf, SCENARIOS } from "../../scenarios/index.ts";
import { publishedScenario } from "../../scenarios/revisions.ts";
import { packRun, unpackRun } from "./codec.ts";
import { LINK_VERSION, toPresentVersion } from "./versions.ts";

/** Text as a link carries it. */
async function textOf(value: unknown): Promise<string> {
  const stream = new Blob([JSON.stringify(value)]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return Buffer.from(await new Response(stream).arrayBuffer()).toString("base64url");
}

const commands = fc.array(
  fc.record({
    when: fc.record({ atMs: fc.integer({ min: 0, max: 20_000 }) }),
    action: fc.oneof(
      fc.record({ do: fc.constant("crash" as const), part: fc.constantFrom("payment-1", "broker-2", "node-1") }),
      fc.record({ do: fc.constant("freeze" as const), part: fc.constantFrom("payment-2", "order-svc") }),
      fc.record({ do: fc.constant("split" as const), from: fc.constant(["broker-1"]), to: fc.constant([]), oneWay: fc.boolean() }),
    ),
    forMs: fc.integer({ min: 1, max: 5000 }),
  }),
  { maxLength: 6 },
);
const runs: fc.Arbitrary<Run> = fc
  .record({ scenario: fc.constantFrom(...SCENARIOS), seed: fc.nat(4_294_967_295), script: commands, changed: fc.boolean() })
  .map(({ scenario, seed, script, changed }) => ({
    scenario: changed ? { ...scenario, title: "changed by somebody" } : scenario,
    seed,
    script: script.map((command, i): Command => ({ id: `c${i}`, ...command })),
  }));

test("what is packed comes out the same", async () => {
  await fc.assert(
    fc.asyncProperty(runs, async (run) => {
      const unpacked = await unpackRun(await packRun(run));
      expect(unpacked).toEqual({ ok: true, run, fingerprint: null });
    }),
    { numRuns: 150 },
  );
});

test("a scenario of the catalogue makes a short link, and comes back as the very same scenario", async () => {
  const run = runOf(SCENARIOS[0]);
  const text = await packRun(run);
  expect(text.length).toBeLessThan(80);
  const unpacked = await unpackRun(text);
  expect(unpacked.ok && unpacked.run.scenario).toBe(SCENARIOS[0]);
});

test("noise never throws and always says what is wrong", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ maxLength: 200 }), async (noise) => {
      const unpacked = await unpackRun(noise);
      expect(unpacked.ok).toBe(false);
      if (!unpacked.ok) expect(unpacked.errors[0].path.length).toBeGreaterThan(0);
    }),
    { numRuns: 200 },
  );
});

test("a link that unpacks to too much is stopped while it unpacks", async () => {
  const stream = new Blob([" ".repeat(9_000_000)]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const text = Buffer.from(bytes).toString("base64url");
  expect(await unpackRun(text)).toEqual({ ok: false, errors: [{ path: "r", message: "the link unpacks to more than 4 MB" }] });
});

test("a wrong field deep inside is named by its path", async () => {
  const run = runOf({ ...SCENARIOS[0], title: "changed" });
  const wrong = JSON.parse(JSON.stringify(run));
  wrong.scenario.lanes[0].settings.topics[0].partitions = 0;
  const text = await textOf({ v: LINK_VERSION, run: wrong });
  const unpacked = await unpackRun(text);
  expect(unpacked.ok ? "" : unpacked.errors[0].path).toBe("scenario.lanes[0].settings.topics[0].partitions");
});

test("a link tells the fingerprint that its maker saw", async () => {
  const run = runOf(SCENARIOS[0], 5);
  expect(await unpackRun(await packRun(run, "0123456789abcdef"))).toEqual({ ok: true, run, fingerprint: "0123456789abcdef" });
});

test("a link of a published scenario that is not the present one opens that one, and packs it by name again", async () => {
  const first = await publishedScenario("friday-rush", 1);
  if (first === undefined) throw new Error("no such scenario");
  const text = await packRun(runOf(first, 99));
  expect(text.length).toBeLessThan(90);
  const unpacked = await unpackRun(text);
  expect(unpacked.ok && unpacked.run.scenario).toBe(first);
  expect(unpacked.ok && unpacked.run.script).toBe(first.script);
});

interface RecordedLink {
  name: string;
  r: string;
  /** A scenario by name is its first revision. */
  opens: { scenario: string | Scenario; seed: number; script: Command[] };
}
const version1: RecordedLink[] = JSON.parse(readFileSync(new URL("../../../test-data/links/version-1.json", import.meta.url), "utf8"));

/** Recorded when links were of version 1, before any scenario had changed. They open the same run for ever. */
test.each(version1.map((link) => [link.name, link] as const))("a link of version 1: %s", async (_name, { r, opens }) => {
  const unpacked = await unpackRun(r);
  const { scenario, seed, script } = opens;
  const meant = typeof scenario === "string" ? await publishedScenario(scenario, 1) : scenario;
  expect(unpacked).toEqual({ ok: true, run: { scenario: meant, seed, script }, fingerprint: null });
});

test("version 1 named the first revision of a scenario, whichever is the present one", () => {
  expect(toPresentVersion({ v: 1, s: "friday-rush", seed: 4 })).toEqual({ document: { v: 2, s: "friday-rush", revision: 1, seed: 4 } });
  expect(toPresentVersion({ v: 1, run: { any: "thing" } })).toEqual({ document: { v: 2, run: { any: "thing" } } });
});

test.each([
  ["without a version", { s: "latency" }, "v", /of which version/],
  ["of a version that is no number", { v: "two", s: "latency" }, "v", /whole number, not "two"/],
  ["of half a version", { v: 1.5, s: "latency" }, "v", /whole number, not 1.5/],
  ["of a version before the first", { v: 0, s: "latency" }, "v", /no version 0/],
  ["of a version to come", { v: LINK_VERSION + 1, s: "latency" }, "v", /newer page/],
  ["without a revision", { v: 2, s: "latency" }, "revision", /whole number from 1 on/],
  ["of a revision to come", { v: 2, s: "latency", revision: 99 }, "revision", /knows no revision 99/],
  ["of no scenario that ever was", { v: 2, s: "nowhere", revision: 1 }, "s", /no scenario "nowhere"/],
  ["with a scenario that is no name", { v: 2, s: 7, revision: 1 }, "s", /must be the name/],
  ["with a fingerprint that is none", { v: 2, s: "latency", revision: 1, fingerprint: "zzz" }, "fingerprint", /16 digits from 0 to f/],
  ["with a field that no link has", { v: 2, s: "latency", revision: 1, sead: 7 }, "sead", /no field of a link of version 2/],
  ["with a field of a later version", { v: 1, s: "latency", revision: 1 }, "revision", /no field of a link of version 1/],
  ["with two runs", { v: 2, s: "latency", revision: 1, run: runOf(SCENARIOS[0]) }, "run", /another run than s/],
  ["with a script that is none", { v: 1, s: "latency", script: "crash" }, "script", /^must be a list$/],
  ["that holds a number", 7, "r", /no run/],
])("a link %s is answered with the field", async (_name, document, path, message) => {
  const unpacked = await unpackRun(await textOf(document));
  if (unpacked.ok) throw new Error("it was opened");
  expect(unpacked.errors[0].path).toBe(path);
  expect(unpacked.errors[0].message).toMatch(message);
});

test("a link carries that the run goes on until everything has come to rest", async () => {
  for (const untilRest of [true, false]) {
    const run: Run = { ...runOf(SCENARIOS[0]), untilRest };
    const unpacked = await unpackRun(await packRun(run));
    expect(unpacked).toEqual({ ok: true, run, fingerprint: null });
  }
});
