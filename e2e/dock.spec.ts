import { expect, type Locator, type Page, test } from "@playwright/test";
import { axeFindsNothing, lane, openRun, recorded, seekMs } from "./page.ts";

const TABS = ["Timeline", "Space-time", "Messages", "Charts", "Event log"] as const;

async function openTab(page: Page, name: (typeof TABS)[number]): Promise<void> {
  await page.getByRole("tab", { name, exact: true }).click();
  await expect(page.getByRole("tab", { name, exact: true })).toHaveAttribute("aria-selected", "true");
  await expect(page.getByRole("tabpanel").locator("> *").first()).toBeAttached();
}

type Box = { x: number; y: number; width: number; height: number };

/** Where things are, of those that can be seen; all measured at one moment. */
async function boxes(things: Locator): Promise<Box[]> {
  const all = await things.evaluateAll((elements) =>
    elements.map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return { x, y, width, height };
    }),
  );
  return all.filter(({ width }) => width > 0);
}

function overlaps(all: readonly Box[]): number {
  let count = 0;
  all.forEach((one, i) => {
    for (const other of all.slice(i + 1)) {
      const across = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
      const down = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
      if (across > 0.5 && down > 0.5) count++;
    }
  });
  return count;
}

test.describe("Space-time", () => {
  const drawing = (page: Page) => page.locator("svg.story");

  test("tells #7's way: a line for each process, the dead one in red, waits by their settings, repeats, balloons", async ({ page }) => {
    const { complaints } = await openRun(page, "#s=friday-rush&t=18.5");
    await lane(page, "Kafka")
      .getByRole("button", { name: /Duplicated. Why #7/ })
      .click();
    const card = page.getByRole("article", { name: "Why was #7 processed twice?" });
    await expect(card).toBeVisible();
    await openTab(page, "Space-time");
    const names = drawing(page).locator("text.name");
    await expect(names).toHaveText(["order-svc", "broker-1", "broker-2", "broker-3", "payment-1", "payment-2", "charges"]);
    await expect(drawing(page).locator("text.alarm")).toHaveText(["payment-1"]);
    await expect(drawing(page).locator(".life-down")).toHaveCount(1);
    await expect(drawing(page).locator(".life-cut")).toHaveCount(1);
    await expect(drawing(page).getByText("session.timeout.ms = 3000")).toBeVisible();
    await expect(drawing(page).locator(".token-ring")).toHaveCount(2);
    await expect(drawing(page).locator(".work-frame")).toHaveCount(2);
    expect(await drawing(page).locator("path[class='arrow-copy']").count()).toBe(2);
    const steps = await card.locator(".why-steps button").count();
    await expect(drawing(page).locator(".balloon")).toHaveCount(steps);
    const place = await page.locator(".spacetime-scroll").boundingBox();
    const drawn = await drawing(page).boundingBox();
    expect(Math.abs((drawn?.width ?? 0) - (place?.width ?? 0))).toBeLessThan(2);
    expect(drawn?.height ?? 0).toBeGreaterThanOrEqual((place?.height ?? 0) - 1);
    await drawing(page).locator(".balloon-number", { hasText: "3" }).click();
    await expect(card.locator(".why-steps button").nth(2)).toHaveAttribute("aria-current", "step");
    await expect(drawing(page).locator(".balloon-now")).toHaveCount(1);
    expect(complaints).toEqual([]);
  });

  test("draws nothing beyond the present instant, and says so", async ({ page }) => {
    await openRun(page, "#s=friday-rush&t=5.9");
    await openTab(page, "Space-time");
    await expect(page.locator(".tools-note")).toHaveText("#7, sent last");
    await expect(drawing(page).getByText("not run yet")).toBeVisible();
    const now = Number(await drawing(page).locator(".playhead").getAttribute("x1"));
    const ends = await drawing(page)
      .locator(".line-flow, .line-answer, .line-copy")
      .evaluateAll((lines) => lines.map((line) => Number(line.getAttribute("x2"))));
    expect(ends.length).toBeGreaterThan(1);
    for (const end of ends) expect(end).toBeLessThanOrEqual(now + 0.5);
    const before = ends.length;
    await seekMs(page, 8000);
    expect(await drawing(page).locator(".line-flow, .line-answer, .line-copy").count()).not.toBe(before);
  });

  test("opens on the most telling finding when nothing is selected, and follows what is", async ({ page }) => {
    await openRun(page, "#s=friday-rush&t=18.5");
    await openTab(page, "Space-time");
    await expect(page.locator(".tools-note")).toHaveText("#7, finding: twice");
    await openTab(page, "Messages");
    await page.getByRole("button", { name: "Select message 10", exact: true }).click();
    await openTab(page, "Space-time");
    await expect(page.locator(".tools-note")).toHaveText("#10, selected");
    await expect(page.getByRole("region", { name: "The way of message 10" })).toBeVisible();
  });

  test("opens in the lane of the most telling finding until a lane is chosen", async ({ page }) => {
    // RabbitMQ has charged #7 twice by now, Kafka has not, and calls have failed before.
    await openRun(page, "#s=friday-rush&t=11");
    await openTab(page, "Space-time");
    const chosen = page.getByRole("combobox", { name: "Lane" });
    await expect(page.locator(".tools-note")).toHaveText("#7, finding: twice");
    await expect(chosen).toHaveValue("1");
    expect(await drawing(page).locator(".line-flow, .line-answer, .line-copy").count()).toBeGreaterThan(6);
    await chosen.selectOption({ label: "Direct call" });
    await expect(page.locator(".tools-note")).toContainText("finding: failed");
  });

  test("the whole lane shows all messages around the playhead", async ({ page }) => {
    await openRun(page, "#s=friday-rush&t=8.9");
    await openTab(page, "Space-time");
    const whole = page.getByRole("button", { name: "Whole lane" });
    await whole.click();
    await expect(whole).toHaveAttribute("aria-pressed", "true");
    const numbers = await drawing(page).locator(".token-number").allTextContents();
    expect(new Set(numbers).size).toBeGreaterThan(3);
    await page.getByRole("combobox", { name: "For" }).selectOption("every service");
    await expect(drawing(page).locator("text.name", { hasText: "restaurant-1" })).toBeVisible();
  });

  test("by keyboard and ear it is a table of events; Enter on a time moves the playhead", async ({ page }) => {
    await openRun(page, "#s=friday-rush&t=18.5");
    await openTab(page, "Space-time");
    const table = page.locator(".story-table");
    await expect(table.getByRole("row", { name: /order-svc sent Produce with #7 to broker-2; arrived at/ })).toHaveCount(1);
    const first = table.getByRole("button").first();
    await first.focus();
    expect((await table.boundingBox())?.width ?? 0).toBeGreaterThan(200);
    await page.keyboard.press("Enter");
    await expect(page.locator(".clock output")).toHaveText("00:05.796");
    await page.getByRole("button", { name: "Table", exact: true }).click();
    await expect(drawing(page)).toHaveCount(0);
    await expect(table.getByRole("button").first()).toBeVisible();
  });
});

test.describe("Messages", () => {
  const table = (page: Page) => page.getByRole("region", { name: "Messages" });
  const row = (page: Page, message: number) => table(page).locator("tr", { has: page.locator(`[data-message="${message}"]`) });

  test("speaks each system's own words and marks what is too many", async ({ page }) => {
    await openRun(page, "#s=friday-rush&t=18.5");
    await openTab(page, "Messages");
    await expect(table(page).locator(".lane-head")).toHaveText(["Kafka, group payment", "RabbitMQ, queue payment", "Direct call, payment"]);
    await expect(table(page).locator("thead tr").nth(1).locator("th")).toHaveText(
      "#,Key,Type,sent,acked,stored,delivered,processed,effect,verdict,sent,confirmed,stored,delivered,processed,effect,verdict,sent,answered,delivered,processed,effect,verdict".split(
        ",",
      ),
    );
    await expect(row(page, 7).locator(".filled")).toHaveText(["2", "2"]);
    await expect(row(page, 7).locator(".framed")).toHaveText(["2", "2"]);
    await expect(row(page, 7).locator(".verdict")).toHaveText(["twice", "twice", "once why not?"]);
    await expect(row(page, 3).locator(".verdict")).toHaveText(["once", "once", "once"]);
  });

  test("the totals add up to the rows", async ({ page }) => {
    await openRun(page, "#s=friday-rush&t=14.8");
    await openTab(page, "Messages");
    await expect(table(page).locator(".totals").first()).not.toHaveText("0 = 0");
    const sums = await table(page).locator(".totals").allTextContents();
    expect(sums).toHaveLength(3);
    for (const sum of sums) {
      const [total, parts] = sum.split("=");
      const numbers = [...(parts ?? "").matchAll(/(?:^|\+)\s*(\d+)/g)].map(([, number]) => Number(number));
      expect(numbers.length).toBeGreaterThan(1);
      expect(numbers.reduce((one, other) => one + other, 0)).toBe(Number(total));
    }
  });

  test("a click anywhere in a row selects it, arrow keys go on, and the verdict asks why", async ({ page }) => {
    await openRun(page, "#s=friday-rush&t=18.5");
    await openTab(page, "Messages");
    await row(page, 2).locator("td").nth(4).click();
    await expect(row(page, 2)).toHaveClass("selected");
    await page.getByRole("button", { name: "Select message 2", exact: true }).focus();
    await page.keyboard.press("ArrowDown");
    await expect(row(page, 3)).toHaveClass("selected");
    await expect(page.getByRole("button", { name: "Select message 3", exact: true })).toBeFocused();
    await page.keyboard.press("End");
    await expect(row(page, 19)).toHaveClass("selected");
    await expect(row(page, 19)).toBeInViewport();
    await page.keyboard.press("Home");
    await expect(row(page, 1)).toBeInViewport();
    await row(page, 7).getByRole("button", { name: "twice: why?" }).first().click();
    await expect(page.getByRole("article", { name: "Why was #7 processed twice?" })).toBeVisible();
  });

  test("sorts by a column's head, both ways, and filters by verdict with counts", async ({ page }) => {
    await openRun(page, "#s=friday-rush&t=18.5");
    await openTab(page, "Messages");
    const effects = table(page).getByRole("columnheader", { name: "effect" }).first();
    await effects.getByRole("button").click();
    await expect(effects).toHaveAttribute("aria-sort", "descending");
    const first = table(page).locator("tbody [data-message]").first();
    await expect(first).toHaveAttribute("data-message", "7");
    await effects.getByRole("button").click();
    await expect(effects).toHaveAttribute("aria-sort", "ascending");
    await expect(first).not.toHaveAttribute("data-message", "7");
    const filter = page.getByRole("combobox", { name: "Verdict" });
    await expect(filter.locator("option").first()).toHaveText("all (19)");
    await expect(filter.locator("option", { hasText: "twice" })).toHaveText("twice (1)");
    await filter.selectOption("twice");
    await expect(table(page).locator("tbody [data-message]")).toHaveCount(1);
    await expect(table(page).locator("tfoot th")).toHaveText("1 of 19");
  });

  test("a thousand rows and more stay a few dozen in the page", async ({ page }) => {
    await openRun(page, "#s=friday-rush");
    const fingerprint = () => page.evaluate(() => window.__queuescope.world().fingerprint);
    const before = await fingerprint();
    const rows = Array.from({ length: 1221 }, (_, i) => `${i * 400},F-${i % 90},order.placed`);
    await page.getByLabel("Load events").setInputFiles({
      name: "many.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(`time,key,type\n${rows.join("\n")}\n`),
    });
    await expect.poll(fingerprint).not.toBe(before);
    await recorded(page);
    await page.keyboard.press("End");
    await openTab(page, "Messages");
    await expect(table(page).locator("tfoot th")).toContainText("1221 in all", { timeout: 20_000 });
    expect(await table(page).locator("tbody tr").count()).toBeLessThan(60);
    await page.getByRole("button", { name: "Select message 1", exact: true }).focus();
    await page.keyboard.press("End");
    await expect(row(page, 1221)).toBeInViewport();
    await expect(page.getByRole("button", { name: "Select message 1221", exact: true })).toBeFocused();
    expect(await table(page).locator("tbody tr").count()).toBeLessThan(60);
  });
});

test.describe("Charts", () => {
  test("name what they measure, and no name of a line stands on another", async ({ page }) => {
    await openRun(page, "#s=friday-rush");
    await openTab(page, "Charts");
    await expect(page.locator(".charts figcaption b")).toHaveText([
      "Latency, handed over to first effect",
      "Waiting",
      "Charged per second",
    ]);
    await expect(page.locator(".chart-unit")).toHaveText(["first effects", "messages", "per s"]);
    for (const ms of [3000, 9000, 14_800, 28_000]) {
      await seekMs(page, ms);
      for (const figure of await page.locator(".charts figure").all()) {
        const labels = await boxes(figure.locator(".series-label"));
        expect(labels.length).toBeGreaterThanOrEqual(3);
        expect(overlaps(labels)).toBe(0);
        const place = await figure.boundingBox();
        for (const label of labels) expect(label.x + label.width).toBeLessThanOrEqual((place?.x ?? 0) + (place?.width ?? 0) + 1);
      }
    }
    await expect(page.locator(".bar-solid").first()).toBeAttached();
    await expect(page.locator(".bar-hatch").first()).toBeAttached();
    await expect(page.locator(".bar-outlined").first()).toBeAttached();
  });

  test("carry their figures as tables, which can be shown", async ({ page }) => {
    await openRun(page, "#s=friday-rush&t=14.8");
    await openTab(page, "Charts");
    const figures = page.getByRole("table", { name: /Figures at 14.8 s/ });
    await expect(figures.getByRole("row", { name: /^Waiting/ }).locator("td")).toHaveText(["21", "2", "8"]);
    await page.getByRole("button", { name: "Table", exact: true }).click();
    await expect(figures).toBeInViewport();
    await expect(page.locator(".chart-place")).toHaveCount(0);
    const shown = await page.getByRole("row", { name: /^First effects/ }).allTextContents();
    const counted = await page
      .getByRole("table", { name: /by latency/ })
      .locator("tbody tr td:first-of-type")
      .allTextContents();
    const kafka = counted.reduce((sum, count) => sum + Number(count), 0);
    expect(kafka).toBeGreaterThan(10);
    expect(shown[0]).toContain(String(kafka));
  });
});

test.describe("Event log", () => {
  const log = (page: Page) => page.getByRole("region", { name: "Event log" });

  test("tells who did what, and marks what the checkers found where they found it", async ({ page }) => {
    await openRun(page, "#s=friday-rush&t=18.5");
    await openTab(page, "Event log");
    await page.getByLabel("Faults and findings only").check();
    await expect(log(page).locator(".fault")).toHaveCount(3);
    await expect(log(page).locator(".fault", { hasText: "Kafka" })).toContainText(
      "payment-1Fault: was crashed by the scenario, before commitSync of #7",
    );
    const found = log(page).locator(".found");
    // Two charges that came twice, and two orders whose call failed.
    await expect(found).toHaveCount(4);
    await expect(found.last()).toContainText("recorded: order 1045 charged, effect 2 of #7. Found: #7 was charged again");
    await page.getByRole("searchbox", { name: "Find" }).fill("basic.ack");
    await expect(log(page).locator(".log-line")).toHaveCount(1);
    await page.getByRole("searchbox", { name: "Find" }).fill("no such thing");
    await expect(log(page).getByText("No line of the log is like that.")).toBeVisible();
  });

  test("follows the playhead, and Enter moves it", async ({ page }) => {
    await openRun(page, "#s=friday-rush&t=12");
    await openTab(page, "Event log");
    const now = log(page).locator("[aria-current='time']");
    await expect(now).toBeInViewport();
    const before = await now.textContent();
    await page.getByRole("button", { name: "Play", exact: true }).click();
    await expect(now).not.toHaveText(before ?? "");
    // Where it has come to by then is the machine's affair, and its lines move on; it is looked at where it stands.
    await page.evaluate(() => window.__queuescope.seekMs(window.__queuescope.world().askedAt / 1000));
    await expect(now).toBeInViewport();
    await seekMs(page, 8000);
    await expect(now).toBeInViewport();
    await log(page).locator("[tabindex='0']").focus();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    const focused = log(page).locator(".log-line:focus");
    const time = await focused.locator("b").textContent();
    await page.keyboard.press("Enter");
    await expect(page.locator(".clock output")).toHaveText(`00:${(time ?? "").padStart(6, "0")}`);
    await expect(log(page).locator(".later").first()).toBeAttached();
  });
});

test("tools stand beside the tabs on screens of every width: none on another, all inside", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=18.5");
  for (const [width, height] of [
    [1440, 900],
    [1366, 768],
    [1024, 768],
  ]) {
    await page.setViewportSize({ width, height });
    const open = page.getByRole("button", { name: "Open the dock" });
    if (await open.isVisible()) await open.click();
    for (const tab of TABS) {
      await openTab(page, tab);
      if (tab !== "Timeline") await expect(page.locator(".dock-tools")).toBeVisible();
      const parts = await boxes(page.locator(".dock-bar [role=tab], .dock-bar .fold, .dock-tools > *"));
      expect(parts.length).toBeGreaterThanOrEqual(6);
      expect(overlaps(parts)).toBe(0);
      for (const part of parts) expect(part.x + part.width).toBeLessThanOrEqual(width);
      const bar = await page.locator(".dock-bar").boundingBox();
      expect(bar?.height ?? 99).toBeLessThanOrEqual(36);
    }
  }
});

test("axe finds nothing in any tab or its table, in either theme", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=18.5");
  for (const tab of TABS) {
    await openTab(page, tab);
    if (tab === "Messages") await page.getByRole("button", { name: "Select message 7", exact: true }).click();
    if (tab === "Event log") await page.getByLabel("Faults and findings only").check();
    await axeFindsNothing(page, ".dock");
    const asTable = page.getByRole("button", { name: "Table", exact: true });
    if ((await asTable.count()) === 0) continue;
    await asTable.click();
    await axeFindsNothing(page, ".dock");
  }
});

test("@laptop the folded dock opens with its button, and every tab has room", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=18.5");
  await page.getByRole("button", { name: "Open the dock" }).click();
  for (const tab of TABS) {
    await openTab(page, tab);
    const panel = await page.getByRole("tabpanel").boundingBox();
    expect(panel?.height ?? 0).toBeGreaterThan(140);
    expect(panel?.width ?? 0).toBe(1366);
  }
});

test("@phone the dock's tabs are in the sheet, each usable with a thumb and without a sideways page", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=18.5");
  await page.getByRole("button", { name: "Menu" }).tap();
  for (const tab of TABS) {
    const button = page.getByRole("tab", { name: tab, exact: true });
    await button.tap();
    expect((await button.boundingBox())?.height ?? 0).toBeGreaterThanOrEqual(44);
    await expect(button).toHaveAttribute("aria-selected", "true");
    expect((await page.getByRole("tabpanel").boundingBox())?.height ?? 0).toBeGreaterThan(200);
    expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false);
    await axeFindsNothing(page, ".sheet");
  }
  await page.getByRole("tab", { name: "Messages", exact: true }).tap();
  await expect(page.locator(".lane-head")).toHaveText(["Kafka, group payment"]);
  const scroller = page.getByRole("region", { name: "Messages" });
  expect(await scroller.evaluate((element) => element.scrollWidth > element.clientWidth)).toBe(true);
  await page.getByRole("button", { name: /^RabbitMQ/ }).tap();
  await expect(page.locator(".lane-head")).toHaveText(["RabbitMQ, queue payment"]);
  await lane(page, "RabbitMQ")
    .getByRole("button", { name: /Why #7/ })
    .tap();
  await expect(page.getByRole("article", { name: "Why was #7 processed twice?" })).toBeVisible();
  await expect(page.getByRole("tab", { name: "Details" })).toHaveAttribute("aria-selected", "true");
});
