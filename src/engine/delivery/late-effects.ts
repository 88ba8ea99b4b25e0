import { countUpTo } from "../sim/sorted.ts";
import type { MessageFacts } from "./delivery-facts.ts";

/**
 * Which first effects came after that of a later message of the same key and producer (O3), found as they happen: once an effect is in,
 * nothing that comes later makes it late. Of each key at each destination it keeps the messages that were higher than all before them.
 */
export class LateEffects {
  private readonly peaks = new Map<string, number[]>();
  /** By message and destination. */
  private readonly late: (Map<number, number> | undefined)[] = [];

  /** The first effect of a message at a destination, in the order of events. */
  take({ number, producer }: MessageFacts, destination: number, key: string): void {
    const group = `${destination} ${producer} ${key}`;
    const peaks = this.peaks.get(group);
    if (peaks === undefined) {
      this.peaks.set(group, [number]);
      return;
    }
    const above = countUpTo(peaks, number); // peaks rise
    if (above === peaks.length) peaks.push(number);
    else this.lateAt(number).set(destination, peaks[above]);
  }

  /** The message that had its effect before this one although it was sent later; undefined when there is none. */
  after(message: number, destination: number): number | undefined {
    return this.late[message]?.get(destination);
  }

  private lateAt(message: number): Map<number, number> {
    let late = this.late[message];
    if (late === undefined) {
      late = new Map();
      this.late[message] = late;
    }
    return late;
  }
}
