import { shrinkPlane, shrunkSize, type Plane } from '../../../core/pictures/shrinkPlane';
import type { InputPictures } from '../../../protocol/closeUp';
import type { ProbeBatch } from '../probe/probeBatch';

const maxSide = 64;
const minSide = 4;

/** The chosen examples of the first input that has the shape of images, as the network gets them; null where none has. */
export function inputPictures(batch: ProbeBatch, names: readonly string[], examples: number[]): InputPictures | null {
  for (const [i, { shape, values }] of batch.inputs.entries()) {
    const image = imageOf(shape);
    if (!image) continue;
    const size = shrunkSize(image, maxSide);
    const planeSize = size.height * size.width;
    const { channels } = image;
    const planes = new Float32Array(examples.length * channels * planeSize);
    const perExample = image.height * image.width * image.fullChannels;
    examples.forEach((example, e) => {
      for (let channel = 0; channel < channels; channel++) {
        const plane: Plane = { ...image, start: example * perExample + channel * image.channelStride };
        shrinkPlane(values, plane, size, planes, (e * channels + channel) * planeSize);
      }
    });
    return {
      name: names[i] ?? '',
      examples: examples.length,
      channels,
      ...size,
      ...unsigned(planes, channels, planeSize),
    };
  }
  return null;
}

interface Image extends Omit<Plane, 'start'> {
  /** Those that are pictured, 1 or 3: of four the last is transparency. */
  channels: number;
  fullChannels: number;
  channelStride: number;
}
/** How images lie in a batch of this shape, channels last, first, or none; null for other shapes. */
function imageOf([, a = 0, b = 0, c]: readonly number[]): Image | null {
  const isChannels = (n: number): boolean => n === 1 || n === 3 || n === 4;
  const pictured = (n: number): number => (n === 1 ? 1 : 3);
  let image: Image | null = null;
  if (c === undefined)
    image = {
      ...{ height: a, width: b, rowStride: b, columnStride: 1 },
      ...{ channels: 1, fullChannels: 1, channelStride: 0 },
    };
  else if (isChannels(c))
    image = {
      ...{ height: a, width: b, rowStride: b * c, columnStride: c },
      ...{ channels: pictured(c), fullChannels: c, channelStride: 1 },
    };
  else if (isChannels(a))
    image = {
      ...{ height: b, width: c, rowStride: c, columnStride: 1 },
      ...{ channels: pictured(a), fullChannels: a, channelStride: b * c },
    };
  return image && Math.min(image.height, image.width) >= minSide ? image : null;
}

/** Planes by example and channel as pixels by example, row, column, channel; what is not finite is as low as can be. */
function unsigned(planes: Float32Array, channels: number, planeSize: number) {
  let low = Infinity;
  let high = -Infinity;
  for (const value of planes)
    if (Number.isFinite(value)) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  if (low > high) low = high = 0;
  const pixels = new Uint8Array(planes.length);
  planes.forEach((value, i) => {
    const plane = Math.floor(i / planeSize);
    const [example, channel] = [Math.floor(plane / channels), plane % channels];
    const pixel = (example * planeSize + (i % planeSize)) * channels + channel;
    pixels[pixel] = high > low ? Math.round(((value - low) / (high - low)) * 255) : value > 0 ? 255 : 0;
  });
  return { low, high, pixels };
}
