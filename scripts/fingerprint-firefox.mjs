// @ts-check
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { serve } from "./serve.mjs";
import { ROOT } from "./set-up.mjs";

/** The built site in Firefox: every scenario must have the fingerprint that Node computes. Skipped, loudly, where there is no Firefox. */
const expected = /** @type {Record<string, string>} */ (JSON.parse(readFileSync(join(ROOT, "test-data/fingerprints.json"), "utf8")));
const firefox = findFirefox();
if (firefox === null) {
  console.log(
    "########  SKIPPED: no Firefox here, so its fingerprints were NOT compared. Install firefox-esr or set E2E_FIREFOX.  ########",
  );
  process.exit(0);
}
const { default: puppeteer } = await import("puppeteer-core");
const site = await serve({ folder: join(ROOT, "dist"), port: 0, base: "/firefox/" });
const browser = await puppeteer.launch({ browser: "firefox", executablePath: firefox, headless: true });
let wrong = 0;
try {
  const page = await browser.newPage();
  await page.goto(site.address);
  await page.waitForFunction("window.__queuescope !== undefined");
  for (const [scenario, fingerprint] of Object.entries(expected)) {
    const found = await page.evaluate(`window.__queuescope.fingerprint(${JSON.stringify(scenario)})`);
    console.log(`${scenario}: ${found} ${found === fingerprint ? "equal" : `but Node has ${fingerprint}`}`);
    if (found !== fingerprint) wrong++;
  }
} finally {
  await browser.close();
  site.close();
}
process.exit(wrong === 0 ? 0 : 1);

function findFirefox() {
  if (process.env.E2E_FIREFOX) return process.env.E2E_FIREFOX;
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of ["firefox-esr", "firefox"]) {
      const path = join(folder, name);
      if (existsSync(path) && spawnSync(path, ["--version"], { timeout: 20_000 }).status === 0) return path;
    }
  }
  return null;
}
