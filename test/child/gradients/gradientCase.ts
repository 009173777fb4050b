import type * as tfjs from '@tensorflow/tfjs';

export interface InputSpec {
  shape: number[];
  dtype?: 'float32' | 'int32' | 'bool';
  values?: number[];
  scale?: number;
  shift?: number;
  /** Rounded down, so that many values are equal. */
  isWhole?: boolean;
  /** Not differentiated, though it is float32. */
  isFixed?: boolean;
}

/** Of gradients.json, written by makeGradients.py. */
export interface GradientCase {
  name: string;
  op: string;
  inputs: InputSpec[];
  attrs: Record<string, unknown>;
  yShape: number[];
  /** Little-endian float32 in base64, as the gradients are: by the float inputs, then by the weights. */
  y: string;
  grads: string[];
}
export interface GradientFixture {
  tensorflow: string;
  upstreamSeed: number;
  cases: GradientCase[];
}

/** What the program says of one case. A difference is a share of the largest expected value; NaN is written as a string. */
export interface CaseResult {
  name: string;
  failure?: string;
  forward?: number | string;
  gradients?: (number | string)[];
  /** Tensors, and values in the memory of each backend, that stay behind. */
  leftOver?: number[];
}
/** The last line: gradients of tfjs-core by kernel name, and those that some case went through. */
export interface AuditEnd {
  registered: string[];
  met: string[];
}

/** The numbers of `values` in oracle.py. */
export function drawValues(count: number, seed: number): Float64Array {
  let state = (Math.imul(seed, 2654435761) + 12345) >>> 0;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 16) / 16384 - 2;
  });
}

const sizeOf = (shape: number[]): number => shape.reduce((product, n) => product * n, 1);

/** The tensor that `tensor` in oracle.py makes. */
export function makeInput(tf: typeof tfjs, spec: InputSpec, seed: number): tfjs.Tensor {
  const { shape, dtype = 'float32', scale = 1, shift = 0, isWhole } = spec;
  if (spec.values) return tf.tensor(spec.values, shape, dtype);
  const drawn = drawValues(sizeOf(shape), seed);
  if (dtype === 'bool') return tf.tensor(Uint8Array.from(drawn, v => Number(v > 0)), shape, 'bool'); // prettier-ignore
  const values = Float32Array.from(drawn, v => Math.fround(v * scale + shift)).map(v => (isWhole ? Math.floor(v) : v));
  return tf.tensor(dtype === 'int32' ? Int32Array.from(values) : values, shape, dtype);
}

/** The largest difference, as a share of the largest expected value; NaN where one is NaN and the other is not. */
export function worstDifference(actual: ArrayLike<number>, expectedBase64: string): number {
  const bytes = Uint8Array.from(Buffer.from(expectedBase64, 'base64'));
  const expected = new Float32Array(bytes.buffer);
  if (actual.length !== expected.length) return Infinity;
  const scale = expected.reduce((max, v) => (Number.isFinite(v) ? Math.max(max, Math.abs(v)) : max), 1e-6);
  let worst = 0;
  expected.forEach((wanted, i) => {
    const got = actual[i] as number;
    const difference = Object.is(got, wanted) || got === wanted ? 0 : Math.abs(got - wanted) / scale;
    if (!(difference <= worst)) worst = difference;
  });
  return worst;
}
