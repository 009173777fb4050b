import assert from 'node:assert/strict';
import fc from 'fast-check';
import { withoutBuckets } from '../../../../extension/core/stats/mergeSummaries';
import { percentile } from '../../../../extension/core/stats/percentile';
import { summarize } from '../../../../extension/core/stats/summarize';
import { thinBuckets } from '../../../../extension/core/stats/thinBuckets';
import { hashedValues, summaryCases } from './summaryFixtures';

describe('percentile', () => {
  for (const { name, values, summary, percentiles } of summaryCases())
    it(`agrees with NumPy within a bucket's width: ${name}`, () => {
      const s = summarize(values);
      const sorted = Array.from(values)
        .filter(Number.isFinite)
        .sort((a, b) => a - b);
      for (const [q, expected] of Object.entries(percentiles)) {
        const actual = percentile(s, Number(q));
        if (expected === null) {
          assert.equal(actual, null);
          continue;
        }
        // NumPy interpolates between two values, which may lie in buckets far apart: anything between them is right.
        const rank = Number(q) * (sorted.length - 1);
        const [below, above] = [sorted[Math.floor(rank)]!, sorted[Math.ceil(rank)]!];
        const width = Math.max(Math.abs(below), Math.abs(above)) / 128 + 1e-40;
        assert.ok(
          actual !== null && actual >= below - width && actual <= above + width,
          `${q}: ${actual}, NumPy ${expected}`,
        );
        assert.ok(actual >= summary.min! && actual <= summary.max!);
      }
    });

  it('is null without finite values and, but for min and max, without buckets', () => {
    assert.equal(percentile(summarize(Float32Array.of(NaN)), 0.5), null);
    const figures = withoutBuckets(summarize(Float32Array.of(1, 2)));
    assert.deepEqual(
      [0, 0.5, 1].map(q => percentile(figures, q)),
      [1, null, 2],
    );
  });

  it('is exact for constants, zeros among them', () => {
    assert.equal(percentile(summarize(new Float32Array(9).fill(-0.3)), 0.37), Math.fround(-0.3));
    assert.equal(percentile(summarize(new Float32Array(9)), 0.5), 0);
    assert.equal(percentile(summarize(Float32Array.of(-1, 0, 0, 0, 1)), 0.5), 0);
  });

  it('never falls as q rises', () =>
    fc.assert(
      fc.property(fc.float32Array({ minLength: 1, noNaN: true, noDefaultInfinity: true }), values => {
        const s = summarize(values);
        let before = -Infinity;
        for (let q = 0; q <= 1; q += 0.05) {
          const value = percentile(s, q)!;
          assert.ok(value >= before, `${before} then ${value} at ${q}`);
          before = value;
        }
      }),
    ));

  it('stays near where buckets were merged', () => {
    const s = summarize(hashedValues(100_000));
    const thin = thinBuckets(s, 256);
    for (const q of [0.01, 0.1, 0.5, 0.9, 0.99])
      assert.ok(Math.abs(percentile(thin, q)! - percentile(s, q)!) < 0.005, String(q));
  });
});
