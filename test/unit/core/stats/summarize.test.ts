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
    const block = loadKernel()!.maxValues;
    const all = hashedValues(2 * block + 17);
    for (const length of [1, 2, 3, 4, 5, 7, 8, 9, 15, block - 1, block, block + 1, 2 * block, 2 * block + 15])
      assertSame(summarize(all.subarray(1, 1 + length)), summarizeInJavaScript(all.slice(1, 1 + length)));
  });

  it('finds no spread in equal values, however many, and beside others that are not finite', () => {
    for (const value of [-10.5, 0.1, 1 / 3, 1e-40, 3.4e38].map(Math.fround))
      for (const length of [1, 7, 1000, 131_073])
        for (const others of [[], [NaN], [Infinity, NaN]]) {
          const values = new Float32Array(length + others.length).fill(value);
          values.set(others, Math.floor(length / 2));
          const { mean, std, min, max } = summarize(values);
          assert.deepEqual({ mean, std, min, max }, { mean: value, std: 0, min: value, max: value });
        }
  });

  it('has mean and deviation to their last digits far from zero', () => {
    // 0 to 99 equally often, moved: their deviation is known
    for (const moved of [2 ** 20, -(2 ** 16), 3000, 0])
      for (const isWithNaN of [false, true]) {
        const values = Float32Array.from({ length: 100_000 }, (_, i) => moved + (i % 100));
        if (isWithNaN) values.set([NaN, NaN], 99_998);
        const count = isWithNaN ? 99_998 : 100_000;
        const removed = isWithNaN ? [98, 99] : [];
        const sum = 1000 * 4950 - removed.reduce((x, y) => x + y, 0);
        const squares = 1000 * 328_350 - removed.reduce((x, y) => x + y * y, 0);
        const { mean, std } = summarize(values);
        assert.ok(isClose(mean, moved + sum / count, 0, 1e-15), `mean ${mean}`);
        assert.ok(isClose(std, Math.sqrt(squares / count - (sum / count) ** 2)), `std ${std}`);
      }
  });

  it('looks at the last of them too, far from zero', () => {
    for (let count = 1; count < 12; count++) {
      const { std } = summarize(Float32Array.from({ length: count }, (_, i) => 2 ** 20 + i));
      assert.ok(isClose(std, Math.sqrt((count * count - 1) / 12)), `std of ${count}: ${std}`);
    }
  });

  it('counts values of which most share a bucket with their neighbour', () => {
    const length = 2 * loadKernel()!.maxValues + 13;
    const others = hashedValues(length);
    const rare = [NaN, Infinity, -Infinity, 1e-45, -1e-45, -0, 0, 3];
    for (const common of [0, -0, 1, 1e-45, NaN, Infinity])
      for (const every of [1, 3, 7]) {
        const values = others.map((value, i) => (i % 8 < every ? value : common));
        rare.forEach((value, i) => (values[i * 1001] = value));
        assertSame(summarize(values), summarizeInJavaScript(values));
        assertSame(summarize(others), summarizeInJavaScript(others));
      }
    for (let at = 0; at < 8; at++)
      for (const zero of [0, -0]) {
        const values = new Float32Array(40_000).fill(1);
        values[800 + at] = zero;
        assertSame(summarize(values), summarizeInJavaScript(values));
      }
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
