import type { LedgerOutcome } from "./delivery/ledger-row.ts";
import type { DatabaseSpec, DurationSpec, ServiceSpec } from "./delivery/services.ts";
import type { SettingValue } from "./delivery/settings.ts";
import type { VerdictValue } from "./delivery/verdicts.ts";
import type { WorkloadSpec } from "./delivery/workload-spec.ts";
import type { DirectSettings } from "./direct/settings-types.ts";
import type { KafkaSettings } from "./kafka/settings-types.ts";
import type { RabbitmqSettings } from "./rabbitmq/settings-types.ts";
import { fromMs, type Micros } from "./sim/time.ts";

/** One system under the shared workload. */
export type LaneSpec =
  | { id: string; system: "kafka"; settings: KafkaSettings }
  | { id: string; system: "rabbitmq"; settings: RabbitmqSettings }
  | { id: string; system: "direct"; settings: DirectSettings };

/** An outcome that a scenario is there to show: it must have it whatever the seed. */
export type Expectation =
  /** A promise by the id of its checker, such as `C6` or `at-most-once: effects`. */
  | { lane: string; checker: string; verdict: VerdictValue }
  /** What the ledger says of a message for a destination at the end. */
  | { lane: string; message: number; destination: string; outcome: LedgerOutcome }
  /** Events of a kind, about one message or any: whether there are some. */
  | { lane: string; event: string; message?: number; happens: boolean }
  /** That share (0 to 1) of the latencies of a lane lies below the same share of another lane's: 0.5 compares medians. */
  | { lane: string; quickerThan: string; share: number };

/** Everything that is fixed before the seed and the script. Plain data: this is what files and links contain. */
export interface Scenario {
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
  /** The run goes on after that until everything has come to rest, but no longer than `REST_LIMIT_MS` more. */
  untilRest?: boolean;
  seed: number;
  network: { latency: DurationSpec };
  workload: WorkloadSpec;
  producers: readonly string[];
  services: readonly ServiceSpec[];
  database: DatabaseSpec;
  /** The table whose effects the lanes draw as a tape. */
  tape: string;
  lanes: readonly LaneSpec[];
  script: readonly Command[];
  expect: readonly Expectation[];
}

/**
 * When a command happens: at a time, or a delay after the n-th event of a kind. `part` is a part, or a service: any of its consumers.
 */
export type When = { atMs: number } | { after: string; part?: string; message?: number; nth?: number; delayMs: number };

/** The part that did what the command waited for: in each lane whichever has the message. */
export interface AnchorPart {
  of: "anchor";
}

/** Names of parts are relative to the lane: `payment-1`, `broker-2`, `node-1`. */
export type Action =
  | { do: "crash"; part: string | AnchorPart }
  | { do: "powerLoss"; part: string | AnchorPart }
  | { do: "freeze"; part: string | AnchorPart }
  /** Ends in good order, after finishing what it has in hand; `forMs` starts it again. */
  | { do: "stop"; part: string | AnchorPart }
  /** Starts again what is down, has stopped or was removed. */
  | { do: "restart"; part: string }
  /** The parts of one side are cut off from the other side; `oneWay`: only from the first side to the second. */
  | { do: "split"; from: readonly string[]; to: readonly string[]; oneWay: boolean }
  | { do: "slowLink"; from: readonly string[]; to: readonly string[]; extra: DurationSpec; oneWay: boolean }
  /** Breaks the connection just before that message would arrive; one end may be ANY_PEER. */
  | { do: "cutBefore"; from: string; to: string; type: string; message?: number }
  | { do: "addProducer"; name: string }
  | { do: "addConsumer"; service: string; name: string }
  | { do: "remove"; part: string }
  | { do: "set"; part: string; setting: string; value: SettingValue };

/** In `cutBefore`: whichever process is at the other end. */
export const ANY_PEER = "*";

/** One entry of the script. `forMs` ends a crash, stop, power loss, freeze, split or slow link; without it the fault lasts. */
export interface Command {
  id: string;
  when: When;
  /** Lanes by id; all that have the part when left out. */
  lanes?: readonly string[];
  action: Action;
  forMs?: number;
}

/** A run is a value: everything on the screen is derived from it. */
export interface Run {
  scenario: Scenario;
  seed: number;
  /** The scenario's own script, and what the person added. */
  script: readonly Command[];
  /** As in the scenario, whose choice holds where this is left out. */
  untilRest?: boolean;
}

/** How much longer than its length a run may take to come to rest, in virtual milliseconds: a message that is tried for ever never rests. */
export const REST_LIMIT_MS = 600_000;

/** Length of a run in virtual microseconds; the least one when it goes on until everything has come to rest. */
export function durationOf(run: Run): Micros {
  return fromMs(run.scenario.durationMs);
}

export function runsUntilRest({ scenario, untilRest }: Run): boolean {
  return untilRest ?? scenario.untilRest ?? false;
}

/** The longest that a run may take, in virtual microseconds. */
export function mostOf(run: Run): Micros {
  return runsUntilRest(run) ? durationOf(run) + fromMs(REST_LIMIT_MS) : durationOf(run);
}
