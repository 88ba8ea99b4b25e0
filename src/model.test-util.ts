/** docs/MODEL.md against the tests and the specification: what it claims is in the title of a test, and no rule is forgotten. */

export type Status = "exact" | "simplified" | "absent";

/** One mention of a rule in the document. */
export interface Entry {
  rule: string;
  status: string;
  note: string;
}

/** A system's part: the numbers of its heading, and what it lists. */
export interface ModelPart {
  heading: string;
  /** First letter of its rules. */
  letter: string;
  counts: Record<Status, number>;
  entries: Entry[];
}

export interface Finding {
  /** The rule, or the letter of the part that it is about. */
  rule: string;
  text: string;
}

const RULE = /\b[KR]-[A-Z]+-\d+\b/g;
const HEADING = /^## (.+): (\d+) exact, (\d+) simplified, (\d+) absent$/;

export function parseModel(markdown: string): ModelPart[] {
  const parts: ModelPart[] = [];
  for (const line of markdown.split("\n")) {
    const heading = HEADING.exec(line);
    if (heading !== null) {
      const [, name, exact, simplified, absent] = heading;
      const counts = { exact: Number(exact), simplified: Number(simplified), absent: Number(absent) };
      parts.push({ heading: line, letter: name[0], counts, entries: [] });
    }
    const part = parts[parts.length - 1];
    if (part === undefined) continue;
    const row = /^\| ([A-Z]-[A-Z]+-\d+) \| (.*?) \| (.*?) ?\|$/.exec(line);
    if (row !== null) part.entries.push({ rule: row[1], status: row[2], note: row[3].trim() });
    if (line.startsWith("Absent: ")) for (const rule of absentRules(line)) part.entries.push({ rule, status: "absent", note: "" });
  }
  return parts;
}

/** `Absent: K-A-01, 02; K-B-07.` names three. */
function absentRules(line: string): string[] {
  return line
    .slice("Absent: ".length)
    .replace(/\.$/, "")
    .split("; ")
    .flatMap((family) => {
      const [first, ...others] = family.split(", ");
      const prefix = first.slice(0, first.lastIndexOf("-") + 1);
      return [first, ...others.map((number) => prefix + number)];
    });
}

/** Rules named in a title. */
export function rulesIn(title: string): string[] {
  return title.match(RULE) ?? [];
}

/** All findings. `titles`: of all tests; `spec`: every rule that there is. */
export function modelFindings(parts: readonly ModelPart[], titles: readonly string[], spec: readonly string[]): Finding[] {
  const findings: Finding[] = [];
  const tested = new Set(titles.flatMap(rulesIn));
  const known = new Set(spec);
  const listed = new Map<string, number>();
  for (const { heading, letter, counts, entries } of parts) {
    for (const { rule, status, note } of entries) {
      const say = (text: string) => findings.push({ rule, text: `${rule} ${text}` });
      const before = listed.get(rule) ?? 0;
      listed.set(rule, before + 1);
      if (before === 1) say("is listed more than once");
      if (!rule.startsWith(letter)) say(`does not belong under "${heading}"`);
      if (!known.has(rule)) say("is no rule of the specification");
      if (status !== "exact" && status !== "simplified" && status !== "absent") say(`is "${status}": exact, simplified or absent`);
      if (status === "simplified" && note === "") say("is simplified without a note on what was left out");
      if ((status === "exact" || status === "simplified") && !tested.has(rule)) say(`is ${status}, and no test has it in its title`);
    }
    for (const status of ["exact", "simplified", "absent"] as const) {
      const count = entries.filter((entry) => entry.status === status).length;
      if (count !== counts[status])
        findings.push({ rule: letter, text: `"${heading}" says ${counts[status]} ${status}, and lists ${count}` });
    }
  }
  for (const rule of spec) if (!listed.has(rule)) findings.push({ rule, text: `${rule} is not listed` });
  return findings;
}

interface Source {
  /** Without comments; each text is replaced by its number between quotes. */
  code: string;
  texts: string[];
}

/** Takes comments and texts out of TypeScript. Regular expressions are known by what stands before them. */
function readSource(text: string): Source {
  const texts: string[] = [];
  let code = "";
  let at = 0;
  while (at < text.length) {
    const char = text[at];
    const two = text.slice(at, at + 2);
    if (two === "//") at = endOr(text, text.indexOf("\n", at));
    else if (two === "/*") at = endOr(text, text.indexOf("*/", at) + 2);
    else if (char === '"' || char === "'" || char === "`") {
      const end = endOfLiteral(text, at, char);
      texts.push(text.slice(at + 1, end - 1));
      code += `"${texts.length - 1}"`;
      at = end;
    } else if (char === "/" && /(^|[(,=:[!&|?{};\n]|return)\s*$/.test(code.slice(-20))) at = endOfLiteral(text, at, "/");
    else {
      code += char;
      at++;
    }
  }
  return { code, texts };
}

function endOr(text: string, end: number): number {
  return end < 1 ? text.length : end;
}

/** Where a literal that begins at `from` is over; inside a class of a regular expression a slash is a plain one. */
function endOfLiteral(text: string, from: number, quote: string): number {
  let inClass = false;
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (quote === "/" && text[at] === "[") inClass = true;
    else if (quote === "/" && text[at] === "]") inClass = false;
    else if (quote === "`" && text.startsWith("${", at)) at = endOfInsertion(text, at + 2) - 1;
    else if (text[at] === quote && !inClass) return at + 1;
  }
  return text.length;
}

/** Behind the brace that closes what is inserted into a template; texts inside may hold braces of their own. */
function endOfInsertion(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    if (text[at] === "{") depth++;
    else if (text[at] === "}" && --depth === 0) return at + 1;
    else if ("\"'`".includes(text[at])) at = endOfLiteral(text, at, text[at]) - 1;
  }
  return text.length;
}

/** From an opening bracket to behind its closing one. */
function behindBracket(code: string, from: number): number {
  let depth = 0;
  for (let at = from; at < code.length; at++) {
    if ("([{".includes(code[at])) depth++;
    else if (")]}".includes(code[at]) && --depth === 0) return at + 1;
  }
  return code.length;
}

/**
 * Titles of the tests and groups of a test file that run: the text that `test`, `it` or `describe` begins with, and the texts of the table
 * of an `each`, which may be a list that the file defines by name. What is skipped or still to do does not count, nor what stands in it.
 */
export function titlesOf(text: string): string[] {
  const { code, texts } = readSource(text);
  const titles: string[] = [];
  const calls = /(?<![.\w])(?:test|it|describe)((?:\.\w+)*)\s*\(/g;
  let skippedUntil = 0;
  for (let call = calls.exec(code); call !== null; call = calls.exec(code)) {
    const [whole, chain] = call;
    if (call.index < skippedUntil) continue;
    let open = call.index + whole.length - 1;
    const table = code.slice(open, behindBracket(code, open));
    const each = /\.(each|for)$/.test(chain);
    if (each) open = code.indexOf("(", open + table.length);
    if (/\.(skip|todo|fails|skipIf|runIf)\b/.test(chain)) {
      skippedUntil = behindBracket(code, open);
      continue;
    }
    const title = /^\(\s*"(\d+)"/.exec(code.slice(open));
    if (title === null) continue;
    titles.push(texts[Number(title[1])]);
    if (each) titles.push(...textsOf(tableOf(table, code), texts));
  }
  return titles;
}

/** The table itself, or the list that its name stands for. */
function tableOf(table: string, code: string): string {
  const name = /^\(\s*([A-Za-z_]\w*)\s*\)$/.exec(table)?.[1];
  if (name === undefined) return table;
  const definition = new RegExp(`const ${name}\\b[^=]*=\\s*\\[`).exec(code);
  if (definition === null) return "";
  const open = definition.index + definition[0].length - 1;
  return code.slice(open, behindBracket(code, open));
}

function textsOf(code: string, texts: readonly string[]): string[] {
  return [...code.matchAll(/"(\d+)"/g)].map(([, number]) => texts[Number(number)]);
}
