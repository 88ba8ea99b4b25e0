/**
 * Which messages have something to tell, and one of each plain kind (`plain-fates.ts`). What is to come is not among them.
 */
export class TellingMessages {
  private readonly telling = new Set<number>();
  private readonly plain = new Map<number, Set<number>>();
  /** By message; 0 for one that tells, undefined for one that was never heard of. */
  private readonly kindOf: (number | undefined)[] = [];

  /** The message is of a plain kind, or of none (0). */
  put(message: number, kind: number): void {
    const before = this.kindOf[message];
    if (before === kind) return;
    if (before !== undefined) this.those(before).delete(message);
    this.kindOf[message] = kind;
    this.those(kind).add(message);
  }

  /** In ascending order. */
  list(): number[] {
    const list = [...this.telling];
    for (const [first] of this.plain.values()) if (first !== undefined) list.push(first);
    return list.sort((one, other) => one - other);
  }

  private those(kind: number): Set<number> {
    if (kind === 0) return this.telling;
    let those = this.plain.get(kind);
    if (those === undefined) {
      those = new Set();
      this.plain.set(kind, those);
    }
    return those;
  }
}
