import { expect, type Locator, type Page, test } from "@playwright/test";
import { axeFindsNothing, lane, openRun, recorded } from "./page.ts";

const TITLE = "Why was #7 processed twice?";

/** Opens the card about order #7 in a lane and waits for its answer. */
async function askWhy(page: Page, name: "Kafka" | "RabbitMQ"): Promise<Locator> {
  await lane(page, name)
    .getByRole("button", { name: /Duplicated. Why #7/ })
    .click();
  const card = page.getByRole("article", { name: TITLE });
  await expect(card.locator(".why-steps li").first()).toBeVisible();
  return card;
}

const shownAt = (page: Page) => page.evaluate(() => window.__queuescope.world().shownAt);

/** The instant that a step names, in microseconds. */
async function instantOf(step: Locator): Promise<number> {
  return Math.round(Number(await step.locator("b").innerText()) * 1e6);
}

test("S12: the chain of the Friday rush in Kafka, with its offsets and settings", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=20");
  const card = await askWhy(page, "Kafka");
  await expect(card.locator(".why-title")).toHaveText([
    "order-svc sent #7",
    /^#7 became readable at offset \d+$/,
    "payment-1 charged #7",
    "payment-1 crashed before the commit",
    "The session timed out",
    "payment-2 charged it again",
  ]);
  await expect(card).toContainText("Order 1045, placed. Kafka, group payment.");
  await expect(card.locator(".why-detail").nth(0)).toContainText("Order 1045 hashes to partition orders-1.");
  await expect(card.locator(".why-detail").nth(4).locator("code")).toHaveText("session.timeout.ms = 3000");
  await expect(card.locator(".why-detail").nth(5)).toContainText("Effect 2.");
  await expect(card.locator(".why-proof")).toContainText("it does not happen");
});

test("each step leads to its instant on the canvas and on the timeline, with next, previous and the arrow keys", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=20");
  const card = await askWhy(page, "Kafka");
  const steps = card.locator(".why-steps button");
  const walk = card.locator(".why-walk");
  await expect(walk).toContainText("6 steps");
  const [previous, next] = [card.getByRole("button", { name: "Previous step" }), card.getByRole("button", { name: "Next step" })];
  await expect(previous).toHaveAttribute("aria-disabled", "true");
  for (let i = 0; i < 6; i++) {
    await next.click();
    const step = steps.nth(i);
    await expect(step).toHaveAttribute("aria-current", "step");
    await expect(card.locator("[aria-current]")).toHaveCount(1);
    await expect(walk).toContainText(`Step ${i + 1} of 6`);
    await expect.poll(() => shownAt(page)).toBeGreaterThan((await instantOf(step)) - 1000);
    await expect.poll(() => shownAt(page)).toBeLessThan((await instantOf(step)) + 1000);
    await expect(page.locator(".timeline .balloon-now")).toHaveCount(1);
    await expect(lane(page, "Kafka").locator(".balloon-now")).toHaveCount(1);
  }
  await expect(next).toHaveAttribute("aria-disabled", "true");
  await next.click({ force: true });
  await expect(walk).toContainText("Step 6 of 6");
  await previous.click();
  await expect(walk).toContainText("Step 5 of 6");
  await page.keyboard.press("ArrowUp");
  await expect(steps.nth(3)).toBeFocused();
  await expect(steps.nth(3)).toHaveAttribute("aria-current", "step");
  await page.keyboard.press("ArrowDown");
  await expect(steps.nth(4)).toHaveAttribute("aria-current", "step");
});

test("with the keyboard alone: W opens it, Down walks, Escape returns to the run and then closes", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=20");
  await page.keyboard.press("w");
  const card = page.getByRole("article", { name: TITLE });
  await expect(card).toBeFocused();
  await expect(card.locator(".why-steps li").first()).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(card.locator(".why-steps button").nth(1)).toHaveAttribute("aria-current", "step");
  await expect(page.getByText(/^Looking (back at|ahead to)/)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByText(/^Looking (back at|ahead to)/)).toBeHidden();
  await expect(card.locator("[aria-current]")).toHaveCount(0);
  await expect.poll(() => shownAt(page)).toBe(20_000_000);
  await page.keyboard.press("Escape");
  await expect(card).toBeHidden();
});

test("the same message in the other lane is a tab away, and back is at once", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=20");
  const card = await askWhy(page, "Kafka");
  const tabs = card.getByRole("tab");
  await expect(tabs).toHaveText(["Kafka", "The same in RabbitMQ", "Failed in Direct call"]);
  await expect(tabs.nth(0)).toHaveAttribute("aria-selected", "true");
  await tabs.nth(1).click();
  await expect(card).toContainText("RabbitMQ, queue payment.");
  await expect(card.locator(".why-title").nth(3)).toHaveText("payment-1 crashed before basic.ack");
  await expect(card.locator(".why-title").nth(4)).toHaveText("#7 went back to the queue");
  await expect(lane(page, "RabbitMQ").locator(".balloon").first()).toBeAttached();
  await expect(lane(page, "Kafka").locator(".balloon")).toHaveCount(0);
  await card.getByRole("tab", { name: "The same in Kafka" }).click();
  await expect(card).toContainText("Kafka, group payment.");
});

test("what would prevent it is done with a button: no duplicate is left, the card says so, and it can be undone", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=20");
  const before = await page.evaluate(() => window.__queuescope.world().fingerprint);
  const card = await askWhy(page, "Kafka");
  await card.getByRole("button", { name: "Make the database idempotent" }).click();
  await recorded(page);
  await expect(card).toContainText("It does not happen any more.");
  await expect(card).toBeFocused();
  for (const name of ["Kafka", "RabbitMQ"] as const) {
    await expect(lane(page, name).locator(".figure-chip").nth(1)).toHaveText("0 Duplicated");
    await expect(lane(page, name).locator(".figure-chip.broken")).toHaveCount(0);
  }
  await card.getByRole("button", { name: "Undo the change" }).click();
  await recorded(page);
  await expect(card.locator(".why-steps li")).toHaveCount(6);
  await expect(card).toBeFocused();
  await expect.poll(() => page.evaluate(() => window.__queuescope.world().fingerprint)).toBe(before);
});

test("a question is closed with another scenario", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=20");
  const card = await askWhy(page, "Kafka");
  await page.goto("./#s=latency&t=3");
  await recorded(page);
  await expect(card).toBeHidden();
});

test("S06: an order that was lost without a fault names the consumers and what would keep it", async ({ page }) => {
  await openRun(page, "#s=order-by-key&t=30");
  await lane(page, "RabbitMQ")
    .getByRole("button", { name: /Out of order. Why/ })
    .click();
  const card = page.getByRole("article", { name: /^Why was #\d+ processed after #\d+\?$/ });
  await expect(card.locator(".why-title").last()).toHaveText(/booked #\d+ after it$/);
  await card.getByRole("button", { name: "Give ledger one consumer" }).click();
  await recorded(page);
  await expect(page.locator(".why")).toContainText("keeps its place in the order");
  await expect(lane(page, "RabbitMQ").locator(".figure-chip").nth(2)).toHaveText("0 Out of order");
});

test("@both axe finds nothing on the card, in either theme", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=20");
  await page.keyboard.press("w");
  const card = page.getByRole("article", { name: TITLE });
  await card.locator(".why-steps button").nth(3).click();
  await expect(card.locator("[aria-current]")).toHaveCount(1);
  await axeFindsNothing(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect(wide).toBe(false);
});

test("@phone the question brings its lane to the front", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=20");
  await page.keyboard.press("w");
  // The lane that is looked at is asked about first; the same question in another one brings that to the front.
  const card = page.getByRole("article", { name: TITLE });
  await expect(card).toContainText("Kafka, group payment.");
  await card.getByRole("tab", { name: "The same in RabbitMQ" }).tap();
  await expect(card).toContainText("RabbitMQ, queue payment.");
  await expect(lane(page, "RabbitMQ")).toBeVisible();
});

test("a row that waits has a Why: from the table, for the shown instant, with what it waits for as the last step", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=8");
  await page.keyboard.press("3");
  const waiting = page.getByRole("button", { name: /^(waiting|being|in flight).*: why\?$/ }).first();
  await waiting.click();
  const card = page.getByRole("article", { name: /^Why is #\d+ (waiting|not done|still under way)\?$/ });
  await expect(card.locator(".why-steps li").first()).toBeVisible();
  await expect(card.locator(".why-detail").last()).toContainText("So it is at 8.000.");
  await expect(card.locator(".why-prevent")).toContainText(/Nothing need be changed|setting/);
  await page.keyboard.press("Escape");
  await expect(card).toBeHidden();
});

test("why not here: what Kafka charged twice and the direct call did not, with what keeps it away, from the verdict and by the keyboard", async ({
  page,
}) => {
  await openRun(page, "#s=friday-rush&t=20");
  const ask = lane(page, "Direct call").getByRole("button", { name: /^0 Duplicated\. Why not here\? #7 was processed twice in / });
  await ask.focus();
  await page.keyboard.press("Enter");
  const card = page.getByRole("article", { name: "Why was #7 not processed twice here?" });
  await expect(card).toBeFocused();
  await expect(card.locator(".why-steps li").first()).toBeVisible();
  await expect(card).toContainText(/It was processed twice in (Kafka|RabbitMQ)\./);
  await expect(card.getByRole("region", { name: "What keeps it away?" })).toContainText("#7 is processed twice here too");
  await page.keyboard.press("ArrowDown");
  await expect(card.locator(".why-steps button").first()).toHaveAttribute("aria-current", "step");
  await expect(card.getByRole("tab", { selected: true })).toHaveText("Direct call");
  await card.getByRole("tab", { name: "Twice in Kafka" }).click();
  await expect(page.getByRole("article", { name: TITLE })).toContainText("Kafka, group payment.");
});

test("why not here is offered in the row of a message that went well, and only there", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=20");
  await page.getByRole("tab", { name: "Messages" }).click();
  const table = page.getByRole("region", { name: "Messages" });
  const offered = table.getByRole("button", { name: /Why not here\?/ });
  await expect(offered.first()).toBeVisible();
  for (const name of await offered.evaluateAll((all) => all.map((button) => button.getAttribute("aria-label") ?? "")))
    expect(name).toMatch(/^once.*\. Why not here\? #\d+ was .+ in (Kafka|RabbitMQ|Direct call)\.$/);
  await offered.first().click();
  await expect(
    page
      .getByRole("article", { name: /^Why was #\d+ not .+ here\?$/ })
      .locator(".why-steps li")
      .first(),
  ).toBeVisible();
});
