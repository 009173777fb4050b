import * as assert from 'node:assert';
import { resizeImage } from '../../../../extension/core/pictures/resizeImage';

/** What tf.image.resize(x, size, antialias=True) of TensorFlow 2.15 gives for x = i² mod 97 of 5×7. */
const expected = [
  [24.7619, 26.64, 18.7886, 42.619, 38.037, 63.5378, 51.9467, 49.3704, 49.4762, 58.4857, 61.2, 62.8639],
  [
    0.0, 0.6667, 2.3333, 5.1111, 9.0, 14.4444, 21.0, 28.6667, 36.0, 21.4375, 26.1875, 32.6181, 30.7292, 6.375, 16.5833,
    27.9028, 40.3333, 51.75, 46.0625, 56.6458, 69.8819, 64.0208, 8.75, 21.0486, 37.8264, 55.0417, 68.25, 16.6875,
    33.1042, 53.1458, 67.5625, 66.25, 38.2014, 48.3125, 52.125, 30.75, 17.9375, 40.1875, 53.5625, 64.6806, 93.75,
    48.9306, 59.1111, 59.625, 23.875, 49.8125, 77.8958, 71.1319, 55.375, 91.25, 53.2361, 70.2222, 77.5417, 47.625,
    27.6875, 61.6042, 58.9514, 46.632, 89.3125, 58.1042, 51.5833, 59.6458, 71.9375, 8.0, 46.0, 48.1111, 40.5556, 88.0,
    61.5556, 36.2222, 44.3333, 89.0,
  ],
];

describe('resizing an image', () => {
  it('gives what TensorFlow gives, smaller and larger', () => {
    const data = Float32Array.from({ length: 35 }, (_, i) => i ** 2 % 97);
    for (const [k, to] of [
      { height: 3, width: 4 },
      { height: 8, width: 9 },
    ].entries()) {
      const out = resizeImage({ height: 5, width: 7, channels: 1, data }, to);
      assert.strictEqual(out.length, expected[k]!.length);
      out.forEach((value, i) => assert.ok(Math.abs(value - expected[k]![i]!) < 1e-3, `${k} ${i}: ${value}`));
    }
  });

  it('keeps channels apart, and an even picture even', () => {
    const data = Float32Array.from({ length: 3 * 40 * 50 }, (_, i) => [10, 20, 30][i % 3]!);
    const out = resizeImage({ height: 40, width: 50, channels: 3, data }, { height: 7, width: 1 });
    out.forEach((value, i) => assert.ok(Math.abs(value - [10, 20, 30][i % 3]!) < 1e-4));
  });
});
