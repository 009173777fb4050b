import type { OpenedFile } from '../../core/formats/openedFile';
import type { StoredTensor } from '../../core/formats/tensors/storedTensor';
import { readComplex, readIntegers, readNumbers, readStrings } from '../../core/formats/tensors/tensorValues';
import { LayerglassError } from '../../protocol/errors';
import type { ReaderResults } from '../../protocol/reader';

const maxCount = 100_000;

/** The tensor of that name. Throws LayerglassError `no-such-tensor`. */
export function tensorNamed({ tensors }: OpenedFile, name: string): StoredTensor {
  const tensor = tensors.find(t => t.entry.name === name);
  if (tensor) return tensor;
  throw new LayerglassError('no-such-tensor', `There is no tensor ${name}`, {
    where: name,
    remedy: 'Choose one of the list.',
  });
}

/** Some values of a tensor, in row-major order; those behind its end are left out. */
export function tensorPage(tensor: StoredTensor, offset: number, count: number): ReaderResults['values'] {
  const { name, dtype, shape, count: total } = tensor.entry;
  if (!Number.isSafeInteger(offset) || offset < 0 || !Number.isSafeInteger(count) || count < 0)
    throw new LayerglassError('bad-range', `There is no page of ${count} values from ${offset} on`, { where: name });
  const length = Math.max(0, Math.min(count, maxCount, total - offset));
  return { name, dtype, shape, total, values: length === 0 ? [] : valuesOf(tensor, offset, length) };
}

function valuesOf(tensor: StoredTensor, first: number, count: number): (number | string)[] {
  if (tensor.stored === 'string') return readStrings(tensor, first, count);
  if (tensor.stored === 'complex64' || tensor.stored === 'complex128') {
    const parts = readComplex(tensor, first, count);
    return Array.from({ length: count }, (_, i) => complexText(parts[2 * i]!, parts[2 * i + 1]!));
  }
  if (tensor.stored === 'int64' || tensor.stored === 'uint64') return readIntegers(tensor, first, count);
  return Array.from(readNumbers(tensor, first, count), wordOf);
}

/** NaN and infinities as words, which JSON has no numbers for. */
const wordOf = (value: number): number | string => (Number.isFinite(value) ? value : String(value));
const complexText = (real: number, imaginary: number): string =>
  `${real}${imaginary < 0 || Object.is(imaginary, -0) ? '-' : '+'}${Math.abs(imaginary)}i`;
