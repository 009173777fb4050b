import { notFinitePixel } from '../../protocol/closeUp';

/**
 * Values as pixels of 8 bit that keep zero and the sign: -127..127, of which 127 stands for the greatest magnitude of the
 * group, -128 for what is not finite. The values are planes of `planeSize`; planes i, i + groups, i + 2·groups … share scale i.
 * A scale of 0: all finite values of the group are zero.
 */
export function signedPixels(
  values: Float32Array,
  planeSize: number,
  groups: number,
): { pixels: Int8Array; scales: Float32Array } {
  const scales = new Float32Array(groups);
  const planes = values.length / planeSize;
  // plain loops: this runs on the training's path, once, before V8 has made it fast
  for (let plane = 0, i = 0; plane < planes; plane++) {
    const group = plane % groups;
    let scale = scales[group]!;
    for (const end = i + planeSize; i < end; i++) {
      const size = Math.abs(values[i]!);
      if (size > scale && size < Infinity) scale = size;
    }
    scales[group] = scale;
  }
  const pixels = new Int8Array(values.length);
  for (let plane = 0, i = 0; plane < planes; plane++) {
    const scale = scales[plane % groups]!;
    for (const end = i + planeSize; i < end; i++) {
      const value = values[i]!;
      if (!(Math.abs(value) < Infinity)) pixels[i] = notFinitePixel;
      else if (scale !== 0) pixels[i] = Math.round((value / scale) * 127);
    }
  }
  return { pixels, scales };
}
