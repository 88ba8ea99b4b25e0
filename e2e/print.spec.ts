import { expect, test } from "@playwright/test";
import { lane, openRun } from "./page.ts";

test("on paper the run is a sheet: drawings, timeline, explanation and messages, without the page and its controls", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  const { complaints } = await openRun(page, "#s=friday-rush&t=20");
  await lane(page, "Kafka")
    .getByRole("button", { name: /Why #7/ })
    .click();
  await expect(page.getByRole("article", { name: "Why was #7 processed twice?" }).locator(".why-steps button").first()).toBeVisible();
  await page.emulateMedia({ media: "print" });
  const sheet = page.locator(".print-sheet");
  await expect(sheet).toBeVisible();
  await expect(page.locator(".page")).toBeHidden();
  for (const name of ["Kafka", "RabbitMQ", "Direct call"]) await expect(sheet.getByRole("img", { name: `${name} lane` })).toBeVisible();
  await expect(sheet.locator(".print-why li")).toHaveCount(await page.locator(".why-steps li").count());
  await expect(sheet.locator(".print-ledger").first().locator("tbody tr")).toHaveCount(19);
  await expect(sheet.locator(".print-ledger").first()).toContainText("twice");
  await expect(sheet.locator(".print-note")).toHaveCount(0);
  await expect(sheet.locator(".print-timeline .waiting-area")).toHaveCount(3);
  await expect(sheet.locator(".transport, select, input")).toHaveCount(0);
  // A dark page is printed on white paper.
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--paper").trim())).toMatch(/^#f{3,6}$/);
  const pdf = (await page.pdf()).toString("latin1");
  expect(pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0).toBeGreaterThanOrEqual(2);
  await page.emulateMedia({ media: "screen" });
  await expect(sheet).toHaveCount(0);
  expect(complaints).toEqual([]);
});

test("on the paper that the sheet asks for, A4 across, nothing stands out at the right", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=20");
  await page.emulateMedia({ media: "print" });
  await expect(page.locator(".print-timeline .waiting-area")).toHaveCount(3);
  // 297 mm without two margins of 11 mm, in CSS pixels.
  await page.setViewportSize({ width: 1039, height: 710 });
  const right = () =>
    page.evaluate(() => Math.max(...[...document.querySelectorAll(".print-sheet *")].map((part) => part.getBoundingClientRect().right)));
  await expect.poll(right).toBeLessThanOrEqual(1039);
});

test("with a person's own colours the play sign, the speed and the verdicts stay emphasized", async ({ page }) => {
  await page.emulateMedia({ forcedColors: "active" });
  await openRun(page, "#s=friday-rush&t=20");
  const colours = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => [getComputedStyle(element).color, getComputedStyle(element).backgroundColor]);
  const [paper] = (await colours(".figure-chip:not(.broken)")).slice(1);
  const [, canvas] = await colours("body");
  for (const selector of [".play", ".figure-chip.broken", ".lane-choice button[aria-pressed='true']"]) {
    const [ink, ground] = await colours(selector);
    expect(ink).not.toBe(ground);
    expect([paper, canvas]).not.toContain(ground);
  }
  const thumb = await page.locator(".speed input").evaluate((element) => getComputedStyle(element).getPropertyValue("forced-color-adjust"));
  expect(thumb).toBe("none");
});

test("at 200 percent nothing is cut off sideways, and a lane keeps room for its drawing", async ({ page }) => {
  await page.setViewportSize({ width: 720, height: 450 });
  await openRun(page, "#s=friday-rush&t=20");
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect(sideways).toBe(false);
  const drawing = await lane(page, "Kafka").locator(".drawing").boundingBox();
  expect(drawing?.height).toBeGreaterThan(250);
  for (const name of ["Play", "Share", "Keys"]) await expect(page.getByRole("button", { name, exact: true })).toBeInViewport();
  const chips = lane(page, "Kafka").locator(".verdict-chips");
  const [inner, outer] = [await chips.boundingBox(), await lane(page, "Kafka").boundingBox()];
  if (inner === null || outer === null) throw new Error("nothing is drawn");
  expect(inner.x).toBeGreaterThanOrEqual(outer.x - 1);
  expect(inner.x + inner.width).toBeLessThanOrEqual(outer.x + outer.width + 1);
  // The foot of the page is a scroll away, not gone.
  const dock = page.getByRole("tab", { name: "Timeline" });
  await dock.scrollIntoViewIfNeeded();
  await expect(dock).toBeInViewport();
});

test("the dimension line of an explanation is never written over what has not been run, on paper and on the screen", async ({ page }) => {
  // The second charge has just come: behind it there is no room for the words, between the ends there is none either.
  await openRun(page, "#s=friday-rush&t=14");
  await page.getByRole("tab", { name: "Timeline" }).click();
  await lane(page, "Kafka")
    .getByRole("button", { name: /Why #7/ })
    .click();
  await expect(page.locator(".why-steps button").first()).toBeVisible();
  for (const [media, timeline] of [
    ["screen", ".dock .timeline"],
    ["print", ".print-timeline"],
  ] as const) {
    await page.emulateMedia({ media });
    const label = page.locator(`${timeline} .dimension-label`);
    await expect(label).toContainText(/^(crash to second charge, )?5\.\d{3} s$/);
    const words = await label.boundingBox();
    const blank = await page.locator(`${timeline} .not-run`).boundingBox();
    if (words === null || blank === null) throw new Error("nothing is drawn");
    expect(words.x + words.width).toBeLessThanOrEqual(blank.x + 1);
  }
});
