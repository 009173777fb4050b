import assert from 'node:assert/strict';
import fc from 'fast-check';
import { exactHistogram } from '../../../../extension/core/stats/exactHistogram';
import { summarize } from '../../../../extension/core/stats/summarize';

/** Counts the values themselves between the same edges: what np.histogram(values, edges) does. */
function countBetween(values: ArrayLike<number>, edges: readonly number[]): number[] {
  const counts = new Array<number>(Math.max(0, edges.length - 1)).fill(0);
  for (const value of Array.from(values).filter(Number.isFinite)) {
    const last = counts.length - 1;
    for (let i = 0; i <= last; i++)
      if (value >= edges[i]! && (value < edges[i + 1]! || (i === last && value <= edges[i + 1]!))) {
        counts[i]!++;
        break;
      }
  }
  return counts;
}

describe('exactHistogram', () => {
  it('has no intervals without finite values', () => {
    assert.deepEqual(exactHistogram(summarize(new Float32Array(0)), 8), { edges: [], counts: [] });
    assert.deepEqual(exactHistogram(summarize(new Float32Array([NaN, Infinity])), 8), { edges: [], counts: [] });
  });
  it('is one interval of no width for a constant, negative or zero', () => {
    for (const value of [-0.5, 0, 3])
      assert.deepEqual(exactHistogram(summarize(new Float32Array([value, value])), 8), {
        edges: [value, value],
        counts: [2],
      });
  });
  it('counts exactly what lies between its edges', () => {
    const value = fc.oneof(
      fc.float(),
      fc.constantFrom(0, -0, 1, -1, 2 ** -149, -(2 ** -149), 1e-40, -1e-40, NaN, Infinity),
      fc.float({ min: -4, max: 4 }),
    );
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 200 }), fc.integer({ min: 1, max: 70 }), (list, bins) => {
        const values = Float32Array.from(list);
        const { edges, counts } = exactHistogram(summarize(values), bins);
        assert(counts.length <= bins + 1, `${counts.length} intervals`);
        assert.deepEqual(counts, countBetween(values, edges));
        edges.forEach((edge, i) => assert(i === 0 || edge > edges[i - 1]! || edges.length === 2, 'ascending'));
      }),
      { seed: 1, numRuns: 500 },
    );
  });
  it('keeps the shape of a distribution', () => {
    // the sum of two even spreads: highest in the middle
    const values = Float32Array.from({ length: 20000 }, (_, i) => (i % 100) / 100 + Math.floor(i / 100) / 200 - 1);
    const { edges, counts } = exactHistogram(summarize(values), 64);
    assert(counts.length > 30, `${counts.length}`);
    const tallest = counts.indexOf(Math.max(...counts));
    assert(Math.abs(edges[tallest]!) < 0.3);
  });
});
