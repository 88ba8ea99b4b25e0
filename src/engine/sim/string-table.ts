/** Texts that appear in the history, by number. Append-only, so a snapshot needs no more than a length. */
export class StringTable {
  private readonly texts: string[] = [];
  private readonly numbers = new Map<string, number>();

  constructor(texts: readonly string[] = []) {
    for (const text of texts) this.intern(text);
  }

  get size(): number {
    return this.texts.length;
  }

  intern(text: string): number {
    let number = this.numbers.get(text);
    if (number === undefined) {
      number = this.texts.length;
      this.texts.push(text);
      this.numbers.set(text, number);
    }
    return number;
  }

  /** The number of a text, or -1 when it was never interned. */
  find(text: string): number {
    return this.numbers.get(text) ?? -1;
  }

  text(number: number): string {
    return this.texts[number] ?? "";
  }

  slice(from = 0, to = this.texts.length): string[] {
    return this.texts.slice(from, to);
  }
}
