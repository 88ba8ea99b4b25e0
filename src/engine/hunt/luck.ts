import { addressOf, below, definePurpose, drawAt } from "../sim/chance.ts";

const HUNT = definePurpose("hunt");

/** Chance for what is made before a run: one draw after the other, all of them decided by the seed. */
export class Luck {
  private readonly address: number;
  private count = 0;

  constructor(seed: number) {
    this.address = addressOf(seed, HUNT, 0);
  }

  /** A whole number from 0 to `bound` - 1. */
  below(bound: number): number {
    return below(drawAt(this.address, this.count++), bound);
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  /** One of the items, each as likely as the others. */
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)];
  }

  /** True in that many of a hundred cases. */
  percent(chance: number): boolean {
    return this.below(100) < chance;
  }
}
