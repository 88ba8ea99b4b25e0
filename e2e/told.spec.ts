import { expect, type Page, test } from "@playwright/test";
import { addressOf } from "./address.ts";
import { axeFindsNothing, lane, openRun, recorded, seekMs } from "./page.ts";

/** Nothing is told before it has been seen, and what is open at the end can be brought to its end. */

const faults = (page: Page) => page.locator(".fault-list");

test("a fault that waits tells what for and not when; once it has been seen, when it happened in each lane", async ({ page }) => {
  await openRun(page, "#s=friday-rush");
  await page.getByRole("button", { name: "Open the dock" }).click();
  const line = faults(page).getByRole("button", { name: /^– whichever payment has #7 crashed/ });
  await expect(line).toContainText("When any payment has charged #7, 40 ms later");
  await expect(faults(page)).not.toContainText(/\d\.\d{3}/);
  await expect(page.locator(".timeline .fault-label")).toHaveText(["whichever payment has #7 crashed: not yet"]);
  await line.click();
  await expect(page.getByRole("form", { name: /^Crash payment-/ })).toContainText("By now it has not happened.");
  await expect(page.locator(".clock output")).toHaveText("00:00.000");
  await page.keyboard.press("Escape");
  await seekMs(page, 20_000);
  await expect(faults(page)).toContainText(/Kafka \d+\.\d{3}, RabbitMQ \d+\.\d{3}, Direct call \d+\.\d{3}/);
  const [, kafka] = /Kafka (\d+)\.\d{3}/.exec((await faults(page).textContent()) ?? "") ?? [];
  await expect(page.locator(".timeline .fault-label")).toHaveText(["whichever payment has #7 crashed"]);
  await seekMs(page, Number(kafka) * 1000);
  await expect(faults(page)).not.toContainText(/Kafka \d/);
});

/** A run that ends in the middle of its work. */
const open = addressOf("friday-rush", (run) => ({ ...run, scenario: { ...run.scenario, durationMs: 15_000 } }), 15);
const WORDS = "Run on until everything has come to rest";

test("@both what is open at the end runs on by the status line, and undo brings the end back", async ({ page }) => {
  await openRun(page, open);
  const status = page.locator(".status-line");
  await expect(status).toContainText(/after 15 s.*under way.*verdicts are open/);
  const offer = page.locator(".status-place").getByRole("button", { name: WORDS });
  await axeFindsNothing(page, ".status-place");
  await offer.focus();
  await page.keyboard.press("Enter");
  await recorded(page);
  await expect(page.locator(".play")).toBeFocused();
  await expect(status).toContainText(/The end, after/);
  await expect(status).not.toContainText("after 15 s");
  await expect(status).not.toContainText("open");
  await expect(offer).toHaveCount(0);
  await page.keyboard.press("Control+z");
  await recorded(page);
  await expect(status).toContainText("after 15 s");
  await expect(offer).toBeVisible();
});

test("the same stands at an open promise, an open row and an open message, under the key R, and on the projector", async ({ page }) => {
  await openRun(page, open);
  const panel = page.getByRole("article", { name: "This run" });
  const promise = panel.locator("details.promise", { has: page.locator("b:text-is('open')") }).first();
  await promise.locator("summary").click();
  await expect(promise.getByRole("button", { name: WORDS })).toBeVisible();
  await page.keyboard.press("3");
  const table = page.getByRole("region", { name: "Messages" });
  await page.getByRole("combobox", { name: "For" }).selectOption("restaurant");
  await expect(table.locator("tfoot").getByRole("button", { name: WORDS }).first()).toBeVisible();
  await page.getByRole("button", { name: "Select message 1", exact: true }).focus();
  await page.keyboard.press("End");
  await expect(table.locator("tr.selected").getByRole("button", { name: WORDS }).first()).toBeVisible();
  const message = page.getByRole("article", { name: /^Message \d+$/ });
  await expect(message.getByRole("button", { name: WORDS }).first()).toBeVisible();
  await page.keyboard.press("p");
  await expect(page.getByRole("button", { name: WORDS })).toBeVisible();
  await page.keyboard.press("r");
  await recorded(page);
  await expect(page.getByRole("button", { name: WORDS })).toHaveCount(0);
  await expect(page.locator(".status-line")).not.toContainText("after 15 s");
});

test("by keyboard an entry is taken out of the list of faults, and the focus stays there", async ({ page }) => {
  await openRun(page, "#s=failure-isolation&t=6");
  const list = page.locator(".fault-list");
  const heading = page.getByRole("heading", { name: "Faults and changes" });
  const remove = list.getByRole("button", { name: "Remove restaurant-1 crashed" });
  await remove.focus();
  await page.keyboard.press("Enter");
  await expect(list.getByRole("listitem")).toHaveCount(0);
  await expect(heading).toBeFocused();
  await page.keyboard.press("Control+z");
  await list.getByRole("button", { name: /^4\.589 restaurant-1 crashed/ }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("form", { name: "Crash restaurant-1" }).getByRole("button", { name: "Remove" }).focus();
  await page.keyboard.press("Enter");
  await expect(list.getByRole("listitem")).toHaveCount(0);
  await expect(heading).toBeFocused();
});

test("what a sender that stays down never sent has failed in every lane's head, and looks it", async ({ page }) => {
  const crash = { id: "crash", when: { atMs: 7000 }, action: { do: "crash", part: "order-svc" } } as const;
  await openRun(
    page,
    addressOf("friday-rush", (run) => ({ ...run, script: [crash], untilRest: true }), 60),
  );
  for (const name of ["Kafka", "RabbitMQ", "Direct call"] as const) {
    const failed = lane(page, name).locator(".figure-chip", { hasText: "Failed" });
    await expect(failed).toHaveText(/^3\d Failed$/);
    await expect(failed).toHaveClass(/broken/);
  }
});

test("an entry for some lanes names them, and a part that is in one lane alone is not missed in the others", async ({ page }) => {
  const removed = { id: "removed", when: { atMs: 6000 }, action: { do: "remove", part: "delivery-1" }, lanes: ["rabbitmq"] } as const;
  const frozen = { id: "frozen", when: { atMs: 5000 }, action: { do: "freeze", part: "broker-1" }, forMs: 500 } as const;
  await openRun(
    page,
    addressOf("friday-rush", (run) => ({ ...run, script: [removed, frozen] }), 9),
  );
  await expect(faults(page).locator("li")).toHaveText([
    /^6\.000\s*delivery-1 removed\s*In RabbitMQ only\s*×$/,
    /^5\.000\s*broker-1 frozen\s*×$/,
  ]);
});
