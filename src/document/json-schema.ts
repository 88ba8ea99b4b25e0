import * as z from "zod/mini";
import type { SystemTable } from "../engine/document/system-table.ts";
import { runSchema } from "./schema.ts";

/** The JSON Schema of scenarios and runs, of the same source as the decoder: for editors, and for whoever writes documents by other means. */
export function jsonSchema(tables: readonly SystemTable[]): object {
  const run = runSchema(tables);
  const forms = { run, scenario: run.def.shape.scenario };
  // A part that occurs several times is written once.
  const { $schema, ...schema } = z.toJSONSchema(z.union([forms.scenario, forms.run]), { reused: "ref", io: "input" });
  return {
    $schema,
    title: "Queuescope document",
    description: "A scenario of version 2, or a run of one: a business, and architectures for it side by side.",
    ...schema,
  };
}
