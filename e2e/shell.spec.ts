import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { lane, openRun, seekMs } from "./page.ts";

const fingerprints = JSON.parse(readFileSync(new URL("../test-data/fingerprints.json", import.meta.url), "utf8")) as Record<string, string>;

test("opens under a sub-path, quietly, and asks no other host for anything", async ({ page }) => {
  const hosts = new Set<string>();
  page.on("request", (request) => {
    if (!request.url().startsWith("data:") && !request.url().startsWith("blob:")) hosts.add(new URL(request.url()).host);
  });
  const { complaints } = await openRun(page);
  await expect(lane(page, "Kafka")).toBeVisible();
  await expect(lane(page, "RabbitMQ")).toBeVisible();
  await expect(lane(page, "Direct call")).toBeVisible();
  expect(complaints).toEqual([]);
  expect([...hosts]).toEqual([new URL(page.url()).host]);
});

test("every scenario has the same fingerprint in the browser as in Node", async ({ page }) => {
  await openRun(page);
  expect(Object.keys(fingerprints).length).toBeGreaterThan(5);
  for (const [scenario, fingerprint] of Object.entries(fingerprints)) {
    expect(await page.evaluate((id) => window.__queuescope.fingerprint(id), scenario), scenario).toBe(fingerprint);
  }
});

test("without its script the page says what it needs, and with it the words are gone", async ({ browser, page, baseURL }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const still = await context.newPage();
  await still.goto(baseURL ?? "");
  await expect(still.getByText("open it through a web server and with JavaScript on")).toBeVisible();
  await context.close();
  await openRun(page);
  await expect(page.getByText("Queuescope is loading")).toHaveCount(0);
});

test("the page plays, pauses and steps, and the address opens at an instant, paused", async ({ page }) => {
  const shownAt = () => page.evaluate(() => window.__queuescope.world().shownAt);
  await openRun(page, "#s=friday-rush&t=6.5");
  await expect(page.locator(".clock output")).toHaveText("00:06.500");
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await expect(page.locator(".clock output")).not.toHaveText("00:06.500");
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await expect(page.getByRole("button", { name: "Play", exact: true })).toBeVisible();

  await seekMs(page, 6600); // where it was paused is the machine's affair; two events may share what the clock shows of a second
  await page.getByRole("button", { name: "Step", exact: true }).click();
  await expect.poll(shownAt).toBeGreaterThan(6_600_000);
  const stepped = await shownAt();
  await page.getByRole("button", { name: "Step back", exact: true }).click();
  await expect.poll(shownAt).toBeLessThan(stepped);
});
