import { notYetRun } from "../engine/lanes/not-yet-run.ts";
import { SYSTEM_TABLES } from "../engine/system-tables.ts";
import { type Decoded, decodeDocument } from "./decode.ts";

/** As `decodeDocument`; what the engine cannot run yet is refused by its field. */
export function decodeRunnable(input: unknown): Decoded {
  const decoded = decodeDocument(input);
  if (!decoded.ok) return decoded;
  const errors = notYetRun(decoded.run, SYSTEM_TABLES);
  return errors.length > 0 ? { ok: false, errors } : decoded;
}
