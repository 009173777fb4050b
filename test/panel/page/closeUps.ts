// Units and pictures such as the network of the design's pictures has: filters over strokes, some of them dead.
import { signedPixels } from '../../../extension/core/pictures/signedPixels';
import { UnitTally } from '../../../extension/core/stats/unitTally';
import { activationBounds } from '../../../extension/core/stats/activationBounds';
import type {
  ActivationMaps,
  InputPictures,
  KernelPictures,
  PicturesAt,
  UnitsAt,
} from '../../../extension/protocol/closeUp';
import type { LayerInfo } from '../../../extension/protocol/model';
import type { RunState } from '../../../extension/protocol/runState';
import { normal, randomOf } from './random';

export interface CloseUpOf {
  fit: number;
  model: string;
  layer: string;
  step: number;
}
const examples = 8;

/** What the host answers to `units` or `pictures`; pictures are kept at the first and the newest step. */
export function closeUpOf(run: RunState | null, request: string, of: CloseUpOf): UnitsAt | PicturesAt | null {
  const layer = run?.models.find(m => m.name === of.model)?.layers.find(l => l.name === of.layer);
  const refs = run?.snapshots.filter(s => s.model === of.model) ?? [];
  const first = refs[0];
  if (!layer || !first || !/Conv|Dense|LSTM/.test(layer.className)) return null;
  const kept = request === 'units' ? refs : [first, refs.at(-1)!];
  const ref = kept.findLast(s => s.step <= of.step) ?? first;
  const at = { fit: ref.fit, model: of.model, step: ref.step, epoch: ref.epoch };
  const progress = ref.step / Math.max(1, refs.at(-1)!.step);
  const dead = deadUnits(layer, progress);
  if (request === 'units') return { ...at, units: unitsOf(layer, progress, dead) };
  const inputs = inputsOf();
  const kernels = kernelsOf(layer, progress);
  const maps = mapsOf(layer, progress, dead, inputs);
  return kernels || maps ? { ...at, examples: [0, 1, 2, 4, 5, 9, 11, 14], inputs, kernels, maps } : null;
}

const countOf = (layer: LayerInfo): number => layer.outputShape?.at(-1) ?? 1;
/** 11 of 64 in the second convolution at the end, the more the later. */
function deadUnits(layer: LayerInfo, progress: number): Set<number> {
  const most = layer.name === 'conv2' ? 11 : layer.name === 'dense1' ? 5 : 0;
  return new Set(Array.from({ length: Math.round(most * progress) }, (_, i) => (i * 17 + 3) % countOf(layer)));
}

function unitsOf(layer: LayerInfo, progress: number, dead: ReadonlySet<number>): UnitsAt['units'] {
  const count = countOf(layer);
  const random = randomOf(count * 31 + layer.name.length);
  const tally = new UnitTally(count, activationBounds(layer.activation));
  const places = Math.max(32, Math.min(512, Math.floor(2e5 / count)));
  const shifts = Array.from({ length: count }, () => normal(random) * (0.5 + progress));
  const values = new Float32Array(count * places);
  for (let i = 0; i < values.length; i++) {
    const unit = i % count;
    const value = shifts[unit]! + normal(random) * (0.4 + (unit % 7) / 5);
    if (layer.activation === 'tanh') values[i] = Math.tanh(unit % 9 === 0 ? value * 30 + 40 : value);
    else if (layer.activation === 'sigmoid' || layer.activation === 'softmax') values[i] = 1 / (1 + Math.exp(-value));
    else values[i] = dead.has(unit) ? 0 : Math.max(0, value);
  }
  tally.add(values);
  return tally.figures()!;
}

/** Strokes of digits, roughly: a ring, a bar, both, on 28 by 28. */
function inputsOf(): InputPictures {
  const side = 28;
  const pixels = new Uint8Array(examples * side * side);
  for (let e = 0; e < examples; e++)
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++) {
        const [u, v] = [x - 13.5 + (e % 3) - 1, y - 13.5];
        const ring = Math.abs(Math.hypot(u, v * 0.8 + (e % 2) * 3) - 6 - (e % 2));
        const bar = Math.abs(u * 0.9 + v * 0.35 * ((e % 4) - 1));
        const near = e % 3 === 0 ? ring : e % 3 === 1 ? bar : Math.min(ring, bar);
        const isInside = Math.abs(v) < 10 && Math.abs(u) < 9;
        pixels[(e * side + y) * side + x] = isInside ? Math.round(255 * Math.max(0, Math.min(1, 1.8 - near / 1.4))) : 0;
      }
  return { name: 'input', examples, channels: 1, height: side, width: side, low: 0, high: 1, pixels };
}

function kernelValues(layer: LayerInfo, progress: number): { values: Float32Array; shape: number[] } | null {
  const shape = layer.weights.find(w => w.name === 'kernel')?.shape ?? [];
  if (shape.length !== 4 || ![1, 3].includes(shape[2]!)) return null;
  const [height, width, channels, filters] = shape as [number, number, number, number];
  const random = randomOf(9);
  const values = new Float32Array(filters * channels * height * width);
  for (let f = 0; f < filters; f++) {
    const angle = random() * Math.PI;
    const size = 0.4 + random();
    for (let c = 0; c < channels; c++)
      for (let i = 0; i < height * width; i++) {
        const [y, x] = [Math.floor(i / width) - (height - 1) / 2, (i % width) - (width - 1) / 2];
        const edge = Math.sin((x * Math.cos(angle) + y * Math.sin(angle)) * 1.2) * size;
        // one filter that is zero throughout, as pruning leaves it
        values[(f * channels + c) * height * width + i] = f === 13 ? 0 : normal(random) * 0.3 + edge * progress;
      }
  }
  return { values, shape };
}
function kernelsOf(layer: LayerInfo, progress: number): KernelPictures | null {
  const made = kernelValues(layer, progress);
  if (!made) return null;
  const [height, width, channels, filters] = made.shape as [number, number, number, number];
  const size = channels * height * width;
  return {
    weight: 'kernel',
    filters,
    total: filters,
    channels,
    height,
    width,
    ...signedPixels(made.values, size, filters),
  };
}

function mapsOf(
  layer: LayerInfo,
  progress: number,
  dead: ReadonlySet<number>,
  inputs: InputPictures,
): ActivationMaps | null {
  const [, height, width, total] = layer.outputShape ?? [];
  if (!/Conv/.test(layer.className) || !height || !width || !total) return null;
  const shown = Math.min(64, total);
  const side = Math.min(32, height);
  const random = randomOf(total);
  const first = kernelValues(layer, progress)?.values;
  const kernels = Float32Array.from({ length: shown * 9 }, (_, i) => first?.[i] ?? normal(random) * 0.4);
  const values = new Float32Array(examples * shown * side * side);
  const scale = inputs.height / side;
  const input = (e: number, y: number, x: number): number =>
    (inputs.pixels[(e * inputs.height + Math.floor(y * scale)) * inputs.width + Math.floor(x * scale)] ?? 0) / 255;
  for (let e = 0; e < examples; e++)
    for (let c = 0; c < shown; c++)
      for (let y = 0; y < side; y++)
        for (let x = 0; x < side; x++) {
          let sum = -0.05;
          for (let i = 0; i < 9; i++) {
            const [v, u] = [y + Math.floor(i / 3) - 1, x + (i % 3) - 1];
            if (v >= 0 && u >= 0 && v < side && u < side) sum += kernels[c * 9 + i]! * input(e, v, u);
          }
          values[((e * shown + c) * side + y) * side + x] = dead.has(c) ? 0 : Math.max(0, sum);
        }
  return {
    ...{ examples, channels: shown, total, height: side, width: side, fullHeight: height, fullWidth: width },
    ...signedPixels(values, side * side, shown),
  };
}
