import type { Course } from "../rest.ts";
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
export const PIECE_ROWS = 5_000;

/** Runs on to an instant, in pieces. */
export function* runOn(simulation: Simulation, until: Micros, progress: WhyProgress): Work<void> {
  while (!simulation.runUntil(until, PIECE_EVENTS)) yield progress;
}

/** Whether the run has ended where it is, in pieces. */
export function* arrive(course: Course, progress: WhyProgress): Work<boolean> {
  const pieces = course.arrived();
  for (;;) {
    const { done, value } = pieces.next();
    if (done) return value;
    yield progress;
  }
}
