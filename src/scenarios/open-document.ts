import { checkRun } from "../document/check.ts";
import { decodeDocument } from "../document/decode.ts";
import type { FieldError } from "../document/field-error.ts";
import { fromVersion1 } from "../document/from-version-1.ts";
import type { Run } from "../engine/document/scenario.ts";
import { SYSTEM_TABLES } from "../engine/system-tables.ts";
import { decodeRun } from "./decode.ts";

export type Opened = { ok: true; run: Run; version: 1 | 2 } | { ok: false; errors: FieldError[] };

/** A run or a scenario of any version that there ever was, in the present one. Never throws; each error names the field. */
export function openDocument(input: unknown): Opened {
  const present = versionOf(input) === 2;
  if (present) {
    const decoded = decodeDocument(input);
    return decoded.ok ? { ...decoded, version: 2 } : decoded;
  }
  const decoded = decodeRun(runOfVersion1(input));
  if (!decoded.ok) return decoded;
  const run = fromVersion1(decoded.run);
  const errors = checkRun(run, SYSTEM_TABLES);
  return errors.length > 0 ? { ok: false, errors } : { ok: true, run, version: 1 };
}

/** Version 1 did not say which it was. */
function versionOf(input: unknown): unknown {
  if (typeof input !== "object" || input === null) return undefined;
  if ("version" in input) return 2;
  return "scenario" in input && typeof input.scenario === "object" && input.scenario !== null && "version" in input.scenario ? 2 : 1;
}

/** A scenario alone is its own run. */
function runOfVersion1(input: unknown): unknown {
  if (typeof input !== "object" || input === null || "scenario" in input || !("script" in input) || !("seed" in input)) return input;
  return { scenario: input, seed: input.seed, script: input.script };
}
