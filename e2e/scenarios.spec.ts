import { expect, type Page, test } from "@playwright/test";
import { SCENARIOS } from "../src/scenarios/index.ts";
import { lane, openRun, seekMs } from "./page.ts";

/** What each scenario of the catalogue promises to show, seen as a person sees it: in the panel of the run, on the chips, on the tapes. */

const TITLES = { kafka: "Kafka", rabbitmq: "RabbitMQ", direct: "Direct call" } as const;
const PROMISES: Record<string, string> = {
  C6: "Each effect happens at most once",
  C9: "Everything stored is fetched",
  L1: "Confirmed messages are kept",
  O3: "Effects of a key in the order of sending",
  "at-least-once: effects": "At least once, end to end",
  "effectively-once: effects": "Effectively once, end to end",
};

async function figure(page: Page, name: "Kafka" | "RabbitMQ" | "Direct call", label: string): Promise<string> {
  return (await lane(page, name).locator(".figure-chip", { hasText: label }).locator("b").textContent()) ?? "";
}

for (const scenario of SCENARIOS) {
  test(`${scenario.shows.join(", ")}: ${scenario.id} shows the verdicts that it states`, async ({ page }) => {
    const { complaints } = await openRun(page, `#s=${scenario.id}&t=600`);
    const panel = page.getByRole("article", { name: "This run" });
    let seen = 0;
    for (const expectation of scenario.expect) {
      if (!("checker" in expectation)) continue;
      const { lane: id, checker, verdict } = expectation;
      const promise = PROMISES[checker];
      const system = scenario.lanes.find((spec) => spec.id === id)?.system;
      if (promise === undefined || system === undefined) continue;
      const details = panel.locator("details:has(> .promise-list)", { has: page.locator(`summary:text-is("${TITLES[system]}")`) });
      if ((await details.getAttribute("open")) === null) await details.locator("> summary").click();
      const said = details.locator(".promise-list > li", { hasText: promise }).locator("b").first();
      await expect(said).toHaveText(new RegExp(`^${verdict}`));
      seen++;
    }
    expect(seen).toBeGreaterThan(0);
    await expect(page.getByRole("main").getByRole("region")).toHaveCount(scenario.lanes.length);
    expect(complaints).toEqual([]);
  });
}

test("S01: with the receiver away both brokers hold what came, and have delivered it in the end; the direct caller gave some of it up", async ({
  page,
}) => {
  await openRun(page, "#s=receiver-offline&t=11");
  await expect.poll(async () => Number(await figure(page, "Kafka", "Waiting"))).toBeGreaterThan(5);
  await expect(lane(page, "RabbitMQ").getByRole("button", { name: /^kitchen: queue, [1-9]\d* ready/ })).toBeVisible();
  await expect(lane(page, "Direct call").getByRole("button", { name: /^order-svc: caller, .* [1-9]\d* failed/ })).toBeVisible();
  await seekMs(page, 30_000);
  await expect.poll(() => figure(page, "Kafka", "Waiting")).toBe("0");
  await expect.poll(() => figure(page, "RabbitMQ", "Waiting")).toBe("0");
  await expect(lane(page, "Kafka").getByRole("button", { name: /19 dishes/ })).toBeVisible();
  await expect(lane(page, "RabbitMQ").getByRole("button", { name: /19 dishes/ })).toBeVisible();
});

test("S03: one order event reaches three services, each with its own reading of it", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=28");
  for (const name of ["Kafka", "RabbitMQ"] as const) {
    const database = lane(page, name).getByRole("button", { name: /^database/ });
    await expect(database).toHaveAccessibleName(/20 charges/);
    await expect(database).toHaveAccessibleName(/19 tickets|19 prints|19 \w+/);
  }
});

test("S10: with the restaurant down, deliveries go on behind both brokers and stop in the direct chain", async ({ page }) => {
  const assigned = async (name: "Kafka" | "RabbitMQ" | "Direct call") => {
    const spoken = (await lane(page, name)
      .getByRole("button", { name: /^database/ })
      .getAttribute("aria-label")) as string;
    return Number(/(\d+) assignments/.exec(spoken)?.[1] ?? 0);
  };
  await openRun(page, "#s=failure-isolation&t=7");
  const before = { kafka: await assigned("Kafka"), rabbitmq: await assigned("RabbitMQ"), direct: await assigned("Direct call") };
  await seekMs(page, 14_500);
  await expect.poll(() => assigned("Kafka")).toBeGreaterThan(before.kafka + 2);
  await expect.poll(() => assigned("RabbitMQ")).toBeGreaterThan(before.rabbitmq + 2);
  expect(await assigned("Direct call")).toBe(before.direct);
});

test("S13: the latencies of the three lanes stand beside each other, the direct call first", async ({ page }) => {
  await openRun(page, "#s=latency&t=28");
  const latency = async (name: "Kafka" | "RabbitMQ" | "Direct call") => {
    const shown = await figure(page, name, "p90 latency");
    expect(shown).toMatch(/^(–|[\d.]+ ms)$/);
    return shown === "–" ? null : Number.parseFloat(shown);
  };
  let said = 0;
  for (const ms of [28_000, 1700, 3000, 4000, 6000, 15_000]) {
    await seekMs(page, ms);
    const [direct, rabbitmq, kafka] = [await latency("Direct call"), await latency("RabbitMQ"), await latency("Kafka")];
    // Of few messages nothing is said: those that opened their connections would decide it.
    if (ms < 3900) expect([direct, rabbitmq, kafka]).toEqual([null, null, null]);
    if (direct === null || rabbitmq === null || kafka === null) continue;
    said++;
    expect(direct).toBeLessThan(rabbitmq);
    expect(rabbitmq).toBeLessThan(kafka);
  }
  expect(said).toBeGreaterThanOrEqual(3);
  await expect(lane(page, "Kafka").locator(".verdict-chips")).toContainText("p90 latency of 140");
});
