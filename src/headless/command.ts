import { type Problem, readDocument } from "./read-document.ts";
import type { Report } from "./report.ts";
import { problemWords, reportWords } from "./report-words.ts";
import { runDocument } from "./run-document.ts";
import { parseSeeds } from "./seeds-text.ts";

/** Exit status of `queuescope`: what the document expects holds; something of it does not; it cannot be read, or the call is none. */
export const STATUS = { holds: 0, differs: 1, unreadable: 2 } as const;

/** What the command needs of the machine it runs on. */
export interface Surroundings {
  /** The text of a file; `-` is standard input. Throws with a message when it cannot be read. */
  read(file: string): string;
  out(line: string): void;
  err(line: string): void;
}

export interface RunOptions {
  /** As in `--seeds`; the document's own seed when left out. */
  readonly seeds?: string;
  readonly json: boolean;
}

export const USAGE = "usage: queuescope run DOCUMENT [--seeds 1..200] [--json]   (DOCUMENT: a file, or - for standard input)";

/** `queuescope run`: plays a document under its seeds and says what came of it. Returns the exit status. */
export function run(file: string, { seeds: text, json }: RunOptions, io: Surroundings): number {
  const name = file === "-" ? "standard input" : file;
  const seeds = text === undefined ? undefined : parseSeeds(text);
  if (seeds !== undefined && "problem" in seeds) return refuse(json, [{ line: 0, field: "--seeds", message: seeds.problem }], "", io);
  let content: string;
  try {
    content = io.read(file);
  } catch (error) {
    return refuse(json, [{ line: 0, field: "", message: error instanceof Error ? error.message : String(error) }], name, io);
  }
  const read = readDocument(content);
  if (!read.ok) return refuse(json, read.problems, name, io);
  const report: Report = runDocument(read, seeds?.seeds ?? [read.run.seed]);
  if (json) io.out(JSON.stringify(report, null, 1));
  else for (const line of reportWords(report)) io.out(line);
  return report.holds ? STATUS.holds : STATUS.differs;
}

/** With `--json` the problems are a JSON document too, so that whoever reads it need not look elsewhere. */
function refuse(json: boolean, problems: readonly Problem[], name: string, io: Surroundings): number {
  if (json) io.out(JSON.stringify({ problems }, null, 1));
  for (const problem of problems) io.err(problemWords(name, problem));
  return STATUS.unreadable;
}
