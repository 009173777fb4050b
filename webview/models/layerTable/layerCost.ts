import { variablesModelName, type LayerInfo, type ModelInfo } from '../../../extension/protocol/model';
import type { RunState } from '../../../extension/protocol/runState';

const bytesPerValue = 4;
const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** `bias`, `forward_lstm/bias`, `bias_1`: what the post's tables leave out. */
export const isBias = (weight: string): boolean => /(^|[/_])bias(_\d+)?$/i.test(weight);

/** How many of a layer's own parameters are biases. */
export const biasesOf = (layer: LayerInfo): number =>
  layer.weights.filter(w => isBias(w.name)).reduce((n, w) => n + product(w.shape), 0);

/** `moving_mean`, `moving_variance`: a normalization keeps them itself, whoever trains it. */
const isAverage = (weight: string): boolean => /(moving|running)_/i.test(weight);
/** How many of a layer's parameters are averages that it keeps itself, in training or not. */
export const averagesOf = (layer: LayerInfo): number =>
  layer.weights.filter(w => !w.trainable && isAverage(w.name)).reduce((n, w) => n + product(w.shape), 0);
/** How many of a layer's parameters could be trained and are not: all where none is trained, its averages else left out. */
export const frozenOf = (layer: LayerInfo): number =>
  layer.trainable === 0 ? layer.parameters : Math.max(0, layer.parameters - layer.trainable - averagesOf(layer));

/** Bytes of what the layer returns for a batch, as float32, all its calls; null where a dimension is not known. */
export function activationBytes(layer: LayerInfo, batch: number): number | null {
  const shape = layer.outputShape?.slice(1);
  if (!shape || shape.some(d => d === null)) return null;
  return product(shape as number[]) * Math.max(1, layer.calls) * batch * bytesPerValue;
}

/** Sum of what is known; null where nothing is. */
export const sumKnown = (values: readonly (number | null)[]): number | null => {
  const known = values.filter(v => v !== null);
  return known.length ? known.reduce((a, b) => a + b, 0) : null;
};

/** False of a model out of another tool's log: it tells names and numbers of weights, not what is made of them, nor whether they are trained. */
export const isBuilt = (model: ModelInfo): boolean =>
  model.name === variablesModelName || model.layers.some(l => l.className !== '');

/** The layers that do the work: those that no other layer of the model is a part of. */
export function leavesOf(model: ModelInfo): LayerInfo[] {
  const parents = new Set(model.layers.filter(l => l.parent !== l.name).map(l => l.parent));
  return model.layers.filter(l => !parents.has(l.name));
}

const usualBatches = [1, 8, 16, 32, 64, 128, 256];
/** The batch size that memory is told for: the chosen one, else that of the run's last fit, else the probe's, else 32. */
export const batchOf = (run: RunState, chosen: number | null, probed: number): number =>
  chosen ?? run.fits.at(-1)?.batchSize ?? (probed || 32);
/** Batch sizes to choose from, ascending; that of the fit and of the probe among them, with what they are. */
export function batchChoices(run: RunState, probed: number): { size: number; note: string | undefined }[] {
  const fit = run.fits.at(-1)?.batchSize ?? null;
  const sizes = new Set([...usualBatches, ...(fit ? [fit] : []), ...(probed ? [probed] : [])]);
  return [...sizes]
    .sort((a, b) => a - b)
    .map(size => ({ size, note: size === fit ? 'of the fit' : size === probed ? 'of the probe' : undefined }));
}
