import type { Page } from "@playwright/test";

/** Opens an address of the site and waits until the run is recorded and shown. Fails on anything that the console complains about. */
export async function openRun(page: Page, hash = ""): Promise<{ complaints: string[] }> {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(`./${hash}`);
  await recorded(page);
  return { complaints };
}

export async function recorded(page: Page): Promise<void> {
  await page.waitForFunction(() => window.__queuescope?.world().done && window.__queuescope.world().shownAt >= 0);
}

export async function seekMs(page: Page, ms: number): Promise<void> {
  await page.evaluate((at) => window.__queuescope.seekMs(at), ms);
  await page.waitForFunction((at) => window.__queuescope.world().shownAt === at * 1000, ms);
}

export function lane(page: Page, name: "Kafka" | "RabbitMQ" | "Direct call") {
  return page.getByRole("region", { name: `${name} lane` });
}
