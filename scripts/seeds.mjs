// @ts-check
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { bundle } from "./bundle.mjs";
import { ROOT } from "./set-up.mjs";
import { wholeNumber } from "./whole-number.mjs";

/**
 * `npm run seeds [-- --seeds N] [--shards N]`: the stated outcome of every scenario under 200 seeds, in a rougher world, and without its
 * cause. What each shard has done is kept by the engine that did it, so an interrupted run goes on where it was. A full run that holds
 * writes test-data/seeds.json with the engine's fingerprints. Exit status 1 when anything does not hold.
 */
const FULL = 200;
const SAVE_EVERY = 20;
const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: String(FULL) },
    shards: { type: "string", default: String(Math.min(8, availableParallelism())) },
    /** For the processes that this one starts. */
    shard: { type: "string" },
    bundle: { type: "string" },
  },
});
const seeds = wholeNumber("seeds", values.seeds, 1);
const shards = wholeNumber("shards", values.shards, 1);
const cache = join(ROOT, "node_modules/.cache/seeds");

/** @typedef {{ scenario: string, revision: number, asked: string, seed: number }} Case */
/** @typedef {{ done: number, broken: (Case & { problems: string[] })[] }} Progress */

if (values.shard !== undefined && values.bundle !== undefined) await runShard(Number(values.shard), values.bundle);
else await runAll();

async function runAll() {
  const module = await bundle("scripts/seeds-runs.ts", "seeds");
  const self = fileURLToPath(import.meta.url);
  const endings = await Promise.all(
    Array.from({ length: shards }, (_, shard) => {
      const args = [self, "--seeds", String(seeds), "--shards", String(shards), "--shard", String(shard), "--bundle", module];
      const child = spawn(process.execPath, args, { stdio: "inherit" });
      return new Promise((ended) => child.on("exit", (code) => ended(code === 0)));
    }),
  );
  if (endings.includes(false)) process.exit(2);
  const { cases } = await import(pathToFileURL(module).href);
  const broken = Array.from({ length: shards }, (_, shard) => readProgress(shard, module).broken).flat();
  report(cases(seeds), broken);
}

/** @param {Case[]} asked @param {Progress["broken"]} broken */
function report(asked, broken) {
  /** @type {Record<string, { revision: number } & Record<string, string | number>>} */
  const scenarios = {};
  for (const { scenario, revision, asked: question } of asked) {
    scenarios[scenario] ??= { revision };
    const not = broken.filter((one) => one.scenario === scenario && one.asked === question).length;
    scenarios[scenario][question] = `${seeds - not} of ${seeds}`;
  }
  for (const [scenario, { revision, ...held }] of Object.entries(scenarios)) {
    const words = Object.entries(held).map(([question, count]) => `${question} ${count}`);
    console.log(`${scenario}, revision ${revision}: ${words.join(", ")}`);
  }
  for (const { scenario, asked: question, seed, problems } of broken.slice(0, 20)) {
    console.log(`  ${scenario} ${question}, seed ${seed}: ${problems.join("; ")}`);
  }
  if (broken.length > 0) process.exit(1);
  if (seeds !== FULL) return;
  const fingerprints = JSON.parse(readFileSync(join(ROOT, "test-data/fingerprints.json"), "utf8"));
  writeFileSync(join(ROOT, "test-data/seeds.json"), `${JSON.stringify({ fingerprints, scenarios }, null, 2)}\n`);
}

/** @param {number} shard @param {string} module */
async function runShard(shard, module) {
  const { cases, failures } = await import(pathToFileURL(module).href);
  /** @type {Case[]} */
  const mine = cases(seeds).filter((/** @type {Case} */ _one, /** @type {number} */ i) => i % shards === shard);
  const progress = readProgress(shard, module);
  for (; progress.done < mine.length; ) {
    const one = mine[progress.done];
    const problems = failures(one);
    if (problems.length > 0) progress.broken.push({ ...one, problems });
    progress.done++;
    if (progress.done % SAVE_EVERY === 0 || progress.done === mine.length) save(shard, module, progress);
  }
}

/** @param {number} shard @param {string} module */
function progressFile(shard, module) {
  const engine = createHash("sha256").update(readFileSync(module)).digest("hex").slice(0, 16);
  return join(cache, `${engine}-${seeds}-${shard}-of-${shards}.json`);
}

/** @param {number} shard @param {string} module @returns {Progress} */
function readProgress(shard, module) {
  const file = progressFile(shard, module);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : { done: 0, broken: [] };
}

/** @param {number} shard @param {string} module @param {Progress} progress */
function save(shard, module, progress) {
  mkdirSync(cache, { recursive: true });
  writeFileSync(progressFile(shard, module), JSON.stringify(progress));
}
