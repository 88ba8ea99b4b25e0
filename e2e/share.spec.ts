import { expect, test } from "@playwright/test";
import { openRun, recorded } from "./page.ts";

test("a link holds the whole run: opened elsewhere it has the same fingerprint and instant", async ({ page, context }) => {
  await openRun(page, "#s=friday-rush&seed=99&t=4.25");
  const fingerprint = await page.evaluate(() => window.__queuescope.world().fingerprint);
  await page.getByRole("button", { name: "Share" }).click();
  const field = page.getByLabel("Link to this run");
  await expect(field).toHaveValue(/#r=/);
  const link = await field.inputValue();
  const other = await context.newPage();
  await other.goto(link);
  await recorded(other);
  await expect.poll(() => other.evaluate(() => window.__queuescope.world().fingerprint)).toBe(fingerprint);
  await expect(other.locator(".clock output")).toHaveText("00:04.250");
});

test("a bad address names the field and leaves the present run alone", async ({ page }) => {
  await openRun(page, "#s=latency");
  const before = await page.evaluate(() => window.__queuescope.world().fingerprint);
  for (const [hash, field, words] of [
    ["#s=friday-rush&seed=abc", "seed", "whole number"],
    ["#s=nowhere", "s", "no scenario"],
    ["#r=%%%", "r", "damaged"],
    ["#s=friday-rush&t=-3", "t", "seconds"],
  ]) {
    await page.evaluate((next) => {
      location.hash = next;
    }, hash);
    const dialog = page.getByRole("dialog", { name: "This run cannot be opened" });
    await expect(dialog.locator("li code")).toHaveText(field);
    await expect(dialog).toContainText(words);
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    expect(await page.evaluate(() => window.__queuescope.world().fingerprint)).toBe(before);
  }
});

test("what was made is kept: after a reload the changed run is there again", async ({ page }) => {
  await openRun(page);
  await page.getByLabel("Seed", { exact: true }).fill("4242");
  await page.keyboard.press("Enter");
  await recorded(page);
  const changed = await page.evaluate(() => window.__queuescope.world().fingerprint);
  await page.reload();
  await recorded(page);
  await expect(page.getByLabel("Seed", { exact: true })).toHaveValue("4242");
  await expect.poll(() => page.evaluate(() => window.__queuescope.world().fingerprint)).toBe(changed);
});
