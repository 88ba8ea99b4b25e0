import { expect, test } from "@playwright/test";
import { addressOf, withLanes } from "./address.ts";
import { lane, openRun, recorded, seekMs } from "./page.ts";

/** The Friday rush on so many brokers, with so many partitions. */
const kafkaOf = (brokers: number, partitions: number, seconds: number) =>
  addressOf(
    "friday-rush",
    withLanes((spec) =>
      spec.system === "kafka"
        ? { ...spec, settings: { ...spec.settings, brokers, topics: spec.settings.topics.map((topic) => ({ ...topic, partitions })) } }
        : spec,
    ),
    seconds,
  );

test("@every partitions that have no room are counted on the drawing, and the count leads to them", async ({ page }) => {
  await openRun(page, kafkaOf(5, 32, 8));
  const kafka = lane(page, "Kafka");
  const count = kafka.getByRole("button", { name: /more partitions.*what lies below/ });
  await expect(count).toBeVisible();
  const before = Number(/(\d+) more partitions/.exec((await count.textContent()) ?? "")?.[1]);
  expect(before).toBeGreaterThan(5);
  await count.focus();
  await page.keyboard.press("Enter");
  await expect(kafka.getByRole("button", { name: /more partition.*what lies above/ })).toBeVisible();
  const after = Number(/(\d+) more partitions/.exec((await count.textContent()) ?? "")?.[1]);
  expect(after).toBeLessThan(before);
});

test("a part that gets the focus scrolls into view", async ({ page }) => {
  await openRun(page, kafkaOf(5, 32, 8));
  const last = lane(page, "Kafka").getByRole("button", { name: /^orders-31/ });
  await expect(last).not.toBeInViewport();
  await last.focus();
  await expect(last).toBeInViewport();
});

test("nine brokers are drawn, each with its condition, and every partition has the strip of its leader", async ({ page }) => {
  await openRun(page, kafkaOf(9, 12, 8));
  const kafka = lane(page, "Kafka");
  for (let broker = 1; broker <= 9; broker++)
    await expect(kafka.getByRole("button", { name: new RegExp(`^Broker ${broker}\\b`) })).toBeAttached();
  await expect(kafka.locator(".strip-leader")).toHaveCount(12);
});

test("an exchange without a binding has no line to a queue, and the caption does not call the message stored", async ({ page }) => {
  const unbound = withLanes((spec) => (spec.system === "rabbitmq" ? { ...spec, settings: { ...spec.settings, bindings: [] } } : spec));
  await openRun(page, addressOf("friday-rush", unbound, 27));
  const rabbitmq = lane(page, "RabbitMQ");
  await expect(rabbitmq.locator(".caption")).toContainText("it went to no queue");
  await expect(rabbitmq.locator('[data-id^="binding:"]')).toHaveCount(0);
  await openRun(page, "#s=friday-rush&t=27");
  await expect(rabbitmq.locator('[data-id^="binding:"]').first()).toBeAttached();
});

test("before it is there a way is dotted: nobody reads yet at the start of a run", async ({ page }) => {
  await openRun(page, "#s=friday-rush");
  for (const name of ["Kafka", "RabbitMQ"] as const) await expect(lane(page, name).locator(".line-planned").first()).toBeAttached();
  await openRun(page, "#s=friday-rush&t=5");
  for (const name of ["Kafka", "RabbitMQ"] as const) {
    await expect(lane(page, name).locator(".line-flow").first()).toBeAttached();
    await expect(lane(page, name).locator(".line-planned")).toHaveCount(0);
  }
});

test("@every a note lies over the line of the run's state, never over figures", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await openRun(page, "#s=friday-rush&t=5");
  await page.keyboard.press("Delete");
  // Found and measured at once: it goes after some seconds.
  const found = await page.waitForFunction(() => {
    const note = [...document.querySelectorAll(".toast")].find(({ textContent }) => textContent?.startsWith("Choose a part first"));
    if (note === undefined) return null;
    const { x, y, width, height } = note.getBoundingClientRect();
    return width > 0 ? { x, y, width, height } : null;
  });
  const box = await found.jsonValue();
  const line = await page.locator(".status-line").boundingBox();
  if (box === null || line === null) throw new Error("no note");
  expect(box.y + box.height).toBeLessThanOrEqual(line.y + line.height + 1);
  for (const selector of [".drawing", ".verdict-chips", ".timeline", ".figures"]) {
    for (const other of await page.locator(selector).all()) {
      const figure = await other.boundingBox();
      if (figure === null) continue;
      expect(
        box.y >= figure.y + figure.height - 1 ||
          box.y + box.height <= figure.y + 1 ||
          box.x >= figure.x + figure.width ||
          box.x + box.width <= figure.x,
      ).toBe(true);
    }
  }
});

test("@every each queue of the Friday rush is named in full", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=10");
  if (await page.getByRole("navigation", { name: "Lane" }).isVisible()) await page.getByRole("button", { name: /^RabbitMQ/ }).click();
  const names = lane(page, "RabbitMQ").locator(".face:has(.pipe-inside) .name");
  await expect(names).toHaveText(["payment", "restaurant", "delivery"]);
});

test("a part that was stopped for good stays on the paper, with what waits for it", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=8");
  await page.getByRole("button", { name: "Stop in good order", exact: true }).click();
  await lane(page, "Kafka")
    .getByRole("button", { name: /^restaurant-1/ })
    .click();
  await page.getByRole("button", { name: "Add fault" }).click();
  await recorded(page);
  await seekMs(page, 25_000);
  for (const name of ["Kafka", "RabbitMQ", "Direct call"] as const) {
    await expect(lane(page, name).getByRole("button", { name: /^restaurant-1.*stopped/ })).toBeVisible();
    await expect(lane(page, name).locator(".face", { hasText: "restaurant-1" })).toContainText("stopped 8.");
  }
});
