import * as z from "zod/mini";
import type { SystemTable } from "../engine/document/system-table.ts";
import { runSchema } from "./schema.ts";

/** The JSON Schema of scenarios and runs, of the same source as the decoder: for editors, and for whoever writes documents by other means. */
export function jsonSchema(tables: readonly SystemTable[]): object {
  const run = runSchema(tables);
  const { scenario } = run.def.shape;
  // What occurs several times is written once.
  const { $schema, anyOf, $defs = {} } = z.toJSONSchema(z.union([scenario, run]), { reused: "ref", io: "input" });
  const heading = {
    $schema,
    title: "Queuescope document",
    description: "A scenario of version 2, or a run of one: a business, and architectures for it side by side.",
  };
  return named({ ...heading, anyOf }, $defs);
}

const REF = "#/$defs/";

/** Definitions under the name of the field that first refers to them, so that a file of this size can be read and compared. */
function named(root: object, definitions: Readonly<Record<string, unknown>>): object {
  const names = new Map<string, string>();
  const $defs: Record<string, unknown> = {};
  const nameFor = (definition: string, field: string) => {
    const known = names.get(definition);
    if (known !== undefined) return known;
    const same = [...names.values()].filter((name) => name.replace(/-\d+$/, "") === field).length;
    const name = same === 0 ? field : `${field}-${same + 1}`;
    names.set(definition, name);
    $defs[name] = null; // its place in the file, before what it refers to
    $defs[name] = renamed(definitions[definition], field);
    return name;
  };
  const renamed = (value: unknown, field: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => renamed(item, field));
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).map(([key, inner]): [string, unknown] => {
      if (key === "$ref" && typeof inner === "string") return [key, REF + nameFor(inner.slice(REF.length), field)];
      if (key === "properties") return [key, propertiesOf(inner as object)];
      return [key, renamed(inner, field)];
    });
    return Object.fromEntries(entries);
  };
  const propertiesOf = (properties: object) =>
    Object.fromEntries(Object.entries(properties).map(([field, inner]) => [field, renamed(inner, field)]));
  return { ...(renamed(root, "document") as object), $defs };
}
