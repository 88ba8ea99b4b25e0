import { deflateRawSync } from "node:zlib";
import { expect, test } from "@playwright/test";
import { axeFindsNothing, openRun, recorded, seekMs } from "./page.ts";

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

/** The address of a link with this content, as this page or an older one would have written it. */
function linkOf(content: object): string {
  return `#r=${deflateRawSync(JSON.stringify(content)).toString("base64url")}`;
}

test("a link whose maker saw another history says so beside the run, and can be put away", async ({ page }) => {
  const { complaints } = await openRun(page, linkOf({ v: 2, s: "latency", revision: 1, fingerprint: "0000000000000000" }));
  const note = page.getByRole("status", { name: "Not the history of the link" });
  await expect(note).toContainText("Whoever made this link saw another history");
  await expect(page.getByRole("region", { name: "Kafka lane" })).toBeVisible();
  await note.getByRole("button", { name: "Put away" }).click();
  await expect(note).toBeHidden();
  expect(complaints).toEqual([]);
});

test("a link that was made by this page says nothing of another history", async ({ page, context }) => {
  await openRun(page, "#s=latency");
  await page.getByRole("button", { name: "Share" }).click();
  const field = page.getByLabel("Link to this run");
  const fingerprint = await page.evaluate(() => window.__queuescope.world().fingerprint);
  await expect(page.getByRole("dialog")).toContainText(fingerprint);
  await expect(field).toHaveValue(/#r=.{70}/);
  const other = await context.newPage();
  await openRun(other, new URL(await field.inputValue()).hash);
  await expect(other.getByRole("region", { name: "Kafka lane" })).toBeVisible();
  await expect(other.getByText("saw another history")).toHaveCount(0);
});

test("a link of version 1 opens the scenario as it was then", async ({ page }) => {
  const { complaints } = await openRun(page, linkOf({ v: 1, s: "receiver-offline", seed: 12 }));
  await expect(page.getByLabel("Seed", { exact: true })).toHaveValue("12");
  await expect(page.locator(".scenario-field option:checked")).toHaveText(/^The receiver is offline/);
  expect(complaints).toEqual([]);
});

test("a bad address names the field and leaves the present run alone", async ({ page }) => {
  await openRun(page, "#s=latency");
  const before = await page.evaluate(() => window.__queuescope.world().fingerprint);
  for (const [hash, field, words] of [
    ["#s=friday-rush&seed=abc", "seed", "whole number"],
    ["#s=nowhere", "s", "no scenario"],
    ["#r=%%%", "r", "damaged"],
    [linkOf({ v: "two", s: "latency" }), "v", "whole number"],
    [linkOf({ v: 99, s: "latency" }), "v", "newer page"],
    [linkOf({ v: 2, s: "latency", revision: 99 }), "revision", "knows no revision 99"],
    ["#s=friday-rush&t=-3", "t", "seconds"],
    ["#s=friday-rush&revision=two", "revision", "whole number"],
    ["#s=friday-rush&revision=99", "revision", "knows no revision 99"],
    ["#s=friday-rush&fingerprint=zzz", "fingerprint", "16 digits from 0 to f"],
    ["#s=friday-rush&sead=7", "sead", "none of the fields"],
    ["#s=friday-rush&seed=7&seed=8", "seed", "stands there 2 times"],
  ]) {
    await page.evaluate((next) => {
      location.hash = next;
    }, hash);
    const dialog = page.getByRole("dialog", { name: "This run cannot be opened" });
    await expect(dialog.locator("li code")).toHaveText(field);
    await expect(dialog).toContainText(words);
    await expect(dialog).toContainText("“What the broker costs”, the run that was there, is still on the screen");
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    expect(await page.evaluate(() => window.__queuescope.world().fingerprint)).toBe(before);
  }
  // What was refused does not stay in the address once it has been said.
  await expect(page).toHaveURL(/#s=latency/);
});

test("@both a bad link on a first visit: it is said what opened instead and what was wrong, and the rest of it is a button away", async ({
  page,
}) => {
  const { complaints } = await openRun(page, "#s=latency&t=3&fingerprint=zzz&sent-by=mail");
  const dialog = page.getByRole("dialog", { name: "This run cannot be opened" });
  await expect(dialog).toContainText("The page opened its first scenario instead: “Friday rush: order #7 charged twice”");
  await expect(dialog.locator("li code")).toHaveText(["fingerprint", "sent-by"]);
  await axeFindsNothing(page, "dialog");
  await dialog.getByRole("button", { name: "Open it without fingerprint, sent-by" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.locator(".clock output")).toHaveText("00:03.000");
  await expect(page.getByRole("heading", { name: "What the broker costs" })).toBeVisible();
  expect(complaints).toEqual([]);
});

test("a bad link can be mended in place", async ({ page }) => {
  await openRun(page, "#s=latncy&t=2");
  const dialog = page.getByRole("dialog", { name: "This run cannot be opened" });
  await expect(dialog.getByRole("button", { name: /^Open it without/ })).toHaveCount(0);
  await dialog.getByLabel("Address, after the #").fill("s=latency&t=two");
  await dialog.getByRole("button", { name: "Open the mended address" }).click();
  await expect(dialog.locator("li code")).toHaveText(["t"]);
  await dialog.getByLabel("Address, after the #").fill("s=latency&t=2");
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(page.locator(".clock output")).toHaveText("00:02.000");
  await expect(page).toHaveURL(/#s=latency.*&t=2\.000$/);
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

test("the address follows what is open at rest, and a reload comes back to it", async ({ page }) => {
  await openRun(page, "#s=receiver-offline");
  await page.getByLabel("Seed", { exact: true }).fill("77");
  await page.keyboard.press("Enter");
  await recorded(page);
  await seekMs(page, 6500);
  await expect(page).toHaveURL(/#s=receiver-offline&revision=\d+&seed=77&fingerprint=[0-9a-f]+&t=6\.500$/);
  const fingerprint = await page.evaluate(() => window.__queuescope.world().fingerprint);
  await page.reload();
  await recorded(page);
  await expect(page.locator(".clock output")).toHaveText("00:06.500");
  await expect(page.getByLabel("Seed", { exact: true })).toHaveValue("77");
  await expect.poll(() => page.evaluate(() => window.__queuescope.world().fingerprint)).toBe(fingerprint);
  await expect(page.getByText("saw another history")).toHaveCount(0);
});

test("while it plays the address stands still; a change of the script is in it", async ({ page }) => {
  await openRun(page, "#s=friday-rush");
  await seekMs(page, 2000);
  await expect(page).toHaveURL(/&t=2\.000$/);
  await page.getByRole("button", { name: "Remove whichever payment has #7 crashed" }).click();
  await recorded(page);
  await expect(page).toHaveURL(/#r=[\w-]+&t=2\.000$/);
  await page.reload();
  await recorded(page);
  await expect(page.getByRole("article", { name: "This run" })).toContainText("None. Drop one from the left on a part.");
});

test("a link does not take the place of the run that was made: it is one step of undo away, and kept", async ({ page }) => {
  await openRun(page);
  await page.getByLabel("Seed", { exact: true }).fill("4242");
  await page.keyboard.press("Enter");
  await recorded(page);
  await expect(page).toHaveURL(/seed=4242/);
  const { complaints } = await openRun(page, "#s=latency&t=1");
  await page.reload();
  await recorded(page);
  await expect(page.locator(".scenario-field option:checked")).toHaveText("What the broker costs");
  await expect(page.getByText("The run that you made last is kept. Undo opens it.")).toBeVisible();
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await recorded(page);
  await expect(page.getByLabel("Seed", { exact: true })).toHaveValue("4242");
  expect(complaints).toEqual([]);
});
