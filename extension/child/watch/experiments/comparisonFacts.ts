import { isNormalization } from '../../../core/findings/layerGraph';
import { summarize } from '../../../core/stats/summarize';
import type { WatchedModel } from '../models/modelRegistry';
import type { ProbeBatch } from '../probe/probeBatch';

/** True where a layer normalizes: in predicting it would do so by averages that are not known before training. */
export const hasNormalization = ({ info }: WatchedModel): boolean => info.layers.some(isNormalization);

/** Root of the mean square of all inputs that are no indices; null where there are none, or they are not finite. */
export function inputSpreadOf({ info }: WatchedModel, { inputs }: ProbeBatch): number | null {
  if (info.layers.some(l => l.className === 'Embedding')) return null;
  let squares = 0;
  let count = 0;
  for (const { dtype, values } of inputs) {
    if (dtype !== 'float32') continue;
    const { mean, std, count: own, nan, posInf, negInf } = summarize(values);
    if (nan + posInf + negInf > 0) return null;
    squares += own * ((mean ?? 0) ** 2 + (std ?? 0) ** 2);
    count += own;
  }
  return count > 0 && squares > 0 ? Math.sqrt(squares / count) : null;
}

/**
 * How many classes the model's one loss tells apart, where it is a cross-entropy: by the loss's name or, for a function of the
 * program's own, by what it calls. Null for another loss.
 */
export function classesOf({ info, model }: WatchedModel): number | null {
  if (info.outputs.length !== 1 || !model) return null;
  const text = typeof model.loss === 'function' ? `${model.loss.name} ${String(model.loss)}` : (info.loss ?? '');
  if (/binaryCrossentropy|sigmoidCrossEntropy/i.test(text)) return 2;
  if (!/categoricalCrossentropy|softmaxCrossEntropy/i.test(text)) return null;
  return info.outputs[0]!.shape.at(-1) ?? null;
}
