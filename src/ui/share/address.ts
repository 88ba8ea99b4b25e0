import type { FieldError } from "../../scenarios/field-error.ts";
import { findScenario, runOf } from "../../scenarios/index.ts";
import { openDialog, useDesk } from "../state/desk.ts";
import { pause, seek, shownUs, usePlayback } from "../state/playback.ts";
import { openRun, useRun } from "../state/run.ts";
import { useWorld } from "../state/world.ts";
import { packRun, type Unpacked, unpackRun } from "./codec.ts";
import { fingerprintOf, useOrigin } from "./origin.ts";

/** The address of a run: `#s=friday-rush&seed=7` for a scenario, `#r=…` for anything, `&t=seconds` for an instant, `&legend` for the legend on top. */
export async function addressOf(atUs: number | null): Promise<string> {
  const { run } = useRun.getState();
  const parameters = new URLSearchParams({ r: await packRun(run, fingerprintOf(run, useWorld.getState())) });
  if (atUs !== null) parameters.set("t", (atUs / 1e6).toFixed(3));
  return `${location.origin}${location.pathname}#${parameters}`;
}

export function currentAddress(): Promise<string> {
  return addressOf(shownUs(usePlayback.getState()));
}

/** Opens what the address asks for. A bad one leaves the present run alone and says which field is wrong. */
export async function openAddress(hash: string): Promise<boolean> {
  const parameters = new URLSearchParams(hash.replace(/^#/, ""));
  if ([...parameters.keys()].length === 0) return false;
  const decoded = await readRun(parameters);
  const errors: FieldError[] = decoded === null || decoded.ok ? [] : [...decoded.errors];
  const instant = readInstant(parameters.get("t"), errors);
  if (errors.length > 0) {
    useDesk.setState({ dialog: "address", problems: errors });
    return false;
  }
  if (decoded?.ok) {
    openRun(decoded.run);
    useOrigin.setState({ run: decoded.fingerprint === null ? null : decoded.run, fingerprint: decoded.fingerprint ?? "" });
  }
  if (instant !== null) {
    pause();
    seek(instant);
  }
  if (parameters.has("legend")) openDialog("legend");
  return decoded !== null;
}

/** Takes the legend out of the address once it is closed, so that the same link opens it again. */
export function forgetLegend(): void {
  const parameters = new URLSearchParams(location.hash.replace(/^#/, ""));
  if (!parameters.has("legend")) return;
  parameters.delete("legend");
  const rest = parameters.toString();
  history.replaceState(history.state, "", rest === "" ? `${location.pathname}${location.search}` : `#${rest}`);
}

/** Whether the address says which run to open. */
export function namesRun(hash: string): boolean {
  return [...new URLSearchParams(hash.replace(/^#/, "")).keys()].some((name) => name !== "legend");
}

async function readRun(parameters: URLSearchParams): Promise<Unpacked | null> {
  const packed = parameters.get("r");
  if (packed !== null) return unpackRun(packed);
  const name = parameters.get("s");
  if (name === null) return null;
  const scenario = findScenario(name);
  if (scenario === undefined) return { ok: false, errors: [{ path: "s", message: `there is no scenario "${name}"` }] };
  const seed = parameters.get("seed");
  if (seed === null) return { ok: true, run: runOf(scenario), fingerprint: null };
  const value = Number(seed);
  if (!Number.isInteger(value) || value < 0 || value > 4294967295) {
    return { ok: false, errors: [{ path: "seed", message: `must be a whole number from 0 to 4294967295, not "${seed}"` }] };
  }
  return { ok: true, run: runOf(scenario, value), fingerprint: null };
}

function readInstant(text: string | null, errors: FieldError[]): number | null {
  if (text === null) return null;
  const seconds = Number(text);
  if (text.trim() !== "" && Number.isFinite(seconds) && seconds >= 0) return Math.round(seconds * 1e6);
  errors.push({ path: "t", message: `must be seconds, 0 or more, not "${text}"` });
  return null;
}
