import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { SYSTEM_TABLES } from "../engine/system-tables.ts";
import { jsonSchema } from "./json-schema.ts";

const FILE = new URL("../../public/queuescope.schema.json", import.meta.url);

/** `npm run document -- schema` renews the file. */
test("the published JSON Schema is what the tables of the systems give", () => {
  const text = `${JSON.stringify(jsonSchema(SYSTEM_TABLES), null, 1)}\n`;
  expect(readFileSync(FILE, "utf8")).toBe(text);
});

test("every setting of every table stands in it, with its help", () => {
  const text = JSON.stringify(jsonSchema(SYSTEM_TABLES));
  for (const { settings } of SYSTEM_TABLES)
    for (const { name, help } of settings)
      expect([name, text.includes(JSON.stringify(help).slice(1, -1)), text.includes(`"${name}":`)]).toEqual([name, true, true]);
});

test("every reference in it leads somewhere, and every definition is referred to", () => {
  const schema = jsonSchema(SYSTEM_TABLES) as { $defs: Record<string, unknown> };
  const refs = new Set([...JSON.stringify(schema).matchAll(/"\$ref":"#\/\$defs\/([^"]+)"/g)].map(([, name]) => name));
  expect([...refs].sort()).toEqual(Object.keys(schema.$defs).sort());
  expect(Object.keys(schema.$defs).length).toBeGreaterThan(50);
});
