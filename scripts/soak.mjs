// @ts-check
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { bundle } from "./bundle.mjs";
import { ROOT } from "./set-up.mjs";
import { soakExplanations } from "./soak-explained.mjs";
import { wholeNumber } from "./whole-number.mjs";

/**
 * `npm run soak -- --runs N [--from SEED] [--resume]`: random runs against the laws that hold for every run, for as many as one likes.
 * `npm run soak -- --explain N [--from SEED]`: answers to N questions about random runs, put to the test.
 * What was done so far is kept, so that `--resume` goes on after an interruption; it refuses when the engine has changed since.
 */
const { values } = parseArgs({
  options: {
    runs: { type: "string" },
    explain: { type: "string" },
    from: { type: "string", default: "0" },
    resume: { type: "boolean", default: false },
  },
});
const runs = wholeNumber("runs", values.runs ?? "1000");
const from = wholeNumber("from", values.from);
if (values.explain !== undefined) process.exit((await soakExplanations(wholeNumber("explain", values.explain), from)) ? 0 : 1);
const SAVE_EVERY = 25;
const SAY_EVERY = 250;

const progressFile = join(ROOT, "node_modules/.cache/soak-progress.json");
const module = await bundle("scripts/soak-runs.ts", "soak");
const { soak } = await import(pathToFileURL(module).href);
const engine = createHash("sha256").update(readFileSync(module)).digest("hex");

/** @typedef {{ engine: string, from: number, next: number, events: number, virtualUs: number, commands: number, broken: { seed: number, scenario: string, law: string, text: string }[] }} Progress */
/** @type {Progress} */
const done = (values.resume ? readProgress() : null) ?? { engine, from, next: from, events: 0, virtualUs: 0, commands: 0, broken: [] };

for (; done.next < done.from + runs; ) {
  const { events, virtualUs, commands, findings, scenario } = soak(done.next);
  done.events += events;
  done.virtualUs += virtualUs;
  done.commands += commands;
  for (const finding of findings) done.broken.push({ seed: done.next, scenario, ...finding });
  if (findings.length > 0)
    console.log(`seed ${done.next} (${scenario}): ${findings[0].law}: ${findings[0].text}${more(findings.length - 1)}`);
  done.next++;
  const count = done.next - done.from;
  if (count % SAVE_EVERY === 0) save();
  if (count % SAY_EVERY === 0) console.log(summary());
}
save();
console.log(summary());
if (done.broken.length > 0)
  console.log(`Smallest seed: ${done.broken[0].seed}. See it again with: npm run soak -- --runs 1 --from ${done.broken[0].seed}`);
process.exit(done.broken.length > 0 ? 1 : 0);

function summary() {
  const hours = (done.virtualUs / 3.6e9).toFixed(1);
  const seeds = new Set(done.broken.map(({ seed }) => seed)).size;
  return `${done.next - done.from} runs from seed ${done.from}: ${hours} virtual hours, ${done.commands} faults and other commands, ${(done.events / 1e6).toFixed(1)} M events, violations in ${seeds} runs`;
}

function save() {
  writeFileSync(progressFile, JSON.stringify(done));
}

/** @returns {Progress | null} */
function readProgress() {
  if (!existsSync(progressFile)) return null;
  const before = /** @type {Progress} */ (JSON.parse(readFileSync(progressFile, "utf8")));
  if (before.engine === engine) return before;
  console.error("The engine has changed since the soak that was interrupted: start it anew without --resume.");
  process.exit(2);
}

/** @param {number} count */
function more(count) {
  return count === 0 ? "" : ` and ${count} more`;
}
