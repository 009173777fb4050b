import { summarizeInJavaScript } from '../../../extension/core/stats/summarizeInJavaScript';
import type { LayerInfo, ModelInfo } from '../../../extension/protocol/model';
import type { LayerSnapshot, Snapshot } from '../../../extension/protocol/run';
import type { Summary } from '../../../extension/protocol/summary';
import { normal, randomOf } from './random';

export interface HistogramOptions {
  /** How much the spread grows from one weighted layer to the next. */
  growth: number;
  sampleCount: number;
}

/** Few shapes serve a large network: what is measured there is the panel, not this. */
const shapes = new Map<string, Summary>();
const fewSamples = 1000;

/** A snapshot with the shapes such runs have: spreads that grow from layer to layer, means that drift with the epochs. */
export function snapshotOf(
  model: ModelInfo,
  at: { fit: number; step: number; epoch: number | null; progress: number },
  options: HistogramOptions,
): Snapshot {
  let depth = 0;
  const layers = model.layers.map(layer => {
    if (layer.weights.length) depth++;
    return layerSnapshot(layer, depth, at.progress, options);
  });
  return { fit: at.fit, model: model.name, step: at.step, epoch: at.epoch, probed: 32, note: null, layers };
}

function layerSnapshot(
  layer: LayerInfo,
  depth: number,
  progress: number,
  { growth, sampleCount }: HistogramOptions,
): LayerSnapshot {
  const seed = [...layer.name].reduce((sum, c) => sum * 31 + c.charCodeAt(0), 7);
  const spread = 0.45 * growth ** (depth - 1) * (1 + progress);
  const drift = -spread * 0.35 * progress;
  const values = (mean: number, std: number, salt: number, shape: (v: number) => number = v => v): Summary => {
    const key = `${seed % 3}/${salt}/${shape}/${Math.round(progress * 4)}`;
    const known = sampleCount < fewSamples ? shapes.get(key) : undefined;
    if (known) return known;
    const made = sampled(mean, std, salt, shape);
    shapes.set(key, made);
    return made;
  };
  const sampled = (mean: number, std: number, salt: number, shape: (v: number) => number): Summary => {
    const random = randomOf(seed * 7 + salt);
    return summarizeInJavaScript(
      Float32Array.from({ length: sampleCount }, () => shape(mean + std * normal(random) * (0.75 + 0.5 * random()))),
    );
  };
  const hasActivation = layer.activation !== null;
  const relu = (v: number) => Math.max(0, v);
  const initial = layer.weights.length ? Math.sqrt(2 / Math.max(9, layer.parameters / 32)) : 1;
  return {
    name: layer.name,
    weights: Object.fromEntries(
      layer.weights.map((w, i) => [
        w.name,
        w.name === 'bias' && progress === 0
          ? summarizeInJavaScript(new Float32Array(w.shape[0] ?? 1))
          : values(0.01 * progress, initial * (1 + 0.4 * progress) * (i ? 0.3 : 1), i + 1),
      ]),
    ),
    weightGradients: Object.fromEntries(
      layer.weights.map((w, i) => [w.name, values(0, 0.004 / (1 + progress * 4) / depth, i + 11)]),
    ),
    preActivations: hasActivation ? [values(drift, spread, 21)] : [],
    activations: [values(drift, spread, 21, layer.activation === 'softmax' ? v => 1 / (1 + Math.exp(-v)) : relu)],
    activationGradients: layer.weights.length ? [values(0, 0.02 / (1 + progress * 3) / depth, 41)] : [],
    updates: {},
    units: layer.activation === 'relu' ? unitsOf(layer, progress) : null,
  };
}

function unitsOf(layer: LayerInfo, progress: number): LayerSnapshot['units'] {
  const count = layer.outputShape?.at(-1) ?? 1;
  return { count, dead: layer.name === 'conv2' ? Math.round(count * 0.17 * progress) : 0, saturated: 0 };
}
