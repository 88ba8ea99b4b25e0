import { defineConfig, devices } from "@playwright/test";
import { findBrowser } from "./scripts/find-browser.mjs";

const browser = await findBrowser();
const port = Number(process.env.E2E_PORT ?? 4870 + (process.pid % 100));
// The configuration is read by every worker process; they must agree on the port of the first.
process.env.E2E_PORT = String(port);
const base = "/classes/queues/2026/";

export default defineConfig({
  testDir: "e2e",
  fullyParallel: true,
  workers: 2,
  // Only for what would never end: a slow machine is no fault.
  timeout: 240_000,
  forbidOnly: Boolean(process.env.CI),
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [["line"], ["json"]] : [["line"]],
  outputDir: "test-results",
  use: {
    baseURL: `http://127.0.0.1:${port}${base}`,
    // A trace of every test costs more than the tests: E2E_TRACE=1 makes one of those that fail. Without it their last picture is kept.
    trace: process.env.E2E_TRACE === undefined ? "off" : "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: { ...("path" in browser ? { executablePath: browser.path } : {}), args: ["--disable-gpu"] },
  },
  // A test is tagged for other screens only where what it looks at differs there: @both is the desktop and the phone, @every the laptop too.
  projects: [
    { name: "desktop", use: { ...devices["Desktop Chrome"], viewport: { width: 1440, height: 900 } }, grepInvert: /@phone|@laptop/ },
    { name: "laptop", use: { ...devices["Desktop Chrome"], viewport: { width: 1366, height: 768 } }, grep: /@laptop|@every/ },
    { name: "phone", use: { ...devices["Pixel 7"], viewport: { width: 390, height: 844 } }, grep: /@phone|@both|@every/ },
  ],
  webServer: { command: `node scripts/serve.mjs ${port} ${base}`, url: `http://127.0.0.1:${port}${base}`, reuseExistingServer: false },
});
