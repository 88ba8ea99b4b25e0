import type { Run } from "../engine/document/scenario.ts";
import type { SystemTable } from "../engine/document/system-table.ts";
import { SYSTEM_TABLES } from "../engine/system-tables.ts";
import { checkRun } from "./check.ts";
import { type FieldError, toFieldErrors } from "./field-error.ts";
import { asRun, runSchema } from "./schema.ts";

export type Decoded = { ok: true; run: Run } | { ok: false; errors: FieldError[] };

/** Enough for a person to mend, and little for a page to show of a document that was never one. */
const MOST_ERRORS = 50;

/** A reader of documents of version 2 for these systems. */
export function decoderFor(tables: readonly SystemTable[]): (input: unknown) => Decoded {
  const schema = runSchema(tables);
  return (input) => {
    const alone = scenarioAlone(input);
    const result = schema.safeParse(alone === null ? input : { scenario: alone, seed: alone["seed"], script: alone["script"] });
    const errors = result.success ? checkRun(asRun(result.data), tables) : toFieldErrors(result.error.issues);
    if (result.success && errors.length === 0) return { ok: true, run: asRun(result.data) };
    return { ok: false, errors: (alone === null ? errors : inScenario(errors)).slice(0, MOST_ERRORS) };
  };
}

/** A whole run, or a scenario with its own seed and script. Never throws; each error names the field as the input has it. */
export const decodeDocument = decoderFor(SYSTEM_TABLES);

/** The input, if it is a scenario and not a run. */
function scenarioAlone(input: unknown): Record<string, unknown> | null {
  if (typeof input !== "object" || input === null || !("version" in input) || "scenario" in input) return null;
  return input as Record<string, unknown>;
}

/** Paths of a scenario that was given alone; what its seed and script have in common with the run's is said once. */
function inScenario(errors: readonly FieldError[]): FieldError[] {
  const here = errors.map(({ path, message }) => ({ path: path.replace(/^scenario\./, ""), message }));
  return here.filter(({ path }, i) => here.findIndex((other) => other.path === path) === i);
}
