import type { TensorData } from '../../../core/runs/checkpointContent';
import type { TensorFlow } from '../../tensorflow';
import type { Tensor, Variable } from '../tfjsInternals';

type Core = TensorFlow['core'];

/** A tensor of a checkpoint's values; the caller disposes it, or is within a tidy. */
export function makeTensor(core: Core, { shape, dtype, data }: TensorData): Tensor {
  // a copy of its own: the bytes may lie at an odd place, and a backend may keep the array
  const { buffer } = data.slice();
  const values =
    dtype === 'int32' ? new Int32Array(buffer) : dtype === 'bool' ? new Uint8Array(buffer) : new Float32Array(buffer);
  return core.tensor(values, shape, dtype === 'int32' || dtype === 'bool' ? dtype : 'float32');
}

export function assignSaved(core: Core, variable: Variable, saved: TensorData): void {
  const tensor = makeTensor(core, saved);
  variable.assign(tensor);
  tensor.dispose();
}

export const hasForm = (
  { shape, dtype }: { shape: readonly (number | null)[]; dtype: string },
  saved: TensorData,
): boolean =>
  dtype === saved.dtype && shape.length === saved.shape.length && shape.every((size, i) => size === saved.shape[i]);
