import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import type * as tfjs from '@tensorflow/tfjs';
import { installWasmKernels } from '../../extension/child/backend/wasm/installWasmKernels';
import type { Notice } from '../../extension/protocol/run';

type Pad = 'same' | 'valid';
interface Attributes {
  pad: Pad;
  size: number | [number, number];
  strides: number;
  dilations?: number;
  activation: 'relu' | 'relu6' | 'sigmoid';
  outputShape: [number, number, number, number];
  transposeA?: boolean;
  transposeB?: boolean;
  indices: number[];
  axis?: number;
  segments: number;
  equation: string;
  axes: number[];
}
interface Case {
  name: string;
  op: string;
  shapes: number[][];
  shift: number;
  attrs: Attributes;
  yShape: number[];
  y: number[];
  grads: number[][];
}
const fixture = JSON.parse(
  fs.readFileSync(path.join(import.meta.dirname, '../fixtures/wasmGradients/wasmGradients.json'), 'utf8'),
) as { tensorflow: string; upstreamSeed: number; cases: Case[] };

/** The same numbers as `values` in makeWasmGradients.py. */
function values(count: number, seed: number): Float32Array {
  let state = (Math.imul(seed, 2654435761) + 12345) >>> 0;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 16) / 16384 - 2;
  });
}

const size = (shape: number[]): number => shape.reduce((product, n) => product * n, 1);

/** The largest difference, as a share of the largest expected value. */
function worstError(actual: ArrayLike<number>, expected: readonly number[]): number {
  assert.equal(actual.length, expected.length);
  const scale = expected.reduce((max, v) => Math.max(max, Math.abs(v)), 1e-6);
  let worst = 0;
  expected.forEach((v, i) => {
    const error = Math.abs((actual[i] as number) - v) / scale;
    if (!(error <= worst)) worst = error;
  });
  return worst;
}

describe(`WebAssembly kernels against TensorFlow ${fixture.tensorflow}`, () => {
  const require = createRequire(import.meta.url);
  let tf: typeof tfjs;
  const notices: Notice[] = [];

  before(async () => {
    tf = require('@tensorflow/tfjs') as typeof tfjs;
    require('@tensorflow/tfjs-backend-wasm');
    await tf.setBackend('wasm');
    await tf.ready();
    installWasmKernels(tf, n => notices.push(n));
  });

  const t4 = (t: tfjs.Tensor): tfjs.Tensor4D => t as tfjs.Tensor4D;
  const ops: Record<string, (x: tfjs.Tensor[], a: Attributes) => tfjs.Tensor> = {
    conv1d: ([x, f], a) => tf.conv1d(x as tfjs.Tensor3D, f as tfjs.Tensor3D, a.strides, a.pad),
    conv2d: ([x, f], a) => tf.conv2d(t4(x!), t4(f!), a.strides, a.pad, 'NHWC', a.dilations ?? 1),
    depthwiseConv2d: ([x, f], a) => tf.depthwiseConv2d(t4(x!), t4(f!), a.strides, a.pad),
    separableConv2d: ([x, d, p], a) => tf.separableConv2d(t4(x!), t4(d!), t4(p!), a.strides, a.pad),
    conv2dTranspose: ([x, f], a) => tf.conv2dTranspose(t4(x!), t4(f!), a.outputShape, a.strides, a.pad),
    conv3d: ([x, f], a) => tf.conv3d(x as tfjs.Tensor5D, f as tfjs.Tensor5D, a.strides, a.pad),
    fusedConv2d: ([x, filter, bias], a) =>
      tf.fused.conv2d({ x: t4(x!), filter: t4(filter!), bias, strides: a.strides, pad: a.pad, activation: a.activation as 'relu' }),
    fusedDepthwiseConv2d: ([x, filter, bias], a) =>
      tf.fused.depthwiseConv2d({ x: t4(x!), filter: t4(filter!), bias, strides: a.strides, pad: a.pad, activation: a.activation as 'relu' }),
    fusedMatMul: ([a, b, bias], at) =>
      tf.fused.matMul({ a: a!, b: b!, bias, activation: at.activation as 'relu' }),
    maxPool: ([x], a) => tf.maxPool(t4(x!), a.size, a.strides, a.pad),
    avgPool: ([x], a) => tf.avgPool(t4(x!), a.size, a.strides, a.pad),
    conv3dTranspose: ([x, f], a) => tf.conv3dTranspose(x as tfjs.Tensor5D, f as tfjs.Tensor5D, a.outputShape as never, a.strides, a.pad as 'same'),
    avgPool3d: ([x], a) => tf.avgPool3d(x as tfjs.Tensor5D, a.size as number, a.strides, a.pad),
    maxPool3d: ([x], a) => tf.maxPool3d(x as tfjs.Tensor5D, a.size as number, a.strides, a.pad),
    matMul: ([a, b], at) => tf.matMul(a!, b!, at.transposeA, at.transposeB),
    prelu: ([x, alpha]) => tf.prelu(x!, alpha!),
    gather: ([x], a) => tf.gather(x!, tf.tensor1d(a.indices, 'int32'), a.axis ?? 0),
    unsortedSegmentSum: ([x], a) => tf.unsortedSegmentSum(x!, tf.tensor1d(a.indices, 'int32'), a.segments),
    einsum: (inputs, a) => tf.einsum(a.equation, ...inputs),
    batchNorm: ([x, mean, variance, offset, scale]) =>
      tf.batchNorm(x!, mean as tfjs.Tensor1D, tf.add(tf.square(variance!), 1), offset as tfjs.Tensor1D, scale as tfjs.Tensor1D, 0.001),
    rfft: ([x]) => tf.abs(tf.spectral.rfft(x!)),
    fft: ([x]) => {
      const transformed = tf.spectral.fft(tf.complex(x!, tf.mul(x!, 2)));
      return tf.real(tf.spectral.ifft(tf.complex(tf.mul(tf.real(transformed), 2), tf.mul(tf.imag(transformed), 2))));
    },
    imag: ([x]) => tf.imag(tf.spectral.fft(tf.complex(x!, tf.mul(x!, 2)))),
    softmax: ([x]) => tf.softmax(x!),
    elu: ([x]) => tf.elu(x!),
    mean: ([x], a) => tf.mean(x!, a.axes),
  }; // prettier-ignore

  /** Tensors, and values in the memory of both backends. */
  const held = (): number[] => [
    tf.memory().numTensors,
    ...['wasm', 'cpu'].map(name => tf.findBackend(name).numDataIds()),
  ];

  it('has at least forty cases', () => assert.ok(fixture.cases.length >= 40, String(fixture.cases.length)));

  for (const { name, op, shapes, shift, attrs, yShape, y, grads } of fixture.cases)
    it(name, () => {
      const before = held();
      tf.tidy(() => {
        const inputs = shapes.map((shape, i) =>
          tf.tensor(i === 0 ? values(size(shape), 1).map(v => v + shift) : values(size(shape), i + 1), shape),
        );
        const compute = ops[op]!;
        const result = compute(inputs, attrs);
        assert.deepEqual(result.shape, yShape);
        assert.ok(worstError(result.dataSync(), y) < 2e-5, `forward: ${worstError(result.dataSync(), y)}`);
        if (!grads.length) return;
        const upstream = tf.tensor(values(size(yShape), fixture.upstreamSeed), yShape);
        const computed = tf.grads((...x: tfjs.Tensor[]) => tf.sum(tf.mul(compute(x, attrs), upstream)))(inputs);
        computed.forEach((gradient, i) => {
          assert.deepEqual(gradient.shape, shapes[i]);
          const error = worstError(gradient.dataSync(), grads[i]!);
          assert.ok(error < 2e-5, `gradient ${i}: ${error}`);
        });
      });
      assert.deepEqual(held(), before, 'something is left over');
    });
});
