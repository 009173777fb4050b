// A look at single units of a model's layers: their figures, their kernels, what they return for a few examples.
import type { SnapshotRef } from './run';

/** What is known of each unit of a layer, in the units' order. Shares are of all its values, those that are not finite included. */
export interface UnitFigures {
  /** Values of each unit: examples times places times calls. */
  values: number;
  zeros: Float32Array;
  /** At a bound of the activation; all 0 where it has none. */
  atBound: Float32Array;
  /** NaN and infinities. */
  notFinite: Float32Array;
  /** Over the finite values; NaN where there are none. `std` is the population's. */
  mean: Float32Array;
  std: Float32Array;
  min: Float32Array;
  max: Float32Array;
}
/** In the order in which they are kept. */
export const unitFigureNames = ['zeros', 'atBound', 'notFinite', 'mean', 'std', 'min', 'max'] as const;

/** In pictures with a sign: not a number, or infinite. */
export const notFinitePixel = -128;

/**
 * The kernels of a layer that looks at an image, as images: `pixels` by filter, channel, row, column. A pixel is in
 * -127..127, of which 127 stands for the filter's own `scales`; 0 is nearly or exactly zero, -128 not finite. A scale of 0:
 * the filter is zero throughout.
 */
export interface KernelPictures {
  weight: string;
  filters: number;
  /** There are so many in the layer; the first `filters` of them are here. */
  total: number;
  channels: number;
  height: number;
  width: number;
  pixels: Int8Array;
  scales: Float32Array;
}

/** What a convolution returns, by example, channel, row, column; pixels as in kernels, with one scale for each channel. */
export interface ActivationMaps {
  examples: number;
  channels: number;
  /** There are so many in the layer; the first `channels` of them are here. */
  total: number;
  height: number;
  width: number;
  /** Of what the layer returns, where larger ones were made smaller. */
  fullHeight: number;
  fullWidth: number;
  pixels: Int8Array;
  scales: Float32Array;
}

/** Inputs as the network sees them, by example, row, column, channel (1 or 3): 0 stands for `low`, 255 for `high`. */
export interface InputPictures {
  name: string;
  examples: number;
  channels: number;
  height: number;
  width: number;
  low: number;
  high: number;
  pixels: Uint8Array;
}

export interface LayerCloseUp {
  name: string;
  units: UnitFigures | null;
  kernels: KernelPictures | null;
  maps: ActivationMaps | null;
}
/** Taken with a snapshot, of the same examples. Most have no pictures: those are taken rarely. */
export interface CloseUp extends SnapshotRef {
  /** Numbers of the examples in the probe batch that are pictured, from 0. */
  examples: number[];
  inputs: InputPictures | null;
  layers: LayerCloseUp[];
}

/** One layer's units at one step. */
export interface UnitsAt extends SnapshotRef {
  units: UnitFigures;
}
/** One layer's pictures at one step. */
export interface PicturesAt extends SnapshotRef {
  examples: number[];
  inputs: InputPictures | null;
  kernels: KernelPictures | null;
  maps: ActivationMaps | null;
}
