import type { SettingInfo } from "../delivery/settings.ts";

/** The direct call has no standard of its own; these are the usual knobs of an HTTP client. */
export const DIRECT_SETTINGS: readonly SettingInfo[] = [
  {
    name: "timeout.ms",
    owner: "client",
    default: 2000,
    kind: "integer",
    min: 1,
    max: 3_600_000,
    help: "How long the caller waits for one answer.",
    rules: [],
    live: true,
  },
  {
    name: "retries",
    owner: "client",
    default: 2,
    kind: "integer",
    min: 0,
    max: 1000,
    help: "How often a failed call is made again before the whole order fails.",
    rules: [],
    live: true,
  },
  {
    name: "retry.backoff.ms",
    owner: "client",
    default: 500,
    kind: "integer",
    min: 0,
    max: 600_000,
    help: "Pause before a call is made again.",
    rules: [],
    live: true,
  },
  {
    name: "concurrency",
    owner: "client",
    default: 16,
    kind: "integer",
    min: 1,
    max: 1000,
    help: "How many orders the caller handles at a time; further ones wait for it.",
    rules: [],
    live: true,
  },
];
