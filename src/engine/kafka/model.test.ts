import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** docs/MODEL.md against the tests: what it claims to keep is tested under its id, and what it counts is what it lists. */

const ROOT = new URL("../../../", import.meta.url);
const MODEL = readFileSync(new URL("docs/MODEL.md", ROOT), "utf8");
const KAFKA = MODEL.slice(MODEL.indexOf("## Kafka:"), MODEL.indexOf("## RabbitMQ:"));
const rows = [...KAFKA.matchAll(/^\| (K-[A-Z]+-\d+) \| (\w+) \| (.*?) ?\|$/gm)].map(([, id, status, note]) => ({ id, status, note }));

/** The ids at the beginning of the titles of all tests: `K-PROD-20, K-PROD-21: …`. */
function idsInTitles(): Set<string> {
  const files = readdirSync(new URL("src", ROOT), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".test.ts"));
  const ids = new Set<string>();
  for (const file of files) {
    const text = readFileSync(new URL(`src/${file}`, ROOT), "utf8");
    for (const [, title] of text.matchAll(/(?:\btest|\bdescribe|\))\(\s*"((?:K-[A-Z]+-\d+(?:, (?:[RK]-[A-Z]+-\d+))*):)/g))
      for (const [id] of title.matchAll(/K-[A-Z]+-\d+/g)) ids.add(id);
  }
  return ids;
}

test("every Kafka rule that is listed as exact or simplified has a test titled with its id", () => {
  const titled = idsInTitles();
  expect(rows.length).toBeGreaterThan(80);
  expect(rows.filter(({ id }) => !titled.has(id)).map(({ id }) => id)).toEqual([]);
});

test("the counts are those of the table, no rule is listed twice, and what is simplified says how", () => {
  const absent = KAFKA.slice(KAFKA.indexOf("Absent: "))
    .replace(/^Absent: |\.\s*$/g, "")
    .split("; ")
    .flatMap((group) => {
      const [first, ...rest] = group.split(", ");
      const prefix = first.slice(0, first.lastIndexOf("-") + 1);
      return [first, ...rest.map((number) => prefix + number)];
    });
  const count = (status: string) => rows.filter((row) => row.status === status).length;
  expect(KAFKA.split("\n")[0]).toBe(`## Kafka: ${count("exact")} exact, ${count("simplified")} simplified, ${absent.length} absent`);
  expect(count("exact") + count("simplified")).toBe(rows.length);
  const all = [...rows.map(({ id }) => id), ...absent];
  expect(new Set(all).size).toBe(all.length);
  expect(rows.filter(({ status, note }) => status === "simplified" && note === "").map(({ id }) => id)).toEqual([]);
});
