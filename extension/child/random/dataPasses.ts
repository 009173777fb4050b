import type * as tfjs from '@tensorflow/tfjs';
import { SeededRandom } from './seededRandom';

export interface Pass {
  next(): Promise<IteratorResult<unknown>>;
}
interface DatasetLike {
  iterator(): Promise<Pass>;
  readonly size?: number | null;
}
/** Hears of each pass over a data set that fitDataset was given. */
export interface DataPasses {
  /** One is about to begin: nothing is drawn for it yet. */
  begins(dataset: object): void;
  begun(dataset: object, pass: Pass): void;
}
interface Readers {
  passes: DataPasses | null;
  readWith(reader: SeededRandom): () => void;
}

/**
 * Lets the data set of fitDataset draw from a generator of its own, which it gets with each pass: shuffles and generators
 * draw while they are read, in between what training draws. The program's data set itself is not touched.
 * @param seeds where the seed of each pass is drawn
 */
export function drawPassesApart({ LayersModel }: typeof tfjs, seeds: SeededRandom, readers: Readers): void {
  const prototype = LayersModel?.prototype as unknown as
    { fitDataset?: (dataset: DatasetLike, ...rest: unknown[]) => Promise<unknown> } | undefined;
  const original = prototype?.fitDataset;
  if (!prototype || typeof original !== 'function') return;
  prototype.fitDataset = function (dataset, ...rest) {
    const isDataset = typeof dataset === 'object' && dataset !== null && typeof dataset.iterator === 'function';
    return original.call(this, isDataset ? readApart(dataset, seeds, readers) : dataset, ...rest);
  };
}

function readApart(dataset: DatasetLike, seeds: SeededRandom, readers: Readers): DatasetLike {
  const iterator = async (): Promise<Pass> => {
    readers.passes?.begins(dataset);
    const reader = new SeededRandom(seeds.nextInteger(2 ** 32));
    const within = async <T>(read: () => Promise<T>): Promise<T> => {
      const end = readers.readWith(reader);
      try {
        return await read();
      } finally {
        end();
      }
    };
    const source = await within(() => dataset.iterator());
    const pass = Object.create(source, {
      next: { value: () => within(() => source.next()) },
    }) as Pass;
    readers.passes?.begun(dataset, pass);
    return pass;
  };
  return Object.create(dataset, { iterator: { value: iterator }, size: { get: () => dataset.size } }) as DatasetLike;
}
