import { bytesOf, type StoredType } from '../tensors/storedTensor';
import { badHdf5, ByteCursor } from './byteCursor';

/** How the values of a data set lie in the file. */
export interface Datatype {
  stored: StoredType;
  /** As NumPy spells it. */
  dtype: string;
  /** Bytes of one value in the file; those of strings have all the same, or are references to where they are. */
  itemBytes: number;
  isBigEndian: boolean;
  /** Strings that are somewhere else in the file. */
  isVariable: boolean;
  /** Opaque bytes, of which an attribute may say what they are. */
  isOpaque: boolean;
}

const classes = ['int', 'float', 'time', 'string', 'bits', 'opaque', 'compound', 'reference', 'enum', 'vlen', 'array'];

/** Bits of exponent and mantissa, by bytes; the exponent's bias is what IEEE has of such. */
const floats: Record<string, StoredType> = {
  '8 11 52': 'float64',
  '4 8 23': 'float32',
  '2 5 10': 'float16',
  '2 8 7': 'bfloat16',
  '1 5 2': 'float8_e5m2',
};

const maxDepth = 8;

/** What a datatype message says. Throws LayerglassError `bad-hdf5`. */
export function datatypeOf(message: ByteCursor, depth = 0): Datatype {
  if (depth > maxDepth) throw badHdf5('a type is within itself');
  const first = message.u8();
  const version = first >> 4;
  const bits = message.uint(3);
  const itemBytes = message.u32();
  const kind = classes[first & 15] ?? 'unknown';
  const isBigEndian = (bits & 1) === 1;
  const type = (stored: StoredType, dtype: string = stored): Datatype => ({
    stored,
    dtype,
    itemBytes,
    isBigEndian: isBigEndian && itemBytes > 1,
    isVariable: false,
    isOpaque: kind === 'opaque',
  });
  switch (kind) {
    case 'int': {
      const [offset, precision] = [message.u16(), message.u16()];
      const name = `${bits & 8 ? '' : 'u'}int${8 * itemBytes}`;
      return offset === 0 && precision === 8 * itemBytes && [1, 2, 4, 8].includes(itemBytes)
        ? type(name as StoredType)
        : type('opaque', name);
    }
    case 'float': {
      const [offset, precision] = [message.u16(), message.u16()];
      message.skip(1);
      const exponent = message.u8();
      message.skip(1);
      const name = `${itemBytes} ${exponent} ${message.u8()}`;
      const isVax = (bits & 0x41) === 0x41;
      const isPlain =
        !isVax && offset === 0 && precision === 8 * itemBytes && message.u32() === 2 ** (exponent - 1) - 1;
      return isPlain && Object.hasOwn(floats, name) ? type(floats[name]!) : type('opaque', `float${8 * itemBytes}`);
    }
    case 'string':
      return { ...type('string'), isBigEndian: false };
    case 'enum': {
      const base = datatypeOf(message, depth + 1);
      return isBoolean(message, bits & 0xffff, base, version) ? type('bool') : { ...base, itemBytes };
    }
    case 'compound':
      return complexOf(message, bits & 0xffff, { version, itemBytes, depth }) ?? type('opaque', 'compound');
    case 'vlen':
      return (bits & 15) === 1 ? { ...type('string'), isBigEndian: false, isVariable: true } : type('opaque', 'vlen');
    default:
      return type('opaque', kind);
  }
}

const paddedName = (message: ByteCursor, version: number): string => {
  const { at } = message;
  const name = message.text();
  if (version < 3) message.at = at + 8 * Math.ceil((message.at - at) / 8);
  return name;
};

/** h5py's bool: 0 is FALSE, 1 is TRUE. */
function isBoolean(message: ByteCursor, members: number, base: Datatype, version: number): boolean {
  if (members !== 2 || base.itemBytes !== 1) return false;
  const names = [paddedName(message, version), paddedName(message, version)];
  const values = [message.u8(), message.u8()];
  return names[values.indexOf(0)] === 'FALSE' && names[values.indexOf(1)] === 'TRUE';
}

/** h5py's complex numbers: r and i. Null where it is another compound. */
function complexOf(
  message: ByteCursor,
  members: number,
  { version, itemBytes, depth }: { version: number; itemBytes: number; depth: number },
): Datatype | null {
  if (members !== 2 || (itemBytes !== 8 && itemBytes !== 16)) return null;
  const parts = ['r', 'i'].map((name, i) => {
    if (paddedName(message, version) !== name) return null;
    const offset = version < 3 ? message.u32() : message.u8();
    if (version === 1) message.skip(28);
    const part = datatypeOf(message, depth + 1);
    return offset === (i * itemBytes) / 2 && part.itemBytes === itemBytes / 2 ? part : null;
  });
  const [real, imaginary] = parts;
  if (!real || !imaginary || real.stored !== imaginary.stored || real.isBigEndian !== imaginary.isBigEndian)
    return null;
  const stored = real.stored === 'float32' ? 'complex64' : real.stored === 'float64' ? 'complex128' : null;
  return stored && bytesOf(stored) === itemBytes ? { ...real, stored, dtype: stored, itemBytes } : null;
}
