import { expect, test } from "@playwright/test";
import { lane, openRun } from "./page.ts";

test("@phone the drawing scrolls under an open sheet, and what is chosen stays in view", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=20");
  const kafka = lane(page, "Kafka");
  const part = kafka.getByRole("button", { name: /^delivery-1/ });
  await part.scrollIntoViewIfNeeded();
  await part.tap();
  await expect(page.locator(".sheet.open")).toBeVisible();
  await expect(part).toBeInViewport({ ratio: 0.9 });
  const hidden = () => kafka.locator(".scroller").evaluate((element) => element.scrollHeight - element.clientHeight);
  await expect.poll(hidden).toBeGreaterThan(100); // the drawing makes room for the sheet after that has come
  await expect(kafka.getByRole("button", { name: /^order-svc/ })).not.toBeInViewport();
  await kafka.locator(".scroller").evaluate((element) => element.scrollTo(0, 0));
  await expect(kafka.getByRole("button", { name: /^order-svc/ })).toBeInViewport();
});

test("@phone the part of a step comes into view", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=20");
  const kafka = lane(page, "Kafka");
  await kafka.getByRole("button", { name: /Why #7/ }).tap();
  await page
    .getByRole("article", { name: "Why was #7 processed twice?" })
    .getByRole("button", { name: /crashed before the commit/ })
    .tap();
  await expect(kafka.getByRole("button", { name: /^payment-1/ })).toBeInViewport({ ratio: 0.9 });
  await expect(kafka.getByRole("button", { name: /more partitions/ })).toBeVisible();
});

test("@phone while the steps are walked, the step and the way to the next stay in sight", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=20");
  await page.getByRole("button", { name: /Duplicated. Why #7/ }).tap();
  const steps = page.locator(".why-steps button");
  await expect(steps).toHaveCount(6);
  for (let i = 0; i < 6; i++) {
    await page.getByRole("button", { name: "Next step" }).tap();
    await expect(steps.nth(i)).toHaveAttribute("aria-current", "step");
    await expect(steps.nth(i)).toBeInViewport({ ratio: 1 });
    await expect(page.getByRole("button", { name: "Next step" })).toBeInViewport({ ratio: 1 });
  }
});

test("@phone the menu begins with the scenarios", async ({ page }) => {
  await openRun(page);
  await page.getByRole("button", { name: "Menu" }).tap();
  await expect(page.getByLabel("Scenario")).toBeInViewport({ ratio: 1 });
  await page.getByLabel("Scenario").selectOption("latency");
  await expect(page.getByRole("heading", { name: "What the broker costs", level: 1 })).toBeVisible();
});

test("@phone the menu is the menu, also while an explanation is open, and the explanation comes back", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=20");
  await page.getByRole("button", { name: /Duplicated. Why #7/ }).tap();
  const card = page.getByRole("article", { name: "Why was #7 processed twice?" });
  await expect(card.locator(".why-steps button").first()).toBeVisible();
  const menu = page.getByRole("button", { name: "Menu" });
  await menu.tap();
  await expect(menu).toHaveAttribute("aria-expanded", "true");
  await expect(page.getByLabel("Scenario")).toBeInViewport({ ratio: 1 });
  await expect(card).toHaveCount(0);
  await page.getByRole("tab", { name: "Details" }).tap();
  await expect(card).toBeVisible();
  await menu.tap();
  await menu.tap();
  await expect(menu).toHaveAttribute("aria-expanded", "false");
  await expect(page.locator(".sheet.open")).toHaveCount(0);
  // Whoever asks while the menu is open is answered.
  await menu.tap();
  await page
    .getByRole("navigation", { name: "Lane" })
    .getByRole("button", { name: /^RabbitMQ/ })
    .tap();
  await lane(page, "RabbitMQ")
    .getByRole("button", { name: /Why #7/ })
    .tap();
  await expect(page.getByRole("article", { name: "Why was #7 processed twice?" })).toBeVisible();
});

test("@phone the speed stands by the clock and is chosen there", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=2");
  const speed = page.getByRole("region", { name: "Transport" }).getByLabel("Speed");
  await expect(speed).toBeInViewport({ ratio: 1 });
  await expect(speed).toHaveValue("1");
  expect((await speed.boundingBox())?.height ?? 0).toBeGreaterThanOrEqual(44);
  await speed.selectOption("20");
  await page.getByRole("button", { name: "Play", exact: true }).tap();
  await expect(page.getByText("Playing at 20×.")).toBeVisible();
});

test("@phone no token on the scrubber covers a mark of the faults or its number", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=20");
  const boxes = (selector: string) =>
    page
      .locator(`.phone-transport ${selector}`)
      .evaluateAll((found) => found.map((element) => element.getBoundingClientRect().toJSON() as DOMRect));
  const [tokens, faults] = [await boxes(".anomaly-mark .token"), [...(await boxes(".cross")), ...(await boxes("text.alarm"))]];
  expect(tokens.length).toBeGreaterThan(0);
  expect(faults.length).toBeGreaterThan(2);
  for (const token of tokens)
    for (const fault of faults) {
      const apart = token.right <= fault.left || fault.right <= token.left || token.bottom <= fault.top + 1 || fault.bottom <= token.top;
      expect([token, fault, apart]).toEqual([token, fault, true]);
    }
});
