import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";

/** Loads an address of the site and waits until its run is recorded and its instant shown, and tells what the console complains about. */
export async function openRun(page: Page, hash = ""): Promise<{ complaints: string[] }> {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  // From another address of the site the browser would go on with the page that is there, and what it shows first is not yet the new run.
  if (page.url() !== "about:blank") await page.goto("about:blank");
  await page.goto(`./${hash}`);
  await recorded(page);
  return { complaints };
}

export async function recorded(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const world = window.__queuescope?.world();
    return world?.done && world.shownAt === world.askedAt;
  });
}

export async function seekMs(page: Page, ms: number): Promise<void> {
  await page.evaluate((at) => window.__queuescope.seekMs(at), ms);
  await page.waitForFunction((at) => window.__queuescope.world().shownAt === at * 1000, ms);
}

export function lane(page: Page, name: "Kafka" | "RabbitMQ" | "Direct call") {
  return page.getByRole("region", { name: `${name} lane` });
}

/** What depends on the theme alone; the rest of axe's rules speak of what is there, which is the same in both. */
const OF_COLOUR = ["color-contrast", "link-in-text-block"];

/** Nothing for axe to find in the page, or a part of it: all rules in the light theme, and those of colour in the dark one as well. */
export async function axeFindsNothing(page: Page, part?: string): Promise<void> {
  for (const scheme of ["light", "dark"] as const) {
    await test.step(`axe, ${scheme}${part === undefined ? "" : `, ${part}`}`, async () => {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      await expect(page.locator("html")).toHaveAttribute("data-theme", scheme === "light" ? "paper" : "blueprint");
      // What is still moving would be measured half transparent.
      await page.evaluate(() => {
        const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
        return Promise.all(ending.map(({ finished }) => finished.catch(() => undefined)));
      });
      const builder = new AxeBuilder({ page });
      if (part !== undefined) builder.include(part);
      if (scheme === "dark") builder.withRules(OF_COLOUR);
      const { violations } = await builder.analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(" | ")}`)).toEqual([]);
    });
  }
}
