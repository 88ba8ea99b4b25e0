import { expect, type Page, test } from "@playwright/test";
import { axeFindsNothing, lane, openRun } from "./page.ts";

const legend = (page: Page) => page.getByRole("dialog", { name: "How to read the drawing" });

test("@both the address opens the legend, in both themes without a finding of axe, and closing it clears the address", async ({ page }) => {
  const { complaints } = await openRun(page, "#legend");
  await expect(legend(page)).toBeVisible();
  await expect(legend(page).getByRole("figure")).toHaveCount(10);
  await axeFindsNothing(page, "dialog.legend");
  const overflow = await legend(page).evaluate((dialog) => dialog.scrollWidth > dialog.clientWidth);
  expect(overflow).toBe(false);
  await page.keyboard.press("Escape");
  await expect(legend(page)).toBeHidden();
  expect(new URL(page.url()).hash).toBe("");
  expect(complaints).toEqual([]);
});

test("the legend comes with a run in the address, and again with the same link", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=8.2&legend");
  await expect(legend(page)).toBeVisible();
  await expect(page.locator(".clock output")).toHaveText("00:08.200");
  await legend(page).getByRole("button", { name: "Close" }).click();
  await expect(legend(page)).toBeHidden();
  await page.evaluate(() => {
    location.hash = "#legend";
  });
  await expect(legend(page)).toBeVisible();
  await expect(page.locator(".clock output")).toHaveText("00:08.200");
});

test("H opens the legend from a part, the focus stays inside, Escape gives it back", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=5");
  const part = lane(page, "Kafka").getByRole("button", { name: /^order-svc/ });
  await part.focus();
  await page.keyboard.press("h");
  await expect(legend(page)).toBeVisible();
  for (let i = 0; i < 4; i++) {
    await page.keyboard.press("Tab");
    const outside = await page.evaluate(() => {
      return document.activeElement?.closest("dialog") === null;
    });
    expect(outside).toBe(false);
  }
  await page.keyboard.press("Escape");
  await expect(legend(page)).toBeHidden();
  await expect(part).toBeFocused();
});

test("the keys lead to the legend, and back to where they were opened", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=5");
  const keys = page.getByRole("button", { name: "Keys" });
  await keys.click();
  const help = page.getByRole("dialog", { name: "Keys" });
  await expect(help).toContainText("how to read the drawing");
  await help.getByRole("button", { name: "How to read the drawing" }).click();
  await expect(legend(page)).toBeVisible();
  await expect(help).toBeHidden();
  await page.keyboard.press("Escape");
  await expect(legend(page)).toBeHidden();
  await expect(keys).toBeFocused();
});

test("the legend draws its own sample: the page's run, its selection and its drawing are as they were", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=8.2");
  const before = await lane(page, "Kafka").locator(".token-number").allTextContents();
  await page.locator("body").press("h");
  const log = legend(page).getByRole("img", { name: /^A partition log/ });
  await expect(log.locator(".token-number")).toHaveText(["2", "7", "8", "10", "13", "15", "18"]);
  await expect(log.locator(".token-mark")).toHaveCount(1);
  await expect(log.locator(".token-hollow .token-number")).toHaveText(["18"]);
  await expect(log.locator(".tag-letter")).toHaveText(["P", "D", "R"]);
  expect(await lane(page, "Kafka").locator(".token-number").allTextContents()).toEqual(before);
  await expect(lane(page, "Kafka").locator(".token-mark")).toHaveCount(0);
});

test("what the first picture does without comes after it, and then nothing is fetched any more", async ({ page }) => {
  const files: string[] = [];
  page.on("request", (request) => files.push(request.url()));
  const html = await (await page.request.get("./")).text();
  await openRun(page, "#s=friday-rush");
  await page.waitForLoadState("networkidle");
  const later = files.filter((file) => /assets\/.*\.js$/.test(file) && !html.includes(file.split("/").at(-1) ?? ""));
  expect(later.some((file) => /Legend/.test(file))).toBe(true);
  expect(later.some((file) => /WhyCard/.test(file))).toBe(true);
  const fetched = files.length;
  await page.locator("body").press("h");
  await expect(legend(page)).toBeVisible();
  await page.keyboard.press("Escape");
  await lane(page, "Kafka")
    .getByRole("button", { name: /^orders-0/ })
    .click();
  await expect(page.getByRole("article", { name: "orders-0" })).toBeVisible();
  for (const tab of ["Messages", "Charts", "Event log"]) await page.getByRole("tab", { name: tab }).click();
  await page.getByRole("button", { name: "Share" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  expect(files.slice(fetched).filter((file) => /\.(?:js|css)$/.test(file))).toEqual([]);
});

test("@laptop the groups of the title block stand beside each other, each with its caption on one line", async ({ page }) => {
  await openRun(page, "#s=friday-rush");
  const boxes = await page.locator(".title-block > *").evaluateAll((groups) =>
    groups.map((group) => {
      const { left, right, top, bottom } = group.getBoundingClientRect();
      const spills = [...group.querySelectorAll("*")].some((part) => {
        const box = part.getBoundingClientRect();
        return box.width > 0 && (box.right > right + 0.5 || box.left < left - 0.5 || box.top < top || box.bottom > bottom + 0.5);
      });
      return { name: group.className, left, right, top, spills };
    }),
  );
  expect(boxes.length).toBeGreaterThan(7);
  expect(boxes.filter(({ spills }) => spills)).toEqual([]);
  expect(new Set(boxes.map(({ top }) => top)).size).toBe(1);
  for (let i = 1; i < boxes.length; i++) expect(boxes[i].left).toBeGreaterThanOrEqual(boxes[i - 1].right - 0.5);
  expect(boxes[boxes.length - 1].right).toBeLessThanOrEqual(1366);
  const captions = await page
    .locator(".title-block .field > :first-child")
    .evaluateAll((all) => all.map((caption) => Math.round(caption.getBoundingClientRect().top)));
  expect(new Set(captions).size).toBe(1);
  expect(captions[0]).toBeGreaterThanOrEqual(2);
});

test("a hidden lane's button is not pressed, and has no tick; its promises are not listed", async ({ page }) => {
  await openRun(page, "#s=friday-rush");
  const promises = page.getByRole("article", { name: "This run" }).locator("details:has(> .promise-list)");
  await expect(promises.locator("> summary")).toHaveText(["Kafka", "RabbitMQ", "Direct call"]);
  const compare = page.getByRole("group", { name: "Compare lanes" });
  const direct = compare.getByRole("button", { name: "Direct" });
  await expect(direct).toHaveAttribute("aria-pressed", "true");
  await expect(direct.locator(".check-box path")).toBeVisible();
  await direct.click();
  await expect(direct).toHaveAttribute("aria-pressed", "false");
  await expect(direct.locator(".check-box path")).toBeHidden();
  await expect(lane(page, "Direct call")).toBeHidden();
  await expect(promises.locator("> summary")).toHaveText(["Kafka", "RabbitMQ"]);
  await compare.getByRole("button", { name: "Kafka" }).click();
  await expect(promises.locator("> summary")).toHaveText(["RabbitMQ"]);
  await expect(promises.first()).toHaveAttribute("open");
});
