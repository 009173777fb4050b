import type { Remedy } from '../../protocol/finding';
import type { ModelInfo } from '../../protocol/model';
import type { Snapshot } from '../../protocol/run';
import { formatRate } from '../stats/formatFigure';

/** What each optimizer of TensorFlow.js is commonly begun with. */
const typical: Record<string, number> = {
  Adam: 0.001,
  Adamax: 0.002,
  RMSProp: 0.001,
  Adagrad: 0.01,
  Momentum: 0.01,
  SGD: 0.01,
};
/** null for one that sets its steps itself (Adadelta), or is not known. */
export const typicalRate = (optimizer: string | null): number | null =>
  optimizer !== null && Object.hasOwn(typical, optimizer) ? typical[optimizer]! : null;

/** The largest of the newest updates, over the size of its kernel; null where none is known. Biases begin at 0: they say nothing. */
export function largestUpdate(model: ModelInfo, snapshot: Snapshot | null): { layer: string; ratio: number } | null {
  let largest: { layer: string; ratio: number } | null = null;
  for (const { name, updates } of snapshot?.layers ?? [])
    for (const weight of model.layers.find(l => l.name === name)?.weights ?? []) {
      const ratio = updates[weight.name];
      if (typeof ratio !== 'number' || !weight.trainable || weight.shape.length < 2) continue;
      if (!largest || ratio > largest.ratio) largest = { layer: name, ratio };
    }
  return largest;
}

/** Sets the rate where the optimizer is made or named; null where that is not known. */
export function rateRemedyTo(model: ModelInfo, rate: number): Remedy | null {
  const site = model.optimizerSite ?? model.compileSite;
  if (!site) return null;
  return { label: `Use a learning rate of ${formatRate(rate)}`, edits: [{ kind: 'setLearningRate', site, rate }] };
}
