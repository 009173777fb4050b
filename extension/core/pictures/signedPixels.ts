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
  const pixels = new Int8Array(values.length);
  const planes = values.length / planeSize;
  for (let plane = 0; plane < planes; plane++) {
    const group = plane % groups;
    scales[group] = largestOf(values, plane * planeSize, (plane + 1) * planeSize, scales[group]!);
  }
  for (let plane = 0; plane < planes; plane++)
    scalePlane(values, plane * planeSize, (plane + 1) * planeSize, scales[plane % groups]!, pixels);
  return { pixels, scales };
}

// Functions of their own, with plain loops: this runs on the training's path, and V8 makes them fast after a few planes.

/** The largest finite magnitude, `atLeast` where none is larger. */
function largestOf(values: Float32Array, from: number, to: number, atLeast: number): number {
  let largest = atLeast;
  for (let i = from; i < to; i++) {
    const size = Math.abs(values[i]!);
    if (size > largest && size < Infinity) largest = size;
  }
  return largest;
}

function scalePlane(values: Float32Array, from: number, to: number, scale: number, pixels: Int8Array): void {
  for (let i = from; i < to; i++) {
    const value = values[i]!;
    if (!(Math.abs(value) < Infinity)) pixels[i] = notFinitePixel;
    else if (scale !== 0) pixels[i] = Math.round((value / scale) * 127);
  }
}
