import type { Scenario as Document, Run as DocumentRun } from "../../engine/document/scenario.ts";
import type { Run, Scenario } from "../../engine/scenario.ts";
import type { AnyRun } from "../../worker/protocol.ts";
import { commandInDocument } from "./command-in-document.ts";

/**
 * A run as the rooms of the page read it. Behind a scenario of version 2 stands its document, which is what is played; its services, script and
 * lanes are told here in the words that the rooms have. A lane of several systems is told by its first.
 */
export interface PageScenario extends Scenario {
  document?: Document;
}
export type PageRun = Omit<Run, "scenario"> & { scenario: PageScenario };

export function isDocumentRun(run: AnyRun): run is DocumentRun {
  return "version" in run.scenario;
}

/** What is recorded: the run itself, or its document with what the person changed on the page. */
export function playedRun(run: PageRun): AnyRun {
  const { scenario, seed, script, untilRest } = run;
  const { document } = scenario;
  if (document === undefined) return run;
  const known = new Map(document.script.map((command) => [command.id, command]));
  return {
    scenario: document,
    seed,
    script: script.map((command) => commandInDocument(command, document.applications, known.get(command.id))),
    ...(untilRest === undefined ? {} : { untilRest }),
  };
}
