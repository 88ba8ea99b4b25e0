import type { Run } from "../document/scenario.ts";
import type { Command, When } from "../document/script.ts";
import { isInVain, withChange } from "../lanes/lane-otherwise.ts";
import { type EventId, NO_EVENT } from "../sim/history.ts";
import type { Simulation } from "../sim/simulation.ts";
import type { Candidate } from "./candidates.ts";
import type { LaneReader } from "./lane-reader.ts";
import { findCase } from "./outcome.ts";
import { sliceBackwards } from "./slice.ts";
import { repeatOf, type Trial } from "./trial.ts";
import type { Otherwise, PreventionChange, WhyProgress } from "./why-card.ts";
import type { Work } from "./work.ts";

/** How often the same thing is left out when it comes about by another way. */
const MOST_REPEATS = 3;

/** The faults that brought it about in the other lane, as this lane met them. */
export interface Faults {
  commands: readonly string[];
  /** The events by which they were given here. */
  given: readonly EventId[];
}

/** Puts one thing otherwise in a run of this lane, and sees whether that happens which does not. */
export class KeptAway {
  constructor(
    private readonly trial: Trial,
    private readonly reader: LaneReader,
    private readonly faults: Faults,
  ) {}

  /**
   * Without a step: its scheduled event is left out, and when the same thing then comes about by another way that is left out as well, a few
   * times. Only a step that met the faults counts: what would let it happen without them keeps something else away.
   */
  *without({ event }: Candidate, number: number, progress: WhyProgress): Work<Otherwise | null> {
    const { trial, reader } = this;
    const { record } = trial;
    const numbers = [number];
    for (let again = 0; !trial.spent; again++) {
      trial.reruns++;
      const simulation = yield* record.without(numbers, progress);
      if (yield* this.happens(simulation, progress)) {
        const other = again === 0 && (yield* this.happensWithoutFaults(event, number, progress));
        return other ? null : { what: "without", numbers };
      }
      const repeat = again === MOST_REPEATS ? NO_EVENT : repeatOf(event, reader.history, simulation.history);
      if (repeat === NO_EVENT) return null;
      numbers.push(yield* record.numberWithout(numbers, repeat, progress));
    }
    return null;
  }

  /** Under another setting from the start; not counted where the setting needs no fault to do that. */
  *under(change: PreventionChange, progress: WhyProgress): Work<Otherwise | null> {
    const { trial } = this;
    const { run, lane, played } = trial.record;
    const changed = withChange(run, lane, change, played.systems);
    if (isInVain(run, changed, lane, change, played.systems)) return null;
    if (!(yield* trial.happensUnder(changed, progress))) return null;
    if (this.faults.given.length > 0 && (yield* trial.happensUnder(withoutCommands(changed, this.faults.commands), progress))) return null;
    return { what: "changed", change };
  }

  /** With one of the faults at another moment of the message, and a setting changed beside it where one is given. */
  *moved(command: Command, when: When, change: PreventionChange | null, progress: WhyProgress): Work<Otherwise | null> {
    const { trial } = this;
    const { run: recorded, lane, played } = trial.record;
    const run = change === null ? recorded : withChange(recorded, lane, change, played.systems);
    if (change !== null && isInVain(recorded, run, lane, change, played.systems)) return null;
    const moved = { ...command, when };
    const script = run.script.map((other) => (other.id === command.id ? moved : other));
    if (!(yield* trial.happensUnder({ ...run, script }, progress))) return null;
    return { what: "moved", command: moved, ...(change === null ? {} : { change }) };
  }

  /** With one of the faults over soon. */
  *ended(command: Command, progress: WhyProgress): Work<Otherwise | null> {
    const { run } = this.trial.record;
    const script = run.script.map((other) => (other.id === command.id ? command : other));
    return (yield* this.trial.happensUnder({ ...run, script }, progress)) ? { what: "ended", command } : null;
  }

  private *happens(simulation: Simulation, progress: WhyProgress): Work<boolean> {
    return (yield* findCase(simulation, this.trial.facts, this.trial.question, progress)) !== undefined;
  }

  /** Whether leaving a step out is enough also when the faults are left out. What follows from them has met them. */
  private *happensWithoutFaults(event: EventId, number: number, progress: WhyProgress): Work<boolean> {
    const { trial, reader, faults } = this;
    if (faults.given.length === 0) return false;
    const before = Math.min(...faults.given);
    if (event > before) {
      const led = new Set(yield* sliceBackwards(reader.history, [event], progress));
      if (faults.given.some((given) => led.has(given))) return false;
    }
    trial.reruns++;
    const run = withoutCommands(trial.record.run, faults.commands);
    // Up to the first of them the run is the same, so that the number is; what lies behind it has no number there.
    return yield* this.happens(yield* trial.record.under(run, progress, event < before ? number : 0), progress);
  }
}

function withoutCommands(run: Run, commands: readonly string[]): Run {
  return { ...run, script: run.script.filter(({ id }) => !commands.includes(id)) };
}
