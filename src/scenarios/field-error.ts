import type * as z from "zod/mini";

/** What is wrong with an input, by the path of the field. */
export interface FieldError {
  path: string;
  message: string;
}

/** A finding of the schema in plain words, after the name of the field. */
export function toFieldError(issue: z.core.$ZodIssue): FieldError {
  return { path: pathText(issue.path), message: messageOf(issue) };
}

function pathText(path: readonly PropertyKey[]): string {
  let shown = "";
  for (const step of path) shown += typeof step === "number" ? `[${step}]` : shown === "" ? String(step) : `.${String(step)}`;
  return shown === "" ? "run" : shown;
}

const KINDS: Record<string, string> = {
  array: "a list",
  boolean: "true or false",
  int: "a whole number",
  number: "a number",
  object: "an object",
  record: "an object",
  string: "text",
};

function messageOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${KINDS[issue.expected] ?? issue.expected}`;
    case "too_small":
      return `must ${amount(issue.origin, issue.inclusive === false ? "more than" : "at least", Number(issue.minimum))}`;
    case "too_big":
      return `must ${amount(issue.origin, issue.inclusive === false ? "less than" : "at most", Number(issue.maximum))}`;
    case "not_multiple_of":
      return `must be a multiple of ${issue.divisor}`;
    case "unrecognized_keys":
      return `has no field ${issue.keys.map((key) => `"${key}"`).join(", ")}`;
    case "invalid_value":
      return `must be ${oneOf(issue.values)}`;
    case "invalid_union":
      return "options" in issue && Array.isArray(issue.options)
        ? `must be ${oneOf(issue.options)}`
        : "has none of the forms that are known here";
    default:
      return issue.message === "Invalid input" ? "is not valid" : issue.message;
  }
}

function amount(origin: string, bound: string, value: number): string {
  if (origin === "array") return `have ${bound} ${value} ${value === 1 ? "entry" : "entries"}`;
  return origin === "string" ? `have ${bound} ${value} characters` : `be ${bound} ${value}`;
}

function oneOf(values: readonly unknown[]): string {
  return values.length === 1 ? String(values[0]) : `one of ${values.map(String).join(", ")}`;
}
