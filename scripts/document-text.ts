import { jsonSchema } from "../src/document/json-schema.ts";
import { warningsOf } from "../src/document/warnings.ts";
import { laneView, wiresOfLane } from "../src/engine/document/lane-view.ts";
import { planNumbers } from "../src/engine/document/numbers.ts";
import { spoken } from "../src/engine/document/wires.ts";
import { SYSTEM_TABLES } from "../src/engine/system-tables.ts";
import { openDocument } from "../src/scenarios/open-document.ts";

/** What `npm run document` prints of a document, and whether it can be opened. */
export function checked(input: unknown): { lines: string[]; valid: boolean } {
  const opened = openDocument(input);
  if (!opened.ok) return { lines: opened.errors.map(({ path, message }) => `${path}: ${message}`), valid: false };
  const { run, version } = opened;
  const { lanes, applications, streams } = run.scenario;
  const { blocks } = planNumbers(
    run,
    SYSTEM_TABLES,
    streams.map(() => 1),
  );
  const made = blocks.filter(({ kind }) => kind !== "stream").map(({ path }) => path);
  const amounts = [count(lanes, "lane"), count(applications, "application"), count(streams, "stream")].join(", ");
  const lines = [
    `${run.scenario.id}: valid, version ${version}: ${amounts}`,
    ...lanes.flatMap((lane) => wiresOfLane(laneView(run, lane), SYSTEM_TABLES).map((wire) => `${lane.id}: ${spoken(wire)}`)),
    ...made.map((path) => `made: ${path}`),
    ...warningsOf(run, SYSTEM_TABLES).map(
      ({ lane, path, message }) => `warning: ${lane === undefined ? "" : `${lane}: `}${path}: ${message}`,
    ),
  ];
  return { lines, valid: true };
}

function count({ length }: readonly unknown[], word: string): string {
  return `${length} ${word}${length === 1 ? "" : "s"}`;
}

/** A document of version 1 in version 2, as text; or what is wrong with it. */
export function upgraded(input: unknown): { text: string } | { lines: string[] } {
  const opened = openDocument(input);
  return opened.ok ? { text: JSON.stringify(opened.run, null, 1) } : { lines: checked(input).lines };
}

export function schemaText(): string {
  return `${JSON.stringify(jsonSchema(SYSTEM_TABLES), null, 1)}\n`;
}
