import type { Micros } from "./time.ts";

/**
 * An instant of a run as people read it, without a unit, for columns and running words: "14.802", from a minute on "2:05.864", from an hour
 * on "1:02:05.864". Rounded to that many digits of a second.
 */
export function clockText(us: Micros, digits = 3): string {
  const unit = 10 ** digits;
  const rounded = Math.round((us / 1e6) * unit);
  const second = (rounded % (60 * unit)) / unit;
  const minutes = Math.floor(rounded / (60 * unit));
  if (minutes === 0) return second.toFixed(digits);
  const padded = second.toFixed(digits).padStart(digits === 0 ? 2 : digits + 3, "0");
  if (minutes < 60) return `${minutes}:${padded}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${padded}`;
}

/** An instant as the clock shows it, which keeps its width in the first hour: "00:14.802", "02:05.864". */
export function clockFace(us: Micros): string {
  const text = clockText(us);
  return (text.includes(":") ? text : `0:${text.padStart(6, "0")}`).padStart(9, "0");
}

/** What a person wrote for an instant, in seconds: "125.5", "2:05.5", "1:02:05.5". NaN for anything else. */
export function secondsOf(text: string): number {
  const match = /^(?:(?:(\d+):)?(\d+):)?(\d*\.?\d*)$/.exec(text.trim());
  if (match === null || !/\d/.test(match[3])) return Number.NaN;
  const [hours, minutes, seconds] = [Number(match[1] ?? 0), Number(match[2] ?? 0), Number(match[3])];
  if (match[2] !== undefined && (seconds >= 60 || (match[1] !== undefined && minutes >= 60))) return Number.NaN;
  return (hours * 60 + minutes) * 60 + seconds;
}

/** The same with its unit where it needs one: "14.802 s", "2:05.864". */
export function instantText(us: Micros, digits = 3): string {
  const text = clockText(us, digits);
  return text.includes(":") ? text : `${text} s`;
}

/** The same for the ear: "14.8 seconds", "2 minutes 5.9 seconds". */
export function spokenInstant(us: Micros, digits = 3): string {
  const [seconds, minutes, hours] = clockText(us, digits).split(":").reverse();
  const spoken = [count(hours, "hour"), count(minutes, "minute"), `${Number(seconds).toFixed(digits)} seconds`];
  return spoken.filter((part) => part !== "").join(" ");
}

function count(number: string | undefined, unit: string): string {
  return number === undefined ? "" : `${Number(number)} ${unit}${Number(number) === 1 ? "" : "s"}`;
}

/** How long a run is, to the second: "32 s", "10 min", "1 min 30 s", "5 h 32 min 56 s". */
export function lengthText(us: Micros): string {
  const seconds = Math.round(us / 1e6);
  const minutes = Math.floor(seconds / 60);
  const parts = [`${Math.floor(minutes / 60)} h`, `${minutes % 60} min`, `${seconds % 60} s`].filter((part) => !part.startsWith("0 "));
  return parts.length === 0 ? "0 s" : parts.join(" ");
}
