import assert from 'node:assert/strict';
import fc from 'fast-check';
import { loadKernel } from '../../../../extension/core/stats/kernel/loadKernel';
import { mergeSummaries } from '../../../../extension/core/stats/mergeSummaries';
import { summarize } from '../../../../extension/core/stats/summarize';
import { summarizeInJavaScript } from '../../../../extension/core/stats/summarizeInJavaScript';
import type { Summary } from '../../../../extension/protocol/summary';
import { bucketMap, hashedValues, isClose, plainBuckets, summaryCases } from './summaryFixtures';

const counts = ({ count, min, max, zeros, nan, posInf, negInf, buckets }: Summary) => ({
  ...{ count, min, max, zeros, nan, posInf, negInf, buckets },
});
function assertSame(a: Summary, b: Summary): void {
  assert.deepEqual(counts(a), counts(b));
  const scale = Math.max(Math.abs(b.min ?? 0), Math.abs(b.max ?? 0));
  assert.ok(isClose(a.mean, b.mean, scale), `mean ${a.mean}, ${b.mean}`);
  assert.ok(isClose(a.std, b.std, scale * 1e-3), `std ${a.std}, ${b.std}`);
}
const floats = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.float({ noNaN: false }) },
      { weight: 2, arbitrary: fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 1e-45, -1e-45, 3.4028234663852886e38) },
    ),
    { maxLength: 200 },
  )
  .map(values => Float32Array.from(values));

describe('summarize', () => {
  it('runs the WebAssembly kernel here', () => assert.ok(loadKernel()));

  for (const { name, values, summary } of summaryCases())
    for (const [how, of] of [
      ['kernel', summarize],
      ['JavaScript', summarizeInJavaScript],
    ] as const)
      it(`agrees with NumPy, ${how}: ${name}`, () => {
        const { buckets, ...figures } = of(values);
        const { mean, std, ...exact } = summary;
        assert.deepEqual({ ...figures, mean: 0, std: 0 }, { ...exact, mean: 0, std: 0 });
        const scale = Math.max(Math.abs(summary.min ?? 0), Math.abs(summary.max ?? 0));
        assert.ok(isClose(figures.mean, mean, scale * 1e-3), `mean ${figures.mean}, NumPy ${mean}`);
        assert.ok(isClose(figures.std, std, 0, 1e-10), `std ${figures.std}, NumPy ${std}`);
        assert.deepEqual(
          new Map(Array.from(buckets!.bucket, (b, i) => [b, buckets!.count[i]])),
          new Map([...plainBuckets(Float32Array.from(values))].sort((a, b) => a[0] - b[0])),
        );
      });

  it('agrees with its JavaScript twin on any float32, counts exactly', () =>
    fc.assert(fc.property(floats, values => assertSame(summarize(values), summarizeInJavaScript(values)))));

  it('agrees with its twin on any int32 and any bytes', () =>
    fc.assert(
      fc.property(fc.int32Array({ maxLength: 100 }), fc.uint8Array({ maxLength: 100 }), (int32, bytes) => {
        assertSame(summarize(int32), summarizeInJavaScript(int32));
        assertSame(summarize(bytes), summarizeInJavaScript(bytes));
      }),
    ));

  it('counts every value once: buckets, zeros, NaN and infinities add up', () =>
    fc.assert(
      fc.property(floats, values => {
        const s = summarize(values);
        const inBuckets = s.buckets!.count.reduce((sum, c) => sum + c, 0);
        assert.equal(inBuckets + s.zeros + s.nan + s.posInf + s.negInf, values.length);
        assert.deepEqual(bucketMap(s), new Map([...plainBuckets(values)].sort((a, b) => a[0] - b[0])));
      }),
    ));

  it('takes a view at any offset of a buffer, and lengths around the kernel’s blocks', () => {
    const all = hashedValues(65536 * 2 + 9);
    for (const length of [1, 2, 3, 4, 5, 65535, 65536, 65537, 65536 * 2, 65536 * 2 + 7])
      assertSame(summarize(all.subarray(1, 1 + length)), summarizeInJavaScript(all.slice(1, 1 + length)));
  });

  it('leaves nothing of one call in the next', () => {
    summarize(hashedValues(1000));
    assert.deepEqual(summarize(new Float32Array(0)).buckets, { bucket: new Uint16Array(), count: new Float64Array() });
    assert.deepEqual([...bucketMap(summarize(Float32Array.of(1, 1)))], [[0x3f80, 2]]);
  });

  it('is not poisoned by NaN with any payload, beside infinities in the same bucket', () => {
    const bits = Uint32Array.of(0x7f800001, 0x7f800000, 0xff800000, 0xff800001, 0xffffffff, 0x3f800000);
    const s = summarize(new Float32Array(bits.buffer));
    assert.deepEqual(
      { ...s, buckets: bucketMap(s) },
      {
        ...{ count: 6, min: 1, max: 1, mean: 1, std: 0, zeros: 0 },
        nan: 3,
        posInf: 1,
        negInf: 1,
        buckets: new Map([[0x3f80, 1]]),
      },
    );
  });

  it('keeps exact zeros apart from sub-normal values of their bucket, both signs', () => {
    const s = summarize(Float32Array.of(0, -0, 1e-45, -1e-45, 1e-45));
    assert.equal(s.zeros, 2);
    assert.deepEqual(
      [...bucketMap(s)],
      [
        [0, 2],
        [0x8000, 1],
      ],
    );
  });

  it('gives a plain 0 where all values are -0', () => {
    const s = summarize(Float32Array.of(-0, -0));
    for (const figure of [s.min, s.max, s.mean, s.std]) assert.ok(Object.is(figure, 0));
  });

  it('adds up to 2^31 values and more by merging', () => {
    // 2^12 values, doubled by merging 20 times: 2^32.
    const values = hashedValues(4096);
    const one = summarize(values);
    let all = one;
    for (let i = 0; i < 20; i++) all = mergeSummaries([all, all]);
    assert.equal(all.count, 2 ** 32);
    assert.ok(isClose(all.mean, one.mean, 0.5));
    assert.ok(isClose(all.std, one.std));
    assert.deepEqual(bucketMap(all), new Map([...bucketMap(one)].map(([b, c]) => [b, c * 2 ** 20])));
  });
});
