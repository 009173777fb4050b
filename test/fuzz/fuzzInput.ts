import type { FuzzSeed } from './fuzzSeeds';
import { writeContent } from './memoryFolder';
import { mutate } from './mutate';
import { RandomSource } from './randomSource';

/** A changed copy of a fixture. */
export interface FuzzInput {
  base: FuzzSeed;
  /** Which of the fixture's files is changed. */
  target: number;
  bytes: Uint8Array;
  /** Behind checksums that were made again. */
  isSigned: boolean;
}

/** Makes inputs of fixtures, each of which has a sequence of its own. */
export class FuzzInputs {
  /** A number of each fixture's own. */
  readonly streams: ReadonlyMap<FuzzSeed, number>;

  /** @param seeds all fixtures, whichever inputs are made of: a part of any may be put into one of another */
  constructor(
    private readonly seeds: readonly FuzzSeed[],
    private readonly seed: number,
  ) {
    this.streams = new Map(seeds.map(seed => [seed, hashOf(seed.name)]));
  }

  /** The same for the same seed, fixture and index, on every machine, whatever was made before. */
  at(base: FuzzSeed, index: number): FuzzInput {
    const high = Math.floor(index / 2 ** 32);
    const random = new RandomSource((this.seed ^ Math.imul(high, 0x9e3779b1)) | 0, this.streams.get(base)!, index | 0);
    // What is opened leads to the others: it is changed as often as all of them.
    const openedAt = base.files.findIndex(file => file.name === base.opened);
    const target = openedAt >= 0 && random.next() < 0.5 ? openedAt : random.below(base.files.length);
    const other = random.pick(random.pick(this.seeds).files).bytes;
    return { base, target, ...mutate(base.files[target]!.bytes, random, other) };
  }
}

/** FNV-1a: http://www.isthe.com/chongo/tech/comp/fnv/. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash | 0;
}

/** All files of an input, the changed one among them. */
export const filesOf = ({ base, target, bytes }: FuzzInput): FuzzSeed['files'] =>
  base.files.map((file, i) => (i === target ? { ...file, bytes } : file));

/** Writes an input into a folder below `keep`, to be kept; returns the folder. */
export function keepInput(inputs: FuzzInputs, base: FuzzSeed, index: number, keep: string): string {
  const folder = `${keep}/${base.name.replace(/[^\w.-]/g, '_')}-${index}`;
  writeContent(folder, filesOf(inputs.at(base, index)));
  return folder;
}
