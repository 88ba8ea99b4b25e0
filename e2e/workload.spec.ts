import { expect, test } from "@playwright/test";
import { openRun, recorded } from "./page.ts";

test("a file of real events becomes the workload of every lane, and undo brings the old one back", async ({ page }) => {
  await openRun(page, "#s=failure-isolation");
  const before = await page.evaluate(() => window.__queuescope.world().fingerprint);
  await page.getByLabel("Load events").setInputFiles({
    name: "orders.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("time,key,type\n0,A-1,order.placed\n400,A-2,order.placed\n900,A-1,order.closed\n"),
  });
  await expect(page.locator(".toast")).toContainText("3 messages from orders.csv");
  await recorded(page);
  await expect(page.getByText("3 listed messages")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Events of orders.csv" })).toBeVisible();
  await expect(page.getByText("3 events of orders.csv, 0.9 s long, at their own times")).toBeVisible();
  // The fault that waits for #5 is still there, and says that it has nothing to wait for.
  await expect(page.locator(".toast")).toContainText("Cannot act any more: restaurant-1 crashed");
  await expect(page.locator(".fault-list")).toContainText("When any restaurant began to work on #5, 20 ms later");
  await page.keyboard.press("End");
  await expect(page.locator(".fault-list")).toContainText("It never comes to it in this run");
  await page.getByRole("button", { name: "Undo" }).click();
  await recorded(page);
  await expect.poll(() => page.evaluate(() => window.__queuescope.world().fingerprint)).toBe(before);
});

test("types that no binding takes are told before anything is lost, and one button binds them", async ({ page }) => {
  await openRun(page);
  await page.getByLabel("Load events").setInputFiles({
    name: "orders.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("time,key,type\n0,A-1,PLACED\n400,A-2,PLACED\n900,A-1,order.closed\n"),
  });
  await recorded(page);
  const card = page.getByRole("alert", { name: "RabbitMQ: 2 messages reach no queue" });
  await expect(card).toContainText("No binding matches PLACED");
  await card.getByRole("button", { name: "Bind the queues to #, every type" }).click();
  await recorded(page);
  await expect(card).toBeHidden();
});

test("a file with mistakes is refused by line and column", async ({ page }) => {
  await openRun(page);
  const before = await page.evaluate(() => window.__queuescope.world().fingerprint);
  await page.getByLabel("Load events").setInputFiles({
    name: "orders.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("time,key,type\n0,A-1,order.placed\nsoon,A-2,order.placed\n"),
  });
  const dialog = page.getByRole("dialog", { name: "This run cannot be opened" });
  await expect(dialog.locator("li code")).toContainText("orders.csv, line 3");
  await page.keyboard.press("Escape");
  expect(await page.evaluate(() => window.__queuescope.world().fingerprint)).toBe(before);
});

test("the sample of a Friday evening loads, and the page stays quick", async ({ page }) => {
  await openRun(page);
  await page.getByRole("button", { name: "A Friday evening" }).click();
  await expect(page.locator(".toast")).toContainText("1221 messages from food-orders.csv: 5 h 33 min, at their own times.");
  await expect(page.getByRole("heading", { name: "A Friday evening" })).toBeVisible();
  await page.waitForFunction(() => window.__queuescope.world().events > 50_000);
});

test("a long recording shows how far it is, can be stopped by the keyboard, and goes on where it was", async ({ page }) => {
  await openRun(page, "#s=failure-isolation");
  // So long that no machine records it while the button is looked for: it is stopped, so its length costs nothing.
  const rows = Array.from({ length: 19_000 }, (_, i) => `${i * 200},A-${i % 50},order.placed`);
  await page.getByLabel("Load events").setInputFiles({
    name: "long.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(`time,key,type\n${rows.join("\n")}\n`),
  });
  const stop = page.getByRole("button", { name: "Stop recording" });
  await expect(page.getByRole("progressbar", { name: "Recording" })).toBeVisible();
  await stop.focus();
  await page.keyboard.press("Enter");
  await expect(page.locator(".status-line")).toContainText("Recording stopped at");
  const events = () => page.evaluate(() => window.__queuescope.world().events);
  const before = await events();
  expect(await page.evaluate(() => window.__queuescope.world().done)).toBe(false);
  await page.getByRole("button", { name: "Record the rest" }).press("Enter");
  await expect.poll(events).toBeGreaterThan(before);
});
