import { documentFailures } from "../src/scenarios/document-seeds.ts";
import { DOCUMENTS } from "../src/scenarios/documents/index.ts";
import { SCENARIOS } from "../src/scenarios/index.ts";
import { revisionOf } from "../src/scenarios/revisions.ts";
import { ASKED, type Asked, failuresOf } from "../src/scenarios/seeds.ts";

export interface Case {
  scenario: string;
  revision: number;
  asked: Asked;
  seed: number;
}

/** Every scenario under seeds 1 to `seeds`, in the order in which results are told. */
export function cases(seeds: number): Case[] {
  return [...SCENARIOS, ...DOCUMENTS].flatMap((scenario) =>
    ASKED.flatMap((asked) =>
      Array.from({ length: seeds }, (_, i): Case => ({ scenario: scenario.id, revision: revisionOf(scenario), asked, seed: i + 1 })),
    ),
  );
}

export function failures({ scenario: id, asked, seed }: Case): string[] {
  const document = DOCUMENTS.find((candidate) => candidate.id === id);
  if (document !== undefined) return documentFailures(document, asked, seed);
  const scenario = SCENARIOS.find((candidate) => candidate.id === id);
  return scenario === undefined ? [`there is no scenario ${id}`] : failuresOf(scenario, asked, seed);
}
