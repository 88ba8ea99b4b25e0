import type { FieldError } from "../../document/field-error.ts";
import { runOf } from "../../scenarios/index.ts";
import { revisionOf } from "../../scenarios/revisions.ts";
import { isInMenu, isPublished, publishedScenario } from "../state/catalogue.ts";
import { type PageRun, playedRun } from "../state/page-run.ts";
import { decodeLater } from "./decode-later.ts";
import { isFingerprint, LINK_VERSION, type LinkDocument, toPresentVersion } from "./versions.ts";

/** A link is untrusted input: what it unpacks to is bounded while it unpacks. */
const MOST_BYTES = 4_000_000;

/** A published scenario by name with what differs, or everything; and the fingerprint of the history, where it is known. */
type Packed = { v: number; fingerprint?: string } & (
  | { s: string; revision: number; seed?: number; script?: unknown; untilRest?: boolean }
  | { run: unknown }
);

/** What a link opens; `fingerprint` is that of the history which its maker saw, null when the link does not tell. */
export type Unpacked = { ok: true; run: PageRun; fingerprint: string | null } | { ok: false; errors: FieldError[] };

/** A run as text for an address: packed JSON, base64url. */
export async function packRun(run: PageRun, fingerprint: string | null = null): Promise<string> {
  const { scenario } = run;
  const packed: Packed = {
    v: LINK_VERSION,
    ...(fingerprint === null ? {} : { fingerprint }),
    ...(isPublished(scenario) && (scenario.document === undefined || run.script === scenario.script)
      ? {
          s: scenario.id,
          revision: revisionOf(scenario),
          ...(run.seed === scenario.seed ? {} : { seed: run.seed }),
          ...(run.script === scenario.script ? {} : { script: run.script }),
          ...(run.untilRest === undefined ? {} : { untilRest: run.untilRest }),
        }
      : { run: playedRun(run) }),
  };
  const stream = new Blob([JSON.stringify(packed)]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return toBase64Url(new Uint8Array(await new Response(stream).arrayBuffer()));
}

/** The run of such a text. Never throws: what is wrong is told by field. */
export async function unpackRun(text: string): Promise<Unpacked> {
  let input: unknown;
  try {
    input = JSON.parse(await inflate(fromBase64Url(text)));
  } catch (error) {
    return wrong("r", error instanceof TooLarge ? error.message : "the link is damaged: it cannot be unpacked");
  }
  return readPacked(input);
}

async function readPacked(input: unknown): Promise<Unpacked> {
  if (typeof input !== "object" || input === null) return wrong("r", "the link holds no run");
  const present = toPresentVersion(input as LinkDocument);
  if ("errors" in present) return { ok: false, errors: present.errors };
  const { s, revision, seed, script, untilRest, run, fingerprint = null } = present.document;
  if (fingerprint !== null && !isFingerprint(fingerprint)) return wrong("fingerprint", "must be 16 digits from 0 to f");
  if (s !== undefined && run !== undefined) return wrong("run", "holds another run than s, which stands beside it");
  if (s === undefined) {
    const decoded = await decodeLater(run);
    return decoded.ok ? { ...decoded, fingerprint } : decoded;
  }
  if (typeof revision !== "number" || !Number.isInteger(revision) || revision < 1) {
    const found = revision === undefined ? "" : `, not ${JSON.stringify(revision)}`;
    return wrong("revision", `must be a whole number from 1 on${found}`);
  }
  if (typeof s !== "string") return wrong("s", "must be the name of a scenario");
  const scenario = await publishedScenario(s, revision);
  if (scenario === undefined) {
    return !isInMenu(s)
      ? wrong("s", `there is no scenario "${s}"`)
      : wrong("revision", `this page knows no revision ${revision} of the scenario "${s}"`);
  }
  const base = runOf(scenario);
  const given = Object.entries({ seed, script, untilRest }).filter(([, value]) => value !== undefined);
  if (given.length === 0) return { ok: true, run: base, fingerprint };
  if (scenario.document !== undefined) {
    if (script !== undefined) return wrong("script", "cannot stand beside a scenario of version 2: its run is in the link as a whole");
    const decoded = await decodeLater({ ...playedRun(base), ...Object.fromEntries(given) });
    return decoded.ok ? { ok: true, run: { ...base, seed: decoded.run.seed, ...restOf(decoded.run) }, fingerprint } : decoded;
  }
  const decoded = await decodeLater({ ...base, ...Object.fromEntries(given) });
  if (!decoded.ok) return decoded;
  // The published scenario's own object and script are kept, so that a later link is short again.
  return { ok: true, run: { ...decoded.run, scenario, script: script === undefined ? scenario.script : decoded.run.script }, fingerprint };
}

function restOf({ untilRest }: PageRun): Pick<PageRun, "untilRest"> {
  return untilRest === undefined ? {} : { untilRest };
}

function wrong(path: string, message: string): Unpacked {
  return { ok: false, errors: [{ path, message }] };
}

class TooLarge extends Error {}

async function inflate(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.byteLength;
    if (size > MOST_BYTES) {
      await reader.cancel();
      throw new TooLarge(`the link unpacks to more than ${MOST_BYTES / 1_000_000} MB`);
    }
    text += decoder.decode(value, { stream: true });
  }
}

function toBase64Url(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
