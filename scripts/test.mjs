// @ts-check
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { checkNode, installIfNeeded, ROOT } from "./set-up.mjs";

/** `npm test`: every check there is, on a fresh clone too. The last line adds up all runners. */
checkNode();
installIfNeeded();

const REPORTS = join(ROOT, "node_modules/.cache/reports");
rmSync(REPORTS, { recursive: true, force: true });
mkdirSync(REPORTS, { recursive: true });
let passed = 0;
let failed = 0;

/** @param {string} script a program of the dependencies @param {string[]} args @param {Record<string, string>} [env] */
function node(script, args, env = {}) {
  return (
    spawnSync(process.execPath, [join(ROOT, script), ...args], { cwd: ROOT, stdio: "inherit", env: { ...process.env, ...env } }).status ===
    0
  );
}

/** One check that counts as one test. @param {string} name @param {() => boolean} check */
function step(name, check) {
  console.log(`\n== ${name}`);
  if (check()) passed++;
  else {
    failed++;
    console.error(`FAILED: ${name}`);
  }
}

/** A runner with a report; when the report is missing, or it ran nothing, that is a failure. @param {string} name @param {string} report @param {() => boolean} run @param {(report: any) => [number, number]} count */
function runner(name, report, run, count) {
  console.log(`\n== ${name}`);
  const ok = run();
  const path = join(REPORTS, report);
  const [good, bad] = existsSync(path) ? count(JSON.parse(readFileSync(path, "utf8"))) : [0, 0];
  passed += good;
  failed += bad;
  if (good + bad === 0 || (!ok && bad === 0)) {
    failed++;
    console.error(`FAILED: ${name} ${good + bad === 0 ? "ran no test" : "ended with an error"}`);
  }
}

step("lock file", () => node("scripts/check-lock.mjs", []));
step("types", () => node("node_modules/typescript/bin/tsc", ["-b"]));
step("lint", () => node("node_modules/@biomejs/biome/bin/biome", ["check", "--error-on-warnings"]));
step("unused code", () => node("node_modules/knip/bin/knip.js", ["--exclude", "types"]));
runner(
  "unit, property and conformance tests",
  "unit.json",
  () =>
    node("node_modules/vitest/vitest.mjs", ["run", "--reporter=dot", "--reporter=json", `--outputFile.json=${join(REPORTS, "unit.json")}`]),
  (report) => [
    report.numPassedTests,
    report.numFailedTests +
      report.testResults.filter((/** @type {any} */ file) => file.status === "failed" && file.assertionResults.length === 0).length,
  ],
);
step("build", () => node("node_modules/vite/bin/vite.js", ["build", "--logLevel", "warn"]));
step("the command line", () => node("scripts/build-command-line.mjs", []));
step("weight of the first load", () => node("scripts/check-first-load.mjs", []));
step("a browser for the browser tests", () => node("scripts/find-browser.mjs", []));
runner(
  "browser tests",
  "browser.json",
  () => node("node_modules/@playwright/test/cli.js", ["test"], { PLAYWRIGHT_JSON_OUTPUT_NAME: join(REPORTS, "browser.json") }),
  (report) => [report.stats.expected + report.stats.flaky, report.stats.unexpected],
);
step("fingerprints in Firefox", () => node("scripts/fingerprint-firefox.mjs", []));

console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
