import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { shrinkPlane, shrunkSize } from '../../../../extension/core/pictures/shrinkPlane';

const plane = (height: number, width: number) => ({ start: 0, height, width, rowStride: width, columnStride: 1 });
function shrunk(values: readonly number[], height: number, width: number, maxSide: number): number[] {
  const size = shrunkSize({ height, width }, maxSide);
  const out = new Float32Array(size.height * size.width);
  shrinkPlane(values, plane(height, width), size, out, 0);
  return [...out];
}

describe('shrinkPlane', () => {
  it('keeps what is small enough as it is', () => {
    assert.deepEqual(shrunk([1, 2, 3, 4, 5, 6], 2, 3, 3), [1, 2, 3, 4, 5, 6]);
  });
  it('takes the mean of what becomes one pixel', () => {
    const values = Array.from({ length: 16 }, (_, i) => i);
    assert.deepEqual(shrunk(values, 4, 4, 2), [2.5, 4.5, 10.5, 12.5]);
  });
  it('reads channels last and channels first alike', () => {
    const [height, width, channels] = [3, 4, 2];
    const last = Array.from({ length: height * width * channels }, (_, i) => i);
    const first = Array.from({ length: channels }, (_, c) => last.filter((_, i) => i % channels === c)).flat();
    const [a, b] = [new Float32Array(12), new Float32Array(12)];
    const size = { height, width };
    shrinkPlane(last, { ...size, start: 1, rowStride: width * channels, columnStride: channels }, size, a, 0);
    shrinkPlane(first, { ...plane(height, width), start: 12 }, size, b, 0);
    assert.deepEqual(a, b);
  });
  it('of any size gives pixels between the least and the greatest value, and a constant its own', () => {
    const side = fc.integer({ min: 1, max: 70 });
    fc.assert(
      fc.property(side, side, fc.integer({ min: 1, max: 32 }), (height, width, most) => {
        const values = Array.from({ length: height * width }, (_, i) => Math.sin(i));
        const pixels = shrunk(values, height, width, most);
        assert.ok(pixels.every(p => p >= -1 && p <= 1));
        assert.ok(shrunk(values.map(() => -10.5), height, width, most).every(p => p === -10.5)); // prettier-ignore
        const size = shrunkSize({ height, width }, most);
        assert.ok(Math.max(size.height, size.width) <= Math.max(most, 1) && Math.min(size.height, size.width) >= 1);
      }),
    );
  });
  it('shows a value that is not a number', () => {
    assert.deepEqual(shrunk([1, NaN, 1, 1], 2, 2, 1), [NaN]);
  });
});
