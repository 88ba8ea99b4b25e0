/** The value that `share` (0 to 1) of the values so far do not exceed, as `percentile` has it. A value costs the logarithm of their number. */
export class RunningPercentile {
  /** The value asked for and all above it, negated: the least is on top. */
  private readonly above = new Heap();
  private readonly below = new Heap();

  constructor(private readonly share: number) {}

  /** 0 while there is none. */
  get value(): number {
    return this.above.length === 0 ? 0 : -this.above.top;
  }

  add(value: number): void {
    const { above, below } = this;
    if (above.length === 0 || value >= this.value) above.push(-value);
    else below.push(value);
    const count = above.length + below.length;
    const wanted = count - Math.min(count - 1, Math.max(0, Math.ceil(this.share * count) - 1));
    while (above.length > wanted) below.push(-above.pop());
    while (above.length < wanted) above.push(-below.pop());
  }
}

/** The largest on top. */
class Heap {
  private readonly items: number[] = [];

  get length(): number {
    return this.items.length;
  }

  get top(): number {
    return this.items[0];
  }

  push(value: number): void {
    const { items } = this;
    let i = items.length;
    items.push(value);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (items[parent] >= value) break;
      items[i] = items[parent];
      i = parent;
    }
    items[i] = value;
  }

  /** There must be one. */
  pop(): number {
    const { items } = this;
    const top = items[0];
    const value = items.pop() as number;
    if (items.length === 0) return top;
    let i = 0;
    for (let child = 1; child < items.length; child = 2 * i + 1) {
      if (child + 1 < items.length && items[child + 1] > items[child]) child++;
      if (items[child] <= value) break;
      items[i] = items[child];
      i = child;
    }
    items[i] = value;
    return top;
  }
}
