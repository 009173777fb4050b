import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { GivenTensor } from '../../../../../extension/child/watch/data/givenData';
import { sampleOf } from '../../../../../extension/child/watch/data/tensorSample';
import type { TensorFlow } from '../../../../../extension/child/tensorflow';

/** A tensor of `rows` examples of two values each, both the number of the example. */
function tensorOf(rows: number, dtype = 'float32') {
  const values = Float32Array.from({ length: rows * 2 }, (_, i) => i >> 1);
  return { dataId: {}, shape: [rows, 2], dtype, isDisposed: false, dataSync: () => values, values } as const;
}
type Fake = ReturnType<typeof tensorOf>;
/** Three backends: one reads ranges, one hands out its memory, one slices. */
function fakeTensorFlow(name: 'wasm' | 'cpu' | 'tensorflow', reads: number[]): TensorFlow {
  const readSync = (_id: object, from?: number, to?: number): Float32Array => {
    reads.push((to ?? 0) - (from ?? 0));
    return tensorOf(1e4).values.slice(from, to);
  };
  const backend = name === 'wasm' ? { readSync } : { readSync: (_id: object) => assert.fail('read whole') };
  const slice = (t: Fake, start: number, length: number): object => {
    assert.equal(name, 'tensorflow');
    const values = t.values.slice(start * 2, (start + length) * 2);
    return { ...t, shape: [length, 2], dataSync: () => values };
  };
  const engine = { state: { tensorInfo: { get: () => ({ backend }) } } };
  return { core: { engine: () => engine, getBackend: () => name, slice } } as unknown as TensorFlow;
}
/** Without the field that tells ours from TensorFlow's. */
function given(tensor: Fake, from: number, count: number): GivenTensor {
  const plain = { ...tensor };
  Reflect.deleteProperty(plain, 'values');
  return { name: 'x', tensor: plain as never, from, count };
}

describe('examples of a tensor', () => {
  const sampled = (name: 'wasm' | 'cpu' | 'tensorflow', rows: number, from: number, count: number, limit: number) => {
    const tensor = tensorOf(rows);
    const reads: number[] = [];
    const tf = fakeTensorFlow(name, reads);
    const core = tf.core as unknown as { slice: unknown };
    const original = core.slice as (t: Fake, start: number, length: number) => object;
    core.slice = (_t: object, start: number, length: number) => original(tensor, start, length);
    return { sample: sampleOf(tf, given(tensor, from, count), limit), reads };
  };
  for (const name of ['wasm', 'cpu', 'tensorflow'] as const)
    it(`${name}: no more than asked for, whole rows, the first and the last among them`, () => {
      fc.assert(
        fc.property(
          fc.nat(300),
          fc.nat(300),
          fc.nat(100),
          fc.integer({ min: 1, max: 120 }),
          (before, count, after, limit) => {
            const { sample } = sampled(name, before + count + after, before, count, limit);
            const rows = Array.from({ length: sample.examples }, (_, i) => sample.values[2 * i]!);
            assert.equal(sample.examples, Math.min(limit, count));
            assert.equal(sample.values.length, 2 * sample.examples);
            assert.deepEqual(
              rows,
              [...new Set(rows)].sort((a, b) => a - b),
            );
            for (let i = 0; i < rows.length; i++) assert.equal(sample.values[2 * i + 1], rows[i]);
            if (rows.length) assert.equal(rows[0], before);
            if (rows.length > 1) assert.equal(rows.at(-1), before + count - 1);
          },
        ),
      );
    });
  it('a smaller sample of the same examples is within the larger one', () => {
    const rows = (limit: number) => [...sampled('cpu', 5000, 0, 5000, limit).sample.values];
    const large = new Set(rows(1600));
    assert.ok(rows(400).every(row => large.has(row)));
  });
  it('a backend that reads ranges reads no more', () => {
    const { reads, sample } = sampled('wasm', 10_000, 0, 10_000, 100);
    assert.equal(reads.reduce((a, b) => a + b, 0), 200); // prettier-ignore
    assert.equal(sample.examples, 100);
  });
  it('text, complex numbers and nothing have no values', () => {
    const tf = fakeTensorFlow('cpu', []);
    for (const dtype of ['string', 'complex64'])
      assert.deepEqual(sampleOf(tf, given(tensorOf(3, dtype), 0, 3), 2), {
        ...{ name: 'x', shape: [2], dtype, examples: 2 },
        values: new Float32Array(0),
      });
    assert.equal(sampleOf(tf, given(tensorOf(0), 0, 0), 5).values.length, 0);
  });
});
