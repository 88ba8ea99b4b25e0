// @ts-check
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Ends the program with a clear message when Node is too old for the build. */
export function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`Queuescope needs Node 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

/** For a program whose standard output is for its results: what is said meanwhile goes to standard error. */
export const RESULTS_ONLY = /** @type {import("node:child_process").StdioOptions} */ (["ignore", process.stderr, process.stderr]);

/** Installs the locked dependencies when they are missing or older than the lock file. @param {import("node:child_process").StdioOptions} [stdio] */
export function installIfNeeded(stdio = "inherit") {
  const installed = join(ROOT, "node_modules/.package-lock.json");
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(ROOT, "package-lock.json")).mtimeMs) return;
  (stdio === "inherit" ? console.log : console.error)("Installing the locked dependencies.");
  run("npm", ["ci"], stdio);
}

/** Builds the static site when it is missing or older than its sources. */
export function buildIfNeeded() {
  if (isFresh("dist/index.html", ["src", "public", "index.html", "vite.config.ts", "package-lock.json"])) return;
  console.log("Building.");
  run(process.execPath, [join(ROOT, "node_modules/vite/bin/vite.js"), "build", "--logLevel", "warn"]);
}

/** Builds the command line when it is missing or older than its sources; standard output stays free for what it prints. */
export function buildCommandLineIfNeeded() {
  if (isFresh("dist/queuescope.mjs", ["src", "scripts/queuescope.ts", "scripts/build-command-line.mjs", "package-lock.json"])) return;
  console.error("Building.");
  run(process.execPath, [join(ROOT, "scripts/build-command-line.mjs")], RESULTS_ONLY);
}

/** @param {string} built @param {string[]} sources */
function isFresh(built, sources) {
  const path = join(ROOT, built);
  return existsSync(path) && statSync(path).mtimeMs >= Math.max(...sources.map((source) => newest(join(ROOT, source))));
}

/** @param {string} path @returns {number} */
function newest(path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

/** @param {string} command @param {string[]} args @param {import("node:child_process").StdioOptions} [stdio] */
function run(command, args, stdio = "inherit") {
  const { status } = spawnSync(command, args, { cwd: ROOT, stdio, shell: process.platform === "win32" && command === "npm" });
  if (status !== 0) process.exit(status ?? 1);
}
