import { expect, type Page, test } from "@playwright/test";
import { axeFindsNothing, lane, openRun, recorded, seekMs } from "./page.ts";

/** Settings, faults and parts, edited as a person would. */

const fingerprint = (page: Page) => page.evaluate(() => window.__queuescope.world().fingerprint);

/** Waits until a run with another fingerprint is recorded, and says which. */
async function changedFrom(page: Page, before: string): Promise<string> {
  await expect.poll(() => fingerprint(page)).not.toBe(before);
  await recorded(page);
  return fingerprint(page);
}

async function choosePart(page: Page, laneName: "Kafka" | "RabbitMQ" | "Direct call", part: RegExp): Promise<void> {
  const button = lane(page, laneName).getByRole("button", { name: part });
  await button.focus();
  await page.keyboard.press("Enter");
}

const outOfDate = (page: Page) => page.getByRole("region", { name: "This run is out of date" });

test("K-GRP-08: a setting shows default, help and rule; from now on it restarts its part, as the button says, and the value knows since when", async ({
  page,
}) => {
  await openRun(page, "#s=friday-rush&t=3");
  const before = await fingerprint(page);
  await choosePart(page, "Kafka", /^payment-2/);
  const panel = page.getByRole("article", { name: "payment-2" });
  const row = panel.locator("tbody.setting", { has: page.getByLabel("session.timeout.ms") });
  await expect(row.locator(".default")).toHaveText("45000");
  await expect(row).toHaveClass(/changed/);
  const interval = panel.locator("tbody.setting", { has: page.getByLabel("max.poll.interval.ms") });
  await expect(interval).not.toContainText("K-GRP-05");
  await interval.getByLabel("max.poll.interval.ms").focus();
  await expect(interval).toContainText("K-GRP-05");
  await row.getByLabel("session.timeout.ms").fill("9000");
  expect(await fingerprint(page)).toBe(before);
  await page.keyboard.press("Enter");
  await expect(row.getByRole("button", { name: "From the start" })).toBeFocused();
  expect(await fingerprint(page)).toBe(before);
  await row.getByRole("button", { name: "From now on: payment-2 restarts" }).click();
  await changedFrom(page, before);
  await expect(row).toContainText("Since 3.000 s; 3000 from the start.");
  await expect(row.getByLabel("session.timeout.ms")).toHaveValue("9000");
  await seekMs(page, 2000);
  await expect(row.getByLabel("session.timeout.ms")).toHaveValue("3000");
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect.poll(() => fingerprint(page)).toBe(before);
});

test("K-BRK-04: a topic's setting is live: nothing restarts, the lane's header shows it, every broker has it", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=5");
  const before = await fingerprint(page);
  await choosePart(page, "Kafka", /^orders-1(:|$)/);
  const panel = page.getByRole("article", { name: "orders-1" });
  await expect(panel.getByRole("row", { name: /^In-sync replicas \d/ })).toContainText("3 of 3");
  await expect(panel.getByRole("row", { name: /^High watermark/ })).toBeVisible();
  await panel.getByLabel("min.insync.replicas").fill("3");
  await expect(panel.getByRole("button", { name: "From now on" })).toHaveText("From now on");
  await panel.getByRole("button", { name: "From now on" }).click();
  await changedFrom(page, before);
  await expect(lane(page, "Kafka").locator(".setting-chips")).toContainText("min.insync.replicas=3");
  await choosePart(page, "Kafka", /^Broker 3/);
  await expect(page.getByRole("article", { name: "broker-3" }).getByLabel("min.insync.replicas")).toHaveValue("3");
});

test("from the start: the run is out of date, and stays until it is run again; undo brings back the one before", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=14.8");
  const before = await fingerprint(page);
  await choosePart(page, "Kafka", /^payment-2/);
  const panel = page.getByRole("article", { name: "payment-2" });
  await panel.getByLabel("session.timeout.ms").fill("45000");
  await panel.getByRole("button", { name: "From the start" }).click();
  await expect(outOfDate(page)).toContainText("session.timeout.ms changed from 3000 to 45000.");
  await expect(outOfDate(page).getByRole("button", { name: "Run again" })).toBeFocused();
  await expect(panel).toContainText("Waits for “Run again”; 3000 in the run that is shown.");
  await expect(lane(page, "Kafka").locator(".drawing > .scroller")).toHaveCSS("opacity", "0.5");
  expect(await fingerprint(page)).toBe(before);
  await page.keyboard.press("Enter");
  await expect(outOfDate(page)).toHaveCount(0);
  await changedFrom(page, before);
  await expect(panel.getByLabel("session.timeout.ms")).toHaveValue("45000");
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect.poll(() => fingerprint(page)).toBe(before);
  await expect(outOfDate(page)).toHaveCount(0);
});

test("the change can be taken back before anything is run", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=14.8");
  const before = await fingerprint(page);
  await choosePart(page, "RabbitMQ", /^payment: queue/);
  const panel = page.getByRole("article", { name: "payment" });
  await panel.getByLabel("prefetch").fill("1");
  await expect(panel.getByRole("button", { name: "From now on: payment-2 restarts" })).toBeVisible();
  await panel.getByRole("button", { name: "From the start" }).click();
  await outOfDate(page).getByRole("button", { name: "Undo the change" }).click();
  await expect(outOfDate(page)).toHaveCount(0);
  await expect(panel.getByLabel("prefetch")).toHaveValue("3");
  expect(await fingerprint(page)).toBe(before);
});

test("keep both and compare: the lane and its twin on one clock, each by its name; undo brings back the lanes and what was seen of them", async ({
  page,
}) => {
  await openRun(page, "#s=friday-rush&t=20");
  const before = await fingerprint(page);
  await choosePart(page, "Kafka", /^payment-2/);
  await page.getByRole("article", { name: "payment-2" }).getByLabel("session.timeout.ms").fill("45000");
  await page.getByRole("button", { name: "From the start" }).click();
  await outOfDate(page).getByRole("button", { name: "Keep both and compare" }).click();
  await changedFrom(page, before);
  const twin = page.getByRole("region", { name: "Kafka, session.timeout.ms 45000 lane" });
  await expect(twin).toBeVisible();
  await expect(lane(page, "Kafka")).toBeVisible();
  await expect(lane(page, "RabbitMQ")).toHaveCount(0);
  const compare = page.getByRole("group", { name: "Compare lanes" });
  await expect(compare.getByRole("button", { name: "Kafka 2, session.timeout.ms 45000" })).toHaveAttribute("aria-pressed", "true");
  await expect(compare.getByRole("button", { name: "RabbitMQ" })).toHaveAttribute("aria-pressed", "false");
  // The session of the crashed member ends within 3 s in the one lane; in the other nobody has noticed yet.
  await expect(lane(page, "Kafka").locator(".figure-chip.broken")).toContainText("Duplicated");
  await expect(twin.locator(".figure-chip.broken")).toHaveCount(0);
  await expect(twin.getByRole("button", { name: /^payment-1, crashed/ })).toBeAttached();
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect.poll(() => fingerprint(page)).toBe(before);
  await expect(twin).toHaveCount(0);
  await expect(lane(page, "RabbitMQ")).toBeVisible();
  await expect(lane(page, "Direct call")).toBeVisible();
});

test("seed, workload and database wait too; they are the same for all lanes, and the card says why both cannot be kept", async ({
  page,
}) => {
  await openRun(page, "#s=friday-rush&t=10");
  const before = await fingerprint(page);
  await page.getByRole("textbox", { name: "Seed" }).fill("9x");
  await page.keyboard.press("Enter");
  await expect(page.getByText('Seed must be a whole number from 0 to 4294967295, not "9x".')).toBeVisible();
  await expect(outOfDate(page)).toHaveCount(0);
  await page.getByRole("textbox", { name: "Seed" }).fill("99");
  // The note goes with its cause, long before its time.
  expect(await page.locator(".toast").count()).toBe(0);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox", { name: "Seed" })).toHaveValue("99");
  await page.getByRole("button", { name: "A Friday evening" }).click();
  await choosePart(page, "Kafka", /^database/);
  await page.getByLabel(/^Idempotent/).click();
  await expect(outOfDate(page)).toContainText("The seed changed from 7341 to 99.");
  await expect(outOfDate(page)).toContainText("The database became idempotent.");
  await expect(outOfDate(page)).toContainText("The workload changed to 1221 listed messages.");
  await expect(outOfDate(page)).toContainText("the same for all lanes");
  await expect(outOfDate(page).getByRole("button", { name: "Keep both and compare" })).toHaveCount(0);
  expect(await fingerprint(page)).toBe(before);
  for (let i = 0; i < 2; i++) await outOfDate(page).getByRole("button", { name: "Undo the change" }).click();
  await outOfDate(page).getByRole("button", { name: "Run again" }).click();
  await changedFrom(page, before);
  await expect(page.getByRole("textbox", { name: "Seed" })).toHaveValue("99");
});

test("K-GRP-08: a choice that the client would refuse keeps what was typed, says why, and has a way out", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=3");
  const before = await fingerprint(page);
  await choosePart(page, "Kafka", /^payment-2/);
  const panel = page.getByRole("article", { name: "payment-2" });
  await panel.getByLabel("session.timeout.ms").fill("500");
  await panel.getByRole("button", { name: /^From now on/ }).click();
  const card = panel.getByRole("alert", { name: "The consumer cannot start" });
  await expect(card).toContainText("heartbeat.interval.ms must be lower than session.timeout.ms (500).");
  await card.getByRole("button", { name: "Show the setting" }).click();
  await expect(panel.getByLabel("heartbeat.interval.ms")).toBeFocused();
  await choosePart(page, "Kafka", /^order-svc/);
  await choosePart(page, "Kafka", /^payment-2/);
  await expect(panel.getByLabel("session.timeout.ms")).toHaveValue("500");
  expect(await fingerprint(page)).toBe(before);
  await card.getByRole("button", { name: "Set heartbeat.interval.ms to 166" }).click();
  await changedFrom(page, before);
  await expect(panel.getByLabel("heartbeat.interval.ms")).toHaveValue("166");
  await expect(panel.getByLabel("session.timeout.ms")).toHaveValue("500");
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect.poll(() => fingerprint(page)).toBe(before);
});

test("K-BRK-04: more in-sync replicas than there are: the red card says what cannot be, shows the setting, and mends it", async ({
  page,
}) => {
  await openRun(page, "#s=friday-rush&t=3");
  const before = await fingerprint(page);
  await choosePart(page, "Kafka", /^orders-0(:|$)/);
  await page.getByLabel("min.insync.replicas").fill("4");
  await page.getByRole("button", { name: "From now on" }).click();
  await changedFrom(page, before);
  const card = page.getByRole("alert", { name: "Kafka: orders cannot spare a broker" });
  await expect(card).toContainText("min.insync.replicas is 4, but the topic has 3 replicas");
  await expect(lane(page, "Kafka").locator(".drawing")).toBeVisible();
  await seekMs(page, 2000);
  await expect(card).toHaveCount(0);
  await seekMs(page, 4000);
  await card.getByRole("button", { name: "Show the setting" }).click();
  await expect(page.getByLabel("min.insync.replicas")).toBeFocused();
  await card.getByRole("button", { name: "Set it to 2" }).click();
  await recorded(page);
  await expect(card).toHaveCount(0);
  await expect(page.getByLabel("min.insync.replicas")).toHaveValue("2");
});

test("K-BRK-04: a topic is made anew with more partitions from the start; more replicas than brokers are refused with a way out", async ({
  page,
}) => {
  await openRun(page, "#s=friday-rush&t=10");
  const before = await fingerprint(page);
  await choosePart(page, "Kafka", /^orders-1(:|$)/);
  const panel = page.getByRole("article", { name: "orders-1" });
  await panel.getByLabel("replication.factor").fill("4");
  await expect(panel.getByRole("button", { name: /^From now on/ })).toHaveCount(0);
  await panel.getByRole("button", { name: "From the start" }).click();
  const card = panel.getByRole("alert", { name: "orders cannot be created" });
  await expect(card).toContainText("replication.factor is 4, but there are 3 brokers.");
  await card.getByRole("button", { name: "Set it to 3" }).click();
  await expect(card).toHaveCount(0);
  await expect(panel.getByLabel("replication.factor")).toHaveValue("3");
  await panel.getByLabel("partitions").fill("2");
  await panel.getByRole("button", { name: "From the start" }).click();
  await expect(outOfDate(page)).toContainText("partitions changed from 3 to 2.");
  await outOfDate(page).getByRole("button", { name: "Run again" }).click();
  await changedFrom(page, before);
  await expect(lane(page, "Kafka").getByRole("button", { name: /^orders-2(:|$)/ })).toHaveCount(0);
});

test("a change of a setting in the run's list leads back to its setting at its instant", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=6");
  const before = await fingerprint(page);
  await choosePart(page, "RabbitMQ", /^payment-2/);
  await page.getByLabel("requeue").selectOption("false");
  await page.getByRole("button", { name: "From now on", exact: true }).click();
  await changedFrom(page, before);
  await page.keyboard.press("Escape");
  await seekMs(page, 1000);
  await page
    .locator(".fault-list")
    .getByRole("button", { name: /^6.000 requeue = false/ })
    .click();
  await expect(page.locator(".clock output")).toHaveText("00:06.000");
  await expect(page.getByRole("article", { name: "payment-2" }).getByLabel("requeue")).toHaveValue("false");
  await page.getByLabel("requeue").selectOption("true");
  await page.getByRole("button", { name: "From now on", exact: true }).click();
  await page.keyboard.press("Escape");
  await expect(page.locator(".fault-list li")).toHaveCount(2);
});

test("a fault on a condition, by keyboard: wrong fields are named, and it can be changed from the run and from the timeline", async ({
  page,
}) => {
  await openRun(page, "#s=receiver-offline&t=2.5");
  const before = await fingerprint(page);
  await page.getByRole("button", { name: "Crash", exact: true }).focus();
  await page.keyboard.press("Enter");
  await choosePart(page, "Kafka", /^kitchen-1/);
  const card = page.getByRole("form", { name: "Crash kitchen-1" });
  await expect(card.getByLabel("At a time")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(card).toHaveCount(0);
  await expect(lane(page, "Kafka").getByRole("button", { name: /^kitchen-1/ })).toBeFocused();
  await page.getByRole("article", { name: "kitchen-1" }).getByRole("button", { name: "Crash", exact: true }).click();
  await card.getByLabel("At, seconds").fill("soon");
  await card.getByRole("button", { name: "Add fault" }).click();
  await expect(card.getByRole("alert")).toContainText('"At" must be between 0 and');
  await expect(card.getByLabel("At, seconds")).toHaveValue("soon");
  await card.getByLabel("At a time").focus();
  await page.keyboard.press("ArrowDown");
  await expect(card.getByLabel("Or when something happens")).toBeChecked();
  await expect(card.getByLabel("Who")).toHaveValue("kitchen-1");
  await card.getByLabel("Did what").selectOption("MessageDelivered");
  await card.getByLabel("Message #").fill("3");
  await card.getByLabel("And then, ms").fill("20");
  await card.getByLabel("Comes back").selectOption("after");
  await card.getByLabel("After, seconds").fill("0");
  await expect(card.getByRole("alert")).toContainText('"Comes back" must be after more than 0 seconds');
  await card.getByLabel("After, seconds").fill("2");
  await expect(card).toContainText("When kitchen-1 has received #3, 20 ms later.");
  await card.getByLabel("After, seconds").press("Enter");
  await expect(card).toHaveCount(0);
  const once = await changedFrom(page, before);
  await page.keyboard.press("Escape");
  await expect(page.locator(".fault-list")).toContainText("When kitchen-1 has received #3, 20 ms later");
  await seekMs(page, 20_000);
  const line = page
    .locator(".fault-list li")
    .getByRole("button", { name: /^[\d.]+ kitchen-1 crashed/ })
    .last();
  await expect(line).not.toContainText("–");
  await line.click();
  await expect(card.getByLabel("Message #")).toHaveValue("3");
  await card.getByLabel("Message #").fill("4");
  await card.getByRole("button", { name: "Change fault" }).click();
  await changedFrom(page, once);
  await page.getByRole("button", { name: "Open the dock" }).click();
  await page.locator(".timeline .fault-bar").first().click();
  await expect(card.getByLabel("Message #")).toHaveValue("4");
});

test("a message: what it is, where it is at this instant, its story with instants, and why what went wrong did", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=20");
  await page.getByRole("tab", { name: "Messages" }).click();
  await page.getByRole("button", { name: "Select message 7", exact: true }).click();
  const panel = page.getByRole("article", { name: "Message 7" });
  await expect(panel.locator(".facts")).toContainText("1045");
  await expect(panel.locator(".facts")).toContainText("order.placed");
  await expect(panel.locator(".facts")).toContainText(/\d+ bytes/);
  const kafka = panel.locator("section").first();
  await expect(kafka.locator(".where")).toContainText("in orders-1 at offset 0, on brokers 1, 2, 3");
  await kafka.getByRole("button", { name: /^5\.\d+ order-svc sent #7/ }).click();
  await expect(page.locator(".clock output")).toHaveText(/^00:05\./);
  await expect(kafka.locator(".where")).not.toContainText("on brokers 1, 2, 3");
  // What has not happened yet at this instant is not asked about.
  await expect(kafka.getByRole("button", { name: "Why was it processed twice?" })).toHaveCount(0);
  await seekMs(page, 20_000);
  await kafka.getByRole("button", { name: "Why was it processed twice?" }).click();
  await expect(page.getByRole("article", { name: "Why was #7 processed twice?" })).toBeVisible();
});

test("queue, exchange, group and partition show themselves; their consumers are one step away", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=8");
  await choosePart(page, "RabbitMQ", /^payment: queue/);
  await expect(page.getByRole("article", { name: "payment" })).toContainText("RabbitMQ queue");
  await expect(page.getByRole("article", { name: "payment" }).getByRole("row", { name: /^Bound to/ })).toContainText("orders, order.*");
  await expect(lane(page, "RabbitMQ").getByRole("button", { name: /^payment: queue/ })).toHaveAttribute("aria-pressed", "true");
  await expect(lane(page, "RabbitMQ").getByRole("button", { name: /^restaurant: queue/ })).toHaveAttribute("aria-pressed", "false");
  await choosePart(page, "RabbitMQ", /^orders: topic exchange/);
  await expect(page.getByRole("article", { name: "orders" }).getByRole("row", { name: /^Routes to restaurant/ })).toContainText("order.*");
  await choosePart(page, "Kafka", /^payment(:|$)/);
  const group = page.getByRole("article", { name: "payment" });
  await expect(group).toContainText("Kafka consumer group");
  await expect(group.getByRole("row", { name: /^Generation/ })).toContainText(/\d/);
  await group.getByRole("button", { name: "payment-2" }).click();
  await expect(page.getByRole("article", { name: "payment-2" }).getByRole("row", { name: /^Group/ })).toContainText("payment");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("article", { name: "This run" })).toBeVisible();
});

test("Delete takes the selected part away, undo and redo; what cannot leave says why", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=3");
  const before = await fingerprint(page);
  await choosePart(page, "RabbitMQ", /^payment-2/);
  await page.keyboard.press("Delete");
  await expect(page.locator(".toast")).toContainText("payment-2 leaves in good order at 3.000 s.");
  const without = await changedFrom(page, before);
  await seekMs(page, 6000);
  await expect(lane(page, "RabbitMQ").getByRole("button", { name: /^payment-2/ })).toHaveCount(0);
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect.poll(() => fingerprint(page)).toBe(before);
  await page.getByRole("button", { name: "Redo", exact: true }).click();
  await expect.poll(() => fingerprint(page)).toBe(without);
  await choosePart(page, "Kafka", /^Broker 1/);
  await page.keyboard.press("Delete");
  await expect(page.locator(".toast")).toContainText("broker-1 belongs to the system itself");
  expect(await fingerprint(page)).toBe(without);
  await page.getByRole("button", { name: "Remove", exact: true }).first().focus();
  await page.keyboard.press("Enter");
  await choosePart(page, "Kafka", /^Broker 2/);
  await expect(page.locator(".toast")).toContainText("broker-2 belongs to the system itself");
  await choosePart(page, "Kafka", /^restaurant-1/);
  await changedFrom(page, without);
});

test("@both axe finds nothing in the inspector and its cards, in either theme", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=14.8");
  await choosePart(page, "Kafka", /^payment-2/);
  const field = page.getByLabel("session.timeout.ms");
  await field.fill("500");
  await page.getByRole("button", { name: "From the start" }).click();
  await expect(page.getByRole("alert", { name: "The consumer cannot start" })).toBeVisible();
  await axeFindsNothing(page);
  await field.fill("45000");
  await page.getByRole("button", { name: "From the start" }).click();
  await expect(outOfDate(page)).toBeVisible();
  await axeFindsNothing(page);
  await outOfDate(page).getByRole("button", { name: "Keep both and compare" }).click();
  await recorded(page);
  await expect(outOfDate(page)).toHaveCount(0);
  await page.getByRole("article", { name: "payment-2" }).getByRole("button", { name: "Crash", exact: true }).click();
  await page.getByLabel("Or when something happens").check();
  await axeFindsNothing(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false);
});

test("@phone a setting is changed in the sheet, run again, and both lanes are in the switch", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=20");
  await lane(page, "Kafka")
    .getByRole("button", { name: /^payment-2/ })
    .tap();
  const panel = page.getByRole("article", { name: "payment-2" });
  await panel.getByLabel("session.timeout.ms").fill("45000");
  await panel.getByRole("button", { name: "From the start" }).tap();
  await expect(outOfDate(page)).toContainText("session.timeout.ms changed from 3000 to 45000.");
  await outOfDate(page).getByRole("button", { name: "Keep both and compare" }).tap();
  await recorded(page);
  await expect(
    page.getByRole("navigation", { name: "Lane" }).getByRole("button", { name: /^Kafka 2, session.timeout.ms 45000/ }),
  ).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByRole("region", { name: "Kafka, session.timeout.ms 45000 lane" })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false);
});
