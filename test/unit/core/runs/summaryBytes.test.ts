import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeBuckets, encodeBuckets, formOf } from '../../../../extension/core/runs/summaryBytes';
import { summarize } from '../../../../extension/core/stats/summarize';
import { thinBuckets } from '../../../../extension/core/stats/thinBuckets';
import type { Buckets } from '../../../../extension/protocol/summary';
import { weights } from './runFixtures';

const roundTrip = (buckets: Buckets) => {
  const form = formOf(buckets);
  return decodeBuckets(encodeBuckets(buckets, form), form);
};

describe('buckets as bytes', () => {
  it('come back as they were', () =>
    fc.assert(
      fc.property(fc.float32Array({ maxLength: 400 }), values => {
        const { buckets } = summarize(values);
        assert.deepEqual(roundTrip(buckets!), buckets);
      }),
    ));

  it('come back merged, beyond 2^32, and with fractions', () => {
    const thin = thinBuckets(summarize(weights(20_000, 3)), 256).buckets!;
    assert.deepEqual(roundTrip(thin), thin);
    const large = { bucket: Uint16Array.of(0, 0x8000, 0xff7f), count: Float64Array.of(2 ** 53 - 1, 2 ** 40, 1) };
    assert.deepEqual(roundTrip(large), large);
    const parts = { bucket: Uint16Array.of(7, 9), count: Float64Array.of(0.25, 1e300) };
    assert.deepEqual(roundTrip(parts), parts);
  });

  it('take about three bytes each', () => {
    const { buckets } = summarize(weights(100_000, 1));
    assert.ok(encodeBuckets(buckets!, formOf(buckets!)).length < 3 * buckets!.bucket.length);
  });

  it('are refused with a name, never an endless or huge result, when damaged', () =>
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 60 }),
        fc.record({
          entries: fc.integer({ min: -1, max: 70_000 }),
          isMerged: fc.boolean(),
          isFractional: fc.boolean(),
        }),
        (bytes, form) => {
          try {
            const { bucket, count } = decodeBuckets(bytes, form);
            assert.equal(bucket.length, count.length);
            bucket.forEach((b, i) => assert.ok(i === 0 || b > bucket[i - 1]!));
          } catch (error) {
            assert.equal((error as { code?: string }).code, 'snapshot-damaged', String(error));
          }
        },
      ),
    ));
});
