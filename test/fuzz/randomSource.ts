/** A generator of numbers that three words of 32 bits decide, different ones for any others: sfc32, https://pracrand.sourceforge.net. */
export class RandomSource {
  private counter = 1;

  constructor(
    private a: number,
    private b: number,
    private c: number,
  ) {
    // until each word has had its part in all of them
    for (let n = 0; n < 12; n++) this.next();
  }

  /** In [0, 1). */
  next(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  }
  /** An integer in [0, limit). */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
}
