import type { TensorFlow } from '../../tensorflow';
import { valuesOf, type Tensor } from '../tfjsInternals';

type Values = Float32Array | Int32Array | Uint8Array;
export interface HeldTensor {
  shape: number[];
  dtype: 'float32' | 'int32' | 'bool';
  values: Values;
}

/**
 * Examples that a model is probed with. They are held outside TensorFlow, so that the program's own count of tensors is the
 * same as without Layerglass.
 */
export interface ProbeBatch {
  examples: number;
  inputs: HeldTensor[];
  /** Empty where they are not known. */
  targets: HeldTensor[];
}

/**
 * The first `limit` examples of a batch, copied; null where a tensor holds no numbers, has no examples, or is gone.
 * @param limit null: all of them, for a model with a fixed batch size
 */
export function takeBatch(
  { core }: TensorFlow,
  inputs: readonly Tensor[],
  targets: readonly Tensor[],
  limit: number | null,
): ProbeBatch | null {
  const all = [...inputs, ...targets];
  const examples = Math.min(limit ?? Infinity, ...all.map(t => t.shape[0] ?? 0));
  if (!inputs.length || !Number.isFinite(examples) || examples < 1 || all.some(t => t.isDisposed)) return null;
  const held: HeldTensor[] = [];
  let isHeld = true;
  core.tidy(() => {
    for (const tensor of all) {
      const part = tensor.shape[0] === examples ? tensor : core.slice(tensor, 0, examples);
      const values = valuesOf(part);
      if (values)
        held.push({ shape: part.shape.slice(), dtype: part.dtype as HeldTensor['dtype'], values: values.slice() });
      else isHeld = false;
    }
  });
  return isHeld ? { examples, inputs: held.slice(0, inputs.length), targets: held.slice(inputs.length) } : null;
}

/** Why `takeBatch` takes nothing of a batch, in a sentence. */
export function whyNoBatch(inputs: readonly Tensor[], targets: readonly Tensor[]): string {
  const all = [...inputs, ...targets];
  const what = (tensor: Tensor): string => (inputs.includes(tensor) ? 'inputs' : 'targets');
  const odd = all.find(t => t.isDisposed || t.dtype === 'string' || t.dtype === 'complex64' || !t.shape[0]);
  if (!odd) return 'No activations: the model has no inputs.';
  if (odd.isDisposed) return `No activations: the batch's ${what(odd)} were disposed.`;
  if (odd.dtype === 'string') return `No activations: the ${what(odd)} are text.`;
  if (odd.dtype === 'complex64') return `No activations: the ${what(odd)} are complex numbers.`;
  return `No activations: the batch has no examples.`;
}

/** New tensors with the values held; the caller's tidy disposes them. */
export function tensorsOf({ core }: TensorFlow, held: readonly HeldTensor[]): Tensor[] {
  // TensorFlow takes the array as it is, and must not be able to change ours
  return held.map(h => core.tensor(h.values.slice(), h.shape, h.dtype));
}
