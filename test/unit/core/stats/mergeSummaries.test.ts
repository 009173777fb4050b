import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mergeSummaries, withoutBuckets } from '../../../../extension/core/stats/mergeSummaries';
import { summarize } from '../../../../extension/core/stats/summarize';
import { thinBuckets } from '../../../../extension/core/stats/thinBuckets';
import { bucketMap, hashedValues, isClose } from './summaryFixtures';

describe('mergeSummaries', () => {
  it('gives a summary of no values for none', () => {
    assert.deepEqual(mergeSummaries([]), summarize(new Float32Array(0)));
  });

  it('gives for chunks what the whole gives', () =>
    fc.assert(
      fc.property(
        fc.float32Array({ maxLength: 300 }),
        fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 6 }),
        (values, cuts) => {
          const at = [0, ...cuts.map(c => Math.min(c, values.length)).sort((a, b) => a - b), values.length];
          const parts = at.slice(1).map((end, i) => summarize(values.subarray(at[i], end)));
          const merged = mergeSummaries(parts);
          const whole = summarize(values);
          const scale = Math.max(Math.abs(whole.min ?? 0), Math.abs(whole.max ?? 0));
          assert.deepEqual({ ...merged, mean: 0, std: 0 }, { ...whole, mean: 0, std: 0 });
          assert.ok(isClose(merged.mean, whole.mean, scale));
          assert.ok(isClose(merged.std, whole.std, scale * 1e-3));
        },
      ),
    ));

  it('keeps the spread of parts far from zero', () => {
    const values = Float32Array.from({ length: 1000 }, (_, i) => 1e6 + (i % 3) / 8);
    const merged = mergeSummaries([summarize(values.subarray(0, 10)), summarize(values.subarray(10))]);
    assert.ok(isClose(merged.std, summarize(values).std, 0, 1e-9));
  });

  it('has no buckets where one part has none, and figures all the same', () => {
    const s = summarize(Float32Array.of(1, 2));
    const merged = mergeSummaries([s, withoutBuckets(s)]);
    assert.equal(merged.buckets, undefined);
    assert.equal(merged.mean, 1.5);
  });

  it('does not let a part without finite values count', () => {
    const merged = mergeSummaries([summarize(Float32Array.of(NaN, Infinity)), summarize(Float32Array.of(-2, -4))]);
    assert.deepEqual([merged.min, merged.max, merged.mean, merged.std], [-4, -2, -3, 1]);
    assert.deepEqual([merged.count, merged.nan, merged.posInf], [4, 1, 1]);
  });

  it('shares merged buckets out again, the total kept', () => {
    const s = summarize(hashedValues(20_000));
    const merged = mergeSummaries([thinBuckets(s, 200), s]);
    const total = [...bucketMap(merged).values()].reduce((sum, c) => sum + c, 0);
    assert.ok(isClose(total, 2 * (20_000 - s.zeros), 0, 1e-9));
    assert.equal(merged.buckets!.last, undefined);
  });
});
