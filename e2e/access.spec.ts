import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { axeFindsNothing, lane, openRun } from "./page.ts";

test("@every axe finds nothing in either theme", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=20");
  await axeFindsNothing(page);
});

/** Rules about how the parts of a page go together. Each tab itself is looked at with the dock, in both themes. */
const OF_WHOLE_PAGE = [
  "duplicate-id-aria",
  "heading-order",
  "landmark-complementary-is-top-level",
  "landmark-no-duplicate-main",
  "landmark-one-main",
  "landmark-unique",
  "page-has-heading-one",
  "region",
];

test("with a card and any tab open the page keeps its order of headings and landmarks, and no id is there twice", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=20");
  await lane(page, "Kafka")
    .getByRole("button", { name: /Why #7/ })
    .click();
  await expect(page.getByRole("article", { name: "Why was #7 processed twice?" })).toBeVisible();
  for (const tab of ["Space-time", "Messages", "Charts", "Event log"]) {
    await page.getByRole("tab", { name: tab }).click();
    await expect(page.getByRole("tabpanel").locator("> *").first()).toBeAttached();
    const { violations } = await new AxeBuilder({ page }).withRules(OF_WHOLE_PAGE).analyze();
    expect(violations.map(({ id, nodes }) => `${tab}, ${id}: ${nodes.map(({ target }) => target.join(" ")).join(" | ")}`)).toEqual([]);
  }
});

test("arrow keys travel from part to part along the flow", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=5");
  await lane(page, "RabbitMQ")
    .getByRole("button", { name: /^order-svc/ })
    .focus();
  await page.keyboard.press("ArrowRight");
  await expect(lane(page, "RabbitMQ").getByRole("button", { name: /^orders: topic exchange/ })).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(
    lane(page, "RabbitMQ")
      .getByRole("button", { name: /: queue/ })
      .and(page.locator(":focus")),
  ).toHaveCount(1);
});

test("F6 goes from region to region, and ? opens the keys", async ({ page }) => {
  await openRun(page);
  await page.keyboard.press("F6");
  const first = await page.evaluate(() => document.activeElement?.closest("[data-region]")?.className);
  await page.keyboard.press("F6");
  const second = await page.evaluate(() => document.activeElement?.closest("[data-region]")?.className);
  expect(second).not.toBe(first);
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
});

test("@phone one lane at a time, the transport under the thumb, the menu in a sheet", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=20");
  await expect(lane(page, "Kafka")).toBeVisible();
  await page.getByRole("button", { name: /^RabbitMQ/ }).tap();
  await expect(lane(page, "RabbitMQ")).toBeVisible();
  await lane(page, "RabbitMQ")
    .getByRole("button", { name: /Why #7/ })
    .tap();
  await expect(page.getByRole("article", { name: "Why was #7 processed twice?" })).toBeVisible();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect(wide).toBe(false);
});

test("@phone a crash dragged with a finger lands on its part", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=3");
  await page.getByRole("button", { name: "Menu" }).tap();
  await page.getByRole("button", { name: "Crash", exact: true }).tap();
  await page.getByRole("button", { name: "Menu" }).tap();
  await lane(page, "Kafka")
    .getByRole("button", { name: /^payment-2/ })
    .tap();
  await expect(page.getByRole("form", { name: "Crash payment-2" })).toBeVisible();
});

test("@both the graph has a name, its parts their states, its lines no names; a part that is down says so and no more", async ({
  page,
}) => {
  await openRun(page, "#s=friday-rush&t=9");
  const graph = page.getByRole("application", { name: "Kafka as a graph" });
  const told = await graph.ariaSnapshot();
  expect(told).not.toContain("Edge from");
  expect(told).not.toContain("img");
  await expect(graph.getByRole("button", { name: /^payment-1, crashed at 8\.\d seconds$/ })).toHaveCount(1);
  await expect(graph.getByRole("button", { name: /^payment: consumer group, / })).toHaveCount(1);
  await expect(graph.getByRole("button", { name: /^orders-0: / })).toHaveCount(1);
});

test("Shift Enter goes inside a log or a queue, arrows walk its records, Escape comes back", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=9");
  const log = lane(page, "Kafka").getByRole("button", { name: /^orders-0: partition, led by broker 1/ });
  await log.focus();
  await page.keyboard.press("Shift+Enter");
  await expect(page.locator(":focus")).toHaveText(/^#\d+, key \w+, offset 0, 1 of \d+$/);
  await page.keyboard.press("ArrowRight");
  await expect(page.locator(":focus")).toHaveText(/offset 1, /);
  await page.keyboard.press("End");
  const last = await page.locator(":focus").textContent();
  const number = /#(\d+)/.exec(last ?? "")?.[1];
  await expect(page.getByRole("article", { name: `Message ${number}` })).toBeVisible();
  await expect(lane(page, "Kafka").locator(".token-mark").first()).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(log).toBeFocused();
  const queue = lane(page, "RabbitMQ").getByRole("button", { name: /^payment: queue/ });
  await queue.focus();
  await page.keyboard.press("Shift+Enter");
  await expect(page.locator(":focus")).toHaveText(/held by a consumer|ready|Nothing inside/);
});
