import { expect, test } from "@playwright/test";
import type { Command } from "../src/engine/scenario.ts";
import { addressOf } from "./address.ts";
import { lane, openRun, recorded, seekMs } from "./page.ts";

test("S12: order #7 is charged twice, and the page says why, step by step, in three places", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=20");
  const chip = lane(page, "Kafka").getByRole("button", { name: /Duplicated. Why #7/ });
  await chip.click();
  const card = page.getByRole("article", { name: "Why was #7 processed twice?" });
  await expect(card).toBeVisible();
  const steps = card.locator(".why-steps button");
  await expect(steps.first()).toBeVisible(); // until then it says how far the tries have come
  expect(await steps.count()).toBeGreaterThanOrEqual(4);
  expect(await steps.count()).toBeLessThanOrEqual(7);
  await expect(card).toContainText("payment-1 crashed before the commit");
  await expect(card).toContainText("The session timed out");
  await expect(card).toContainText("charged it again");
  await expect(card).toContainText("What would prevent it?");
  const crash = card.getByRole("button", { name: /crashed before the commit/ });
  await crash.click();
  await expect(crash).toHaveAttribute("aria-current", "step");
  await expect(page.getByText(/^Looking (back at|ahead to)/)).toBeVisible();
  await expect(lane(page, "Kafka").locator(".balloon-now").first()).toBeAttached();
  await expect(page.locator(".timeline .balloon-now")).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(page.getByText(/^Looking (back at|ahead to)/)).toBeHidden();
});

test("the idempotent database cures it under the same crash", async ({ page }) => {
  await openRun(page, "#s=idempotent-effect&t=27");
  await expect(lane(page, "Kafka").locator(".figure-chip.broken")).toHaveCount(0);
  await expect(lane(page, "RabbitMQ").locator(".figure-chip.broken")).toHaveCount(0);
});

test("S06: the queue's second consumer breaks the order, the partition keeps it", async ({ page }) => {
  await openRun(page, "#s=order-by-key&t=30");
  await expect(lane(page, "RabbitMQ").locator(".figure-chip.broken")).toContainText("Out of order");
  await expect(lane(page, "Kafka").locator(".figure-chip.broken")).toHaveCount(0);
});

test("a crash dropped on payment-1 with the pointer is added at the present instant, changes the run, and can be undone", async ({
  page,
}) => {
  await openRun(page, "#s=receiver-offline&t=2.5");
  const before = await page.evaluate(() => window.__queuescope.world().fingerprint);
  const from = await page.getByRole("button", { name: "Crash", exact: true }).boundingBox();
  const to = await page.locator('[data-part="kafka/kitchen-1"]').boundingBox();
  if (from === null || to === null) throw new Error("nothing to drag");
  await page.mouse.move(from.x + 10, from.y + 10);
  await page.mouse.down();
  await page.mouse.move(from.x + 60, from.y + 40, { steps: 4 });
  await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 8 });
  await page.mouse.up();
  const card = page.getByRole("form", { name: "Crash kitchen-1" });
  await expect(card).toBeVisible();
  await expect(card.getByLabel("At, seconds")).toHaveValue("2.5");
  await card.getByRole("button", { name: "Add fault" }).click();
  await recorded(page);
  await expect.poll(() => page.evaluate(() => window.__queuescope.world().fingerprint)).not.toBe(before);
  await seekMs(page, 3000);
  await expect(lane(page, "Kafka").getByRole("button", { name: /kitchen-1, crashed/ })).toBeAttached();
  await page.getByRole("button", { name: "Undo" }).click();
  await recorded(page);
  await expect.poll(() => page.evaluate(() => window.__queuescope.world().fingerprint)).toBe(before);
});

test("with the keyboard only: choose a fault, choose its part, add it, remove it", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=3");
  const before = await page.evaluate(() => window.__queuescope.world().fingerprint);
  await page.getByRole("button", { name: "Freeze, GC pause" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Freeze: choose its place. Escape puts it back.")).toBeVisible();
  const part = lane(page, "RabbitMQ").getByRole("button", { name: /^payment-1/ });
  await part.focus();
  await page.keyboard.press("Enter");
  const card = page.getByRole("form", { name: "Freeze payment-1" });
  await card.getByRole("button", { name: "Add fault" }).focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => page.evaluate(() => window.__queuescope.world().fingerprint)).not.toBe(before);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^Remove payment-1 frozen/ }).focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => page.evaluate(() => window.__queuescope.world().fingerprint)).toBe(before);
});

test("by keyboard the focus goes with what is placed: from the palette to a part, to the card, and to what was placed", async ({
  page,
}) => {
  await openRun(page, "#s=friday-rush&t=3");
  const kafka = lane(page, "Kafka");
  const focused = page.locator(":focus");
  const palette = page.getByRole("navigation", { name: "Parts and faults" });
  const crash = palette.getByRole("button", { name: "Crash", exact: true });
  await crash.focus();
  await page.keyboard.press("Enter");
  await expect(focused).toHaveAttribute("data-process", "kafka/order-svc");
  await page.keyboard.press("Escape");
  await expect(crash).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(focused).toHaveAttribute("data-process", "kafka/order-svc");
  await kafka.getByRole("button", { name: /^payment-1/ }).focus();
  await page.keyboard.press("Enter");
  const card = page.getByRole("form", { name: "Crash payment-1" });
  await expect(card.locator(":focus")).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(card).toHaveCount(0);
  await expect(focused).toHaveAttribute("data-process", "kafka/payment-1");
  // The part was chosen, so it is the first that is offered now.
  await crash.focus();
  await page.keyboard.press("Enter");
  await expect(focused).toHaveAttribute("data-process", "kafka/payment-1");
  await page.keyboard.press("Enter");
  await card.getByRole("button", { name: "Add fault" }).focus();
  await page.keyboard.press("Enter");
  await recorded(page);
  await expect(focused).toHaveAttribute("data-process", "kafka/payment-1");
  await expect(focused).toHaveAccessibleName(/^payment-1, crashed at 3\.0 seconds/);

  await palette.getByRole("button", { name: "Consumer", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect(focused).toHaveAttribute("class", /part-button/);
  await kafka.getByRole("button", { name: /^delivery: consumer group/ }).focus();
  await page.keyboard.press("Enter");
  await expect(focused).toHaveAttribute("data-process", "kafka/delivery-2");
  await palette.getByRole("button", { name: "Remove", exact: true }).focus();
  await page.keyboard.press("Enter");
  await kafka.getByRole("button", { name: /^delivery-2/ }).focus();
  await page.keyboard.press("Enter");
  await recorded(page);
  await expect(focused).toHaveAttribute("class", /part-button/);
});

test("a fault is moved in time: pulled along the timeline, or by its card with the keyboard; undo brings it back", async ({ page }) => {
  const crash: Command = { id: "crash", when: { atMs: 5000 }, action: { do: "crash", part: "restaurant-1" }, forMs: 10_000 };
  await openRun(
    page,
    addressOf("failure-isolation", (run) => ({ ...run, script: [crash] }), 9),
  );
  const fingerprint = () => page.evaluate(() => window.__queuescope.world().fingerprint);
  const crashedAt = (seconds: string) => lane(page, "Kafka").getByRole("button", { name: `restaurant-1, crashed at ${seconds} seconds` });
  const before = await fingerprint();
  await expect(crashedAt("5.0")).toBeAttached();

  await page.getByRole("button", { name: "Open the dock" }).click();
  const bar = await page.locator(".fault-bar .fault-start").boundingBox();
  if (bar === null) throw new Error("no fault on the timeline");
  await page.mouse.move(bar.x + 8, bar.y + 6);
  await page.mouse.down();
  await page.mouse.move(bar.x + 48, bar.y + 6, { steps: 5 });
  await page.mouse.up();
  await expect.poll(fingerprint).not.toBe(before);
  await recorded(page);
  await expect(crashedAt("5.0")).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(fingerprint).toBe(before);

  await page.getByRole("button", { name: /^5.000 restaurant-1 crashed/ }).focus();
  await page.keyboard.press("Enter");
  const at = page.getByRole("form", { name: "Crash restaurant-1" }).getByLabel("At, seconds");
  await at.fill("6.5");
  await at.press("Enter");
  await expect.poll(fingerprint).not.toBe(before);
  await recorded(page);
  await seekMs(page, 9000);
  await expect(crashedAt("6.5")).toBeAttached();
});

test("a part that is cut off says so, to the eye and to the ear, for as long as the cut lasts", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=3");
  const kafka = lane(page, "Kafka");
  await expect(kafka.locator(".troubles")).toHaveCount(0);
  await page.getByRole("button", { name: "Cut the network" }).focus();
  await page.keyboard.press("Enter");
  await kafka.getByRole("button", { name: /^restaurant-1/ }).focus();
  await page.keyboard.press("Enter");
  const card = page.getByRole("form", { name: "Cut off restaurant-1" });
  await card.getByLabel("After, seconds").fill("2");
  await card.getByRole("button", { name: "Add fault" }).click();
  await recorded(page);
  await seekMs(page, 4000);
  await expect(kafka.getByRole("button", { name: /^restaurant-1, cut off from the network/ })).toBeAttached();
  await expect(kafka.locator("[data-trouble=cut-off]")).toHaveCount(2);
  await expect(kafka.locator("[data-trouble=cut]")).not.toHaveCount(0);
  await seekMs(page, 5500);
  await expect(kafka.locator(".troubles")).toHaveCount(0);
  await expect(kafka.getByRole("button", { name: /^restaurant-1: / })).toBeAttached();
});

test("a consumer placed on a queue joins the running work, and an impossible place is refused with the reason", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=3");
  await page.getByRole("button", { name: "Consumer", exact: true }).focus();
  await page.keyboard.press("Enter");
  await lane(page, "RabbitMQ")
    .getByRole("button", { name: /^orders: topic exchange/ })
    .focus();
  await page.keyboard.press("Enter");
  await expect(page.locator(".toast")).toContainText("A consumer reads from a group or a queue");
  await lane(page, "RabbitMQ")
    .getByRole("button", { name: /^restaurant: queue/ })
    .focus();
  await page.keyboard.press("Enter");
  await recorded(page);
  await seekMs(page, 5000);
  await expect(lane(page, "RabbitMQ").getByRole("button", { name: /^restaurant-2: consumer of queue restaurant/ })).toBeAttached();
  await page.getByRole("button", { name: "Undo" }).click();
  await recorded(page);
  await seekMs(page, 5001);
  await expect(lane(page, "RabbitMQ").getByRole("button", { name: /^restaurant-2/ })).toHaveCount(0);
});

test("a setting is edited by its real name; a wrong value is refused by name and changes nothing", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=3");
  const before = await page.evaluate(() => window.__queuescope.world().fingerprint);
  await lane(page, "Kafka")
    .getByRole("button", { name: /^payment-2/ })
    .click();
  const panel = page.getByRole("article", { name: "payment-2" });
  const field = panel.getByLabel("session.timeout.ms");
  await field.fill("soon");
  await panel.getByRole("button", { name: "From the start" }).click();
  await expect(panel.getByRole("alert")).toContainText("session.timeout.ms must be a whole number");
  expect(await page.evaluate(() => window.__queuescope.world().fingerprint)).toBe(before);
  await field.fill("8000");
  await panel.getByRole("button", { name: "From the start" }).click();
  await page.getByRole("button", { name: "Run again" }).click();
  await expect.poll(() => page.evaluate(() => window.__queuescope.world().fingerprint)).not.toBe(before);
});

test("with the keyboard: a producer takes its share of what is to come, a consumer joins a group; undo and redo", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=6");
  const fingerprint = () => page.evaluate(() => window.__queuescope.world().fingerprint);
  const before = await fingerprint();
  await page.getByRole("button", { name: "Producer", exact: true }).focus();
  await page.keyboard.press("Enter");
  await lane(page, "Kafka")
    .getByRole("button", { name: /^order-svc:/ })
    .focus();
  await page.keyboard.press("Enter");
  await expect.poll(fingerprint).not.toBe(before);
  await recorded(page);
  const withProducer = await fingerprint();
  await seekMs(page, 16_000);
  const second = lane(page, "Kafka").getByRole("button", { name: /^order-svc-2: producer, [1-9]\d* sent/ });
  await expect(second).toBeVisible();
  await expect(lane(page, "Kafka").getByRole("button", { name: /^order-svc: producer, 1[0-8] sent/ })).toBeVisible();
  await seekMs(page, 6000);
  await page.getByRole("button", { name: "Consumer", exact: true }).focus();
  await page.keyboard.press("Enter");
  await lane(page, "Kafka")
    .getByRole("button", { name: /^restaurant$|^restaurant:/ })
    .first()
    .focus();
  await page.keyboard.press("Enter");
  await expect.poll(fingerprint).not.toBe(withProducer);
  await recorded(page);
  await seekMs(page, 12_000);
  const joined = lane(page, "Kafka").getByRole("button", { name: /^restaurant-2: consumer of group restaurant, stable/ });
  await expect(joined).toBeVisible();
  await page.keyboard.press("Control+z");
  await expect.poll(fingerprint).toBe(withProducer);
  await page.keyboard.press("Control+z");
  await expect.poll(fingerprint).toBe(before);
  await page.keyboard.press("Control+y");
  await expect.poll(fingerprint).toBe(withProducer);
});
