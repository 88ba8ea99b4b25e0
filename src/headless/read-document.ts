import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import type { FieldError } from "../document/field-error.ts";
import type { Run } from "../engine/document/scenario.ts";
import { notYetRun } from "../engine/lanes/not-yet-run.ts";
import { SYSTEM_TABLES } from "../engine/system-tables.ts";
import { openDocument } from "../scenarios/open-document.ts";
import { FieldLines, lineAt } from "./field-lines.ts";

/** What is wrong, and where. `field` is empty when the text is no JSON at all. */
export interface Problem {
  /** From 1; 0 when it is nothing in the document. */
  readonly line: number;
  readonly field: string;
  readonly message: string;
}

export type Read =
  | { readonly ok: true; readonly run: Run; readonly version: 1 | 2 }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Opens the text of a document: a scenario or a whole run, of version 1 or 2, in JSON (no comments, no trailing commas). Never throws; each
 * problem names its line and field.
 */
export function readDocument(text: string): Read {
  const plain = text.replace(/^\uFEFF/, "");
  const faults: ParseError[] = [];
  const input: unknown = parse(plain, faults, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
  if (faults.length > 0) return { ok: false, problems: [syntaxProblem(plain, faults[0])] };
  const opened = openDocument(input);
  const lines = new FieldLines(plain);
  const errors = opened.ok ? notYetRun(opened.run, SYSTEM_TABLES) : opened.errors;
  if (opened.ok && errors.length === 0) return opened;
  return { ok: false, problems: errors.map((error) => located(error, lines)) };
}

function located({ path, message }: FieldError, lines: FieldLines): Problem {
  return { line: lines.of(path), field: path, message };
}

const WORDS: Record<string, string> = {
  CloseBraceExpected: 'a closing "}" or a comma is missing',
  CloseBracketExpected: 'a closing "]" or a comma is missing',
  ColonExpected: "a colon is missing after the name of a field",
  CommaExpected: "a comma is missing",
  EndOfFileExpected: "there is something after the end of the document",
  InvalidCommentToken: "comments are not JSON",
  InvalidNumberFormat: "this is no number",
  InvalidSymbol: "this is neither a number, a text in double quotes, true, false, null, a list nor an object",
  PropertyNameExpected: "the name of a field, in double quotes, is missing here (no comma may stand before it)",
  UnexpectedEndOfString: "a text has no closing quote",
  ValueExpected: "a value is missing here",
};

function syntaxProblem(text: string, { error, offset }: ParseError): Problem {
  const code = printParseErrorCode(error);
  const before = text.lastIndexOf("\n", offset - 1);
  return { line: lineAt(text, offset), field: "", message: `is not JSON: ${WORDS[code] ?? code} (column ${offset - before})` };
}
