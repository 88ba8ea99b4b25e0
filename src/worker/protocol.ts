import type { LaneDigest } from "../engine/delivery/lane-digest.ts";
import type { LedgerColumns } from "../engine/delivery/ledger-columns.ts";
import type { BusinessMessage } from "../engine/delivery/workload-spec.ts";
import type { Run } from "../engine/document/scenario.ts";
import type { WhyCard, WhyProgress, WhyQuestion } from "../engine/explain/why-card.ts";
import type * as version1 from "../engine/scenario.ts";
import type { HistoryChunk } from "../engine/sim/history.ts";
import type { Micros } from "../engine/sim/time.ts";

export type { LaneDigest } from "../engine/delivery/lane-digest.ts";
export type { LedgerLane, LedgerOutcome, LedgerRow } from "../engine/delivery/ledger-row.ts";
export type { Anomaly, AnomalyKind, Verdict, Witness } from "../engine/delivery/verdicts.ts";
export type { Prevention, PreventionChange, WhyCard, WhyKind, WhyProgress, WhyQuestion, WhyStep } from "../engine/explain/why-card.ts";

/** A run of either version of the document. */
export type AnyRun = Run | version1.Run;

/**
 * The whole boundary between the page and the simulation, on one screen. Every answer names the take it belongs to; the page drops
 * answers of older takes.
 */
export type Request =
  /** Starts a take: records the run from its start. */
  | { type: "record"; take: number; run: AnyRun }
  /** Stops recording where it is, and goes on from there. */
  | { type: "hold"; take: number; held: boolean }
  /** Asks for the world at one instant. The answer leaves out views that the page has (`since` the last frame of this take). */
  | { type: "frame"; take: number; at: Micros; full: boolean }
  | { type: "ledger"; take: number; at: Micros }
  /** The answer comes when the run is recorded; a further question takes the place of this one. */
  | { type: "why"; take: number; question: WhyQuestion }
  | { type: "fingerprint"; take: number };

export type Response =
  /** `held`: nothing more is recorded until the page asks for it. `limit`: the one that ended the run before its time, in words. */
  | {
      type: "recorded";
      take: number;
      untilUs: Micros;
      done: boolean;
      held: boolean;
      limit: string | null;
      events: number;
      fingerprint: string;
    }
  /**
   * What handlers can make in this run, once at its beginning: numbers go on behind those of the streams. With what every message is made of (0: it comes
   * from outside), and how it is called; nothing of this where each is called by its number.
   */
  | { type: "made"; take: number; messages: readonly BusinessMessage[]; sources: readonly number[]; labels: readonly string[] }
  | HistorySlice
  | Frame
  | { type: "digest"; take: number; untilUs: Micros; lanes: readonly LaneDigest[] }
  | { type: "ledger"; take: number; at: Micros; lanes: readonly LedgerColumns[] }
  /** How far the work on a question is; then its answer. No card: it does not happen in this run. */
  | { type: "explaining"; take: number; question: WhyQuestion; progress: WhyProgress }
  | { type: "why"; take: number; question: WhyQuestion; card: WhyCard | null }
  | { type: "fingerprint"; take: number; fingerprint: string }
  /** The run cannot be simulated, or the engine found itself in a state that must not be. */
  | { type: "failed"; take: number; message: string };

/** The process table of a take; a process keeps its number. Its kinds of events go by name, since codes are local to one program. */
export interface ProcessInfo {
  id: number;
  /** `kafka/payment-1`. */
  name: string;
  /** Without the lane: `payment-1`. */
  part: string;
  lane: number;
  role: string;
  host: string;
}

/** A rule or setting that chose what happened, with the two values that it compared (0 where there is none). */
export interface EventRule {
  event: number;
  /** Number of its text in the string table: `session.timeout.ms`. */
  rule: number;
  a: number;
  b: number;
}

/** Rows `from` … `from + count` of the history; buffers are transferred. */
export interface HistorySlice {
  type: "history";
  take: number;
  from: number;
  count: number;
  chunk: HistoryChunk;
  /** The rules and settings that decided about these events, in their order. */
  rules: readonly EventRule[];
  /** Business messages that packets brought beside the one in their message column. */
  carried: readonly { event: number; message: number }[];
  /** New entries of the string table, from `stringsFrom` on. */
  stringsFrom: number;
  strings: readonly string[];
  /** Names of kinds of events, in the order of their codes, that no slice of the take brought before. */
  kinds: readonly string[];
  /** Processes, in the order of their numbers, that no slice of the take brought before. */
  processes: readonly ProcessInfo[];
}

export interface FrameProcess extends ProcessInfo {
  status: "up" | "frozen" | "crashed" | "stopped";
  /** When the status changed. */
  since: Micros;
  /** It has stopped because it was taken away: it is drawn no more. */
  left?: true;
  /** Left out when it is the same as in the frame before. Its type follows from the role. */
  view?: object;
}

/** A packet under way at the frame's instant. */
export interface FramePacket {
  connection: number;
  from: number;
  to: number;
  type: string;
  /** Business messages inside. */
  carries: readonly number[];
  sentAt: Micros;
  arriveAt: Micros;
  /** It has reached a split and waits there. */
  held: boolean;
}

export interface Frame {
  type: "frame";
  take: number;
  at: Micros;
  /** Time of the next and of the last scheduled event that is not before `at`; for stepping. */
  nextAt: Micros;
  processes: readonly FrameProcess[];
  packets: readonly FramePacket[];
  splits: readonly { fault: string; from: readonly string[]; to: readonly string[]; oneWay: boolean }[];
  slow: readonly { fault: string; from: readonly string[]; to: readonly string[]; extraUs: Micros; oneWay: boolean }[];
}
