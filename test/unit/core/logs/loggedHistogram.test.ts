import assert from 'node:assert/strict';
import fc from 'fast-check';
import { histogramSummary, type HistogramRow } from '../../../../extension/core/logs/loggedHistogram';
import { bucketIntervals } from '../../../../extension/core/stats/bucketIntervals';
import { percentile } from '../../../../extension/core/stats/percentile';
import { rebinToEdges } from '../../../../extension/core/stats/rebin';
import { summarize } from '../../../../extension/core/stats/summarize';
import { toTensorBoardBuckets } from '../../../../extension/core/stats/tensorBoardBuckets';

const summaryOf = (rows: HistogramRow[]) => histogramSummary({ rows: rows.filter(r => r.count > 0), exact: null });

/** Rows one beside the other, from any place on, of any widths. */
const anyRows = fc
  .record({
    start: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    rows: fc.array(fc.record({ width: fc.double({ min: 0, max: 1e5, noNaN: true }), count: fc.nat(1000) }), {
      minLength: 1,
      maxLength: 40,
    }),
  })
  .map(({ start, rows }) => {
    let left = start;
    return rows.map(({ width, count }): HistogramRow => {
      const right = left + width;
      const row = { left, right, count };
      left = right;
      return row;
    });
  });

describe('a histogram out of a log', () => {
  it('keeps its count, its ends, and all of its mass in buckets that ascend', () =>
    fc.assert(
      fc.property(anyRows, rows => {
        const summary = summaryOf(rows);
        const filled = rows.filter(r => r.count > 0);
        const total = filled.reduce((sum, r) => sum + r.count, 0);
        assert.equal(summary.count, total);
        if (!total) return assert.equal(summary.min, null);
        assert.equal(summary.min, filled[0]!.left);
        assert.equal(summary.max, filled.at(-1)!.right);
        const inBuckets = summary.buckets!.count.reduce((sum, n) => sum + n, 0);
        assert.ok(Math.abs(inBuckets + summary.zeros - total) < 1e-6 * total);
        const { low, high } = bucketIntervals(summary);
        for (let i = 0; i < low.length; i++) {
          assert.ok(low[i]! <= high[i]!);
          if (i) assert.ok(low[i]! >= high[i - 1]!, 'one over another');
        }
      }),
      { numRuns: 200 },
    ));

  it('that we wrote ourselves comes back: the same rows within the width of a bucket, mean and spread within a row', () => {
    for (const [scale, shift] of [
      [1, 0],
      [0.01, 3],
      [100, -40],
      [1e-8, 0],
    ] as const) {
      const values = Float32Array.from(
        { length: 4000 },
        (_, i) => shift + scale * Math.tan(Math.sin(i * 12.9898) * 1.3),
      );
      const summary = summarize(values);
      const rows = toTensorBoardBuckets(summary);
      const back = summaryOf(rows);
      const width = (summary.max! - summary.min!) / 30;
      assert.equal(back.min, summary.min);
      assert.equal(back.max, summary.max);
      assert.ok(Math.abs(back.mean! - summary.mean!) <= width / 2);
      assert.ok(Math.abs(back.std! - summary.std!) <= width);
      assert.ok(Math.abs(percentile(back, 0.5)! - percentile(summary, 0.5)!) <= width + 0.008 * Math.abs(shift));
      const edges = Float64Array.from([...rows.map(r => r.left), rows.at(-1)!.right]);
      // where a row is no wider than our buckets are, their ends tell little
      if (width > 0.05 * Math.max(Math.abs(summary.min!), Math.abs(summary.max!))) continue;
      const sum = rebinToEdges(back, edges).reduce((a, b) => a + b, 0);
      assert.ok(Math.abs(sum - 4000) < 1);
    }
  });

  it('of a constant is that value; of zeros counts them; of nothing has no figures', () => {
    const row = (value: number, count: number): HistogramRow => ({ left: value, right: value, count });
    const constant = summaryOf([row(-3.5, 0), row(-3.5, 7)]);
    assert.deepEqual([constant.min, constant.max, constant.mean, constant.std], [-3.5, -3.5, -3.5, 0]);
    const { low, high, count } = bucketIntervals(constant);
    assert.deepEqual([[...low], [...high], [...count]], [[-3.5], [-3.5], [7]]);
    const zeros = summaryOf([row(0, 12)]);
    assert.deepEqual([zeros.count, zeros.zeros, zeros.min], [12, 12, 0]);
    assert.deepEqual([summaryOf([row(0, 0)]).count, summaryOf([row(0, 0)]).mean], [0, null]);
  });

  it('of values beyond float32 stays within its ends', () => {
    const summary = summaryOf([{ left: -1e300, right: 1e300, count: 10 }]);
    assert.equal(summary.min, -1e300);
    assert.ok(summary.std! > 0 || summary.std === null);
  });
});
