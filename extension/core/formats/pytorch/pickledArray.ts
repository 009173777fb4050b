import type { FileProblem } from '../../../protocol/reader';
import { LayerglassError } from '../../../protocol/errors';
import type { StoredTensor } from '../tensors/storedTensor';
import { isShape } from '../tensors/tensorEntry';
import { arrayTensor } from '../numpy/npy';
import type { ArrayHeader } from '../numpy/npyHeader';
import { MemorySource } from '../sources/sourceViews';
import { readIntegers, readNumbers } from '../tensors/tensorValues';
import { pickledBytes } from './pickledBytes';
import { itemsOf, PickleCall, PickleGlobal, type PickleValue } from './pickleValue';

/** An array or a single value of NumPy's, which pickles hold with its bytes. */
export interface PickledArray {
  header: ArrayHeader;
  bytes: Uint8Array;
  isScalar: boolean;
}

/** What a call of one of NumPy's functions would make; null where it is another one, or is called in another way. */
export function pickledArray(value: PickleValue | undefined): PickledArray | null {
  if (!(value instanceof PickleCall)) return null;
  const name = /^numpy\.(?:_?core\.(?:multiarray|numeric)|_core\.\w+)\.(_reconstruct|_frombuffer|scalar)$/.exec(
    value.callee.path,
  )?.[1];
  const { args } = value;
  if (name === 'scalar') return arrayOf(args[0], [], false, args[1], true);
  if (name === '_frombuffer') return arrayOf(args[1], itemsOf(args[2]), args[3] === 'F', args[0], false);
  if (name !== '_reconstruct') return null;
  const [, shape, dtype, isFortran, bytes] = itemsOf(value.state?.at(-1)) ?? [];
  return arrayOf(dtype, itemsOf(shape), isFortran === true || isFortran === 1, bytes, false);
}

/** A masked array's values, and where it has none; null where it is another call. */
export function maskedArray({ callee, state }: PickleCall): { data: PickledArray; mask: PickledArray } | null {
  if (!/^numpy\.ma\.\w+\._mareconstruct$/.test(callee.path)) return null;
  const [, shape, dtype, isFortran, bytes, masked] = itemsOf(state?.at(-1)) ?? [];
  const partOf = (type: PickleValue | undefined, own: PickleValue | undefined): PickledArray | null =>
    arrayOf(type, itemsOf(shape), isFortran === true || isFortran === 1, own, false);
  const data = partOf(dtype, bytes);
  const mask = partOf(new PickleGlobal('numpy', 'bool', callee.at), masked);
  return data && mask && { data, mask };
}

function arrayOf(
  dtype: PickleValue | undefined,
  shape: readonly PickleValue[] | null,
  isFortran: boolean,
  data: PickleValue | undefined,
  isScalar: boolean,
): PickledArray | null {
  const descr = descrOf(dtype);
  const bytes = pickledBytes(data);
  if (!descr || !bytes || !shape || !isShape(shape)) return null;
  return { header: { descr, isFortran, shape: [...shape], start: 0 }, bytes, isScalar };
}

/** `numpy.dtype('f4', False, True)` with the state `(3, '<', …)`. */
function descrOf(value: PickleValue | undefined): string | null {
  if (value instanceof PickleGlobal && value.module === 'numpy')
    return Object.hasOwn(scalarClasses, value.name) ? scalarClasses[value.name]! : null;
  if (!(value instanceof PickleCall) || value.callee.path !== 'numpy.dtype') return null;
  const [word] = value.args;
  const [, order] = itemsOf(value.state?.at(-1)) ?? [];
  if (typeof word !== 'string') return null;
  return (order === '>' || order === '<' ? order : '<') + word.replace(/^[<>|=]/, '');
}
const scalarClasses: Record<string, string> = {
  ...{ float64: '<f8', float32: '<f4', float16: '<f2', int64: '<i8', int32: '<i4', int16: '<i2', int8: '<i1' },
  ...{ uint64: '<u8', uint32: '<u4', uint16: '<u2', uint8: '<u1', bool_: '<b1', bool: '<b1' },
};

/** The array as a tensor of that name. Throws LayerglassError where it has no numbers. */
export function arrayInMemory({ header, bytes }: PickledArray, name: string, problems: FileProblem[]): StoredTensor {
  const missing = (): LayerglassError =>
    new LayerglassError('file-short', `${name} ends after ${bytes.length} bytes`, { where: name });
  return arrayTensor(new MemorySource(bytes, missing), header, { name, file: name }, problems);
}

/** A single value as a number; as text where it is none, or does not fit one. Throws LayerglassError. */
export function scalarValue(array: PickledArray): number | string {
  const tensor = arrayInMemory(array, 'value', []);
  if (tensor.stored === 'int64' || tensor.stored === 'uint64') return readIntegers(tensor, 0, 1)[0]!;
  if (tensor.strings) return tensor.strings(0, 1)[0]!;
  return readNumbers(tensor, 0, 1)[0]!;
}
