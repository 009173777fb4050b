import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import fc from 'fast-check';
import { SeededRandom } from '../../../../extension/child/random/seededRandom';

const cases = JSON.parse(
  fs.readFileSync(path.join(import.meta.dirname, '../../../fixtures/random/sfc32.json'), 'utf8'),
) as { seed: number; first: number[]; thousandth: number; stateAfterThousand: number[] }[];

describe('seededRandom', () => {
  for (const { seed, first, thousandth, stateAfterThousand } of cases)
    it(`draws what the definition says, seed ${seed}`, () => {
      const random = new SeededRandom(seed);
      const drawn = Array.from({ length: 1000 }, () => random.next());
      assert.deepEqual(drawn.slice(0, 5), first);
      assert.equal(drawn[999], thousandth);
      assert.deepEqual(random.state(), { seed, state: stateAfterThousand });
    });

  it('goes on from a saved state as if it had never stopped', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.nat(50), (seed, before) => {
        const random = new SeededRandom(seed);
        for (let i = 0; i < before; i++) random.next();
        const other = new SeededRandom(0);
        other.restore(JSON.parse(JSON.stringify(random.state())) as ReturnType<SeededRandom['state']>);
        for (let i = 0; i < 10; i++) assert.equal(other.next(), random.next());
      }),
    );
  });

  it('refuses what is no state', () => {
    const random = new SeededRandom(1);
    for (const state of [[], [1, 2, 3], [1, 2, 3, -1], [1, 2, 3, 2 ** 32], [1, 2, 3, 0.5], [1, 2, 3, NaN]])
      assert.throws(() => random.restore({ seed: 1, state }), RangeError);
  });

  it('is uniform: chi-square over 256 bins, and over the low bits', () => {
    const random = new SeededRandom(7);
    const count = 256_000;
    const high = new Float64Array(256);
    const low = new Float64Array(256);
    for (let i = 0; i < count; i++) {
      const value = random.next();
      assert.ok(value >= 0 && value < 1);
      high[Math.floor(value * 256)]!++;
      // 2^53 is exact in a double: these are its last 8 bits
      low[(value * 2 ** 53) % 256]!++;
    }
    // 255 degrees of freedom: mean 255, standard deviation 22.6; six of them are no accident
    for (const bins of [high, low]) {
      const chiSquare = bins.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
      assert.ok(Math.abs(chiSquare - 255) < 6 * 22.6, `${chiSquare}`);
    }
  });

  it('neighbouring seeds have nothing in common', () => {
    const firsts = new Set(Array.from({ length: 1000 }, (_, seed) => Math.floor(new SeededRandom(seed).next() * 1e6)));
    assert.ok(firsts.size > 990);
  });
});
