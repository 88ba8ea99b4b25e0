import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import type { Command, Run } from "../src/engine/scenario.ts";
import { addressOf } from "./address.ts";
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

test("a setting's chip in a lane's head is shown as a whole or not at all, and no figure is cut, whatever the width", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=20");
  for (const [width, projector] of [
    [1440, false],
    [1366, false],
    [1180, false],
    [1060, false],
    [900, false],
    [1366, true],
    [1920, true],
  ] as const) {
    await page.setViewportSize({ width, height: width > 1400 ? 1000 : 768 });
    if ((await page.locator(".page.projector").count()) !== Number(projector)) await page.keyboard.press("p");
    await expect(page.locator(".page.projector")).toHaveCount(Number(projector));
    const cut = await page.locator(".lane").evaluateAll((lanes) =>
      lanes.flatMap((shown) => {
        const right = shown.getBoundingClientRect().right;
        const row = shown.querySelector(".setting-chips")?.getBoundingClientRect();
        const chips = [...shown.querySelectorAll(".setting-chips li")].filter((chip) => {
          const box = chip.getBoundingClientRect();
          if (row === undefined || box.width === 0) return false;
          const whole = box.right <= row.right + 0.5 && box.top >= row.top - 0.5 && box.bottom <= row.bottom + 0.5;
          return !whole && box.top < row.bottom - 0.5;
        });
        const figures = [...shown.querySelectorAll(".figure-chip")].filter((chip) => chip.getBoundingClientRect().right > right + 0.5);
        return [...chips, ...figures].map((chip) => chip.textContent);
      }),
    );
    expect([width, projector, cut]).toEqual([width, projector, []]);
  }
});

test("a run of ten minutes is read in minutes: on the axis, by the clock, in the line of its state, in the log and on its parts", async ({
  page,
}) => {
  const freeze: Command = { id: "freeze", when: { atMs: 125_500 }, action: { do: "freeze", part: "payment-2" }, forMs: 500_000 };
  const long = (run: Run): Run => ({ ...run, scenario: { ...run.scenario, durationMs: 600_000 }, script: [...run.script, freeze] });
  await openRun(page, addressOf("friday-rush", long, 300));
  await expect(page.locator(".clock output")).toHaveText("05:00.000");
  await page.getByRole("tab", { name: "Timeline" }).click();
  const ruler = page.locator(".dock .timeline text.small.center");
  await expect(ruler.getByText("2:00", { exact: true })).toHaveCount(1);
  await expect(ruler.getByText("10:00", { exact: true })).toHaveCount(1);
  await expect(ruler.getByText("600 s")).toHaveCount(0);
  await expect(page.locator(".dock .playhead-time")).toHaveText("5:00.000");
  await expect(lane(page, "Kafka").getByRole("button", { name: /^payment-2, frozen at 2 minutes 5\.5 seconds/ })).toBeAttached();
  await expect(page.getByRole("article", { name: "This run" }).getByRole("button", { name: /^2:05\.500 payment-2 frozen/ })).toBeVisible();
  await page.getByRole("button", { name: /^2:05\.500 payment-2 frozen/ }).click();
  await expect(page.getByRole("form", { name: "Freeze payment-2" }).getByLabel("At, min:s")).toHaveValue("2:05.5");
  await expect(page.locator(".clock output")).toHaveText("02:05.500");
  await page.keyboard.press("Escape");
  await page.getByRole("tab", { name: "Charts" }).click();
  await expect(page.locator(".charts text.small.center").getByText("6:00", { exact: true }).first()).toBeVisible();
  await page.getByRole("tab", { name: "Event log" }).click();
  await expect(page.locator(".log-line b", { hasText: "2:05.500" }).first()).toBeVisible();
  await seekMs(page, 600_000);
  await expect(page.locator(".status-line")).toContainText("after 10 min");
  // Nobody has said anything for minutes, which is not the same as never.
  await expect(lane(page, "Kafka").locator(".caption")).toContainText("Nothing worth telling has happened for a while.");
});
