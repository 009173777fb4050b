/** Where a generator stands: all that is needed to go on from there. */
export interface RandomState {
  seed: number;
  /** The generator's four words, unsigned. */
  state: number[];
}

const warmUpRounds = 16;

/**
 * sfc32, the small fast counting generator of PractRand (Chris Doty-Humphrey, http://pracrand.sourceforge.net): 128 bits of
 * state that can be saved, a period of at least 2^32 from any of them, and no multiplication, so that it is as fast as what
 * it stands in for.
 */
export class SeededRandom {
  private a = 0;
  private b = 0;
  private c = 0;
  private counter = 0;

  /** @param seed 0 up to 2^32 */
  constructor(readonly seed: number) {
    this.a = seed | 0;
    this.b = 0x9e3779b9;
    this.c = 0x243f6a88;
    this.counter = 1;
    for (let i = 0; i < warmUpRounds; i++) this.nextWord();
  }

  /** The next 32 bits, signed. */
  private nextWord(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum;
    this.c |= 0;
    return sum;
  }

  /** The next number from 0 up to, not including, 1; with 53 random bits. */
  next(): number {
    const high = this.nextWord() >>> 5;
    const low = this.nextWord() >>> 6;
    return (high * 0x4000000 + low) / 0x20000000000000;
  }

  state(): RandomState {
    return { seed: this.seed, state: [this.a, this.b, this.c, this.counter].map(word => word >>> 0) };
  }

  /** The next whole number from 0 up to, not including, `limit`; at most 2^53. */
  nextInteger(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** Goes on from a state that `state` gave. Throws RangeError where it is not one. */
  restore({ state }: RandomState): void {
    if (state.length !== 4 || !state.every(word => Number.isInteger(word) && word >= 0 && word < 2 ** 32))
      throw new RangeError('not a state of the random generator');
    [this.a, this.b, this.c, this.counter] = state.map(word => word | 0) as [number, number, number, number];
  }
}
