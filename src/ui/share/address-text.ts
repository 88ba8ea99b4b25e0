import type { FieldError } from "../../document/field-error.ts";
import type { Run } from "../../engine/scenario.ts";
import { findScenario, runOf } from "../../scenarios/index.ts";
import { isPublished, publishedScenario, revisionOf } from "../../scenarios/revisions.ts";
import { packRun, type Unpacked, unpackRun } from "./codec.ts";

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
  run: Run | null;
  fingerprint: string | null;
  atUs: number | null;
  kept: boolean;
  errors: readonly FieldError[];
}

/** Browsers differ in how long an address may be; all take this many characters. */
const MOST_CHARACTERS = 30_000;

/** The address of a run: readable where it is a scenario with its own script. */
export async function toAddress(run: Run, atUs: number, fingerprint: string | null): Promise<URLSearchParams> {
  const parameters =
    isPublished(run.scenario) && run.script === run.scenario.script ? byName(run, fingerprint) : await packed(run, fingerprint);
  if (atUs > 0) parameters.set("t", (atUs / 1e6).toFixed(3));
  return parameters;
}

function byName({ scenario, seed }: Run, fingerprint: string | null): URLSearchParams {
  const parameters = new URLSearchParams({ s: scenario.id, revision: String(revisionOf(scenario)) });
  if (seed !== scenario.seed) parameters.set("seed", String(seed));
  if (fingerprint !== null) parameters.set("fingerprint", fingerprint);
  return parameters;
}

async function packed(run: Run, fingerprint: string | null): Promise<URLSearchParams> {
  const text = await packRun(run, fingerprint);
  return text.length > MOST_CHARACTERS ? new URLSearchParams({ kept: "" }) : new URLSearchParams({ r: text });
}

/** What an address asks for. Never throws: what is wrong is told by field. */
export async function readAddress(parameters: URLSearchParams): Promise<AddressContent> {
  const found = await readRun(parameters);
  const errors: FieldError[] = found === null || found.ok ? [] : [...found.errors];
  const atUs = readInstant(parameters.get("t"), errors);
  const opened = found?.ok ? found : { run: null, fingerprint: null };
  return { run: opened.run, fingerprint: opened.fingerprint, atUs, kept: parameters.has("kept"), errors };
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
  const present = findScenario(id);
  if (present === undefined) return wrong("s", `there is no scenario "${id}"`);
  const revision = readWhole(parameters.get("revision"), 1, revisionOf(present));
  if (revision === null) return wrong("revision", `must be a whole number from 1 on, not "${parameters.get("revision")}"`);
  const scenario = await publishedScenario(id, revision);
  if (scenario === undefined) return wrong("revision", `this page knows no revision ${revision} of the scenario "${id}"`);
  const seed = readWhole(parameters.get("seed"), 0, scenario.seed);
  if (seed === null) return wrong("seed", `must be a whole number from 0 to 4294967295, not "${parameters.get("seed")}"`);
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
  errors.push({ path: "t", message: `must be seconds, 0 or more, not "${text}"` });
  return null;
}

function wrong(path: string, message: string): Unpacked {
  return { ok: false, errors: [{ path, message }] };
}
