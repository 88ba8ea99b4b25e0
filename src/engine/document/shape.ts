import { DOCUMENT_LIMITS, type LimitName } from "./limits.ts";
import type { SettingValue } from "./setting.ts";

/** A number, or a limit by its name: going over it is told with the name. */
export type Bound = number | LimitName;

/**
 * What may stand in a field, as data: a system describes its part of the document in this vocabulary, and from it come the schema, the
 * JSON Schema, and what an inspector or a command line offers. Bounds are included.
 */
export type Shape =
  /** A name by the rules of names: it stands in addresses. `empty`: or none at all, which is a name of its own (the default exchange). */
  | { is: "name"; empty?: true }
  | { is: "text" }
  | { is: "whole"; from: number; to: Bound }
  | { is: "flag" }
  | { is: "choice"; of: readonly SettingValue[] }
  | { is: "list"; of: Shape; least?: number; most: Bound }
  | { is: "fields"; fields: Fields }
  /** One or the other, told apart by what they are. */
  | { is: "either"; options: readonly Shape[] }
  /** Texts by name. */
  | { is: "texts" }
  /** Chosen values of the system's settings of this owner. */
  | { is: "settings"; of: string }
  /** Types of messages: which of them take a wire. */
  | { is: "types" }
  /** A text with `{type}` and `{key}` in it: what the program fills in for each message. */
  | { is: "template" }
  /** Fields of `Position`. */
  | { is: "position" };

export interface Field {
  shape: Shape;
  optional?: boolean;
  /** One line: what it means, with its unit and what holds when it is left out. */
  help: string;
}
export type Fields = Readonly<Record<string, Field>>;

export const NAME: Shape = { is: "name" };
export const TEXT: Shape = { is: "text" };
export const FLAG: Shape = { is: "flag" };
export const TYPES: Shape = { is: "types" };
export const boundOf = (bound: Bound): number => (typeof bound === "number" ? bound : DOCUMENT_LIMITS[bound]);
export const whole = (from: number, to: Bound): Shape => ({ is: "whole", from, to });
export const listOf = (of: Shape, most: Bound, least?: number): Shape => ({
  is: "list",
  of,
  most,
  ...(least === undefined ? {} : { least }),
});
export const must = (shape: Shape, help: string): Field => ({ shape, help });
export const may = (shape: Shape, help: string): Field => ({ shape, help, optional: true });
