import * as z from "zod/mini";
import { DOCUMENT_LIMITS as MOST } from "../engine/document/limits.ts";
import { type Bound, boundOf, type Field, type Fields, type Shape } from "../engine/document/shape.ts";
import type { DocumentSetting } from "../engine/document/system-table.ts";

/** The schema of what the tables of systems describe as data, and the few forms that the rest of the document is made of as well. */

export const text = z.string().check(z.maxLength(MOST.textLength));
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,59}$/;
const isFree = (word: string) => !(word in {});
/** A name of a part, a queue, a topic: shown on the canvas and used in addresses. */
export const name = z.string().check(
  z.regex(NAME, "must be letters, digits, '.', '_' or '-', at most 60"),
  // States are records by name; a name that every object has already would find something there.
  z.refine(isFree, "is a reserved word"),
);
const nameOrNone = z
  .string()
  .check(
    z.regex(/^([A-Za-z0-9_][A-Za-z0-9_.-]{0,59})?$/, "must be letters, digits, '.', '_' or '-', at most 60, or empty"),
    z.refine(isFree, "is a reserved word"),
  );
/** A process: of a further cluster with the cluster in front. */
export const partName = z
  .string()
  .check(
    z.regex(
      /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,59}(\/[A-Za-z0-9_][A-Za-z0-9_.-]{0,59})?$/,
      "must be a name, or the name of a cluster, '/' and a name",
    ),
    z.refine(isFree, "is a reserved word"),
  );
export const whole = (from: number, to: Bound) =>
  z.int().check(z.gte(from), z.lte(boundOf(to), over(to, `must be at most ${boundOf(to)}`)));
export const list = <T extends z.ZodMiniType>(item: T, most: Bound, least = 0) => {
  const some = z.array(item).check(z.maxLength(boundOf(most), over(most, `must have at most ${boundOf(most)} entries`)));
  return least === 0 ? some : some.check(z.minLength(least));
};
/** Going over a limit is told with its name. */
function over(bound: Bound, message: string): string | undefined {
  return typeof bound === "number" ? undefined : `${message}, the limit "${bound}"`;
}
export const ms = z.number().check(z.gte(0), z.lte(MOST.durationMs));
export const types = list(text, "types");
export const settingValue = z.union([z.number(), text, z.boolean()]);
export const storedEvery = z.strictObject({ everyMs: z.number().check(z.gte(1), z.lte(MOST.durationMs)) });
export const position = z.union([z.literal("with the effect"), storedEvery]);
const template = text.check(
  z.refine((words) => !/[{}]/.test(words.replaceAll(/\{(type|key)\}/g, "")), "may fill in {type} and {key}, and has no other braces"),
);

export function shapeSchema(shape: Shape, settings: readonly DocumentSetting[]): z.ZodMiniType {
  switch (shape.is) {
    case "name":
      return shape.empty === true ? nameOrNone : name;
    case "text":
      return text;
    case "whole":
      return whole(shape.from, shape.to);
    case "flag":
      return z.boolean();
    case "choice":
      return z.literal([...shape.of]);
    case "list":
      return list(shapeSchema(shape.of, settings), shape.most, shape.least);
    case "fields":
      return z.strictObject(fieldsSchema(shape.fields, settings));
    case "either":
      return z.union(shape.options.map((option) => shapeSchema(option, settings)));
    case "texts":
      return z.record(name, text);
    case "settings":
      return settingsSchema(settings.filter(({ owner }) => owner === shape.of));
    case "types":
      return types;
    case "template":
      return template;
    case "position":
      return position;
  }
}

export function fieldsSchema(fields: Fields, settings: readonly DocumentSetting[]): Record<string, z.ZodMiniType> {
  return Object.fromEntries(Object.entries(fields).map(([field, said]) => [field, fieldSchema(said, settings)]));
}

function fieldSchema({ shape, optional, help }: Field, settings: readonly DocumentSetting[]): z.ZodMiniType {
  const schema = shapeSchema(shape, settings);
  return described(optional === true ? z.optional(schema) : schema, help);
}

export function described<T extends z.ZodMiniType>(schema: T, help: string): T {
  return schema.check(z.describe(help)) as T;
}

/** Chosen settings of one owner: whatever is left out has its default. */
function settingsSchema(infos: readonly DocumentSetting[]): z.ZodMiniType {
  return z.strictObject(
    Object.fromEntries(infos.map((info) => [info.name, described(z.optional(valueSchema(info)), helpOf(info))] as const)),
  );
}

function valueSchema({ kind, choices = [], min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER }: DocumentSetting): z.ZodMiniType {
  if (kind === "boolean") return z.boolean();
  if (kind === "choice") return z.literal([...choices]);
  return kind === "text" ? text : whole(min, max);
}

function helpOf({ help, unit, default: otherwise, rules }: DocumentSetting): string {
  const details = [
    ...(unit === undefined ? [] : [`in ${unit}`]),
    ...(otherwise === undefined ? [] : [`${otherwise} when left out`]),
    ...rules,
  ];
  return details.length === 0 ? help : `${help} (${details.join(", ")})`;
}
