import type { ListedMessage } from "../engine/delivery/workload-spec.ts";
import { RUN_LIMITS } from "../scenarios/limits.ts";
import { type CsvRow, findDelimiter, readCsv } from "./csv-rows.ts";
import { parseTime } from "./event-time.ts";
import { splitArray } from "./json-entries.ts";

/** What is wrong with a file, where: line from 1, and the column as the file names it. */
export interface EventsFileError {
  readonly line: number;
  readonly column?: string;
  readonly message: string;
}

/** The events in time order, the first at 0 ms; `spanMs` is from the first to the last. */
export type EventsFile = { ok: true; messages: ListedMessage[]; spanMs: number } | { ok: false; errors: EventsFileError[] };

export interface EventsFileOptions {
  /** By default told from the first character: `{` begins JSON lines, `[` a JSON array. */
  format?: "csv" | "jsonl" | "json";
  /** Most messages that are taken. */
  limit?: number;
}

const MOST_ERRORS = 5;
const MOST_BYTES = 100_000_000;

type Field = "time" | "key" | "type" | "size";

/** Names of columns, in any case and with spaces, dots and dashes for underscores. The first name is the one that messages recommend. */
const ALIASES: Record<Field, readonly string[]> = {
  time: [
    "time",
    "timestamp",
    "at",
    "when",
    "ts",
    "date",
    "datetime",
    "created_at",
    "occurred_at",
    "event_time",
    "time_ms",
    "timestamp_ms",
    "at_ms",
    "ts_ms",
    "ms",
    "atms",
    "time_s",
    "timestamp_s",
    "at_s",
    "ts_s",
    "s",
    "seconds",
  ],
  key: ["key", "order", "order_id", "orderid", "order_number", "order_no", "message_key", "routing_key", "partition_key", "entity", "id"],
  type: ["type", "event", "event_type", "eventtype", "event_name", "kind", "name", "action", "status"],
  size: ["size", "size_bytes", "sizebytes", "bytes", "length"],
};

const NEEDED = ["time", "key", "type"] as const;

interface Source {
  readonly line: number;
  read(column: string): string;
}

/**
 * Reads real events from a CSV file with a header line, from JSON lines or a JSON array. Needs a time (ISO 8601, milliseconds or seconds), a key and a
 * type; a size in bytes may be given. Never throws; reports the first five errors.
 */
export function loadEvents(text: string, options: EventsFileOptions = {}): EventsFile {
  const body = text.startsWith("\uFEFF") ? text.slice(1) : text;
  if (body.trim() === "") return failed({ line: 1, message: "the file is empty" });
  const limit = options.limit ?? RUN_LIMITS.messages;
  const format = options.format ?? formatOf(body.trimStart());
  if (format === "json") return loadJsonArray(body, limit);
  return format === "jsonl" ? loadJsonLines(body, limit) : loadCsv(body, limit);
}

function formatOf(text: string): "csv" | "jsonl" | "json" {
  if (text.startsWith("{")) return "jsonl";
  return text.startsWith("[") ? "json" : "csv";
}

function failed(...errors: EventsFileError[]): EventsFile {
  return { ok: false, errors: errors.slice(0, MOST_ERRORS) };
}

function tooMany(line: number, limit: number): EventsFileError {
  return { line, message: `there are more than ${limit.toLocaleString("en")} events; take a part of the file` };
}

function loadCsv(text: string, limit: number): EventsFile {
  const { rows, openQuote } = readCsv(text, findDelimiter(text), limit + 2);
  if (openQuote !== null) return failed({ line: openQuote, message: "a quote opens here and is never closed" });
  if (rows.length === 0) return failed({ line: 1, message: "there is no header line with the names of the columns" });
  const [header, ...records] = rows;
  const columns = findColumns(header.cells);
  if ("missing" in columns) {
    if (columns.missing.length === NEEDED.length && header.cells.length >= NEEDED.length) return failed(noHeader(header));
    return failed(...columns.missing.map((message) => ({ line: header.line, message })));
  }
  if (records.length > limit) return failed(tooMany(records[limit].line, limit));
  const errors: EventsFileError[] = [];
  const sources = records.flatMap(({ line, cells }): Source[] => {
    if (cells.length !== header.cells.length) {
      const found = `has ${cells.length} ${cells.length === 1 ? "column" : "columns"}`;
      errors.push({ line, message: `${found}, but the header has ${header.cells.length}` });
      return [];
    }
    return [{ line, read: (column) => cells[header.cells.indexOf(column)].trim() }];
  });
  return finish(
    sources.map((source) => readEvent(source, columns, errors)),
    errors,
  );
}

/** Not one of the names is known: most likely the first line is an event already. */
function noHeader({ line, cells }: CsvRow): EventsFileError {
  const found = cells.map((cell) => `"${cell.trim().slice(0, 40)}"`).join(", ");
  return { line, message: `the first line must name the columns, for example time,key,type (found ${found})` };
}

function loadJsonArray(text: string, limit: number): EventsFile {
  const split = splitArray(text);
  if ("line" in split) return failed({ line: split.line, message: "is not JSON: the list does not end as it should" });
  const errors: EventsFileError[] = [];
  if (split.entries.length === 0) return failed({ line: 1, message: "the list is empty" });
  if (split.entries.length > limit) return failed(tooMany(split.entries[limit].line, limit));
  const events: (ListedMessage | null)[] = [];
  for (const { line, text: entry } of split.entries) {
    if (errors.length >= MOST_ERRORS) break;
    events.push(readJsonLine(entry, line, errors));
  }
  return finish(events, errors);
}

function loadJsonLines(text: string, limit: number): EventsFile {
  const errors: EventsFileError[] = [];
  const events: (ListedMessage | null)[] = [];
  const lines = text.split(/\r?\n/);
  for (let i = 0; i < lines.length && errors.length < MOST_ERRORS; i++) {
    if (lines[i].trim() === "") continue;
    if (events.length >= limit) return failed(...errors, tooMany(i + 1, limit));
    events.push(readJsonLine(lines[i], i + 1, errors));
  }
  return finish(events, errors);
}

function readJsonLine(text: string, line: number, errors: EventsFileError[]): ListedMessage | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    errors.push({ line, message: "is not JSON" });
    return null;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    errors.push({ line, message: 'must be an object: {"time": …, "key": …, "type": …}' });
    return null;
  }
  const fields = new Map(Object.entries(value));
  const columns = findColumns([...fields.keys()]);
  if ("missing" in columns) {
    for (const message of columns.missing) errors.push({ line, message });
    return null;
  }
  const read = (column: string) => {
    const field: unknown = fields.get(column);
    return typeof field === "string" ? field.trim() : typeof field === "number" ? String(field) : "";
  };
  return readEvent({ line, read }, columns, errors);
}

interface Columns {
  readonly time: string;
  readonly key: string;
  readonly type: string;
  readonly size: string | null;
  readonly unit: "ms" | "s" | null;
}

/** Which column holds what; or a sentence for each that is not there. */
function findColumns(names: readonly string[]): Columns | { missing: string[] } {
  const plain = names.map((name) =>
    name
      .trim()
      .toLowerCase()
      .replace(/[\s.-]+/g, "_"),
  );
  const find = (field: Field): string | null => {
    for (const alias of ALIASES[field]) if (plain.includes(alias)) return names[plain.indexOf(alias)];
    return null;
  };
  const [time, key, type, size] = (["time", "key", "type", "size"] as const).map(find);
  if (time !== null && key !== null && type !== null) {
    const name = plain[names.indexOf(time)];
    return { time, key, type, size, unit: /ms$/.test(name) ? "ms" : /(^|_)s$|^seconds$/.test(name) ? "s" : null };
  }
  const found = names.map((name) => `"${name.trim()}"`).join(", ");
  const absent = NEEDED.filter((field) => find(field) === null);
  return {
    missing: absent.map((field) => `there is no column for the ${field}: name one "${field}" (found ${found === "" ? "none" : found})`),
  };
}

function readEvent({ line, read }: Source, columns: Columns, errors: EventsFileError[]): ListedMessage | null {
  const before = errors.length;
  const report = (column: string, message: string) => errors.push({ line, column, message });
  const shown = (text: string) => (text === "" ? "is empty" : `"${text.slice(0, 40)}"`);
  const time = read(columns.time);
  const atMs = parseTime(time, columns.unit);
  if (atMs === null) {
    const wanted =
      columns.unit === null
        ? "a time like 2026-11-27T18:30:00Z or a number of milliseconds"
        : `a number of ${columns.unit === "s" ? "seconds" : "milliseconds"}`;
    report(columns.time, time === "" ? "is empty" : `${shown(time)} is not ${wanted}`);
  }
  for (const column of [columns.key, columns.type]) {
    const text = read(column);
    if (text === "") report(column, "is empty");
    else if (text.length > RUN_LIMITS.textLength) report(column, `is longer than ${RUN_LIMITS.textLength} characters`);
  }
  const size = columns.size === null ? "" : read(columns.size);
  const sizeBytes = size === "" ? undefined : Number(size);
  if (sizeBytes !== undefined && !(Number.isInteger(sizeBytes) && sizeBytes >= 0 && sizeBytes <= MOST_BYTES)) {
    report(columns.size as string, `${shown(size)} is not a whole number of bytes up to ${MOST_BYTES.toLocaleString("en")}`);
  }
  if (errors.length > before || atMs === null) return null;
  const event: ListedMessage = { atMs, key: read(columns.key), type: read(columns.type) };
  return sizeBytes === undefined ? event : { ...event, sizeBytes };
}

function finish(events: readonly (ListedMessage | null)[], errors: readonly EventsFileError[]): EventsFile {
  if (errors.length > 0) return failed(...errors.toSorted((one, other) => one.line - other.line));
  const messages = events.filter((event) => event !== null).sort((one, other) => one.atMs - other.atMs);
  if (messages.length === 0) return failed({ line: 2, message: "there is a header but no event" });
  const start = messages[0].atMs;
  const shifted = messages.map((message) => ({ ...message, atMs: Math.round((message.atMs - start) * 1000) / 1000 }));
  return { ok: true, messages: shifted, spanMs: shifted[shifted.length - 1].atMs };
}
