import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { signedPixels } from '../../../../extension/core/pictures/signedPixels';
import { notFinitePixel } from '../../../../extension/protocol/closeUp';

describe('signedPixels', () => {
  it('keeps zero and the sign, 127 the greatest of the group', () => {
    const { pixels, scales } = signedPixels(Float32Array.from([0, 2, -1, 0, 0, 0, -4, 2, 1]), 3, 3);
    assert.deepEqual([...pixels], [0, 127, -63, 0, 0, 0, -127, 64, 32]);
    assert.deepEqual([...scales], [2, 0, 4]);
  });
  it('has one scale for the same channel of all examples', () => {
    const { pixels, scales } = signedPixels(Float32Array.from([1, 10, 2, 20]), 1, 2);
    assert.deepEqual([...scales], [2, 20]);
    assert.deepEqual([...pixels], [64, 64, 127, 127]);
  });
  it('marks what is not finite, and scales by the rest', () => {
    const { pixels, scales } = signedPixels(Float32Array.from([NaN, Infinity, -Infinity, 0.5]), 4, 1);
    assert.deepEqual([...pixels], [notFinitePixel, notFinitePixel, notFinitePixel, 127]);
    assert.deepEqual([...scales], [0.5]);
  });
  it('comes back to within half a step of 127', () => {
    fc.assert(
      fc.property(fc.float32Array({ minLength: 1, maxLength: 50, noNaN: true, noDefaultInfinity: true }), values => {
        const { pixels, scales } = signedPixels(values, values.length, 1);
        const scale = scales[0]!;
        values.forEach((value, i) => {
          assert.ok(Math.abs((pixels[i]! / 127) * scale - value) <= (scale / 127) * 0.5001);
          if (value === 0) assert.equal(pixels[i], 0);
        });
      }),
    );
  });
});
