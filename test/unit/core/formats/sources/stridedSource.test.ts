import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MemorySource } from '../../../../../extension/core/formats/sources/sourceViews';
import { fortranStrides, isRowMajor, StridedSource } from '../../../../../extension/core/formats/sources/stridedSource';
import { LayerglassError } from '../../../../../extension/protocol/errors';

const memory = (bytes: Uint8Array): MemorySource =>
  new MemorySource(bytes, () => new LayerglassError('short', 'short'));

describe('StridedSource', () => {
  it('gives the values of any view in row-major order', () => {
    const axis = fc.record({ size: fc.integer({ min: 1, max: 5 }), stride: fc.nat(7) });
    fc.assert(
      fc.property(fc.array(axis, { maxLength: 4 }), fc.nat(3), fc.nat(), (axes, at, from) => {
        const shape = axes.map(a => a.size);
        const strides = axes.map(a => a.stride);
        const wanted = axes.reduce<number[]>(
          (places, { size, stride }) => places.flatMap(p => Array.from({ length: size }, (_, i) => p + i * stride)),
          [0],
        );
        const stored = Uint16Array.from({ length: at + Math.max(...wanted) + 1 }, (_, i) => i);
        const view = { at: 2 * at, shape, strides, valueBytes: 2 };
        const source = new StridedSource(memory(new Uint8Array(stored.buffer)), view);
        assert.equal(source.size, 2 * wanted.length);
        const first = from % wanted.length;
        const got = new Uint16Array(wanted.length - first);
        source.read(new Uint8Array(got.buffer), 2 * first);
        assert.deepEqual(
          [...got],
          wanted.slice(first).map(place => at + place),
        );
      }),
    );
  });

  it('reads no more at once than some megabytes, however far apart the values are', () => {
    const [rows, columns] = [1000, 300_000];
    let most = 0;
    const source = {
      size: 4 * rows * columns,
      read: (into: Uint8Array, position: number): void => {
        most = Math.max(most, into.length);
        const view = new DataView(into.buffer);
        for (let i = 0; i < into.length; i += 4) view.setFloat32(i, (position + i) / 4, true);
      },
    };
    const view = { at: 0, shape: [rows, columns], strides: [1, rows], valueBytes: 4 };
    const values = new Float32Array(3);
    new StridedSource(source, view).read(new Uint8Array(values.buffer), 4 * 7);
    assert.deepEqual([...values], [7000, 8000, 9000]);
    assert.ok(most <= 2 ** 23, String(most));
  });

  it('knows the strides of both orders', () => {
    assert.deepEqual(fortranStrides([2, 3, 4]), [1, 2, 6]);
    assert.ok(isRowMajor([2, 3, 4], [12, 4, 1]) && isRowMajor([], []));
    // Where there is one place along an axis, its stride says nothing.
    assert.ok(isRowMajor([2, 1, 4], [4, 99, 1]));
    assert.ok(!isRowMajor([2, 3, 4], [1, 2, 6]) && !isRowMajor([2, 3], [4, 1]) && !isRowMajor([2, 3], [0, 1]));
  });
});
