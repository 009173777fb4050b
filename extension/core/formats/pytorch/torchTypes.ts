import { bytesOf, type StoredType } from '../tensors/storedTensor';
import { PickleGlobal, type PickleValue } from './pickleValue';

/** How values of a type lie in a storage. */
export interface TorchType {
  /** PyTorch's own word: `float`, `qint8`. */
  word: string;
  stored: StoredType;
  /** As NumPy spells it. */
  dtype: string;
  valueBytes: number;
  /** Bytes of the parts whose order is turned round in a big-endian file. */
  partBytes: number;
}

const type = (word: string, stored: StoredType, dtype: string = stored, valueBytes = bytesOf(stored)): TorchType => ({
  ...{ word, stored, dtype, valueBytes },
  partBytes: stored.startsWith('complex') ? valueBytes / 2 : valueBytes,
});

/** By the names that `torch.` has for them. */
const dtypes = new Map<string, TorchType>(
  [
    ...(['float64', 'float32', 'float16', 'bfloat16', 'complex64', 'complex128', 'bool'] as const),
    ...(['int64', 'int32', 'int16', 'int8', 'uint64', 'uint32', 'uint16', 'uint8'] as const),
    ...(['float8_e4m3fn', 'float8_e4m3fnuz', 'float8_e5m2', 'float8_e5m2fnuz', 'float8_e8m0fnu'] as const),
  ].map(word => [word, type(word, word)]),
);
const more: [string, TorchType][] = [
  ['qint8', type('qint8', 'int8')],
  ['quint8', type('quint8', 'uint8')],
  ['qint32', type('qint32', 'int32')],
  ['complex32', type('complex32', 'opaque', 'complex32', 4)],
  ['quint4x2', type('quint4x2', 'opaque', 'quint4x2', 1)],
  ['quint2x4', type('quint2x4', 'opaque', 'quint2x4', 1)],
  ['float4_e2m1fn_x2', type('float4_e2m1fn_x2', 'opaque', 'float4_e2m1fn_x2', 1)],
  ['bits16', type('bits16', 'opaque', 'bits16', 2)],
  ...['bits8', 'bits4x2', 'bits2x4', 'bits1x8'].map((word): [string, TorchType] => [
    word,
    type(word, 'opaque', word, 1),
  ]),
];
for (const [word, own] of more) dtypes.set(word, own);

/** Classes of storages: `torch.FloatStorage`. What is untyped is bytes. */
const storages: Record<string, string> = {
  ...{ DoubleStorage: 'float64', FloatStorage: 'float32', HalfStorage: 'float16', BFloat16Storage: 'bfloat16' },
  ...{ LongStorage: 'int64', IntStorage: 'int32', ShortStorage: 'int16', CharStorage: 'int8', ByteStorage: 'uint8' },
  ...{ BoolStorage: 'bool', ComplexFloatStorage: 'complex64', ComplexDoubleStorage: 'complex128' },
  ...{ QUInt8Storage: 'quint8', QInt8Storage: 'qint8', QInt32Storage: 'qint32' },
  ...{ QUInt4x2Storage: 'quint4x2', QUInt2x4Storage: 'quint2x4', UntypedStorage: 'uint8' },
};

/** The type of a storage by its class: `torch.FloatStorage`, `torch.cuda.HalfStorage`. Null where it is not known. */
export function storageType(value: PickleValue | undefined): TorchType | null {
  if (!(value instanceof PickleGlobal)) return null;
  let known = ofStorages.get(value.path);
  if (known === undefined) {
    const isTorch = value.module === 'torch' || value.module.startsWith('torch.');
    const name = isTorch ? value.name.split('.').at(-1)! : '';
    known = Object.hasOwn(storages, name) ? dtypes.get(storages[name]!)! : null;
    if (known) ofStorages.set(value.path, known);
  }
  return known;
}
/** Those that were asked for; by their number they are few. */
const ofStorages = new Map<string, TorchType | null>();

/** The type of that name. Null where it is not known. */
export const typeNamed = (word: string): TorchType | null => dtypes.get(word) ?? null;

/** The type that `torch.<word>` names. Null where it is not known. */
export const dtypeOf = (value: PickleValue | undefined): TorchType | null =>
  value instanceof PickleGlobal && value.module === 'torch' ? (dtypes.get(value.name) ?? null) : null;
