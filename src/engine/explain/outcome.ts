import { passedOver } from "../delivery/checkers/c1-passed-over.ts";
import { settledUnprocessed } from "../delivery/checkers/c2-settled-unprocessed.ts";
import { labelledRedelivery } from "../delivery/checkers/c4-labelled-redelivery.ts";
import { unlabelledDuplicate } from "../delivery/checkers/c5-unlabelled-duplicate.ts";
import { duplicateEffect } from "../delivery/checkers/c6-duplicate-effect.ts";
import { staleOwner } from "../delivery/checkers/c7-stale-owner.ts";
import { stuck } from "../delivery/checkers/c9-stuck.ts";
import { evidenceOf, gatherEvidence } from "../delivery/checkers/index.ts";
import type { Checker } from "../delivery/checkers/judgement.ts";
import { confirmedButLost } from "../delivery/checkers/l1-confirmed-but-lost.ts";
import { duplicateInLog } from "../delivery/checkers/l5-duplicate-in-log.ts";
import { lawfulRemoval } from "../delivery/checkers/l9-lawful-removal.ts";
import { sendOrderInLog } from "../delivery/checkers/o1-send-order-in-log.ts";
import { keyOrderOfEffects } from "../delivery/checkers/o3-key-order-of-effects.ts";
import { queueOrder } from "../delivery/checkers/o4-queue-order.ts";
import { DeliveryIndex } from "../delivery/delivery-index.ts";
import type { LaneFacts } from "../delivery/lane-facts.ts";
import { ledgerOf } from "../delivery/ledger.ts";
import type { LedgerRow } from "../delivery/ledger-row.ts";
import type { Witness } from "../delivery/verdicts.ts";
import { eventKindInfo } from "../sim/event-kinds.ts";
import { type EventId, type History, NO_EVENT } from "../sim/history.ts";
import type { Simulation } from "../sim/simulation.ts";
import type { CaseKind, WhyKind, WhyProgress, WhyQuestion } from "./why-card.ts";
import { inPieces, readOn, type Work } from "./work.ts";

/** What is asked about, found in a history: the event that made it so, and those that show it, in time order. */
export interface Found {
  /** NO_EVENT when nothing has happened to the message yet. */
  event: EventId;
  witnesses: readonly EventId[];
  /** For order: the message that came before it although it was sent after it. */
  other?: number;
}

/** Whose cases a question is about. */
const CHECKERS: Readonly<Record<CaseKind, readonly Checker[]>> = {
  duplicated: [duplicateEffect],
  lost: [confirmedButLost, settledUnprocessed],
  late: [keyOrderOfEffects],
  "stored twice": [duplicateInLog],
  "handed over again": [labelledRedelivery, unlabelledDuplicate],
  stale: [staleOwner],
  "log order": [sendOrderInLog],
  "queue order": [queueOrder],
};

/** What counts as harm to the people outside. */
const HARM: readonly Checker[] = [
  duplicateEffect,
  confirmedButLost,
  passedOver,
  settledUnprocessed,
  keyOrderOfEffects,
  stuck,
  lawfulRemoval,
];

export function isCase(kind: WhyKind): kind is CaseKind {
  return kind in CHECKERS;
}

/**
 * What a question is about, in a lane that was run to the instant asked about: the first case of its kind for this message and destination,
 * or how the message stands in the ledger. No case depends on messages of another key, or for a queue's order of another queue, so that
 * only those of the same key are judged where that is enough.
 */
export function* findCase(simulation: Simulation, facts: LaneFacts, question: WhyQuestion, progress: WhyProgress): Work<Found | undefined> {
  const index = yield* indexOf(simulation, question.lane, facts, progress, question.atUs);
  return yield* caseOf(index, facts, question, progress);
}

/** The same in a history that was read already. */
export function* caseOf(index: DeliveryIndex, facts: LaneFacts, question: WhyQuestion, progress: WhyProgress): Work<Found | undefined> {
  const { kind, message, destination } = question;
  if (!isCase(kind)) {
    const row = rowOf(index, facts, question);
    return row?.outcome === kind ? foundOf(index.history, index.length, message, destination) : undefined;
  }
  const keyOf = (number: number) => facts.messages[number - 1]?.key;
  const all = kind === "queue order" || kind === "log order";
  const gathering = gatherEvidence(index, facts, all ? undefined : (number) => keyOf(number) === keyOf(message));
  const evidence = yield* inPieces(gathering, progress);
  const cases: Witness[] = [];
  for (const check of CHECKERS[kind]) {
    yield progress;
    cases.push(...check(evidence).cases);
  }
  const mine = cases.filter((found) => found.message === message && (found.destination === destination || found.destination === ""));
  return mine.sort((one, other) => one.event - other.event)[0];
}

/** The row of the ledger that a question is about. */
export function rowOf(index: DeliveryIndex, facts: LaneFacts, { message, destination }: WhyQuestion): LedgerRow | undefined {
  const mine = facts.messages.filter(({ number }) => number === message);
  const evidence = evidenceOf(index, facts, (number) => number === message);
  const { rows } = ledgerOf(evidence, { ...facts, messages: mine });
  return rows.find((row) => row.message === message && row.destination === destination);
}

/** Events that tell how a message stands; packets that carried it are their causes. */
const OF_A_MESSAGE = new Set([
  "MessageAccepted",
  "MessageMissed",
  "MessageSent",
  "MessageConfirmed",
  "MessageRefused",
  "MessageUnresolved",
  "MessageReturnedToSender",
  "MessageRouted",
  "MessageStored",
  "MessageErased",
  "MessageDropped",
  "MessageDelivered",
  "WorkBegun",
  "EffectRequested",
  "WorkFailed",
  "WorkAbandoned",
  "MessageSettled",
  "MessageReturned",
]);

const OF_A_PLACE = new Set(["MessageStored", "MessageErased"]);

/** The places to which a message was routed for a destination; none where a system does not route. */
function placesFor(history: History, until: EventId, message: number, destination: string): ReadonlySet<number> {
  const places = new Set<number>();
  for (let id = 0; id < until; id++) {
    if (history.message(id) !== message || eventKindInfo(history.kind(id)).name !== "MessageRouted") continue;
    if (history.strings.text(history.a(id)) === destination) places.add(history.b(id));
  }
  return places;
}

/** What happened to a message for a destination: its first sending, and the last event of each kind. */
export function foundOf(history: History, until: EventId, message: number, destination: string): Found {
  const last = new Map<string, EventId>();
  let event = NO_EVENT;
  let first = NO_EVENT;
  const places = placesFor(history, until, message, destination);
  for (let id = 0; id < until; id++) {
    if (history.message(id) !== message || history.process(id) < 0) continue;
    const { name, fields } = eventKindInfo(history.kind(id));
    if (!OF_A_MESSAGE.has(name)) continue;
    if (fields[0] === "destinationText" && !["", destination].includes(history.strings.text(history.a(id)))) continue;
    // What one publication left in the queues of other destinations says nothing of this one.
    if (OF_A_PLACE.has(name) && places.size > 0 && !places.has(history.a(id))) continue;
    if (name === "MessageSent" && first === NO_EVENT) first = id;
    last.set(name, id);
    event = id;
  }
  const witnesses = [...new Set([first, ...last.values()])].filter((id) => id !== NO_EVENT).sort((one, other) => one - other);
  return { event, witnesses };
}

/** How much went wrong in a lane in all. */
export function* countHarm(index: DeliveryIndex, facts: LaneFacts, progress: WhyProgress): Work<number> {
  const evidence = yield* inPieces(gatherEvidence(index, facts), progress);
  let harm = 0;
  for (const check of HARM) {
    yield progress;
    harm += check(evidence).cases.length;
  }
  return harm;
}

/** A lane's history up to an instant (all of it when left out), read for its judges. */
export function* indexOf(
  { history, processes }: Simulation,
  lane: number,
  facts: LaneFacts,
  progress: WhyProgress,
  atUs?: number,
): Work<DeliveryIndex> {
  const lanes = processes.map((record) => record.lane);
  const index = new DeliveryIndex(history, lane, lanes, facts);
  const until = atUs === undefined ? history.length : history.firstAtOrAfter(atUs + 1);
  return yield* readOn(index, until, progress);
}
