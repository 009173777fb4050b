import type { ModelInfo } from '../../../protocol/model';
import { camelCase } from '../../text/camelCase';
import { isObject, textOf } from './modelGraph';

/** What a model was compiled with, of `training_config` (Keras 2, TensorFlow.js) and `compile_config` (Keras 3). */
export function trainingOf(training: unknown): Pick<ModelInfo, 'loss' | 'optimizer' | 'learningRate'> {
  if (!isObject(training)) return { loss: null, optimizer: null, learningRate: null };
  const optimizer = training['optimizer_config'] ?? training['optimizer'];
  const config = isObject(optimizer) && isObject(optimizer['config']) ? optimizer['config'] : {};
  const rate = config['learning_rate'] ?? config['lr'];
  return {
    loss: lossText(training['loss']),
    optimizer: nameOf(optimizer),
    // A schedule is an object.
    learningRate: typeof rate === 'number' && Number.isFinite(rate) ? rate : null,
  };
}

/** Losses that are listed one by one. */
const maxLosses = 20;
function lossText(loss: unknown): string | null {
  const name = nameOf(loss);
  if (name !== null || typeof loss !== 'object' || loss === null) return name && camelCase(name);
  const parts = Object.entries(loss).slice(0, maxLosses);
  const texts = parts.map(([output, l]) => {
    const text = camelCase(nameOf(l) ?? 'none');
    return Array.isArray(loss) ? text : `${output}: ${text}`;
  });
  return texts.length ? texts.join(', ') : null;
}

/** Of a class, a function or a word. */
function nameOf(value: unknown): string | null {
  if (!isObject(value)) return textOf(value);
  const className = textOf(value['class_name']);
  return (className === 'function' ? textOf(value['config']) : className?.replace(/^.*>/, '')) ?? null;
}
