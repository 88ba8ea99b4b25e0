import { readFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import { DOCUMENTS } from "../src/scenarios/documents/index.ts";
import { axeFindsNothing, openRun, recorded, seekMs } from "./page.ts";

/** Lanes of any architecture: what documents of version 2 look like, and what can be done with them. */

const laneNamed = (page: Page, name: string) => page.getByRole("region", { name: `${name} lane` });
const fingerprint = (page: Page) => page.evaluate(() => window.__queuescope.world().fingerprint);

for (const scenario of DOCUMENTS) {
  test(`${scenario.shows.join(", ")}: ${scenario.id} is drawn in every lane, and nothing of it complains`, async ({ page }) => {
    const { complaints } = await openRun(page, `#s=${scenario.id}&t=8`);
    const title = page.getByLabel("Scenario");
    await expect(title).toHaveValue(scenario.id);
    const lanes = page.getByRole("main").getByRole("region");
    const shown = await lanes.count();
    expect([1, scenario.lanes.length]).toContain(shown);
    for (let lane = 0; lane < shown; lane++) {
      const parts = lanes.nth(lane).locator(".part-button");
      await expect.poll(() => parts.count()).toBeGreaterThan(2);
      for (const name of await parts.evaluateAll((all) => all.map((part) => part.getAttribute("aria-label") ?? "")))
        expect(name).toMatch(/^\S.*(: \S|, crashed at )/);
    }
    expect(complaints).toEqual([]);
  });
}

test("S20: the repeat that is felt two hops later is explained back to the crash", async ({ page }) => {
  await openRun(page, "#s=chain&t=600");
  const kafka = laneNamed(page, "Kafka");
  await kafka.getByRole("button", { name: /Duplicated\. Why #5i\?/ }).click();
  const card = page.getByRole("article", { name: /Why was #5i processed twice/ });
  await expect(card).toContainText("payment-1 crashed");
  await expect(card).toContainText("invoice-1 sent #5i");
  await expect(card).toContainText("mail-1 mailed it again");
  await card
    .getByRole("button", { name: "The same in RabbitMQ" })
    .or(card.getByRole("tab", { name: "The same in RabbitMQ" }))
    .click();
  await expect(page.getByRole("article", { name: /Why was #5i processed twice/ })).toContainText("RabbitMQ, queue mail");
});

test("what would prevent it is done to the document with a button, and undone", async ({ page }) => {
  await openRun(page, "#s=chain&t=600");
  await laneNamed(page, "Kafka")
    .getByRole("button", { name: /Duplicated\. Why/ })
    .click();
  const card = page.getByRole("article", { name: /Why was #5i processed twice/ });
  await card.getByRole("button", { name: "Make the database idempotent" }).click();
  await expect(page.locator(".toast")).toContainText("The database applies each message once.");
  await recorded(page);
  for (const name of ["Kafka", "RabbitMQ"])
    await expect(laneNamed(page, name).locator(".figure-chip", { hasText: "Duplicated" }).locator("b")).toHaveText("0");
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await recorded(page);
  await expect(laneNamed(page, "Kafka").locator(".figure-chip", { hasText: "Duplicated" }).locator("b")).toHaveText("3");
});

test("S04, S09: the fifth service reads the log from its start, and its own queue from when it was bound", async ({ page }) => {
  await openRun(page, "#s=late-fifth&t=5");
  for (const name of ["Kafka", "RabbitMQ"]) await expect(laneNamed(page, name).getByRole("button", { name: /^fraud-1/ })).toHaveCount(0);
  await seekMs(page, 20_000);
  await expect(laneNamed(page, "Kafka").getByRole("button", { name: "checks: 20 effects" })).toBeVisible();
  await expect(laneNamed(page, "RabbitMQ").getByRole("button", { name: "checks: 10 effects" })).toBeVisible();
  for (const name of ["Kafka", "RabbitMQ"])
    await expect(laneNamed(page, name).getByRole("button", { name: "mails: 20 effects" })).toBeVisible();
});

test("S02: the brokers come to the end of the burst with one meal for each order, the direct call with more", async ({ page }) => {
  await openRun(page, "#s=burst&t=600");
  const meals = async (name: string) => {
    const label = await laneNamed(page, name)
      .getByRole("button", { name: /^meals: / })
      .getAttribute("aria-label");
    return Number(/\d+/.exec(label ?? "")?.[0]);
  };
  const orders = await meals("Kafka");
  expect(orders).toBeGreaterThan(70);
  expect(await meals("RabbitMQ")).toBe(orders);
  expect(await meals("Direct call")).toBeGreaterThan(1.3 * orders);
});

test("a fault put on a part of a document changes its run, is undone, and is in the link", async ({ page, context }) => {
  await openRun(page, "#s=backbone&t=3.5");
  const before = await fingerprint(page);
  await laneNamed(page, "Kafka")
    .getByRole("button", { name: /^invoice-1: consumer/ })
    .click();
  await page.getByRole("article", { name: "invoice-1" }).getByRole("button", { name: "Crash" }).click();
  await page.getByRole("button", { name: "Add fault" }).click();
  await expect.poll(() => fingerprint(page)).not.toBe(before);
  await recorded(page);
  await page.getByRole("button", { name: "Close" }).click();
  await expect(page.locator(".fault-list")).toContainText("invoice-1 crashed");
  const after = await fingerprint(page);
  expect(after).not.toBe(before);
  await page.waitForFunction(() => location.hash.includes("r="));
  const other = await context.newPage();
  await openRun(other, new URL(page.url()).hash);
  expect(await fingerprint(other)).toBe(after);
  await expect(other.locator(".fault-list")).toContainText("invoice-1 crashed");
  await other.close();
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await recorded(page);
  expect(await fingerprint(page)).toBe(before);
});

test("a consumer put on a queue of a document is one more of the application that reads it", async ({ page }) => {
  await openRun(page, "#s=chain&t=4");
  const rabbitmq = laneNamed(page, "RabbitMQ");
  await page.getByRole("button", { name: "Consumer", exact: true }).focus();
  await page.keyboard.press("Enter");
  await rabbitmq.getByRole("button", { name: /^to-pay: queue/ }).focus();
  await page.keyboard.press("Enter");
  await expect(page.locator(".toast")).toContainText("payment-3 joins payment");
  await recorded(page);
  await seekMs(page, 5000);
  await expect(rabbitmq.getByRole("button", { name: /^payment-3: consumer of queue to-pay/ })).toBeVisible();
  await expect(laneNamed(page, "Kafka").getByRole("button", { name: /^payment-3/ })).toHaveCount(0);
});

test("a part of a document says what its clients are set to; a message, what it is made of and what becomes of it", async ({ page }) => {
  await openRun(page, "#s=bridge&t=7");
  await page.getByRole("button", { name: /^bridge-1/ }).click();
  const panel = page.getByRole("article", { name: "bridge-1" });
  await expect(panel.getByRole("table", { name: "rabbitmq consumer" })).toContainText("to-bridge");
  await expect(panel.getByRole("table", { name: "kafka producer" })).toContainText("readings");
  await page.getByRole("tab", { name: "Messages" }).click();
  await page.getByRole("button", { name: "Select message 4", exact: true }).click();
  await page.getByRole("article", { name: "Message 4" }).getByRole("button", { name: "#4b" }).click();
  await expect(page.getByRole("article", { name: "Message 4b" })).toContainText("Made of");
});

test("a document of a file is opened; one that cannot be run yet is refused by its field, and nothing is lost", async ({ page }) => {
  await openRun(page);
  const before = await fingerprint(page);
  const open = async (name: string) => {
    await page.getByRole("button", { name: "Share" }).click();
    await page.getByLabel("Open file").setInputFiles({
      name: `${name}.json`,
      mimeType: "application/json",
      buffer: readFileSync(`test-data/documents/${name}.json`),
    });
  };
  await open("windows");
  const dialog = page.getByRole("dialog", { name: "This run cannot be opened" });
  await expect(dialog).toContainText("scenario.applications[1].handles[0].aggregate");
  await expect(dialog).toContainText("aggregates cannot be run yet");
  expect(await fingerprint(page)).toBe(before);
  await page.keyboard.press("Escape");
  await open("saga");
  await recorded(page);
  await expect(page.getByRole("article", { name: "This run" }).getByRole("heading", { level: 2 })).toHaveText(/\S/);
  await expect(page.getByRole("main").locator('.part-button[aria-label^="payment-1"]').first()).toBeVisible();
  expect(await fingerprint(page)).not.toBe(before);
});

test("@both axe finds nothing in a lane that is a graph, in either theme", async ({ page }) => {
  await openRun(page, "#s=chain&t=6");
  await axeFindsNothing(page);
});

test("each wire of a graph can be spoken, and those of the fixed lanes are decoration", async ({ page }) => {
  await openRun(page, "#s=chain&t=6");
  const rabbitmq = laneNamed(page, "RabbitMQ");
  for (const name of [
    "order-svc publishes to exchange orders",
    "orders is bound to queue to-pay",
    "payment consumes queue to-pay",
    "payment writes to charges",
  ])
    await expect(rabbitmq.getByRole("img", { name, exact: true })).toHaveCount(1);
  await openRun(page, "#s=friday-rush&t=6");
  await expect(page.locator(".react-flow__edges").first()).toHaveAttribute("aria-hidden", "true");
});

test("a graph is gone through with the keyboard, part by part", async ({ page }) => {
  await openRun(page, "#s=chain&t=6");
  const kafka = laneNamed(page, "Kafka");
  await kafka.getByRole("button", { name: /^order-svc-1: producer/ }).focus();
  const seen = new Set<string>();
  for (let step = 0; step < 8; step++) {
    await page.keyboard.press("ArrowRight");
    seen.add((await page.evaluate(() => document.activeElement?.getAttribute("data-part"))) ?? "");
  }
  expect(seen.size).toBeGreaterThan(4);
  await page.keyboard.press("Enter");
  await expect(page.locator("article.inspector")).toBeVisible();
});
