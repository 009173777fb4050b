import { bytesOf, type StoredType } from '../tensors/storedTensor';

/** How values of a type lie in a file. */
export interface OnnxType {
  /** The file's own word: `FLOAT`. */
  word: string;
  /** As NumPy and ml_dtypes spell it. */
  dtype: string;
  stored: StoredType;
  /** The field that has values that are not raw. */
  field: 'float_data' | 'double_data' | 'int32_data' | 'int64_data' | 'uint64_data' | 'string_data';
}

const type = (
  word: string,
  stored: StoredType,
  field: OnnxType['field'] = 'int32_data',
  dtype: string = stored,
): OnnxType => ({ word, dtype, stored, field });

/** By the number in the file: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto. */
const types = new Map<number, OnnxType>([
  [1, type('FLOAT', 'float32', 'float_data')],
  [2, type('UINT8', 'uint8')],
  [3, type('INT8', 'int8')],
  [4, type('UINT16', 'uint16')],
  [5, type('INT16', 'int16')],
  [6, type('INT32', 'int32')],
  [7, type('INT64', 'int64', 'int64_data')],
  [8, type('STRING', 'string', 'string_data')],
  [9, type('BOOL', 'bool')],
  [10, type('FLOAT16', 'float16')],
  [11, type('DOUBLE', 'float64', 'double_data')],
  [12, type('UINT32', 'uint32', 'uint64_data')],
  [13, type('UINT64', 'uint64', 'uint64_data')],
  [14, type('COMPLEX64', 'complex64', 'float_data')],
  [15, type('COMPLEX128', 'complex128', 'double_data')],
  [16, type('BFLOAT16', 'bfloat16')],
  [17, type('FLOAT8E4M3FN', 'float8_e4m3fn')],
  [18, type('FLOAT8E4M3FNUZ', 'float8_e4m3fnuz')],
  [19, type('FLOAT8E5M2', 'float8_e5m2')],
  [20, type('FLOAT8E5M2FNUZ', 'float8_e5m2fnuz')],
  [21, type('UINT4', 'uint4')],
  [22, type('INT4', 'int4')],
  [23, type('FLOAT4E2M1', 'float4_e2m1fn')],
  [24, type('FLOAT8E8M0', 'float8_e8m0fnu')],
  [25, type('UINT2', 'uint2')],
  [26, type('INT2', 'int2')],
  // Of these the values are not taken apart.
  [27, type('FLOAT6E2M3', 'opaque', 'int32_data', 'float6_e2m3fn')],
  [28, type('FLOAT6E3M2', 'opaque', 'int32_data', 'float6_e3m2fn')],
]);

export const onnxType = (code: number): OnnxType =>
  types.get(code) ?? type(code === 0 ? 'UNDEFINED' : `type ${code}`, 'opaque', 'int32_data', 'unknown');

/** Bytes of so many values; null where nothing says how many. */
export function bytesOfValues({ stored, word }: OnnxType, count: number): number | null {
  if (stored === 'string') return null;
  if (stored === 'opaque') return word.startsWith('FLOAT6') ? Math.ceil((count * 6) / 8) : null;
  return Math.ceil(count * bytesOf(stored));
}
