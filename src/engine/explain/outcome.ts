import { settledUnprocessed } from "../delivery/checkers/c2-settled-unprocessed.ts";
import { duplicateEffect } from "../delivery/checkers/c6-duplicate-effect.ts";
import { stuck } from "../delivery/checkers/c9-stuck.ts";
import { evidenceOf } from "../delivery/checkers/index.ts";
import type { Checker } from "../delivery/checkers/judgement.ts";
import { confirmedButLost } from "../delivery/checkers/l1-confirmed-but-lost.ts";
import { lawfulRemoval } from "../delivery/checkers/l9-lawful-removal.ts";
import { keyOrderOfEffects } from "../delivery/checkers/o3-key-order-of-effects.ts";
import { DeliveryIndex } from "../delivery/delivery-index.ts";
import type { LaneFacts } from "../delivery/lane-facts.ts";
import type { Witness } from "../delivery/verdicts.ts";
import type { Simulation } from "../sim/simulation.ts";
import type { WhyProgress, WhyQuestion } from "./why-card.ts";
import { PIECE_ROWS, type Work } from "./work.ts";

/** Whose cases a question is about. */
const CHECKERS: Readonly<Record<WhyQuestion["kind"], readonly Checker[]>> = {
  duplicated: [duplicateEffect],
  lost: [confirmedButLost, settledUnprocessed],
  late: [keyOrderOfEffects],
};

/**
 * The case that a question is about, in a lane that was run to its end: the first of its kind for this message and destination. No case
 * depends on messages of another key, so that only those of the same key are judged.
 */
export function* findCase(
  simulation: Simulation,
  facts: LaneFacts,
  { kind, lane, message, destination }: WhyQuestion,
  progress: WhyProgress,
): Work<Witness | undefined> {
  const index = yield* read(simulation, lane, facts, progress);
  const keyOf = (number: number) => facts.messages[number - 1]?.key;
  const evidence = evidenceOf(index, facts, (number) => keyOf(number) === keyOf(message));
  const cases = CHECKERS[kind].flatMap((check) => check(evidence).cases);
  const mine = cases.filter((found) => found.message === message && found.destination === destination);
  return mine.sort((one, other) => one.event - other.event)[0];
}

/** How much went wrong in a lane in all. */
export function* countHarm(simulation: Simulation, lane: number, facts: LaneFacts, progress: WhyProgress): Work<number> {
  const index = yield* read(simulation, lane, facts, progress);
  yield progress;
  const evidence = evidenceOf(index, facts);
  let harm = 0;
  for (const check of [...Object.values(CHECKERS).flat(), stuck, lawfulRemoval]) {
    yield progress;
    harm += check(evidence).cases.length;
  }
  return harm;
}

function* read({ history, processes }: Simulation, lane: number, { prefix }: LaneFacts, progress: WhyProgress): Work<DeliveryIndex> {
  const lanes = processes.map((record) => record.lane);
  const index = new DeliveryIndex(history, lane, lanes, prefix);
  for (let row = PIECE_ROWS; row < history.length; row += PIECE_ROWS) {
    index.read(row);
    yield progress;
  }
  return index.read();
}
