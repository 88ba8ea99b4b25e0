import { checkRun as checkDocument } from "../../document/check.ts";
import type { FieldError } from "../../document/field-error.ts";
import { SYSTEM_TABLES } from "../../engine/system-tables.ts";
import { checkRun } from "../../scenarios/check.ts";
import { isDocumentRun, type PageRun, playedRun } from "../state/page-run.ts";

/** What is wrong with a run that somebody makes on the page, of either version; undefined when nothing is. */
export function problemOf(run: PageRun): FieldError | undefined {
  const played = playedRun(run);
  return isDocumentRun(played) ? checkDocument(played, SYSTEM_TABLES)[0] : checkRun(played)[0];
}
