import type { DeliveryIndex } from "../delivery/delivery-index.ts";
import type { Simulation } from "../sim/simulation.ts";
import type { Micros } from "../sim/time.ts";
import type { WhyProgress } from "./why-card.ts";

/**
 * Work that is done in pieces, so that whoever asked can do something else in between. What it yields is how far it is; a piece is a few
 * milliseconds long.
 */
export type Work<T> = Generator<WhyProgress, T, void>;

/** Scheduled events in one piece. */
export const PIECE_EVENTS = 1_000;
/** Rows of a history that are read in one piece. */
export const PIECE_ROWS = 2_000;

/** Runs on to an instant, in pieces. */
export function* runOn(simulation: Simulation, until: Micros, progress: WhyProgress): Work<void> {
  while (!simulation.runUntil(until, PIECE_EVENTS)) yield progress;
}

/** Work that says nothing of how far it is, as part of work that does. */
export function* inPieces<T>(pieces: Iterator<unknown, T, void>, progress: WhyProgress): Work<T> {
  for (;;) {
    const { done, value } = pieces.next();
    if (done) return value as T;
    yield progress;
  }
}

/** Reads what an index has not read yet of its history. */
export function* readOn(index: DeliveryIndex, until: number, progress: WhyProgress): Work<DeliveryIndex> {
  for (let row = index.length + PIECE_ROWS; row < until; row += PIECE_ROWS) {
    index.read(row);
    yield progress;
  }
  return index.read(until);
}
