import { playable } from "../src/document/playable.ts";
import { duplicateEffect } from "../src/engine/delivery/checkers/c6-duplicate-effect.ts";
import { evidenceOf } from "../src/engine/delivery/checkers/index.ts";
import { DeliveryIndex } from "../src/engine/delivery/delivery-index.ts";
import { explain, type WhyQuestion } from "../src/engine/explain/index.ts";
import { LaneRecord } from "../src/engine/explain/lane-record.ts";
import { finish } from "../src/engine/pieces.ts";
import { startRun } from "../src/engine/run.ts";
import type { Run } from "../src/engine/scenario.ts";
import { SECOND } from "../src/engine/sim/time.ts";

export interface PieceCost {
  /** Scheduled events of the asked lane alone. */
  events: number;
  /** Rows of its history. */
  rows: number;
  asked: string;
  pieces: number;
  totalMs: number;
  /** How long the pieces took, the longest first. */
  piecesMs: number[];
}

/** A consumer that crashes between its effect and the commit, in a run that ends where the asked lane has handled so many events. */
function crashed(friday: Run, events: number): Run {
  const { scenario } = friday;
  const simulation = startRun({ ...friday, script: [] }, { only: 0 });
  simulation.runUntil(Number.MAX_SAFE_INTEGER, events);
  const message = 300;
  return {
    ...friday,
    scenario: { ...scenario, durationMs: Math.ceil(simulation.now / 1000) },
    script: [
      {
        id: "crash",
        when: { after: "EffectConfirmed", part: "payment", message, delayMs: 0.3 },
        action: { do: "crash", part: { of: "anchor" } },
        forMs: 300,
      },
    ],
  };
}

/** How long the pieces of an explanation take, in which the host answers nothing else: of a repeat, and of what waits at an instant. */
export function measureExplanations(friday: Run, events: number): PieceCost[] {
  const run = crashed(friday, events);
  const played = playable(run);
  const [facts] = played.facts();
  const record = new LaneRecord(played, 0);
  finish(record.record());
  const { simulation } = record;
  const lanes = simulation.processes.map(({ lane }) => lane);
  const index = new DeliveryIndex(simulation.history, 0, lanes, facts).read();
  const [twice] = duplicateEffect(evidenceOf(index, facts)).cases;
  if (twice === undefined) throw new Error("nothing was processed twice");
  const { message, destination } = twice;
  const questions: WhyQuestion[] = [
    { kind: "duplicated", lane: 0, message, destination },
    { kind: "being processed", lane: 0, message, destination, atUs: twice.at - 0.05 * SECOND },
  ];
  return questions.map((question) => {
    // Recorded anew, as the first question of a take has it.
    const fresh = new LaneRecord(played, 0);
    const piecesMs = timedPieces(explain({ record: fresh, simulation, facts, question }));
    const totalMs = piecesMs.reduce((sum, ms) => sum + ms, 0);
    const asked = question.kind;
    return { events: simulation.handled, rows: simulation.history.length, asked, pieces: piecesMs.length, totalMs, piecesMs };
  });
}

/** By the processor's time, which other work on the machine does not lengthen. */
function timedPieces(work: Iterator<unknown>): number[] {
  const times: number[] = [];
  for (let done = false; !done; ) {
    const from = process.cpuUsage();
    done = work.next().done === true;
    const { user, system } = process.cpuUsage(from);
    times.push((user + system) / 1000);
  }
  return times.sort((one, other) => other - one);
}
