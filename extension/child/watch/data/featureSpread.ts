import type { Values } from './tensorSample';

/** More features than this are not told apart. */
const maxFeatures = 65_536;

/**
 * How differently the features are spread: the largest standard deviation over the smallest that is not 0. Features are the
 * last axis: columns, or the channels of images. null with one feature, or none that varies. Only finite values count.
 * @param shape without the batch
 */
export function featureSpread(values: Values, shape: readonly number[]): number | null {
  const features = shape.at(-1) ?? 1;
  if (features < 2 || features > maxFeatures || values.length < 2 * features) return null;
  const counts = new Int32Array(features);
  const sums = new Float64Array(features);
  const squares = new Float64Array(features);
  // a shift keeps constant features at exactly 0
  const shifts = new Float64Array(features);
  for (let row = 0; row < values.length; row += features)
    for (let i = 0; i < features; i++) {
      const value = values[row + i]!;
      // NaN and infinities; quicker than asking by name, in a loop of millions
      if (value - value !== 0) continue;
      if (counts[i] === 0) shifts[i] = value;
      const difference = value - shifts[i]!;
      counts[i]!++;
      sums[i]! += difference;
      squares[i]! += difference * difference;
    }
  let largest = 0;
  let smallest = Infinity;
  for (let i = 0; i < features; i++) {
    const count = counts[i]!;
    const variance = count ? squares[i]! / count - (sums[i]! / count) ** 2 : 0;
    if (!(variance > 0)) continue;
    largest = Math.max(largest, variance);
    smallest = Math.min(smallest, variance);
  }
  if (!largest) return null;
  const spread = Math.sqrt(largest / smallest);
  return Number.isFinite(spread) ? spread : null;
}
