import type { Application } from "./application.ts";
import type { Expectation } from "./expectation.ts";
import type { Effect } from "./handler.ts";
import type { Lane, SystemTypes } from "./lane.ts";
import type { Network } from "./network.ts";
import type { Command } from "./script.ts";
import type { Workload } from "./workload.ts";

/**
 * A business, and several architectures for it (version 2). Everything that is fixed before the seed and the script of a run. Plain data:
 * this is what files and links contain.
 */
export interface Scenario<S extends SystemTypes = SystemTypes> {
  version: 2;
  id: string;
  /** Counts the published forms of a scenario of the catalogue; 1 when left out. */
  revision?: number;
  title: string;
  /** What there is to see, in one or two sentences. */
  summary: string;
  /** Claims of the source material that it shows: `S12`. */
  shows: readonly string[];
  /** Length of the run in virtual milliseconds. Verdicts are final at its end if everything has come to rest by then. */
  durationMs: number;
  /** The run goes on after that until everything has come to rest, within a limit. */
  untilRest?: boolean;
  seed: number;
  network: Network;
  /** What the outside world asks for. The first one's messages keep their bare numbers. */
  streams: readonly Stream[];
  applications: readonly Application[];
  databases: readonly Database[];
  /** The table whose effects the lanes draw as a tape. */
  tape?: Effect;
  lanes: readonly Lane<S>[];
  script: readonly Command<S>[];
  expect: readonly Expectation[];
  /** Which verdicts it is about, by the ids of their checkers; all when left out. */
  promises?: readonly string[];
}

export interface Stream {
  name: string;
  workload: Workload;
}

/** Shared by all applications of a lane; each lane has its own. */
export interface Database {
  name: string;
  /** Applies an effect once per handler and message, however often it is asked. */
  idempotent: boolean;
}

/** A run is a value: everything that happens is derived from it. */
export interface Run<S extends SystemTypes = SystemTypes> {
  scenario: Scenario<S>;
  seed: number;
  /** The scenario's own script, and what the person added. */
  script: readonly Command<S>[];
  /** As in the scenario, whose choice holds where this is left out. */
  untilRest?: boolean;
}
