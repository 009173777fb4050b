import fc from 'fast-check';
import assert from 'node:assert/strict';
import * as v from 'valibot';
import { keepSummary, restoreSummary } from '../../../../extension/core/stats/keptSummary';
import { summarizeInJavaScript } from '../../../../extension/core/stats/summarizeInJavaScript';
import { keptSummarySchema } from '../../../../extension/protocol/initializers';

const sent = (values: Float32Array) =>
  v.parse(keptSummarySchema, JSON.parse(JSON.stringify(keepSummary(summarizeInJavaScript(values)))));
const counted = (count: Float64Array | undefined): number => count?.reduce((a, b) => a + b, 0) ?? 0;

describe('keptSummary', () => {
  it('comes through JSON with its figures, and every value in a bucket', () => {
    fc.assert(
      fc.property(fc.float32Array({ maxLength: 2000 }), values => {
        const summary = summarizeInJavaScript(values);
        const { buckets, ...figures } = restoreSummary(sent(values));
        const { buckets: before, ...expected } = summary;
        assert.deepEqual(figures, expected);
        assert.equal(counted(buckets?.count), counted(before?.count));
        assert.ok((buckets?.bucket.length ?? 0) <= 200);
      }),
    );
  });
  it('keeps exact buckets where there are few: a negative constant, values of both signs', () => {
    for (const values of [[-10.5, -10.5], [0, 0], [], [NaN, Infinity], [-1, 1e-40, 3e38]]) {
      const array = Float32Array.from(values);
      const { bucket, count } = restoreSummary(sent(array)).buckets!;
      const exact = summarizeInJavaScript(array).buckets!;
      assert.deepEqual([bucket, count], [exact.bucket, exact.count]);
    }
  });
  it('leaves them out where only figures are wanted, or where their lists do not belong together', () => {
    const summary = summarizeInJavaScript(Float32Array.of(1, 2, 3));
    assert.equal(keepSummary(summary, false).buckets, null);
    const kept = keepSummary(summary);
    const damaged = { ...kept, buckets: { ...kept.buckets!, count: [1] } };
    assert.equal(restoreSummary(damaged).buckets, undefined);
    assert.equal(restoreSummary(damaged).std, summary.std);
  });
});
