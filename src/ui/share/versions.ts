import type { FieldError } from "../../document/field-error.ts";

/** Version of the way in which runs are written into addresses. The engine's own version stands in the run's fingerprint. */
export const LINK_VERSION = 2;

/** What the text of a link holds, as the present version writes it. Still untrusted: nothing but the version has been looked at. */
export type LinkDocument = Readonly<Record<string, unknown>>;

const FIELDS_1 = ["v", "s", "seed", "script", "run"];
const FIELDS_2 = [...FIELDS_1, "revision", "untilRest", "fingerprint"];

/** Of a history, as pages and links write it. */
export function isFingerprint(text: unknown): text is string {
  return typeof text === "string" && /^[0-9a-f]{16}$/.test(text);
}

/** A link of any version that was ever written, in the form of the present one; or what is wrong with its version. */
export function toPresentVersion(document: LinkDocument): { document: LinkDocument } | { errors: FieldError[] } {
  const { v } = document;
  if (typeof v !== "number" || !Number.isInteger(v)) {
    return wrong(v === undefined ? "the link does not say of which version it is" : `must be a whole number, not ${JSON.stringify(v)}`);
  }
  if (v > LINK_VERSION) return wrong(`the link is of version ${v}, made by a newer page; this one reads up to version ${LINK_VERSION}`);
  if (v < 1) return wrong(`there is no version ${v}; this page reads 1 to ${LINK_VERSION}`);
  const known = v === 1 ? FIELDS_1 : FIELDS_2;
  const errors = Object.keys(document)
    .filter((name) => !known.includes(name))
    .map((name) => ({ path: name, message: `is no field of a link of version ${v}` }));
  if (errors.length > 0) return { errors };
  return { document: v === 1 ? fromVersion1(document) : document };
}

/** Version 1 had no revisions, so it named the first of a scenario; and it said nothing of the history that its maker saw. */
function fromVersion1({ s, seed, script, run }: LinkDocument): LinkDocument {
  return s === undefined ? { v: 2, run } : { v: 2, s, revision: 1, seed, script };
}

function wrong(message: string): { errors: FieldError[] } {
  return { errors: [{ path: "v", message }] };
}
