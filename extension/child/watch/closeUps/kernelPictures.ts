import { shrinkPlane, shrunkSize, type Plane } from '../../../core/pictures/shrinkPlane';
import { signedPixels } from '../../../core/pictures/signedPixels';
import type { KernelPictures } from '../../../protocol/closeUp';
import type { TensorFlow } from '../../tensorflow';
import { safeWeights } from '../models/layerRows';
import { weightNames } from '../../../core/layers/weightNames';
import { valuesOf, type LayerLike, type NodeLike, type Tensor } from '../tfjsInternals';

const maxFilters = 256;
const maxDenseFilters = 64;
const maxSide = 32;
const maxPixels = 2 ** 18;
/** Kernels over time are drawn with a row for each input, at most so many. */
const maxRows = 32;

/** How a kernel holds images: sizes, and how far apart its filters, channels, rows and columns are. */
interface Filters extends Omit<Plane, 'start'> {
  total: number;
  channels: number;
  filterStride: number;
  channelStride: number;
}

/**
 * The kernels of a layer as images, where they are: of convolutions that look at 1 or 3 channels, or at each channel by
 * itself, or that make an image; of dense layers right behind an input image that is flattened. Null for all others. Disposes what it creates in
 * the caller's tidy.
 */
export function kernelPictures({ core }: TensorFlow, layer: LayerLike): KernelPictures | null {
  const weights = safeWeights(layer);
  const names = weightNames(weights);
  const index = names.findIndex(name => /(^|_)kernel$/i.test(name) && !/pointwise|recurrent/i.test(name));
  const weight = weights[index];
  if (!weight) return null;
  const shape = weight.shape.map(n => n ?? 0);
  let filters = filtersOf(layer, shape);
  if (!filters || shape.some(n => n === 0)) return null;
  const { total } = filters;
  const size = shrunkSize(filters, maxSide);
  const planeSize = size.height * size.width;
  const isDense = shape.length === 2;
  const most = Math.min(isDense ? maxDenseFilters : maxFilters, Math.floor(maxPixels / (filters.channels * planeSize)));
  const count = Math.min(total, Math.max(1, most));
  let tensor: Tensor = weight.read();
  // of a large dense kernel only what is drawn is read
  if (isDense && count < total) {
    tensor = core.slice(tensor, [0, 0], [shape[0]!, count]);
    filters = filtersOf(layer, [shape[0]!, count])!;
  }
  const values = valuesOf(tensor);
  if (!values) return null;
  const shrunk = new Float32Array(count * filters.channels * planeSize);
  for (let filter = 0; filter < count; filter++)
    for (let channel = 0; channel < filters.channels; channel++) {
      const start = filter * filters.filterStride + channel * filters.channelStride;
      shrinkPlane(values, { ...filters, start }, size, shrunk, (filter * filters.channels + channel) * planeSize);
    }
  return {
    weight: names[index]!,
    filters: count,
    total,
    channels: filters.channels,
    ...size,
    ...signedPixels(shrunk, filters.channels * planeSize, count),
  };
}

const isColour = (channels: number): boolean => channels === 1 || channels === 3;

function filtersOf(layer: LayerLike, shape: readonly number[]): Filters | null {
  const [a = 0, b = 0, c = 0, d = 0] = shape;
  const name = layer.getClassName();
  if (shape.length === 4 && a * b > 1) {
    const lie = { height: a, width: b, rowStride: b * c * d, columnStride: c * d };
    if (/Depthwise|Separable/.test(name))
      return { ...lie, total: c * d, channels: 1, filterStride: 1, channelStride: 0 };
    // [rows, columns, outputs, inputs]: each input unit stamps an image
    if (isColour(c)) return { ...lie, total: d, channels: c, filterStride: 1, channelStride: d };
    return /Transpose/.test(name) && isColour(d)
      ? { ...lie, total: c, channels: d, filterStride: d, channelStride: 1 }
      : null;
  }
  // [times, inputs, filters], a row for each input
  if (shape.length === 3 && a > 1 && b <= maxRows && /Conv1D/.test(name))
    return {
      ...{ height: b, width: a, rowStride: c, columnStride: b * c },
      ...{ total: c, channels: 1, filterStride: 1, channelStride: 0 },
    };
  if (shape.length === 2) {
    const image = flattenedImage(layer);
    if (!image || image.height * image.width * image.channels !== a) return null;
    const { height, width, channels } = image;
    return {
      ...{ height, width, rowStride: width * channels * b, columnStride: channels * b },
      ...{ total: b, channels, filterStride: 1, channelStride: b },
    };
  }
  return null;
}

/** Layers through which the places of an image's values stay what they are. */
const transparent = new Set([
  'Dropout',
  'AlphaDropout',
  'GaussianDropout',
  'GaussianNoise',
  'BatchNormalization',
  'Rescaling',
]);

/** The shape of the image that the model is given and that is flattened right before the layer; null where there is none. */
function flattenedImage(layer: LayerLike): { height: number; width: number; channels: number } | null {
  let shape: unknown = null;
  let nodes = layer.inboundNodes ?? [];
  for (let hops = 0; hops < 8 && nodes.length === 1; hops++) {
    const [before, ...others] = nodes[0]!.inboundLayers ?? [];
    if (!before || others.length) return null;
    nodes = before.inboundNodes ?? [];
    const name = before.getClassName();
    if (name === 'InputLayer') return imageOf(shape);
    if (name === 'Flatten') shape = inputShapeOf(nodes);
    else if (!transparent.has(name)) return null;
  }
  return null;
}
function inputShapeOf(nodes: readonly NodeLike[]): unknown {
  const shapes = (nodes[0] as { inputShapes?: unknown } | undefined)?.inputShapes;
  return Array.isArray(shapes) && Array.isArray(shapes[0]) ? shapes[0] : shapes;
}
function imageOf(shape: unknown): { height: number; width: number; channels: number } | null {
  if (!Array.isArray(shape) || shape.length < 3 || shape.length > 4) return null;
  const [, height, width, channels = 1] = shape as unknown[];
  if (typeof height !== 'number' || typeof width !== 'number' || typeof channels !== 'number') return null;
  return isColour(channels) && height > 1 && width > 1 ? { height, width, channels } : null;
}
