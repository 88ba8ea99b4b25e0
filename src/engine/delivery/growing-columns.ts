/** Numbers in a typed array that grows: 32-bit integers, or instants. */
export class GrowingInts {
  length = 0;
  data = new Int32Array(1024);

  push(value: number): void {
    if (this.length === this.data.length) {
      const wider = new Int32Array(this.length * 2);
      wider.set(this.data);
      this.data = wider;
    }
    this.data[this.length++] = value;
  }
}

export class GrowingTimes {
  length = 0;
  data = new Float64Array(1024);

  push(value: number): void {
    if (this.length === this.data.length) {
      const wider = new Float64Array(this.length * 2);
      wider.set(this.data);
      this.data = wider;
    }
    this.data[this.length++] = value;
  }
}
