import type * as tfjs from '@tensorflow/tfjs';
import type { CheckpointContent } from '../../core/runs/checkpointContent';
import { drawPassesApart, type DataPasses } from './dataPasses';
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
 * What the data set of fitDataset draws while it is read comes from a generator of its own for each pass, so that training can
 * go on in the middle of a pass: reading up to there gives the same examples, whatever else was drawn in between.
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
  /** Of the data sets that are being read right now, the newest last: what they draw comes from here. */
  private readonly readers: SeededRandom[] = [];
  /** Told of each pass of fitDataset over its data set. */
  passes: DataPasses | null = null;

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
    const random = (): number => (this.readers.at(-1) ?? this.mathRandom).next();
    Object.defineProperty(random, 'name', { value: 'random' });
    Math.random = random;
    const crypto = this.streams.get('crypto');
    if (crypto) seedCrypto(crypto);
  }

  /** Once TensorFlow.js is loaded and before the program starts. How much was drawn meanwhile differs by backend: it starts anew. */
  async installInTensorFlow(tf: typeof tfjs): Promise<void> {
    const data = this.streams.get('data') as SeededRandom;
    await seedDataShuffles(tf, () => this.readers.at(-1) ?? data);
    drawPassesApart(tf, data, this);
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

  /** What is drawn until the returned function is called comes from `reader`. */
  readWith(reader: SeededRandom): () => void {
    this.readers.push(reader);
    return () => {
      const at = this.readers.lastIndexOf(reader);
      if (at >= 0) this.readers.splice(at, 1);
    };
  }

  private addStream(name: StreamName): void {
    this.streams.set(name, new SeededRandom((this.seed ^ streamMarks[name]) >>> 0));
  }
}
