import type { Run } from "../engine/document/scenario.ts";
import { DocumentRun } from "../engine/lanes/run-document.ts";
import type * as version1 from "../engine/scenario.ts";
import { SYSTEM_TABLES } from "../engine/system-tables.ts";
import { SYSTEM_PARTS } from "../engine/systems.ts";
import { fromVersion1 } from "./from-version-1.ts";

/** A run of either version by all the systems that there are. */
export function playable(run: Run | version1.Run): DocumentRun {
  return new DocumentRun(isVersion2(run) ? run : fromVersion1(run), { tables: SYSTEM_TABLES, parts: SYSTEM_PARTS });
}

export function isVersion2(run: Run | version1.Run): run is Run {
  return "version" in run.scenario;
}
