import type { TensorEntry } from '../../../protocol/reader';
import { valueCount } from './storedTensor';

/** A tensor's axes, and its values in all: more is none that any machine holds. */
const maxAxes = 64;
const maxValues = 2 ** 44;
export const isShape = (shape: readonly unknown[]): shape is number[] =>
  shape.length <= maxAxes &&
  shape.every(size => Number.isSafeInteger(size) && (size as number) >= 0) &&
  valueCount(shape as number[]) <= maxValues;

/** An entry of a tensor whose layer is what stands before the last `separator` of its name; null: its name does not say. */
export function entryOf(
  {
    name,
    dtype,
    storedDtype,
    shape,
    bytes,
    role = 'weight',
  }: Pick<TensorEntry, 'name' | 'dtype' | 'storedDtype' | 'shape' | 'bytes'> & { role?: TensorEntry['role'] },
  separator: string | null,
): TensorEntry {
  const cut = separator === null ? -1 : name.lastIndexOf(separator);
  const layer = cut > 0 ? name.slice(0, cut) : null;
  const count = valueCount(shape);
  // Each at once: a field that is added to an object, or a spread, takes longer than all the rest. There may be 100,000.
  return storedDtype === undefined
    ? { name, dtype, shape, count, bytes, role, model: null, layer }
    : { name, dtype, shape, count, bytes, role, model: null, layer, storedDtype };
}
