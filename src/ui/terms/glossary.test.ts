import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { systemFacts } from "../../engine/system-facts.ts";
import { GLOSSARY, termOfLabel } from "./glossary.ts";
import { tipText } from "./tip-text.ts";

const page = readFileSync(new URL("../../../docs/GLOSSARY.md", import.meta.url), "utf8");

test("docs/GLOSSARY.md has every word of the page, with the same text and in the same order", () => {
  const [, section = ""] = page.split("## Words of the page");
  const rows = [...section.matchAll(/^\| ([^|]+) \| ([^|]+) \|$/gm)].slice(1).map(([, word, text]) => [word.trim(), text.trim()]);
  expect(rows).toEqual(Object.values(GLOSSARY).map(({ word, text }) => [word, text]));
});

test("each explanation is short, ends as a sentence and does not begin with its own word", () => {
  for (const { word, text } of Object.values(GLOSSARY)) {
    expect(text.length, word).toBeLessThan(200);
    expect(text, word).toMatch(/^[A-Z].*\.$/);
    expect(text.toLowerCase().startsWith(word.toLowerCase()), word).toBe(false);
  }
});

test("a label means one term, and most labels of the inspector's tables none", () => {
  const labels = Object.values(GLOSSARY).flatMap((entry) => ("labels" in entry ? [...entry.labels] : []));
  expect(new Set(labels).size).toBe(labels.length);
  expect(termOfLabel("High watermark")).toBe("hw");
  expect(termOfLabel("Sent")).toBeUndefined();
});

test("a setting explains itself with the words of its system, and an unknown word not at all", () => {
  const acks = systemFacts.kafka.settings.find(({ name }) => name === "acks");
  expect(tipText("kafka acks")).toEqual({ word: "acks", text: `${acks?.help} The default is all.` });
  expect(tipText("isr")).toBe(GLOSSARY.isr);
  expect(tipText("kafka nothing")).toBeUndefined();
  expect(tipText("toString")).toBeUndefined();
});
