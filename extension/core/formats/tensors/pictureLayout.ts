import type { TensorEntry } from '../../../protocol/reader';
import { isDepthwise } from './unitAxis';

/** Where a tensor has its pictures: strides are in values. */
export interface PictureLayout {
  height: number;
  width: number;
  rowStride: number;
  columnStride: number;
  /** Side by side in a picture. */
  channels: number;
  channelStride: number;
  /** Each has pictures of its own. */
  inputs: number;
  inputStride: number;
  /** Filters. */
  total: number;
  filterStride: number;
}

/** A matrix has no axes of an image: its columns are pictures where they are squares of at least so many values. */
const minSquare = 64;
/** A convolution over time has its inputs as rows, where they are so few. */
const maxRows = 32;

/**
 * A convolution's kernel as pictures of its filters: `[height, width, inputs, outputs]`, or `[outputs, inputs, height, width]`
 * where the units lie along the first axis. A filter for each output; its inputs are channels where they are 1 or 3. Of a
 * convolution over time inputs are rows. Of a matrix with rows for a square image, of 64 pixels and more: a picture for each unit.
 * Null where there are no pictures in it.
 * @param units null: not known, as the shape lets it look
 */
export function pictureLayout(
  entry: Pick<TensorEntry, 'name' | 'shape'>,
  units: 'first' | 'last' | null,
): PictureLayout | null {
  const { shape } = entry;
  const isFirst = (units ?? likelyUnits(shape)) === 'first';
  if (shape.length === 4) return isFirst ? firstOfFour(shape) : lastOfFour(shape, isDepthwise(entry));
  if (shape.length === 3) return ofTime(shape, isFirst);
  return shape.length === 2 ? ofSquares(shape, isFirst) : null;
}

/** Kernels are smaller than the numbers of their inputs and outputs. */
const likelyUnits = ([a = 0, b = 0, c = 0, d = 0]: readonly number[]): 'first' | 'last' =>
  d > 0 && Math.max(c, d) < Math.max(a, b) ? 'first' : 'last';

const oneInput = { inputs: 1, inputStride: 0 };
const oneChannel = { channels: 1, channelStride: 0 };
const isColour = (inputs: number): boolean => inputs === 1 || inputs === 3;
const planes = (count: number, stride: number) =>
  isColour(count)
    ? { channels: count, channelStride: stride, ...oneInput }
    : { ...oneChannel, inputs: count, inputStride: stride };

function lastOfFour([a = 0, b = 0, c = 0, d = 0]: readonly number[], hasOwnFilters: boolean): PictureLayout | null {
  if (a * b < 2) return null;
  const plane = { height: a, width: b, rowStride: b * c * d, columnStride: c * d };
  if (hasOwnFilters) return { ...plane, ...oneChannel, ...oneInput, total: c * d, filterStride: 1 };
  return { ...plane, ...planes(c, d), total: d, filterStride: 1 };
}

function firstOfFour([a = 0, b = 0, c = 0, d = 0]: readonly number[]): PictureLayout | null {
  if (c * d < 2) return null;
  return {
    ...{ height: c, width: d, rowStride: d, columnStride: 1 },
    ...planes(b, c * d),
    ...{ total: a, filterStride: b * c * d },
  };
}

/** `[times, inputs, filters]`, or `[filters, inputs, times]`: a row for each input. */
function ofTime([a = 0, b = 0, c = 0]: readonly number[], isFirst: boolean): PictureLayout | null {
  const times = isFirst ? c : a;
  if (times < 2 || b > maxRows) return null;
  const strides = isFirst
    ? { rowStride: c, columnStride: 1, total: a, filterStride: b * c }
    : { rowStride: c, columnStride: b * c, total: c, filterStride: 1 };
  return { height: b, width: times, ...strides, ...oneChannel, ...oneInput };
}

function ofSquares([a = 0, b = 0]: readonly number[], isFirst: boolean): PictureLayout | null {
  const [pixels, total] = isFirst ? [b, a] : [a, b];
  const side = Math.round(Math.sqrt(pixels));
  if (pixels < minSquare || side * side !== pixels) return null;
  const strides = isFirst
    ? { rowStride: side, columnStride: 1, filterStride: b }
    : { rowStride: side * b, columnStride: b, filterStride: 1 };
  return { height: side, width: side, ...strides, total, ...oneChannel, ...oneInput };
}
