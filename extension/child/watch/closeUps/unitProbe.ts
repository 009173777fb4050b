import { activationBounds, unbounded, type ValueBounds } from '../../../core/stats/activationBounds';
import { UnitTally } from '../../../core/stats/unitTally';
import { isModel, type LayerRow } from '../models/layerRows';
import type { LayerLike } from '../tfjsInternals';

/** Layers that pass on, join or arrange what others have made: their units are not theirs. */
const passingClasses = new Set(
  (
    'InputLayer Flatten Reshape Permute RepeatVector Masking Dropout AlphaDropout GaussianDropout GaussianNoise ' +
    'SpatialDropout1D ZeroPadding2D Cropping2D UpSampling2D Resizing Rescaling CenterCrop RandomWidth CategoryEncoding ' +
    'Add Multiply Average Maximum Minimum Concatenate Dot ' +
    'AveragePooling1D AveragePooling2D AveragePooling3D MaxPooling1D MaxPooling2D MaxPooling3D ' +
    'GlobalAveragePooling1D GlobalAveragePooling2D GlobalMaxPooling1D GlobalMaxPooling2D ' +
    'TimeDistributed Bidirectional'
  ).split(' '),
);
/** So many units are told apart; more are another kind of axis. */
const maxUnits = 2 ** 17;

type Values = Float32Array | Int32Array | Uint8Array;

/** Counts the units of each layer over all its calls in one probe. The activation functions must not be replaced yet when it is made. */
export class UnitProbe {
  private readonly bounds = new Map<LayerLike, ValueBounds>();
  /** null: what it returns has no one axis of units. */
  private readonly tallies = new Map<LayerLike, UnitTally | null>();

  constructor(rows: readonly LayerRow[]) {
    for (const { layer } of rows)
      if (!isModel(layer) && !passingClasses.has(layer.getClassName())) this.bounds.set(layer, boundsOf(layer));
  }

  /** A call of the layer has returned these values. */
  add(layer: LayerLike, values: Values, shape: readonly number[]): void {
    const bounds = this.bounds.get(layer);
    if (!bounds || this.tallies.get(layer) === null) return;
    const axis = unitAxis(layer, shape.length);
    const count = shape[axis] ?? 0;
    if (!values.length) return;
    const known = this.tallies.get(layer);
    if (axis < 1 || count > maxUnits || (known && known.count !== count)) return void this.tallies.set(layer, null);
    const tally = known ?? new UnitTally(count, bounds);
    const inner = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
    tally.add(values, inner);
    this.tallies.set(layer, tally);
  }

  /** Null where the layer was not called, or its units cannot be told. */
  of(layer: LayerLike): UnitTally | null {
    return this.tallies.get(layer) ?? null;
  }
}

/** The last one; that of the channels where a layer of images or volumes has them first. 0 where there is only the batch. */
function unitAxis(layer: LayerLike, rank: number): number {
  const isFirst = (layer as { dataFormat?: unknown }).dataFormat === 'channelsFirst' && rank > 2;
  return isFirst ? 1 : rank - 1;
}

function boundsOf(layer: LayerLike): ValueBounds {
  const { maxValue, alpha } = layer as { maxValue?: unknown; alpha?: unknown };
  switch (layer.getClassName()) {
    case 'ReLU':
      return typeof maxValue === 'number' ? { low: -Infinity, high: maxValue } : unbounded;
    case 'ELU':
      return typeof alpha === 'number' && alpha > 0
        ? { low: alpha * activationBounds('elu').low, high: Infinity }
        : unbounded;
    default:
      return activationBounds(activationName(layer));
  }
}
function activationName(layer: LayerLike): string | null {
  try {
    return layer.activation?.getClassName?.() ?? null;
  } catch {
    return null;
  }
}
