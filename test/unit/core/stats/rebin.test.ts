import assert from 'node:assert/strict';
import fc from 'fast-check';
import { axisFor, type Axis } from '../../../../extension/core/stats/axis';
import { rebin, rebinToEdges } from '../../../../extension/core/stats/rebin';
import { summarize } from '../../../../extension/core/stats/summarize';
import { thinBuckets } from '../../../../extension/core/stats/thinBuckets';
import { hashedValues, isClose } from './summaryFixtures';

const total = (counts: Float64Array) => counts.reduce((sum, c) => sum + c, 0);
const options = { linearWidth: 0.1, bins: 40 };
const linear = (min: number, max: number, bins: number): Axis => ({ scale: 'linear', min, max, bins, linearWidth: 0 });

describe('rebin', () => {
  it('is all 0 for no values, only zeros, and nothing finite', () => {
    for (const values of [[], [0, 0], [NaN, Infinity]]) {
      const s = summarize(Float32Array.from(values));
      for (const scale of ['linear', 'symlog'] as const)
        assert.deepEqual(rebin(s, axisFor([s], scale, options)), new Float64Array(40));
    }
  });

  it('puts a constant, a negative one too, into one bin', () => {
    for (const constant of [0.5, -0.5, -12.7, 1e-40, -3e38])
      for (const scale of ['linear', 'symlog'] as const) {
        const s = summarize(new Float32Array(7).fill(constant));
        const counts = rebin(s, axisFor([s], scale, options));
        assert.deepEqual(
          [...counts].filter(c => c > 0),
          [7],
          `${constant} ${scale}`,
        );
      }
  });

  it('keeps the total on an axis that holds all values', () =>
    fc.assert(
      fc.property(
        fc.float32Array({ noNaN: true, noDefaultInfinity: true, maxLength: 200 }),
        fc.constantFrom('linear' as const, 'symlog' as const),
        fc.integer({ min: 1, max: 90 }),
        (values, scale, bins) => {
          const s = summarize(values);
          const counts = rebin(s, axisFor([s], scale, { linearWidth: 0.1, bins }));
          assert.equal(counts.length, bins);
          assert.ok(isClose(total(counts), s.count - s.zeros, 0, 1e-9), `${total(counts)} of ${s.count - s.zeros}`);
          assert.ok(counts.every(c => c >= 0));
        },
      ),
    ));

  it('has bins [left, right), the last one closed', () => {
    const s = summarize(Float32Array.of(1, 2, 3, 4));
    assert.deepEqual([...rebin(s, linear(1, 4, 3))], [1, 1, 2]);
  });

  it('splits a bucket that straddles an edge in proportion', () => {
    // 128 to 129 is one bucket: values 128 and 128.9 leave it spread evenly from 128 to 128.9.
    const s = summarize(Float32Array.of(128, 128.5));
    assert.deepEqual([...rebin(s, linear(128, 128.5, 2))], [1, 1]);
    assert.deepEqual([...rebin(s, linear(128.25, 129, 1))], [1]);
  });

  it('leaves out what is beyond the axis', () => {
    const s = summarize(Float32Array.of(-5, 1, 9));
    assert.deepEqual([...rebin(s, linear(0, 2, 2))], [0, 1]);
  });

  it('differs from counting the values themselves by less than a bucket at each edge', () => {
    const values = hashedValues(50_000);
    const counts = rebin(summarize(values), linear(-0.5, 0.5, 20));
    const plain = new Float64Array(20);
    for (const value of values) plain[Math.min(19, Math.floor((value + 0.5) * 20))]!++;
    counts.forEach((c, i) => assert.ok(Math.abs(c - plain[i]!) < 50_000 * 0.002, `bin ${i}: ${c}, ${plain[i]}`));
  });

  it('draws merged buckets much like all of them, at the same total', () => {
    for (const values of [
      hashedValues(100_000),
      hashedValues(100_000).map(x => Math.fround(Math.sign(x) * 10 ** (8 * x))),
    ]) {
      const s = summarize(values);
      for (const scale of ['linear', 'symlog'] as const) {
        const axis = axisFor([s], scale, { linearWidth: s.std!, bins: 30 });
        const [full, thin] = [rebin(s, axis), rebin(thinBuckets(s, 256), axis)];
        assert.ok(isClose(total(full), total(thin), 0, 1e-9));
        const highest = Math.max(...full);
        full.forEach((c, i) =>
          assert.ok(Math.abs(c - thin[i]!) <= 0.06 * highest, `${scale} bin ${i}: ${c}, ${thin[i]}`),
        );
      }
    }
  });

  it('takes an axis of one point', () => {
    const s = summarize(Float32Array.of(2, 2));
    assert.deepEqual([...rebinToEdges(s, Float64Array.of(2, 2))], [2]);
  });
});
