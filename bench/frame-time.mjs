// @ts-check
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { build } from "vite";
import { findBrowser } from "../scripts/find-browser.mjs";
import { serve } from "../scripts/serve.mjs";

/**
 * How long a frame takes with that many messages in flight, drawn by the layer that the page uses, in a headless Chromium.
 * @param {string} root
 * @returns {Promise<{ count: number, p95Ms: number, scriptMs: number }[]>}
 */
export async function frameTimes(root) {
  const browser = await findBrowser();
  if (browser.kind === "none") {
    console.log("No browser here: frame times were not measured.");
    return [];
  }
  const outDir = join(root, "node_modules/.cache/bench-page");
  await build({ root: join(root, "bench/page"), base: "./", configFile: false, logLevel: "error", build: { outDir, emptyOutDir: true } });
  const site = await serve({ folder: outDir, port: 0 });
  const chrome = await chromium.launch({ ...("path" in browser ? { executablePath: browser.path } : {}), args: ["--disable-gpu"] });
  try {
    const page = await chrome.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(site.address);
    const results = [];
    for (const count of [50, 200, 1000, 5000])
      results.push(await page.evaluate((n) => /** @type {any} */ (window).measureFrames(n), count));
    return results;
  } finally {
    await chrome.close();
    site.close();
  }
}
