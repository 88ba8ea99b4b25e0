import type { Simulation, Snapshot } from "./simulation.ts";
import type { Micros } from "./time.ts";

/** A snapshot is taken after this many events; when there are too many, every other one goes and the distance doubles. */
const FIRST_DISTANCE = 2_000;
const MOST_SNAPSHOTS = 64;

/** One take: a simulation that runs ahead and records, with snapshots from which any instant before can be looked at again. */
export class Recording {
  private readonly snapshots: Snapshot[] = [];
  /** The simulation that was used to look last; moving forward in time goes on with it. */
  private looking: Simulation | null = null;

  /** `distance` is how many events lie between snapshots at first. */
  constructor(
    readonly simulation: Simulation,
    private distance = FIRST_DISTANCE,
  ) {
    this.snapshots.push(simulation.snapshot());
  }

  /** Records on, up to `until` but by no more than `budget` events. True when it got there. */
  advance(until: Micros, budget: number): boolean {
    for (let left = budget; left > 0; ) {
      const last = this.snapshots[this.snapshots.length - 1];
      const step = Math.min(left, Math.max(1, last.handled + this.distance - this.simulation.handled));
      const arrived = this.simulation.runUntil(until, step);
      if (this.simulation.handled - last.handled >= this.distance) this.keep(this.simulation.snapshot());
      if (arrived) return true;
      left -= step;
    }
    return false;
  }

  private keep(snapshot: Snapshot): void {
    this.snapshots.push(snapshot);
    if (this.snapshots.length <= MOST_SNAPSHOTS) return;
    const thinned = this.snapshots.filter((_, index) => index % 2 === 0);
    this.snapshots.splice(0, this.snapshots.length, ...thinned);
    this.distance *= 2;
  }

  /**
   * The world at an instant that has been recorded, everything at that time included. The simulation returned is for looking only: it
   * records no history, and it is the same object as long as time only moves forward.
   */
  seek(at: Micros): Simulation {
    const target = Math.min(at, this.simulation.now);
    const snapshot = this.snapshotBefore(target);
    if (this.looking === null || this.looking.now > target || this.looking.handled < snapshot.handled) {
      this.looking = snapshot.restore(this.simulation.history.resumeAt(snapshot.marks, false));
    }
    this.looking.runUntil(target);
    return this.looking;
  }

  /**
   * A simulation that goes on from the latest snapshot for which `isBefore` holds, for running on in another way than it did; the first
   * snapshot is taken when it holds for none. With the rows before it when it records, with nothing but counters otherwise.
   */
  resume(isBefore: (snapshot: Snapshot) => boolean, recording = true): Simulation {
    const snapshot = this.snapshots.findLast(isBefore) ?? this.snapshots[0];
    return snapshot.restore(this.simulation.history.resumeAt(snapshot.marks, recording));
  }

  private snapshotBefore(at: Micros): Snapshot {
    let best = this.snapshots[0];
    for (const snapshot of this.snapshots) if (snapshot.at < at || snapshot.handled === 0) best = snapshot;
    return best;
  }
}
