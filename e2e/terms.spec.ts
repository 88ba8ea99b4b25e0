import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { lane, openRun } from "./page.ts";

const tipOf = (page: import("@playwright/test").Page) => page.getByRole("tooltip");

test("a word explains itself by pointer and by focus, and Escape puts that away without anything else", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=6");
  const waiting = lane(page, "Kafka").getByRole("button", { name: "Waiting" });
  await waiting.hover();
  await expect(tipOf(page)).toContainText("whose work is not done yet");
  await page.mouse.move(2, 2);
  await expect(tipOf(page)).toBeHidden();
  await lane(page, "Kafka")
    .getByRole("button", { name: /^acks=/ })
    .focus();
  await page.keyboard.press("Tab");
  await expect(tipOf(page)).toContainText("min.insync.replicas");
  await expect(lane(page, "Kafka").getByRole("button", { name: /^min\.insync/ })).toHaveAccessibleDescription(/min\.insync\.replicas/);
  await page.keyboard.press("Escape");
  await expect(tipOf(page)).toBeHidden();
});

test("what is drawn on a part explains itself under the pointer, and the part stays a button", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=12");
  const mark = lane(page, "Kafka").locator('.face [data-tip="isr"]').first();
  const box = await mark.boundingBox();
  if (box === null) throw new Error("no in-sync replica is drawn");
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await expect(tipOf(page)).toContainText("kept up with the leader");
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await expect(page.getByRole("article", { name: /^orders-/ })).toBeVisible();
});

test("every explained word of the page has its explanation", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=12");
  const words = page.locator("button.term");
  expect(await words.count()).toBeGreaterThan(15);
  // The same word in another lane has the same explanation from the same glossary.
  const ids = new Set(await words.evaluateAll((all) => all.map((word) => word.dataset["tip"] ?? "")));
  expect(ids.size).toBeGreaterThan(10);
  for (const id of ids) {
    const word = page.locator(`button.term[data-tip="${id}"]`).first();
    await word.focus();
    await page.keyboard.press("Shift");
    await word.click();
    await expect(tipOf(page)).not.toBeEmpty();
    await expect(tipOf(page)).toBeVisible();
  }
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
});

test("before anything is played, no promise is known to be broken; at the end each opens its cases", async ({ page }) => {
  await openRun(page, "#s=friday-rush");
  const panel = page.getByRole("article", { name: "This run" });
  await expect(panel.getByText("Each effect happens at most once").first()).toBeVisible();
  await expect(panel).not.toContainText(/broken|held|not exercised/);
  await openRun(page, "#s=friday-rush&t=60");
  const promise = panel.getByText("Each effect happens at most once").first();
  await promise.click();
  const found = panel.locator(".promise[open]").first();
  await expect(found).toContainText("broken (1)");
  await found.getByRole("button", { name: "#7, payment" }).click();
  await expect(page.getByRole("article", { name: "Message 7" })).toBeVisible();
});

test("@phone a touch on a word explains it", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=12");
  await lane(page, "Kafka").getByRole("button", { name: "Lost" }).tap();
  await expect(tipOf(page)).toContainText("can never happen any more");
});
