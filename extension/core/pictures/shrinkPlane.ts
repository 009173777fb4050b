/** One channel of an image in a longer array: where it begins, and how far its rows and columns are apart. */
export interface Plane {
  start: number;
  height: number;
  width: number;
  rowStride: number;
  columnStride: number;
}
export interface PictureSize {
  height: number;
  width: number;
}
/** Of a box of values that becomes one pixel, so many rows and columns are looked at. */
const maxSamples = 3;

/** The size of a picture no side of which is longer than `maxSide`, in the proportions of the full one, at least 1 by 1. */
export function shrunkSize({ height, width }: PictureSize, maxSide: number): PictureSize {
  const scale = Math.min(1, maxSide / Math.max(height, width));
  const side = (full: number): number => Math.max(1, Math.round(full * scale));
  return { height: side(height), width: side(width) };
}

/**
 * Puts a plane into `out` from `at` on, row by row, as a picture of that size, not larger than it: each pixel is the mean of
 * the values that it stands for, of nine of them where there are more. A value that is not finite makes its pixel so.
 */
export function shrinkPlane(
  values: ArrayLike<number>,
  plane: Plane,
  { height, width }: PictureSize,
  out: Float32Array,
  at: number,
): void {
  let pixel = at;
  if (height === plane.height && width === plane.width) {
    for (let row = 0; row < height; row++)
      for (let column = 0; column < width; column++)
        out[pixel++] = values[plane.start + row * plane.rowStride + column * plane.columnStride]!;
    return;
  }
  const rows = samples(plane.height, height);
  const columns = samples(plane.width, width);
  for (const rowsOfPixel of rows)
    for (const columnsOfPixel of columns) {
      let sum = 0;
      for (const row of rowsOfPixel)
        for (const column of columnsOfPixel)
          sum += values[plane.start + row * plane.rowStride + column * plane.columnStride]!;
      out[pixel++] = sum / (rowsOfPixel.length * columnsOfPixel.length);
    }
}

/** For each pixel along a side, the places in the full side that it is the mean of. */
function samples(full: number, count: number): number[][] {
  return Array.from({ length: count }, (_, i) => {
    const from = Math.floor((i * full) / count);
    const end = Math.max(from + 1, Math.floor(((i + 1) * full) / count));
    const taken = Math.min(maxSamples, end - from);
    return Array.from({ length: taken }, (_, k) => from + Math.floor(((k + 0.5) * (end - from)) / taken));
  });
}
