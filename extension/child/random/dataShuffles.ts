import type * as tfjs from '@tensorflow/tfjs';
import type { SeededRandom } from './seededRandom';

interface IteratorLike {
  shuffle(windowSize: number, seed?: string): unknown;
}
type Dataset = tfjs.data.Dataset<tfjs.TensorContainer>;

/**
 * Gives shuffles of `tf.data` a seed where the program gives none: TensorFlow.js 4.22 takes the time since the process
 * started (tfjs-data/src/dataset.ts, lazy_iterator.ts). A data set draws one for each pass, so that its whole state is the
 * generator's. Falsy seeds count as none, as they do there.
 */
export async function seedDataShuffles({ data }: typeof tfjs, generator: () => SeededRandom): Promise<void> {
  const drawSeed = (): string => String(generator().nextInteger(2 ** 32));

  const datasets = data.Dataset.prototype as unknown as Pick<Dataset, 'shuffle'>;
  const shuffleDataset = datasets.shuffle;
  datasets.shuffle = function (this: Dataset, bufferSize, seed, reshuffleEachIteration) {
    if (seed) return shuffleDataset.call(this, bufferSize, seed, reshuffleEachIteration);
    const shuffled = shuffleDataset.call(this, bufferSize, 'drawn anew in each pass', reshuffleEachIteration);
    shuffled.iterator = async () => {
      const own = drawSeed();
      return (await this.iterator()).shuffle(bufferSize, own);
    };
    return shuffled;
  };

  const iterators = ownerOf(await data.array([0]).iterator(), 'shuffle') as IteratorLike | null;
  if (!iterators) return;
  const shuffleIterator = iterators.shuffle;
  iterators.shuffle = function (this: IteratorLike, windowSize, seed) {
    return shuffleIterator.call(this, windowSize, seed || drawSeed());
  };
}

/** The prototype that holds a method; null where none does. */
function ownerOf(value: object, method: string): object | null {
  let owner: object | null = value;
  while (owner && !Object.hasOwn(owner, method)) owner = Object.getPrototypeOf(owner) as object | null;
  return owner;
}
