import type { Run } from "../../engine/scenario.ts";
import { type Decoded, decodeRun } from "../../scenarios/decode.ts";
import { findScenario, runOf } from "../../scenarios/index.ts";

/** Version of the way runs are written into addresses; the engine's own version stands in the run's fingerprint. */
const VERSION = 1;
/** A link is untrusted input: what it unpacks to is bounded while it unpacks. */
const MOST_BYTES = 4_000_000;

/** What goes into the address: a scenario of the catalogue by name with what differs, or everything. */
type Packed = { v: number; s: string; seed?: number; script?: unknown } | { v: number; run: unknown };

/** A run as text for an address: packed JSON, base64url. */
export async function packRun(run: Run): Promise<string> {
  const known = findScenario(run.scenario.id);
  const packed: Packed =
    known === run.scenario
      ? {
          v: VERSION,
          s: known.id,
          ...(run.seed === known.seed ? {} : { seed: run.seed }),
          ...(run.script === known.script ? {} : { script: run.script }),
        }
      : { v: VERSION, run };
  const stream = new Blob([JSON.stringify(packed)]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return toBase64Url(new Uint8Array(await new Response(stream).arrayBuffer()));
}

/** The run of such a text. Never throws: what is wrong is told by field. */
export async function unpackRun(text: string): Promise<Decoded> {
  let input: unknown;
  try {
    input = JSON.parse(await inflate(fromBase64Url(text)));
  } catch (error) {
    return {
      ok: false,
      errors: [{ path: "r", message: error instanceof TooLarge ? error.message : "the link is damaged: it cannot be unpacked" }],
    };
  }
  return readPacked(input);
}

function readPacked(input: unknown): Decoded {
  if (typeof input !== "object" || input === null) return { ok: false, errors: [{ path: "r", message: "the link holds no run" }] };
  const { v, s, seed, script, run } = input as Record<string, unknown>;
  if (v !== VERSION)
    return { ok: false, errors: [{ path: "v", message: `the link is of version ${String(v)}, this page reads version ${VERSION}` }] };
  if (s === undefined) return decodeRun(run);
  const scenario = typeof s === "string" ? findScenario(s) : undefined;
  if (scenario === undefined) return { ok: false, errors: [{ path: "s", message: `there is no scenario "${String(s)}"` }] };
  const base = runOf(scenario);
  if (seed === undefined && script === undefined) return { ok: true, run: base };
  const decoded = decodeRun({ ...base, ...(seed === undefined ? {} : { seed }), ...(script === undefined ? {} : { script }) });
  // The catalogue's own scenario object is kept, so that a later link is short again.
  return decoded.ok ? { ok: true, run: { ...decoded.run, scenario } } : decoded;
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
