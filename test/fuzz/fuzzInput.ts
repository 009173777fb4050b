import { writeContent } from './memoryFolder';
import { seedsByFormat, type FuzzSeed } from './fuzzSeeds';
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

/** Makes inputs: each format as often as the others, and of a format small fixtures more often than large ones. */
export class FuzzInputs {
  private readonly formats: readonly (readonly FuzzSeed[])[];
  private readonly bytes: ReadonlyMap<FuzzSeed, number>;

  constructor(private readonly seeds: readonly FuzzSeed[]) {
    this.bytes = new Map(seeds.map(seed => [seed, seed.files.reduce((sum, file) => sum + file.bytes.length, 0)]));
    this.formats = seedsByFormat(seeds);
  }

  /** The same for the same seed and index, on every machine. */
  at(seed: number, index: number): FuzzInput {
    const random = new RandomSource((seed * 0x9e3779b1 + index) | 0);
    const base = this.baseOf(random.pick(this.formats), random);
    // What is opened leads to the others: it is changed as often as all of them.
    const openedAt = base.files.findIndex(file => file.name === base.opened);
    const target = openedAt >= 0 && random.next() < 0.5 ? openedAt : random.below(base.files.length);
    const other = random.pick(random.pick(this.seeds).files).bytes;
    return { base, target, ...mutate(base.files[target]!.bytes, random, other) };
  }

  /** Any, or the smaller of two. */
  private baseOf(group: readonly FuzzSeed[], random: RandomSource): FuzzSeed {
    const [one, other] = [random.pick(group), random.pick(group)];
    return random.next() < 0.75 && this.bytes.get(other)! < this.bytes.get(one)! ? other : one;
  }
}

/** All files of an input, the changed one among them. */
export const filesOf = ({ base, target, bytes }: FuzzInput): FuzzSeed['files'] =>
  base.files.map((file, i) => (i === target ? { ...file, bytes } : file));

/** Writes an input into a folder, to be kept. */
export function keepInput(seeds: readonly FuzzSeed[], seed: number, index: number, target: string): void {
  writeContent(target, filesOf(new FuzzInputs(seeds).at(seed, index)));
}
