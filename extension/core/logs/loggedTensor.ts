// https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/framework/tensor.proto
import { protobufFields } from '../runs/protobufReader';

/** DataType of TensorFlow, by number: those whose values can be told. */
type NumberName = 'float32' | 'float64' | 'int32' | 'int64' | 'uint8';
const dtypes: Record<number, { name: NumberName; bytes: number }> = {
  1: { name: 'float32', bytes: 4 },
  2: { name: 'float64', bytes: 8 },
  3: { name: 'int32', bytes: 4 },
  4: { name: 'uint8', bytes: 1 },
  9: { name: 'int64', bytes: 8 },
};

/** A TensorProto: its values are in `content`, or in a list of its type. */
export interface LoggedTensor {
  /** Null for a type that is none of numbers. */
  dtype: NumberName | null;
  shape: number[];
  /** Little-endian; null where they are in a list. */
  content: Uint8Array | null;
  list: number[];
}

const maxList = 2 ** 20;

export function decodeTensor(message: Uint8Array): LoggedTensor {
  const tensor: LoggedTensor = { dtype: null, shape: [], content: null, list: [] };
  for (const field of protobufFields(message)) {
    if (field.type === 'varint') {
      if (field.field === 1) tensor.dtype = dtypes[field.value]?.name ?? null;
      else if (field.field === 7 || field.field === 10) add(tensor, signed64(field.value));
    } else if (field.type === 'float' && field.field === 5) add(tensor, field.value);
    else if (field.type === 'double' && field.field === 6) add(tensor, field.value);
    else if (field.type === 'block') {
      if (field.field === 2) tensor.shape = shapeOf(field.value);
      else if (field.field === 4) tensor.content = field.value;
      else if (field.field === 5 || field.field === 6) packed(tensor, field.value, field.field === 5 ? 4 : 8);
      else if (field.field === 7 || field.field === 10) packedIntegers(tensor, field.value);
    }
  }
  return tensor;
}

const add = (tensor: LoggedTensor, value: number): void =>
  void (tensor.list.length < maxList && tensor.list.push(value));
const signed64 = (value: number): number => (value >= 2 ** 63 ? value - 2 ** 64 : value);

function packed(tensor: LoggedTensor, bytes: Uint8Array, size: 4 | 8): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + size <= bytes.length; at += size)
    add(tensor, size === 4 ? view.getFloat32(at, true) : view.getFloat64(at, true));
}

function packedIntegers(tensor: LoggedTensor, bytes: Uint8Array): void {
  let value = 0;
  let scale = 1;
  for (const byte of bytes) {
    value += (byte & 127) * scale;
    scale *= 128;
    if (byte < 128) {
      add(tensor, signed64(value));
      value = 0;
      scale = 1;
    }
  }
}

function shapeOf(message: Uint8Array): number[] {
  const shape: number[] = [];
  for (const field of protobufFields(message))
    if (field.field === 2 && field.type === 'block') {
      let size = 0;
      for (const part of protobufFields(field.value)) if (part.field === 1 && part.type === 'varint') size = part.value;
      if (shape.length < 64) shape.push(size);
    }
  return shape;
}

/** Bytes of one value; null for what is no number. */
export const valueBytesOf = ({ dtype }: Pick<LoggedTensor, 'dtype'>): number | null =>
  Object.values(dtypes).find(d => d.name === dtype)?.bytes ?? null;

/** The values, at most `max` of them; null where they are no numbers or not all there. */
export function tensorValues(tensor: LoggedTensor, max: number): Float64Array | null {
  const count = tensor.shape.reduce((product, size) => product * size, 1);
  const bytes = valueBytesOf(tensor);
  if (bytes === null || !(count <= max)) return null;
  const { content, dtype, list } = tensor;
  if (!content || content.length === 0) {
    if (count === 0) return new Float64Array(0);
    // A list that is shorter stands for the last value repeated.
    return list.length ? Float64Array.from({ length: count }, (_, i) => list[Math.min(i, list.length - 1)]!) : null;
  }
  if (content.length < count * bytes) return null;
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const read = {
    float32: (at: number) => view.getFloat32(at, true),
    float64: (at: number) => view.getFloat64(at, true),
    int32: (at: number) => view.getInt32(at, true),
    int64: (at: number) => Number(view.getBigInt64(at, true)),
    uint8: (at: number) => view.getUint8(at),
  }[dtype!];
  return Float64Array.from({ length: count }, (_, i) => read(i * bytes));
}

/** The value of a tensor that holds one, null for others. */
export function scalarOf(tensor: LoggedTensor): number | null {
  return tensor.shape.length ? null : (tensorValues(tensor, 1)?.[0] ?? null);
}
