import type { History } from "../../sim/history.ts";
import { fatesOf } from "../delivery-fates.ts";
import { DeliveryIndex } from "../delivery-index.ts";
import type { LaneFacts } from "../lane-facts.ts";
import { LaneOrders } from "../lane-orders.ts";
import type { Anomaly, AnomalyKind, Verdict } from "../verdicts.ts";
import { passedOver } from "./c1-passed-over.ts";
import { settledUnprocessed } from "./c2-settled-unprocessed.ts";
import { labelledRedelivery } from "./c4-labelled-redelivery.ts";
import { unlabelledDuplicate } from "./c5-unlabelled-duplicate.ts";
import { duplicateEffect } from "./c6-duplicate-effect.ts";
import { staleOwner } from "./c7-stale-owner.ts";
import { stuck } from "./c9-stuck.ts";
import { failedCases } from "./failed.ts";
import type { Checker, Evidence } from "./judgement.ts";
import { confirmedButLost } from "./l1-confirmed-but-lost.ts";
import { unconfirmedButPresent } from "./l2-unconfirmed-but-present.ts";
import { unconfirmedAndAbsent } from "./l3-unconfirmed-and-absent.ts";
import { duplicateInLog } from "./l5-duplicate-in-log.ts";
import { lawfulRemoval } from "./l9-lawful-removal.ts";
import { sendOrderInLog } from "./o1-send-order-in-log.ts";
import { keyOrderOfEffects } from "./o3-key-order-of-effects.ts";
import { queueOrder } from "./o4-queue-order.ts";
import { scopeCheckers } from "./scopes.ts";

/** The order of verdicts on the page: lost, duplicated, out of order; then what explains them; then the promises by scope. */
export const CHECKERS: readonly Checker[] = [
  confirmedButLost,
  passedOver,
  settledUnprocessed,
  duplicateEffect,
  keyOrderOfEffects,
  stuck,
  lawfulRemoval,
  duplicateInLog,
  labelledRedelivery,
  unlabelledDuplicate,
  staleOwner,
  sendOrderInLog,
  queueOrder,
  unconfirmedButPresent,
  unconfirmedAndAbsent,
  ...scopeCheckers,
];

/** Whose cases are shown as chips and marks, and as what. */
const ANOMALIES: Readonly<Record<string, AnomalyKind>> = {
  L1: "lost",
  C1: "skipped",
  C2: "lost",
  C6: "duplicated",
  O3: "late",
  C9: "stuck",
  L9: "removed",
};

export interface Judgement {
  readonly verdicts: readonly Verdict[];
  /** In time order. */
  readonly anomalies: readonly Anomaly[];
}

/** Judges one lane by its history so far. `processLanes` holds the lane of each process. */
export function judgeLane(history: History, lane: number, processLanes: readonly number[], facts: LaneFacts): Judgement {
  const index = new DeliveryIndex(history, lane, processLanes, facts).read();
  return judge(evidenceOf(index, facts));
}

/** What checkers need beyond the history: which service wants which message, and the keys. With `only`, about some of the messages. */
export function evidenceOf(index: DeliveryIndex, facts: LaneFacts, only?: (message: number) => boolean): Evidence {
  const pieces = gatherEvidence(index, facts, only);
  for (;;) {
    const { done, value } = pieces.next();
    if (done) return value;
  }
}

/** Fates in one piece of putting them in order. */
const PIECE_FATES = 1_000;

/** The same in pieces. */
export function* gatherEvidence(index: DeliveryIndex, facts: LaneFacts, only?: (message: number) => boolean): Generator<void, Evidence> {
  const { messages, services } = facts;
  const fates = yield* fatesOf(index, services, (number) => messages[number - 1]?.type ?? "", only);
  const orders = new LaneOrders(index, facts);
  for (let from = 0, to = 0, piece = PIECE_FATES; from < fates.length; from = to) {
    if (from >= piece) {
      piece = from + PIECE_FATES;
      yield;
    }
    const { number } = fates[from].message;
    while (to < fates.length && fates[to].message.number === number) to++;
    orders.renew(number, fates.slice(from, to));
  }
  const tellingMessages = index.messages.filter((message) => message !== undefined);
  return { index, allFates: () => fates, telling: fates, tellingMessages, ...orders };
}

export function judge(evidence: Evidence): Judgement {
  const findings = CHECKERS.map((check) => check(evidence));
  const anomalies = findings.flatMap(({ verdict, cases }): Anomaly[] => {
    const kind = ANOMALIES[verdict.checker];
    return kind === undefined ? [] : cases.map((found) => ({ kind, ...found }));
  });
  for (const found of failedCases(evidence)) anomalies.push({ kind: "failed", ...found });
  return { verdicts: findings.map(({ verdict }) => verdict), anomalies: anomalies.toSorted((one, other) => one.event - other.event) };
}

/** A verdict by the id of its checker; `at-most-once` alone means that of effects. */
export function findVerdict(verdicts: readonly Verdict[], checker: string): Verdict | undefined {
  return verdicts.find((verdict) => verdict.checker === checker || verdict.checker === `${checker}: effects`);
}
