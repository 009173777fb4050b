import { shrinkPlane, shrunkSize, type Plane } from '../../../core/pictures/shrinkPlane';
import { signedPixels } from '../../../core/pictures/signedPixels';
import type { ActivationMaps } from '../../../protocol/closeUp';
import { isModel, type LayerRow } from '../models/layerRows';
import type { LayerLike } from '../tfjsInternals';

const maxChannels = 64;
const maxSide = 32;
/** Of what has one row only, the samples along it. */
const maxLength = 256;
/** Bytes of one layer, and of all layers of a model. */
const maxLayerBytes = 2 ** 19;
const maxBytes = 2 ** 23;

const mappedClasses = /Conv(?!ersion)|^(Activation|ReLU|LeakyReLU|PReLU|ELU|ThresholdedReLU)$/;
type Values = Float32Array | Int32Array | Uint8Array;

/** Pictures what convolutions return in their first call of a probe. */
export class MapProbe {
  private readonly maps = new Map<LayerLike, ActivationMaps | null>();
  private readonly layerBytes: number;

  /**
   * @param examples numbers of those in the batch that are pictured; empty: nothing is
   * @param isPictured layers of which pictures are wanted, where their shape allows: convolutions and activations
   */
  constructor(
    rows: readonly LayerRow[],
    private readonly examples: readonly number[],
    private readonly batchSize: number,
    isPictured: (layer: LayerLike) => boolean = layer => !isModel(layer) && mappedClasses.test(layer.getClassName()),
  ) {
    if (examples.length) for (const { layer } of rows) if (isPictured(layer)) this.maps.set(layer, null);
    this.layerBytes = Math.min(maxLayerBytes, Math.floor(maxBytes / Math.max(1, this.maps.size)));
  }

  /** A call of the layer has returned these values. */
  add(layer: LayerLike, values: Values, shape: readonly number[]): void {
    // a layer may be called on something else than the batch: patches of images, all time steps at once
    if (this.maps.get(layer) !== null || shape[0] !== this.batchSize) return;
    const planes = planesOf(layer, shape);
    if (planes) this.maps.set(layer, this.picture(values, planes));
  }

  of(layer: LayerLike): ActivationMaps | null {
    return this.maps.get(layer) ?? null;
  }

  private picture(values: Values, planes: Planes): ActivationMaps {
    const { height, width, total } = planes;
    const { examples, channels, size } = this.fit(planes);
    const planeSize = size.height * size.width;
    const shrunk = new Float32Array(examples * channels * planeSize);
    for (let e = 0; e < examples; e++)
      for (let channel = 0; channel < channels; channel++) {
        const start = this.examples[e]! * height * width * total + channel * planes.channelStride;
        shrinkPlane(values, { ...planes, start }, size, shrunk, (e * channels + channel) * planeSize);
      }
    return {
      ...{ examples, channels, total, ...size, fullHeight: height, fullWidth: width },
      ...signedPixels(shrunk, planeSize, channels),
    };
  }

  /** How many examples and channels are pictured, and how large, within the layer's bytes: half of the examples are the first to go. */
  private fit(planes: Planes) {
    let size = shrunkSize(planes, planes.height === 1 ? maxLength : maxSide);
    let examples = this.examples.length;
    const channels = Math.min(maxChannels, planes.total);
    const bytes = (): number => examples * channels * size.height * size.width;
    if (bytes() > this.layerBytes) examples = Math.min(examples, 4);
    // half of the channels before half of the size
    if (bytes() > 2 * this.layerBytes) size = shrunkSize(planes, planes.height === 1 ? maxLength / 4 : maxSide / 2);
    const affordable = Math.floor(this.layerBytes / (examples * size.height * size.width));
    return { examples, channels: Math.max(1, Math.min(channels, affordable)), size };
  }
}

interface Planes extends Omit<Plane, 'start'> {
  total: number;
  channelStride: number;
}
/** How channels of images, or of sequences as one row, lie in what a layer returns; null for other shapes, empty ones too. */
function planesOf(layer: LayerLike, shape: readonly number[]): Planes | null {
  if (shape.some(n => n === 0)) return null;
  const isFirst = (layer as { dataFormat?: unknown }).dataFormat === 'channelsFirst';
  if (shape.length === 3) {
    const [, a, b] = shape as [number, number, number];
    const [width, total] = isFirst ? [b, a] : [a, b];
    const lie = isFirst ? { columnStride: 1, channelStride: b } : { columnStride: b, channelStride: 1 };
    return width > 1 ? { height: 1, width, total, rowStride: 0, ...lie } : null;
  }
  if (shape.length !== 4) return null;
  const [, a, b, c] = shape as [number, number, number, number];
  return isFirst
    ? { height: b, width: c, total: a, rowStride: c, columnStride: 1, channelStride: b * c }
    : { height: a, width: b, total: c, rowStride: b * c, columnStride: c, channelStride: 1 };
}
