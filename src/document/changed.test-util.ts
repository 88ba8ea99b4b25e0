import { readFileSync } from "node:fs";
import { decodeDocument } from "./decode.ts";

// biome-ignore lint/suspicious/noExplicitAny: wrong input is the point
export type Any = any;
export type Change = (scenario: Any) => unknown;

/** A document of the test data, as it was written. */
export const read = (name: string): Any =>
  JSON.parse(readFileSync(new URL(`../../test-data/documents/${name}.json`, import.meta.url), "utf8"));

export const KAFKA_TOPIC = { name: "more", partitions: 64, replicationFactor: 1, settings: {} };
export const command = (action: object, more: object = {}) => ({ id: "c", when: { atMs: 5 }, action, ...more });
export const script =
  (action: object, more: object = {}) =>
  (s: Any) =>
    (s.script = [command(action, more)]);

/** Errors as `path: message`. */
export function refusals(name: string, change: Change): string[] {
  const scenario = read(name);
  change(scenario);
  const decoded = decodeDocument(scenario);
  return decoded.ok ? [] : decoded.errors.map(({ path, message }) => `${path}: ${message}`);
}
