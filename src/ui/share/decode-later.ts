import type { FieldError } from "../../document/field-error.ts";
import { laterModule } from "../state/later-module.ts";
import type { PageRun } from "../state/page-run.ts";

/** What reads a run from outside brings a library with it, and most visits need neither at once. */
const fetchDecoder = laterModule(() => import("../../scenarios/decode.ts"));
const fetchDocuments = laterModule(() => Promise.all([import("../../document/decode-runnable.ts"), import("../state/page-scenario.ts")]));

export type DecodedRun = { ok: true; run: PageRun } | { ok: false; errors: FieldError[] };

/** A run or a scenario of either version, once what reads it has been fetched. Each error names the field. */
export async function decodeLater(input: unknown): Promise<DecodedRun> {
  if (!isOfVersion2(input)) {
    const { decodeRun } = await fetchDecoder();
    return decodeRun(input);
  }
  const [{ decodeRunnable }, { pageRun }] = await fetchDocuments();
  const decoded = decodeRunnable(input);
  return decoded.ok ? { ok: true, run: pageRun(decoded.run) } : decoded;
}

/** Version 1 did not say which it was. */
function isOfVersion2(input: unknown): boolean {
  if (typeof input !== "object" || input === null) return false;
  if ("version" in input) return true;
  return "scenario" in input && typeof input.scenario === "object" && input.scenario !== null && "version" in input.scenario;
}
