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
  const groupOf = (index: number): number => Math.floor(index / planeSize) % groups;
  values.forEach((value, i) => {
    const size = Math.abs(value);
    const group = groupOf(i);
    if (size > scales[group]! && size < Infinity) scales[group] = size;
  });
  const pixels = Int8Array.from(values, (value, i) => {
    if (!Number.isFinite(value)) return notFinitePixel;
    const scale = scales[groupOf(i)]!;
    return scale === 0 ? 0 : Math.round((value / scale) * 127);
  });
  return { pixels, scales };
}
