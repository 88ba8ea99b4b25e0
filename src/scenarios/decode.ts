import type { FieldError } from "../document/field-error.ts";
import type { Run } from "../engine/scenario.ts";
import { checkRun } from "./check.ts";
import { parseRunShape } from "./schema.ts";

export type Decoded = { ok: true; run: Run } | { ok: false; errors: FieldError[] };

/** A run from outside: a link, a file, what was saved. Never throws; each error names the field. */
export function decodeRun(input: unknown): Decoded {
  const shape = parseRunShape(input);
  if ("errors" in shape) return { ok: false, errors: shape.errors };
  const errors = checkRun(shape.run);
  return errors.length > 0 ? { ok: false, errors: errors.slice(0, 5) } : { ok: true, run: shape.run };
}
