import assert from 'node:assert/strict';
import fc from 'fast-check';
import { summarize } from '../../../../extension/core/stats/summarize';
import { thinBuckets } from '../../../../extension/core/stats/thinBuckets';
import { hashedValues, plainBuckets } from './summaryFixtures';

describe('thinBuckets', () => {
  it('returns a summary that is small enough as it is', () => {
    const s = summarize(Float32Array.of(1, 2, 3));
    assert.equal(thinBuckets(s, 256), s);
  });

  it('leaves at most as many buckets as asked for, covers the same ones, keeps counts exactly and figures as they are', () =>
    fc.assert(
      fc.property(fc.float32Array({ minLength: 300, maxLength: 900, noNaN: true }), values => {
        const s = summarize(values);
        const { buckets, ...figures } = thinBuckets(s, 200);
        assert.ok(buckets!.bucket.length <= 200);
        const { buckets: before, ...figuresBefore } = s;
        assert.deepEqual(figures, figuresBefore);
        if (buckets === before) return;
        const plain = [...plainBuckets(values)];
        buckets!.bucket.forEach((bucket, i) => {
          const last = buckets!.last![i]!;
          assert.ok(bucket <= last && bucket >> 15 === last >> 15, 'one sign');
          if (i) assert.ok(bucket > buckets!.last![i - 1]!, 'ascending, without overlap');
          const inside = plain.filter(([b]) => b >= bucket && b <= last).reduce((sum, [, c]) => sum + c, 0);
          assert.equal(buckets!.count[i], inside);
        });
        assert.equal(
          buckets!.count.reduce((a, b) => a + b, 0),
          plain.reduce((sum, [, c]) => sum + c, 0),
        );
      }),
      { numRuns: 50 },
    ));

  it('does not blur outliers over the axis', () => {
    const values = hashedValues(50_000);
    values.set([3, 9, -7]);
    const { bucket, last } = thinBuckets(summarize(values), 256).buckets!;
    const covers = (b: number) => bucket.findIndex((first, i) => first <= b && b <= last![i]!);
    // 3 and 9 as buckets: 0x4040, 0x4110.
    assert.notEqual(covers(0x4040), covers(0x4110));
  });
});
