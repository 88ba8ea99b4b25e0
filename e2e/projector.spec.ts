import { expect, test } from "@playwright/test";
import { lane, openRun } from "./page.ts";

const caption = ".projector-caption p";

test("W asks why for the lane in focus, and the caption holds the step in the size of the wall", async ({ page }) => {
  await page.setViewportSize({ width: 1920, height: 1080 });
  await openRun(page, "#s=friday-rush&t=20");
  await page.keyboard.press("p");
  await lane(page, "RabbitMQ")
    .getByRole("button", { name: /^payment-2/ })
    .focus();
  await page.keyboard.press("w");
  const steps = page.getByRole("group", { name: "Steps of the explanation" });
  await expect(steps).toBeVisible();
  await expect(lane(page, "RabbitMQ").locator(".balloon").first()).toBeAttached();
  await expect(lane(page, "Kafka").locator(".balloon")).toHaveCount(0);
  // What was asked about stands first, and the run stays where it is.
  await expect(page.locator(caption)).toContainText("payment-2 charged it again");
  await expect(page.locator(".clock output")).toHaveText("00:20.000");
  await expect(page.locator(caption)).toHaveCSS("font-size", "29px");
  await steps.getByRole("button", { name: "Step before" }).click();
  await expect(page.locator(caption)).not.toContainText("charged it again");
  await expect(page.getByText(/^Looking back at/)).toBeVisible();
  await expect(page.locator(".projector-foot .timeline .balloon-now")).toHaveCount(1);
});

test("before anything went wrong W says so, and asks nothing", async ({ page }) => {
  await openRun(page, "#s=friday-rush&t=2");
  await lane(page, "Kafka")
    .getByRole("button", { name: /^order-svc/ })
    .focus();
  await page.keyboard.press("w");
  await expect(page.getByText("Nothing went wrong in Kafka up to 2.000 s")).toBeVisible();
  await expect(page.getByRole("article", { name: /^Why/ })).toHaveCount(0);
});

test("three lanes on a wall use its room: every part is larger than on the page of the same size", async ({ page }) => {
  await page.setViewportSize({ width: 1920, height: 1080 });
  await openRun(page, "#s=friday-rush&t=20");
  const scales = () =>
    page.locator(".lane").evaluateAll((lanes) =>
      lanes.map((element) => {
        const { transform } = (element.querySelector(".react-flow__viewport") as HTMLElement).style;
        return Number(/scale\(([\d.]+)\)/.exec(transform)?.[1]);
      }),
    );
  const desk = await scales();
  await page.keyboard.press("p");
  await expect(page.locator(".page.projector")).toBeVisible();
  await expect.poll(async () => (await scales())[0]).toBeGreaterThan(1.4);
  const wall = await scales();
  expect(wall).toHaveLength(3);
  for (const [lane, scale] of wall.entries()) {
    expect(scale).toBeGreaterThan(1.43);
    expect(scale).toBeGreaterThan(desk[lane] * 1.25);
  }
  // The state of the run stands in the head, and nothing is cut off.
  await expect(page.locator(".projector-head .status-line")).toBeInViewport({ ratio: 1 });
  for (const hidden of await page.locator(".hidden-count").all()) await expect(hidden).toHaveCount(0);
});

test("parts grow with the paper", async ({ page }) => {
  await page.setViewportSize({ width: 1366, height: 768 });
  await openRun(page, "#s=friday-rush&t=20");
  await page.keyboard.press("p");
  await expect(page.locator(".page.projector")).toBeVisible();
  const kafka = lane(page, "Kafka");
  const parts = { cell: kafka.locator(".strip-leader").first(), text: kafka.locator(".face .name").first(), title: kafka.locator("h2") };
  const sizeOf = async (part: keyof typeof parts) => {
    const box = await parts[part].boundingBox();
    if (box === null) throw new Error("nothing is drawn");
    return part === "cell" ? box.width / 8 : box.height;
  };
  const before = { cell: await sizeOf("cell"), text: await sizeOf("text"), title: await sizeOf("title") };
  for (const [width, height] of [
    [1920, 1080],
    [2560, 1440],
  ]) {
    await page.setViewportSize({ width, height });
    for (const part of ["cell", "text", "title"] as const) {
      await expect.poll(() => sizeOf(part), part).toBeGreaterThan(before[part] * 1.15);
    }
    // The drawing is laid out anew after the window: what is larger already may still be growing.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    for (const part of ["cell", "text", "title"] as const) before[part] = await sizeOf(part);
  }
});
