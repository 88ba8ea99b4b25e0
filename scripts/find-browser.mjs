// @ts-check
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "microsoft-edge-stable"];
const USUAL_PLACES = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  ...[process.env.PROGRAMFILES, process.env["PROGRAMFILES(X86)"], process.env.LOCALAPPDATA].flatMap((base) =>
    base ? [join(base, "Google/Chrome/Application/chrome.exe"), join(base, "Microsoft/Edge/Application/msedge.exe")] : [],
  ),
];

/**
 * The browser that the browser tests use: E2E_CHROMIUM, else the test tool's own, else one on the PATH or in the usual places.
 * @returns {Promise<{ kind: "env" | "system", path: string } | { kind: "playwright" } | { kind: "none" }>}
 */
export async function findBrowser() {
  if (process.env.E2E_CHROMIUM) return { kind: "env", path: process.env.E2E_CHROMIUM };
  try {
    const { chromium } = await import("@playwright/test");
    if (existsSync(chromium.executablePath())) return { kind: "playwright" };
  } catch {
    // The test tool has no browser of its own for this platform.
  }
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of NAMES) if (existsSync(join(folder, name))) return { kind: "system", path: join(folder, name) };
  }
  for (const path of USUAL_PLACES) if (existsSync(path)) return { kind: "system", path };
  return { kind: "none" };
}

/** Finds a browser, or installs one: by the test tool, else by apt for root on a Debian system. */
export async function findOrInstallBrowser() {
  let found = await findBrowser();
  if (found.kind !== "none") return found;
  console.log("No browser found; trying to install one (at most two minutes).");
  const env = { ...process.env, PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: "10000" };
  spawnSync("npx", ["playwright", "install", "chromium"], { stdio: "inherit", timeout: 120_000, env, shell: process.platform === "win32" });
  found = await findBrowser();
  if (found.kind !== "none") return found;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    spawnSync("apt-get", ["update"], { stdio: "inherit" });
    spawnSync("apt-get", ["install", "-y", "--no-install-recommends", "chromium"], { stdio: "inherit" });
    found = await findBrowser();
  }
  return found;
}

export const REMEDIES = `No Chromium-like browser was found and none could be installed. Do one of these and run npm test again:
  npx playwright install chromium
  sudo apt-get install chromium          (or your system's way to install Chromium or Chrome)
  E2E_CHROMIUM=/path/to/chrome npm test`;

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const found = await findOrInstallBrowser();
  if (found.kind === "none") {
    console.error(REMEDIES);
    process.exit(1);
  }
  console.log(`Browser: ${"path" in found ? found.path : "the test tool's own"}`);
}
