import type { FieldError } from "../../document/field-error.ts";
import { runOf } from "../../scenarios/index.ts";
import { revisionOf } from "../../scenarios/revisions.ts";
import { isPublished, publishedScenario, scenarioNamed } from "../state/catalogue.ts";
import type { PageRun } from "../state/page-run.ts";
import { packRun, type Unpacked, unpackRun } from "./codec.ts";
import { isFingerprint } from "./versions.ts";

/**
 * What stands behind the # of an address:
 *
 * - `s=friday-rush&revision=2&seed=7`: a scenario; without `revision` the present one, without `seed` its own;
 * - `r=…`: any run, packed (`codec.ts`);
 * - `kept`: the run that this browser keeps, where it is too long for an address;
 * - `t=4.250`: the instant in seconds; `fingerprint=…`: of the history that was seen; `legend`: the legend on top.
 */
export interface AddressContent {
  /** Null: the address names none. */
  run: PageRun | null;
  fingerprint: string | null;
  atUs: number | null;
  kept: boolean;
  errors: readonly FieldError[];
}

/** Browsers differ in how long an address may be; all take this many characters. */
const MOST_CHARACTERS = 30_000;

/** The address of a run: readable where it is a scenario with its own script. */
export async function toAddress(run: PageRun, atUs: number, fingerprint: string | null): Promise<URLSearchParams> {
  const itself = isPublished(run.scenario) && run.script === run.scenario.script && run.untilRest === undefined;
  const parameters = itself ? byName(run, fingerprint) : await packed(run, fingerprint);
  if (atUs > 0) parameters.set("t", (atUs / 1e6).toFixed(3));
  return parameters;
}

function byName({ scenario, seed }: PageRun, fingerprint: string | null): URLSearchParams {
  const parameters = new URLSearchParams({ s: scenario.id, revision: String(revisionOf(scenario)) });
  if (seed !== scenario.seed) parameters.set("seed", String(seed));
  if (fingerprint !== null) parameters.set("fingerprint", fingerprint);
  return parameters;
}

async function packed(run: PageRun, fingerprint: string | null): Promise<URLSearchParams> {
  const text = await packRun(run, fingerprint);
  return text.length > MOST_CHARACTERS ? new URLSearchParams({ kept: "" }) : new URLSearchParams({ r: text });
}

/** What an address asks for. Never throws: what is wrong is told by field, all of it at once, and nothing of it is passed over. */
export async function readAddress(parameters: URLSearchParams): Promise<AddressContent> {
  const errors = strangeFields(parameters);
  const found = await readRun(parameters);
  if (found !== null && !found.ok) errors.push(...found.errors);
  const atUs = readInstant(parameters.get("t"), errors);
  const opened = found?.ok ? found : { run: null, fingerprint: null };
  return { run: opened.run, fingerprint: opened.fingerprint, atUs, kept: parameters.has("kept"), errors };
}

/** What of a wrong address opens a run all the same: its parameters, and which fields it goes without. */
export interface Openable {
  parameters: URLSearchParams;
  without: readonly string[];
}

/** The address without its wrong fields; one that says the same twice says it once. Null when that opens no run. */
export async function withoutWrong(parameters: URLSearchParams, errors: readonly FieldError[]): Promise<Openable | null> {
  const agreeing = [...new Set(parameters.keys())].filter((name) => name in FIELDS && new Set(parameters.getAll(name)).size === 1);
  const wrong = [...new Set(errors.map(({ path }) => path))].filter((path) => parameters.has(path));
  const doubled = wrong.filter((path) => agreeing.includes(path) && parameters.getAll(path).length > 1);
  const without = wrong.filter((path) => !doubled.includes(path));
  const rest = new URLSearchParams([...parameters].filter(([name]) => !without.includes(name)));
  for (const name of doubled) rest.set(name, rest.get(name) ?? "");
  const { run, errors: left } = await readAddress(rest);
  return run === null || left.length > 0 ? null : { parameters: rest, without };
}

/** The fields of an address, each with what it needs beside it and what it cannot stand beside. */
const FIELDS: Record<string, { needs?: string; not?: readonly string[]; flag?: true }> = {
  s: { not: ["r"] },
  revision: { needs: "s", not: ["r"] },
  seed: { needs: "s", not: ["r"] },
  fingerprint: { needs: "s", not: ["r"] },
  r: {},
  kept: { not: ["r", "s"], flag: true },
  t: {},
  legend: { flag: true },
};

/** Fields that the page does not know, that stand there twice, or that mean nothing where they are. */
function strangeFields(parameters: URLSearchParams): FieldError[] {
  return [...new Set(parameters.keys())].flatMap((name): FieldError[] => {
    const wrongly = strangeness(name, parameters);
    return wrongly === null ? [] : [{ path: name, message: wrongly }];
  });
}

function strangeness(name: string, parameters: URLSearchParams): string | null {
  const field = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
  if (field === undefined) return `is none of the fields that an address can have: ${Object.keys(FIELDS).join(", ")}`;
  const values = parameters.getAll(name);
  if (values.length > 1) return `stands there ${values.length} times: ${values.map(quoted).join(" and ")}`;
  if (field.flag && values[0] !== "") return `stands for itself and takes no value, not ${quoted(values[0])}`;
  const other = field.not?.find((candidate) => parameters.has(candidate));
  if (other !== undefined) return `cannot stand beside ${other}, which says already what run it is`;
  if (name === "fingerprint" && !isFingerprint(values[0])) return `must be 16 digits from 0 to f, not ${quoted(values[0])}`;
  return field.needs === undefined || parameters.has(field.needs) ? null : "means nothing without s, the scenario that it is about";
}

/** What somebody wrote, cut where it is too long to be read. */
function quoted(text: string): string {
  return `"${text.length > 40 ? `${text.slice(0, 40)}…` : text}"`;
}

async function readRun(parameters: URLSearchParams): Promise<Unpacked | null> {
  const text = parameters.get("r");
  const id = parameters.get("s");
  try {
    if (text !== null) return await unpackRun(text);
    return id === null ? null : await readByName(id, parameters);
  } catch {
    return wrong(text === null ? "s" : "r", "what it takes to read the link could not be fetched");
  }
}

async function readByName(id: string, parameters: URLSearchParams): Promise<Unpacked> {
  const present = await scenarioNamed(id);
  if (present === undefined) return wrong("s", `there is no scenario ${quoted(id)}`);
  const revision = readWhole(parameters.get("revision"), 1, revisionOf(present));
  if (revision === null) return wrong("revision", `must be a whole number from 1 on, not ${quoted(parameters.get("revision") ?? "")}`);
  const scenario = await publishedScenario(id, revision);
  if (scenario === undefined) return wrong("revision", `this page knows no revision ${revision} of the scenario "${id}"`);
  const seed = readWhole(parameters.get("seed"), 0, scenario.seed);
  if (seed === null) return wrong("seed", `must be a whole number from 0 to 4294967295, not ${quoted(parameters.get("seed") ?? "")}`);
  return { ok: true, run: runOf(scenario, seed), fingerprint: parameters.get("fingerprint") };
}

/** A number of the address, what stands for it when it is left out, or null when it will not do. */
function readWhole(text: string | null, least: number, otherwise: number): number | null {
  if (text === null) return otherwise;
  const value = Number(text);
  return /^\d+$/.test(text) && value >= least && value <= 4_294_967_295 ? value : null;
}

function readInstant(text: string | null, errors: FieldError[]): number | null {
  if (text === null) return null;
  const seconds = Number(text);
  if (text.trim() !== "" && Number.isFinite(seconds) && seconds >= 0) return Math.round(seconds * 1e6);
  errors.push({ path: "t", message: `must be seconds, 0 or more, not ${quoted(text)}` });
  return null;
}

function wrong(path: string, message: string): Unpacked {
  return { ok: false, errors: [{ path, message }] };
}
