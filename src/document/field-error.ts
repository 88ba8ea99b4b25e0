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

/** Every finding of the schema by the field itself: a field too many by its own path, one of several forms by the form that was meant. */
export function toFieldErrors(issues: readonly z.core.$ZodIssue[], at: readonly PropertyKey[] = []): FieldError[] {
  return issues.flatMap((issue): FieldError[] => {
    const path = [...at, ...issue.path];
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((key) => ({ path: pathText([...path, key]), message: "is not a field here" }));
    // A name that is a key is meant, not its value.
    if (issue.code === "invalid_key" && issue.issues[0] !== undefined)
      return [{ path: pathText(path), message: messageOf(issue.issues[0]) }];
    const meant = issue.code === "invalid_union" ? formMeant(issue.errors) : undefined;
    return meant === undefined ? [{ path: pathText(path), message: messageOf(issue) }] : toFieldErrors(meant, path);
  });
}

/** Of several forms, the one of which only something within is wrong, or the one with the fewest wrong fields. */
function formMeant(forms: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] | undefined {
  const within = forms.filter(
    (issues) => issues.length > 0 && !issues.some(({ path, code }) => path.length === 0 && code !== "unrecognized_keys"),
  );
  return within.length === 0 ? undefined : within.reduce((best, form) => (form.length < best.length ? form : best));
}

/** `lanes[0].clients[2].producer.settings["linger.ms"]`. */
export function pathText(path: readonly PropertyKey[]): string {
  let shown = "";
  for (const step of path) {
    if (typeof step === "number") shown += `[${step}]`;
    else if (!/^\w+$/.test(String(step))) shown += `["${String(step)}"]`;
    else shown += shown === "" ? String(step) : `.${String(step)}`;
  }
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
  // Whoever gave the check words of its own knows more: the name of a limit.
  if (issue.message !== "Invalid input") return issue.message;
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
      return "is not valid";
  }
}

function amount(origin: string, bound: string, value: number): string {
  if (origin === "array") return `have ${bound} ${value} ${value === 1 ? "entry" : "entries"}`;
  return origin === "string" ? `have ${bound} ${value} characters` : `be ${bound} ${value}`;
}

function oneOf(values: readonly unknown[]): string {
  return values.length === 1 ? String(values[0]) : `one of ${values.map(String).join(", ")}`;
}
