import fc from "fast-check";
import { expect, test } from "vitest";
import type { Command, Run } from "../../engine/scenario.ts";
import { runOf, SCENARIOS } from "../../scenarios/index.ts";
import { packRun, unpackRun } from "./codec.ts";

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
      expect(unpacked).toEqual({ ok: true, run });
    }),
    { numRuns: 150 },
  );
});

test("a scenario of the catalogue makes a short link, and comes back as the very same scenario", async () => {
  const run = runOf(SCENARIOS[0]);
  const text = await packRun(run);
  expect(text.length).toBeLessThan(60);
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
  const stream = new Blob([JSON.stringify({ v: 1, run: wrong })]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const text = Buffer.from(await new Response(stream).arrayBuffer()).toString("base64url");
  const unpacked = await unpackRun(text);
  expect(unpacked.ok ? "" : unpacked.errors[0].path).toBe("scenario.lanes[0].settings.topics[0].partitions");
});
