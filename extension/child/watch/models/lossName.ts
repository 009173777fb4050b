import type { ModelLike } from '../tfjsInternals';

/** The name of one loss: TensorFlow.js's own word or function, else what the person's function is called, else `custom`. */
function nameOf(loss: unknown): string {
  if (typeof loss === 'string') return loss;
  // functions of tf.losses carry a suffix of TensorFlow.js
  const name = typeof loss === 'function' ? loss.name.replace(/__op$/, '') : '';
  return name || 'custom';
}

/** `meanSquaredError`, several joined by commas, those of a dict with their outputs; null for a model that is not compiled. */
export function lossText(loss: unknown): string | null {
  if (loss === undefined || loss === null) return null;
  if (typeof loss !== 'object') return nameOf(loss);
  if (Array.isArray(loss)) return loss.map(nameOf).join(', ');
  return Object.entries(loss)
    .map(([output, l]) => `${output}: ${nameOf(l)}`)
    .join(', ');
}

/** The name of the loss of one output; null where it has none. */
export function lossNameOf({ loss }: ModelLike, output: number, outputName: string): string | null {
  if (loss === undefined || loss === null) return null;
  if (typeof loss !== 'object') return nameOf(loss);
  const own: unknown = Array.isArray(loss) ? loss[output] : (loss as Record<string, unknown>)[outputName];
  return own === undefined || own === null ? null : nameOf(own);
}
