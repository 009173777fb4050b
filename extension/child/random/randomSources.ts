import type * as tfjs from '@tensorflow/tfjs';
import type { CheckpointContent } from '../../core/runs/checkpointContent';
import { seedDataShuffles } from './dataShuffles';
import { seedMultinomial } from './multinomial';
import { SeededRandom } from './seededRandom';
import { seedCrypto } from './seededCrypto';

type RandomState = CheckpointContent['random'];

/** Told apart from the seed of Math.random by these, so that no stream repeats another. */
const streamMarks = { data: 0x64617461, crypto: 0x63727970 };
type StreamName = keyof typeof streamMarks;

/**
 * Every source of random numbers that a program meets in this thread, from one seed: Math.random, from which TensorFlow.js
 * takes its own seeds (random tensors, initializers, dropout, fit's shuffle); shuffled data sets, which it seeds by the clock;
 * multinomial, which native TensorFlow seeds by itself; and, where the person asked for a seed, `crypto`.
 *
 * A seed that a program gives is left as it is, and the clock is the clock: a program that seeds itself from the time has
 * asked for other numbers each time.
 *
 * Arithmetic adds nothing random: native TensorFlow 2.15 gave the same bits in each run of a convolutional network, an MLP
 * and an LSTM, on one, two and four threads. Another number of threads (TF_NUM_INTRAOP_THREADS) rounds convolutions
 * otherwise. Threads and processes that the program starts draw their own numbers.
 */
export class RandomSources {
  private readonly mathRandom: SeededRandom;
  private readonly streams = new Map<StreamName, SeededRandom>();

  /**
   * @param seed 0 up to 2^32
   * @param isSeedGiven the person asked for this seed. Only then are `crypto`'s numbers replaced: programs make tokens, keys
   * and names of temporary files from them, which must stay unpredictable unless a reproducible run was asked for; and a
   * seed that was drawn is kept in the run folder, where others may read it.
   */
  constructor(
    readonly seed: number,
    private readonly isSeedGiven: boolean,
  ) {
    this.mathRandom = new SeededRandom(seed);
    this.addStream('data');
    if (isSeedGiven) this.addStream('crypto');
  }

  /** Before TensorFlow.js is loaded: it keeps what it draws from. */
  install(): void {
    const random = (): number => this.mathRandom.next();
    Object.defineProperty(random, 'name', { value: 'random' });
    Math.random = random;
    const crypto = this.streams.get('crypto');
    if (crypto) seedCrypto(crypto);
  }

  /** Once TensorFlow.js is loaded and before the program starts. How much was drawn meanwhile differs by backend: it starts anew. */
  async installInTensorFlow(tf: typeof tfjs): Promise<void> {
    await seedDataShuffles(tf, this.streams.get('data') as SeededRandom);
    seedMultinomial(tf);
    this.restore(new RandomSources(this.seed, this.isSeedGiven).state());
  }

  /** Where all generators stand. */
  state(): RandomState {
    const streams = [...this.streams].map(([name, stream]) => [name, stream.state().state] as const);
    return { ...this.mathRandom.state(), streams: Object.fromEntries(streams) };
  }

  /** Goes on from a state that `state` gave; streams that it does not name stay. Throws RangeError where it is not one. */
  restore({ seed, state, streams = {} }: RandomState): void {
    this.mathRandom.restore({ seed, state });
    for (const [name, stream] of this.streams) {
      const known = streams[name];
      if (known) stream.restore({ seed, state: known });
    }
  }

  private addStream(name: StreamName): void {
    this.streams.set(name, new SeededRandom((this.seed ^ streamMarks[name]) >>> 0));
  }
}
