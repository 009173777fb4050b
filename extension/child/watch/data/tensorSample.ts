import type { TensorFlow } from '../../tensorflow';
import type { HeldTensor } from '../probe/probeBatch';
import { valuesOf, type EngineLike, type Tensor } from '../tfjsInternals';
import type { GivenTensor } from './givenData';

export type Values = Float32Array | Int32Array | Uint8Array;
/** Examples of a tensor, read. May be TensorFlow's own memory: it is not changed and not kept. */
export interface TensorSample {
  name: string;
  /** Without the batch. */
  shape: number[];
  dtype: string;
  examples: number;
  /** Row by row; empty for strings and complex numbers. */
  values: Values;
}

/** A set may be sorted by class: examples come from this many places of it. */
const places = 20;
const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Values of one example. */
export const valuesPerExample = ({ tensor }: GivenTensor): number => product(tensor.shape.slice(1));

/**
 * At most `limit` of the examples given, from places that are spread evenly over them. The caller's tidy disposes what is
 * made on the way.
 */
export function sampleOf(tensorflow: TensorFlow, given: GivenTensor, limit: number): TensorSample {
  const { name, tensor, from, count } = given;
  const examples = Math.max(0, Math.min(limit, count));
  const shape = tensor.shape.slice(1);
  const sample = { name, shape, dtype: tensor.dtype as string, examples };
  const none = new Float32Array(0);
  if (isHeld(tensor)) return { ...sample, values: tensor.values.subarray(0, examples * product(shape)) };
  if (tensor.isDisposed || tensor.dtype === 'string' || tensor.dtype === 'complex64')
    return { ...sample, values: none };
  if (examples * product(shape) === 0) return { ...sample, values: none };
  const read = (start: number, length: number): Values => readExamples(tensorflow, tensor, start, length) ?? none;
  if (examples === count) return { ...sample, values: read(from, count) };

  const blocks = Math.min(places, examples);
  const parts = Array.from({ length: blocks }, (_, i) => {
    const [first, next] = [Math.floor((examples * i) / blocks), Math.floor((examples * (i + 1)) / blocks)];
    // what is left out is spread between them: the first block is at the start, the last one at the end
    const skipped = blocks === 1 ? 0 : Math.floor(((count - examples) * i) / (blocks - 1));
    return read(from + skipped + first, next - first);
  });
  return { ...sample, values: joined(parts) };
}

/**
 * `length` examples from `start` on. The WebAssembly backend copies a whole tensor in order to slice it, but can read a part;
 * the plain one hands out its own memory.
 */
function readExamples({ core }: TensorFlow, tensor: Tensor, start: number, length: number): Values | null {
  if (start === 0 && length === tensor.shape[0]) return valuesOf(tensor);
  const engine = core.engine() as unknown as EngineLike;
  const backend = engine.state?.tensorInfo?.get(tensor.dataId)?.backend;
  const size = product(tensor.shape.slice(1));
  const [from, to] = [start * size, (start + length) * size];
  if (backend?.readSync && backend.readSync.length >= 3) return backend.readSync(tensor.dataId, from, to);
  if (core.getBackend() === 'cpu') return valuesOf(tensor)?.subarray(from, to) ?? null;
  return valuesOf(core.slice(tensor, start, length));
}

const isHeld = (tensor: Tensor | HeldTensor): tensor is HeldTensor => 'values' in tensor;

function joined(parts: readonly Values[]): Values {
  const first = parts[0]!;
  const Type = first.constructor as new (length: number) => Values;
  const all = new Type(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
