/** Numbers as a file has them, little-endian, by NumPy's and ml_dtypes' names; and the bits that one takes. */
export const numberBits = {
  float64: 64,
  float32: 32,
  float16: 16,
  bfloat16: 16,
  float8_e4m3fn: 8,
  float8_e4m3fnuz: 8,
  float8_e5m2: 8,
  float8_e5m2fnuz: 8,
  float8_e8m0fnu: 8,
  float4_e2m1fn: 4,
  int64: 64,
  int32: 32,
  int16: 16,
  int8: 8,
  uint64: 64,
  uint32: 32,
  uint16: 16,
  uint8: 8,
  int4: 4,
  uint4: 4,
  int2: 2,
  uint2: 2,
  bool: 8,
} as const;
export type NumberType = keyof typeof numberBits;

/** True where float32 does not hold every value: figures are exact only in JavaScript's numbers. */
export const isWiderThanFloat32 = (type: NumberType): boolean =>
  ['float64', 'int64', 'int32', 'uint64', 'uint32'].includes(type);

/** Arrays that hold every value of a type, but for int64 and uint64 beyond 2^53, which are rounded. */
export type Numbers = Float32Array | Float64Array | Int32Array | Uint8Array;

/** Float32 values of types with few bits: looked up. */
const tables = new Map<NumberType, Float32Array>();

/**
 * The numbers in `raw`, which is aligned to 8 bytes. Float32 and narrower go into `lane` where it has room.
 * @param count values; those of four or two bits lie two or four in a byte, the lowest one first
 */
export function decodeNumbers(
  type: NumberType,
  raw: Uint8Array<ArrayBuffer>,
  count: number,
  lane: Float32Array | null = null,
): Numbers {
  const { buffer, byteOffset } = raw;
  const floats = (): Float32Array => (lane && lane.length >= count ? lane.subarray(0, count) : new Float32Array(count));
  switch (type) {
    case 'float64':
      return new Float64Array(buffer, byteOffset, count);
    case 'float32':
      return new Float32Array(buffer, byteOffset, count);
    case 'int32':
      return new Int32Array(buffer, byteOffset, count);
    case 'bool':
    case 'uint8':
      return raw.subarray(0, count);
    case 'uint32':
      return Float64Array.from(new Uint32Array(buffer, byteOffset, count));
    case 'int64':
      return Float64Array.from(new BigInt64Array(buffer, byteOffset, count), Number);
    case 'uint64':
      return Float64Array.from(new BigUint64Array(buffer, byteOffset, count), Number);
    case 'bfloat16': {
      const values = floats();
      const bits = new Uint32Array(values.buffer, values.byteOffset, count);
      const halves = new Uint16Array(buffer, byteOffset, count);
      for (let i = 0; i < count; i++) bits[i] = halves[i]! << 16;
      return values;
    }
    case 'int16':
    case 'uint16':
    case 'int8': {
      const integers =
        type === 'int8'
          ? new Int8Array(buffer, byteOffset, count)
          : new (type === 'int16' ? Int16Array : Uint16Array)(buffer, byteOffset, count);
      const values = floats();
      values.set(integers);
      return values;
    }
    case 'float4_e2m1fn':
    case 'int4':
    case 'uint4':
    case 'int2':
    case 'uint2': {
      const values = floats();
      const table = tableOf(type);
      const bits = numberBits[type];
      const perByte = 8 / bits;
      for (let i = 0; i < count; i++)
        values[i] = table[(raw[Math.floor(i / perByte)]! >> (bits * (i % perByte))) & (table.length - 1)]!;
      return values;
    }
    default: {
      const values = floats();
      const table = tableOf(type);
      const codes = type === 'float16' ? new Uint16Array(buffer, byteOffset, count) : raw;
      for (let i = 0; i < count; i++) values[i] = table[codes[i]!]!;
      return values;
    }
  }
}

/** Digits of an int64 or uint64, exact. `raw` is aligned to 8 bytes. */
export function decodeDigits(type: 'int64' | 'uint64', raw: Uint8Array<ArrayBuffer>): bigint[] {
  const view = type === 'int64' ? BigInt64Array : BigUint64Array;
  return Array.from(new view(raw.buffer, raw.byteOffset, raw.length >> 3));
}

/** What each of the 65,536 codes of float16 stands for. */
export const float16Values = (): Float32Array => (halves ??= tableOf('float16'));
let halves: Float32Array | undefined;

function tableOf(type: NumberType): Float32Array {
  let table = tables.get(type);
  if (!table)
    tables.set(type, (table = Float32Array.from({ length: 2 ** numberBits[type] }, (_, code) => valueOf(type, code))));
  return table;
}

/** Exponent and mantissa bits, the exponent's bias, and what the codes at the end mean. */
interface FloatLayout {
  exponentBits: number;
  mantissaBits: number;
  bias: number;
  /** `ieee`: the highest exponent is infinities and NaN; `fn`: the highest code is NaN; `fnuz`: only -0 is; `finite`: none. */
  special: 'ieee' | 'fn' | 'fnuz' | 'finite';
}
/** OCP 8-bit floating point specification, OCP microscaling formats, and https://github.com/jax-ml/ml_dtypes. */
const layouts: Partial<Record<NumberType, FloatLayout>> = {
  float16: { exponentBits: 5, mantissaBits: 10, bias: 15, special: 'ieee' },
  float8_e5m2: { exponentBits: 5, mantissaBits: 2, bias: 15, special: 'ieee' },
  float8_e5m2fnuz: { exponentBits: 5, mantissaBits: 2, bias: 16, special: 'fnuz' },
  float8_e4m3fn: { exponentBits: 4, mantissaBits: 3, bias: 7, special: 'fn' },
  float8_e4m3fnuz: { exponentBits: 4, mantissaBits: 3, bias: 8, special: 'fnuz' },
  float4_e2m1fn: { exponentBits: 2, mantissaBits: 1, bias: 1, special: 'finite' },
};

function valueOf(type: NumberType, code: number): number {
  // A power of two alone: neither sign nor zero.
  if (type === 'float8_e8m0fnu') return code === 255 ? NaN : 2 ** (code - 127);
  const layout = layouts[type];
  if (!layout)
    return type.startsWith('int') && code >= 2 ** (numberBits[type] - 1) ? code - 2 ** numberBits[type] : code;
  const { exponentBits, mantissaBits, bias, special } = layout;
  const highest = 2 ** (exponentBits + mantissaBits) - 1;
  const sign = code > highest ? -1 : 1;
  const size = code & highest;
  const exponent = size >> mantissaBits;
  const fraction = (size & (2 ** mantissaBits - 1)) / 2 ** mantissaBits;
  if (special === 'fnuz' && code === highest + 1) return NaN;
  if (special === 'fn' && size === highest) return NaN;
  if (special === 'ieee' && exponent === 2 ** exponentBits - 1) return fraction ? NaN : sign * Infinity;
  return exponent === 0 ? sign * fraction * 2 ** (1 - bias) : sign * (1 + fraction) * 2 ** (exponent - bias);
}
