import type { KernelPictures } from '../../../protocol/closeUp';
import { shrinkPlane, shrunkSize } from '../../pictures/shrinkPlane';
import { signedPixels } from '../../pictures/signedPixels';
import type { StoredTensor } from './storedTensor';
import { isNumeric, readNumbers } from './tensorValues';

const maxFilters = 256;
const maxSide = 64;
const maxPixels = 2 ** 18;
/** A kernel of more values is no one that is looked at as pictures: 64 MB. */
const maxValues = 2 ** 24;
/** A matrix has no axes of an image: its columns are pictures where they are squares of at least so many values. */
const minSquare = 64;

/**
 * A convolution's kernel as pictures of its filters, at most `filters` of them. `[height, width, inputs, outputs]`: a filter for each
 * output, its inputs as channels where they are 1 or 3, else the first input's. `[height, width, inputs]` likewise, one row high where
 * it is `[width, inputs, outputs]` of a convolution over time. A matrix whose rows are a square image, of 64 pixels and more: a picture for each
 * column. Null where there are no pictures in it.
 */
export function tensorPictures(tensor: StoredTensor, filters: number): KernelPictures | null {
  const layout = isNumeric(tensor) ? layoutOf(tensor.entry.shape) : null;
  const { count: total, name } = tensor.entry;
  if (!layout || total === 0 || total > maxValues) return null;
  const size = shrunkSize(layout, maxSide);
  const planeSize = size.height * size.width;
  const most = Math.min(
    maxFilters,
    Math.max(1, Math.floor(filters)),
    Math.floor(maxPixels / (layout.channels * planeSize)),
  );
  const count = Math.min(layout.total, Math.max(1, most));
  const values = readNumbers(tensor, 0, total);
  const shrunk = new Float32Array(count * layout.channels * planeSize);
  for (let filter = 0; filter < count; filter++)
    for (let channel = 0; channel < layout.channels; channel++) {
      const start = filter * layout.filterStride + channel * layout.channelStride;
      shrinkPlane(values, { ...layout, start }, size, shrunk, (filter * layout.channels + channel) * planeSize);
    }
  return {
    weight: name,
    filters: count,
    total: layout.total,
    channels: layout.channels,
    ...size,
    ...signedPixels(shrunk, layout.channels * planeSize, count),
  };
}

interface Layout {
  height: number;
  width: number;
  rowStride: number;
  columnStride: number;
  channels: number;
  channelStride: number;
  total: number;
  filterStride: number;
}

function layoutOf(shape: readonly number[]): Layout | null {
  const [a = 0, b = 0, c = 0, d = 0] = shape;
  if (shape.length === 4 && a * b > 1) {
    const isColour = c === 1 || c === 3;
    return {
      ...{ height: a, width: b, rowStride: b * c * d, columnStride: c * d },
      ...(isColour
        ? { channels: c, channelStride: d, total: d, filterStride: 1 }
        : { channels: 1, channelStride: 0, total: c * d, filterStride: 1 }),
    };
  }
  // [times, inputs, filters], a row for each input
  if (shape.length === 3 && a > 1 && b <= 32)
    return {
      ...{ height: b, width: a, rowStride: c, columnStride: b * c },
      ...{ channels: 1, channelStride: 0, total: c, filterStride: 1 },
    };
  const side = Math.round(Math.sqrt(a));
  if (shape.length === 2 && a >= minSquare && side * side === a)
    return {
      ...{ height: side, width: side, rowStride: side * b, columnStride: b },
      ...{ channels: 1, channelStride: 0, total: b, filterStride: 1 },
    };
  return null;
}
