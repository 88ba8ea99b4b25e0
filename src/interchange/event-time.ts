const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d\d:?\d\d)?$/i;
/** Numbers from here on are seconds since 1970, from the second on milliseconds. */
const EPOCH_SECONDS = 1e9;
const EPOCH_MILLISECONDS = 1e11;

/** Milliseconds since 1970 of an ISO 8601 time; without a zone it is taken as UTC. Null when it is no such time. */
export function parseIsoTime(text: string): number | null {
  const match = ISO.exec(text);
  if (match === null) return null;
  const [year, month, day, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map((digits) => Number(digits ?? 0));
  const days = Date.UTC(year, month, 0);
  if (month < 1 || month > 12 || day < 1 || day > new Date(days).getUTCDate() || hour > 23 || minute > 59 || second > 59) return null;
  const fraction = match[7] === undefined ? 0 : Number(`0.${match[7]}`) * 1000;
  const zone = match[8] === undefined || match[8].toUpperCase() === "Z" ? "+0000" : match[8].replace(":", "");
  const offset = (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3))) * (zone[0] === "-" ? -1 : 1);
  return Date.UTC(year, month - 1, day, hour, minute, second) + fraction - offset * 60_000;
}

/**
 * A time in milliseconds. `unit` is what the column's name says, if it does. A bare number is milliseconds, or seconds since 1970 where it
 * can be nothing else. Null when it is no time.
 */
export function parseTime(text: string, unit: "ms" | "s" | null): number | null {
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text)) return unit === null ? parseIsoTime(text) : null;
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) return null;
  if (unit === "s") return value * 1000;
  return unit === null && value >= EPOCH_SECONDS && value < EPOCH_MILLISECONDS ? value * 1000 : value;
}
