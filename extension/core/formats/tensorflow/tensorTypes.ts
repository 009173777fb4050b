import { bytesOf, type StoredType } from '../tensors/storedTensor';

/** By TensorFlow's numbers, from 1 on: tensorflow/core/framework/types.proto. `opaque`: those without numbers. */
const types: readonly [name: string, stored: StoredType][] = [
  ...([...same('float32', 'float64', 'int32', 'uint8', 'int16', 'int8', 'string')] as const),
  ...same('complex64', 'int64', 'bool'),
  ['qint8', 'int8'],
  ['quint8', 'uint8'],
  ['qint32', 'int32'],
  ...same('bfloat16'),
  ['qint16', 'int16'],
  ['quint16', 'uint16'],
  ...same('uint16', 'complex128', 'float16'),
  ['resource', 'opaque'],
  ['variant', 'opaque'],
  ...same('uint32', 'uint64', 'float8_e5m2', 'float8_e4m3fn', 'float8_e4m3fnuz'),
  ['float8_e4m3b11fnuz', 'opaque'],
  ...same('float8_e5m2fnuz'),
  ['int4', 'opaque'],
  ['uint4', 'opaque'],
];

function same(...names: StoredType[]): [name: string, stored: StoredType][] {
  return names.map(name => [name, name]);
}

/** What a tensor of TensorFlow's type of that number is. */
export interface TensorType {
  stored: StoredType;
  /** As NumPy spells it; a word of its own where NumPy has none. */
  dtype: string;
  /** TensorFlow's word, where it is another. */
  storedDtype?: string;
  /** False where there is none of that number. */
  isKnown: boolean;
}

export function tensorType(number: number): TensorType {
  // Those of references to variables, as TensorFlow 1 had them, are 100 higher.
  const [name, stored] = types[(number > 100 ? number - 100 : number) - 1] ?? [];
  if (name === undefined || stored === undefined) return { stored: 'opaque', dtype: `type ${number}`, isKnown: false };
  if (stored === 'opaque' || stored === name) return { stored, dtype: name, isKnown: true };
  return { stored, dtype: stored, storedDtype: name, isKnown: true };
}

/** The type's name as TensorFlow has it. */
export const typeName = (number: number): string => {
  const { dtype, storedDtype } = tensorType(number);
  return storedDtype ?? dtype;
};

/** Bytes of one number of a type: of a complex one's parts. */
export const partBytes = (stored: StoredType): number => bytesOf(stored) / (stored.startsWith('complex') ? 2 : 1);
