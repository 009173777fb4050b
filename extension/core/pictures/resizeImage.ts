/** A picture: rows from the top, `channels` values a pixel. */
export interface Pixels {
  height: number;
  width: number;
  channels: number;
  data: ArrayLike<number>;
}

/**
 * The picture in another size: bilinear with pixels' centres at a half, and where it gets smaller each pixel is weighed from
 * all that it stands for (a triangle as wide as two new pixels). As `tf.image.resize(…, antialias=True)` and Pillow do.
 */
export function resizeImage(
  { height, width, channels, data }: Pixels,
  to: { height: number; width: number },
): Float32Array {
  const columns = tapsOf(width, to.width);
  const rows = tapsOf(height, to.height);
  // 1. Each row becomes as wide as wanted. 2. Each column becomes as high.
  const wide = new Float32Array(height * to.width * channels);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < to.width; x++) {
      const { first, weights } = columns[x]!;
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let k = 0; k < weights.length; k++) sum += weights[k]! * data[(y * width + first + k) * channels + c]!;
        wide[(y * to.width + x) * channels + c] = sum;
      }
    }
  const line = to.width * channels;
  const out = new Float32Array(to.height * line);
  for (let y = 0; y < to.height; y++) {
    const { first, weights } = rows[y]!;
    for (let i = 0; i < line; i++) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k]! * wide[(first + k) * line + i]!;
      out[y * line + i] = sum;
    }
  }
  return out;
}

/** For each place along the new side: from where on, and with which weights (their sum is 1), the old one is taken. */
function tapsOf(from: number, to: number): { first: number; weights: number[] }[] {
  const scale = from / to;
  const reach = Math.max(1, scale);
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - reach));
    const end = Math.min(from, Math.ceil(centre + reach));
    const weights: number[] = [];
    for (let k = first; k < end; k++) weights.push(Math.max(0, 1 - Math.abs(k + 0.5 - centre) / reach));
    const sum = weights.reduce((a, b) => a + b, 0);
    return { first, weights: weights.map(w => w / sum) };
  });
}
