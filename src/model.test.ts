import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { modelFindings, parseModel, rulesIn, titlesOf } from "./model.test-util.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const model = parseModel(readFileSync(`${ROOT}docs/MODEL.md`, "utf8"));
const spec = JSON.parse(readFileSync(`${ROOT}test-data/spec-rules.json`, "utf8")) as string[];
const titles = readdirSync(`${ROOT}src`, { recursive: true, withFileTypes: true })
  // The planted titles of this file prove nothing.
  .filter((entry) => entry.isFile() && /\.test\.tsx?$/.test(entry.name) && entry.name !== "model.test.ts")
  .flatMap((entry) => titlesOf(readFileSync(`${entry.parentPath}/${entry.name}`, "utf8")));

test("docs/MODEL.md lists every rule once, and what it claims is in the title of a test", () => {
  expect(model.map(({ letter }) => letter)).toEqual(["K", "R"]);
  expect(spec.length).toBe(460);
  expect(new Set(spec).size).toBe(spec.length);
  expect(titles.length).toBeGreaterThan(300);
  const findings = modelFindings(model, titles, spec).map(({ text }) => text);
  expect(findings).toEqual([]);
});

describe("planted in the document", () => {
  const heading = "## RabbitMQ: 1 exact, 1 simplified, 2 absent";
  const rows = ["| R-A-01 | exact |  |", "| R-A-02 | simplified | a note |"];
  const absent = "Absent: R-A-03; R-B-01.";
  const rules = ["R-A-01", "R-A-02", "R-A-03", "R-B-01"];
  const findingsOf = (lines: readonly string[], tested = ["R-A-01: one", "R-A-02: two"], known = rules) =>
    modelFindings(parseModel(lines.join("\n")), tested, known).map(({ text }) => text);

  test("a right one has no finding", () => {
    expect(findingsOf([heading, "", "| rule | status | note |", "|---|---|---|", ...rows, "", absent])).toEqual([]);
  });

  test.each([
    ["a rule that no test names", [heading, ...rows, absent], ["R-A-01: one"], "R-A-02 is simplified, and no test has it in its title"],
    ["a rule that only a longer number names", [heading, ...rows, absent], ["R-A-010, R-A-02"], "R-A-01 is exact, and no test has it"],
    ["a wrong count", [heading.replace("2 absent", "3 absent"), ...rows, absent], undefined, "says 3 absent, and lists 2"],
    ["an unknown rule", [heading, rows[0].replace("01", "99"), rows[1], absent], ["R-A-99 R-A-02"], "R-A-99 is no rule"],
    ["a forgotten rule", [heading.replace("2 absent", "1 absent"), ...rows, "Absent: R-A-03."], undefined, "R-B-01 is not listed"],
    [
      "a simplified one without a note",
      [heading, rows[0], "| R-A-02 | simplified |  |", absent],
      undefined,
      "R-A-02 is simplified without",
    ],
    [
      "a rule twice in the table",
      [heading.replace("1 exact", "2 exact"), rows[0], ...rows, absent],
      undefined,
      "R-A-01 is listed more than once",
    ],
    [
      "a rule in the table and absent",
      [heading.replace("2 absent", "3 absent"), ...rows, "Absent: R-A-02, 03; R-B-01."],
      undefined,
      "R-A-02 is listed more than once",
    ],
  ])("%s", (_name, lines, tested, finding) => {
    const found = findingsOf(lines, tested);
    expect(found).toContainEqual(expect.stringContaining(finding));
  });

  test("a status that does not exist, and a rule under the wrong system", () => {
    expect(findingsOf([heading.replace("1 exact", "0 exact"), "| R-A-01 | exakt |  |", rows[1], absent])).toEqual([
      'R-A-01 is "exakt": exact, simplified or absent',
    ]);
    expect(findingsOf([heading.replace("RabbitMQ", "Kafka"), ...rows, absent]).length).toBe(4);
  });
});

describe("planted in test files", () => {
  test.each([
    ["test", 'test("R-A-01: it", () => {});', ["R-A-01"]],
    ["it, with other quotes", "it('R-A-01, R-A-02: it', () => {});", ["R-A-01", "R-A-02"]],
    ["a template", "test(`R-A-01: $" + "{n} of them`, () => {});", ["R-A-01"]],
    ["a template in a template", "const a = `$" + "{[`b`, '}'].map((c) => `\"$" + "{c}`)}`;\ntest('R-A-01', () => {});", ["R-A-01"]],
    ["a group", 'describe("R-A-01: group", () => { test("one", () => {}); });', ["R-A-01"]],
    ["concurrent", 'test.concurrent("R-A-01", () => {});', ["R-A-01"]],
    ["each by its title", 'test.each([1, 2])("R-A-01: %i", () => {});', ["R-A-01"]],
    ["each by its table", 'test.each([["R-A-01: a", 1], ["R-A-02: b", 2]])("%s", () => {});', ["R-A-01", "R-A-02"]],
    ["each by a named list", 'const LIST = ["R-A-01: a"] as const;\ntest.each(LIST)("%s", () => {});', ["R-A-01"]],
    ["behind a regular expression", 'const quote = /["\'/]/;\ntest("R-A-01", () => {});', ["R-A-01"]],
    ["behind a division", 'const half = 1 / 2; // "\ntest("R-A-01", () => {});', ["R-A-01"]],
  ])("a title is found: %s", (_name, text, rules) => {
    expect(titlesOf(text).flatMap(rulesIn)).toEqual(rules);
  });

  test.each([
    ["a comment", '// test("R-A-01")\n/* test("R-A-01", f); */'],
    ["an expectation", 'test("x", () => { expect(text).toBe("R-A-01"); });'],
    ["a regular expression's test", '/x/.test("R-A-01");'],
    ["another function", 'latest("R-A-01"); retest.each(["R-A-01"])("x");'],
    ["a skipped test", 'test.skip("R-A-01", () => {});'],
    ["a test to do", 'test.todo("R-A-01");'],
    ["a skipped group", 'describe.skip("x", () => { test("R-A-01", () => {}); });'],
    ["a skipped table", 'test.skip.each(["R-A-01"])("%s", () => {});'],
    ["a test that must fail", 'test.fails("R-A-01", () => {});'],
    ["a text that speaks of a test", "const text = 'test(\"R-A-01\", f);';"],
  ])("no title: %s", (_name, text) => {
    expect(titlesOf(text).flatMap(rulesIn)).toEqual([]);
  });
});
