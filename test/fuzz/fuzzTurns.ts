import { formatOf, type FuzzSeed } from './fuzzSeeds';

/** What takes turns: a format, or a fixture of it. */
interface Taker {
  ms: number;
  inputs: number;
}
interface Fixture extends Taker {
  seed: FuzzSeed;
  /** Of its next input. */
  index: number;
}
interface Format extends Taker {
  fixtures: Fixture[];
}

/** One input that a busy machine took long over must not cost the fixture all that it has. */
const maxChargedMs = 100;
/** So much of an even share of the inputs each has at least, however slow it is. */
const leastShare = 1 / 4;

/**
 * Whose turn it is: each format has as much time as the others, each fixture as the others of its format, so that quick ones
 * have many inputs and slow ones enough.
 */
export class FuzzTurns {
  private readonly formats: Format[];
  private inputs = 0;
  private turn: { format: Format; fixture: Fixture } | null = null;

  /** @param first index of each fixture's first input */
  constructor(seeds: readonly FuzzSeed[], first = 0) {
    const formats = new Map<string, Format>();
    for (const seed of seeds) {
      const format = formats.get(formatOf(seed)) ?? { ms: 0, inputs: 0, fixtures: [] };
      format.fixtures.push({ seed, index: first, ms: 0, inputs: 0 });
      formats.set(formatOf(seed), format);
    }
    this.formats = [...formats.values()];
  }

  /** The fixture whose turn it is, and the index of its input. */
  next(): { seed: FuzzSeed; index: number } {
    const format = nextOf(this.formats, this.inputs);
    const fixture = nextOf(format.fixtures, format.inputs);
    this.turn = { format, fixture };
    return { seed: fixture.seed, index: fixture.index++ };
  }

  /** Tells how long that input took. */
  took(ms: number): void {
    this.inputs++;
    for (const taker of [this.turn!.format, this.turn!.fixture]) {
      taker.inputs++;
      taker.ms += Math.min(ms, maxChargedMs);
    }
  }
}

/** The one far behind in inputs, else the one that had least time. */
function nextOf<T extends Taker>(takers: readonly T[], inputs: number): T {
  const least = (inputs * leastShare) / takers.length;
  let next = takers[0]!;
  for (const taker of takers) {
    if (taker.inputs < least) return taker;
    if (taker.ms < next.ms) next = taker;
  }
  return next;
}
