/* eslint-disable @typescript-eslint/no-explicit-any -- what the arguments are is said by gradients.json alone */
import * as tf from '@tensorflow/tfjs';

type Operation = (inputs: any[], attrs: any) => tf.Tensor;

// One line each: the names of arguments are those of gradients.json.
const unary = (
  'abs acos acosh asin asinh atan atanh ceil cos cosh elu erf exp expm1 floor leakyRelu log log1p logSigmoid neg reciprocal ' +
  'relu relu6 round rsqrt selu sigmoid sign sin sinh softplus sqrt square step tan tanh softmax logSoftmax isNaN isInf isFinite ' +
  'zerosLike onesLike clone argMax argMin squeeze'
).split(' ');
const binary =
  'add sub mul div pow maximum minimum squaredDifference atan2 mod divNoNan floorDiv greaterEqual prelu outerProduct dot where';
const reductions = 'sum mean max min prod logSumExp'.split(' ');
const named = tf as unknown as Record<string, (...args: unknown[]) => tf.Tensor>;

// made once, as it keeps a tensor
const anyOptimizer = tf.train.sgd(1);

/** Operations of gradients.json by name, layers and losses aside. */
export const operations: Record<string, Operation> = {
  ...Object.fromEntries(unary.map(name => [name, ([x]: tf.Tensor[]) => named[name]!(x)])),
  ...Object.fromEntries(binary.split(' ').map(name => [name, (x: tf.Tensor[]) => named[name]!(...x)])),
  ...Object.fromEntries(
    reductions.map(name => [name, ([x]: tf.Tensor[], a: any) => named[name]!(x, a.axis ?? undefined, a.keepDims)]),
  ),
  whereCompared: ([a, b], { compare }) => tf.where(named[compare as string]!(a, b), tf.mul(a, 2), b),
  whereLogical: ([a, b]) =>
    tf.where(
      tf.logicalOr(tf.logicalAnd(tf.greater(a, 0), tf.greater(b, 0)), tf.logicalNot(tf.greater(a, 1))),
      tf.mul(a, 2),
      b,
    ),
  maskedByAll: ([x]) => tf.mul(x, tf.cast(tf.all(tf.notEqual(x, 0), -1, true), 'float32')),
  maskedByAny: ([x]) => tf.mul(x, tf.cast(tf.any(tf.notEqual(x, 0), -1, true), 'float32')),
  addN: x => tf.addN(x),
  clipByValue: ([x], a) => tf.clipByValue(x, a.low, a.high),
  cast: ([x], a) => tf.cast(x, a.dtype),
  cumsum: ([x], a) => tf.cumsum(x, a.axis, a.exclusive, a.reverse),
  norm: ([x], a) => tf.norm(x, 'euclidean', a.axis),
  variance: ([x], a) => tf.moments(x, a.axis).variance,
  batchNorm: ([x, mean, variance, offset, scale]) => tf.batchNorm(x, mean, variance, offset, scale, 0.001),
  lrn: ([x]) => tf.localResponseNormalization(x, 2, 1.5, 0.3, 0.6),

  reshape: ([x], a) => tf.reshape(x, a.shape),
  transpose: ([x], a) => tf.transpose(x, a.perm),
  concat: (x, a) => tf.concat(x, a.axis),
  stack: (x, a) => tf.stack(x, a.axis),
  unstack: ([x], a) => tf.concat([...tf.unstack(x, a.axis)].reverse(), 0),
  split: ([x], a) => tf.concat(tf.split(x, a.parts, a.axis).map((part: tf.Tensor, i) => tf.mul(part, i + 1)).reverse(), a.axis), // prettier-ignore
  slice: ([x], a) => tf.slice(x, a.begin, a.size),
  tile: ([x], a) => tf.tile(x, a.reps),
  expandDims: ([x], a) => tf.expandDims(x, a.axis),
  pad: ([x], a) => tf.pad(x, a.paddings, a.value),
  mirrorPad: ([x], a) => tf.mirrorPad(x, a.paddings, a.mode),
  reverse: ([x], a) => tf.reverse(x, a.axis),
  gather: ([x, indices], a) => tf.gather(x, indices, a.axis, a.batchDims),
  broadcastTo: ([x], a) => tf.broadcastTo(x, a.shape),
  oneHot: ([x], a) => tf.oneHot(x, a.depth),
  spaceToBatchND: ([x], a) => tf.spaceToBatchND(x, a.block, a.margins),
  batchToSpaceND: ([x], a) => tf.batchToSpaceND(x, a.block, a.margins),
  unsortedSegmentSum: ([x, ids], a) => tf.unsortedSegmentSum(x, ids, a.segments),
  matMul: ([x, y], a) => tf.matMul(x, y, a.transposeA, a.transposeB),
  einsum: (x, a) => tf.einsum(a.equation, ...x),
  fusedMatMul: ([a, b, bias], { activation }) => tf.fused.matMul({ a, b, bias, activation }),
  rfft: ([x]) => tf.abs(tf.spectral.rfft(x)),
  fft: ([x]) => {
    const transformed = tf.spectral.fft(tf.complex(x, tf.mul(x, 2)));
    return tf.real(tf.spectral.ifft(tf.complex(tf.mul(tf.real(transformed), 2), tf.mul(tf.imag(transformed), 2))));
  },
  imag: ([x]) => tf.imag(tf.spectral.fft(tf.complex(x, tf.mul(x, 2)))),

  conv1d: ([x, f], a) => tf.conv1d(x, f, a.strides, a.pad, 'NWC', a.dilations),
  conv2d: ([x, f], a) => tf.conv2d(x, f, a.strides, a.pad, 'NHWC', a.dilations ?? 1, a.dimRoundingMode),
  depthwiseConv2d: ([x, f], a) => tf.depthwiseConv2d(x, f, a.strides, a.pad, 'NHWC', a.dilations ?? 1),
  separableConv2d: ([x, d, p], a) => tf.separableConv2d(x, d, p, a.strides, a.pad),
  conv2dTranspose: ([x, f], a) => tf.conv2dTranspose(x, f, a.outputShape, a.strides, a.pad),
  conv3d: ([x, f], a) => tf.conv3d(x, f, a.strides, a.pad),
  conv3dTranspose: ([x, f], a) => tf.conv3dTranspose(x, f, a.outputShape, a.strides, a.pad),
  fusedConv2d: ([x, filter, bias], a) => tf.fused.conv2d({ x, filter, bias, ...a }),
  fusedDepthwiseConv2d: ([x, filter, bias], a) => tf.fused.depthwiseConv2d({ x, filter, bias, ...a }),
  dilation2d: ([x, f], a) => tf.dilation2d(x, f, a.strides, a.pad),
  maxPool: ([x], a) => tf.maxPool(x, a.size, a.strides, a.pad, a.dimRoundingMode),
  avgPool: ([x], a) => tf.avgPool(x, a.size, a.strides, a.pad),
  maxPool3d: ([x], a) => tf.maxPool3d(x, a.size, a.strides, a.pad),
  avgPool3d: ([x], a) => tf.avgPool3d(x, a.size, a.strides, a.pad),
  pool: ([x], a) => tf.pool(x, a.size, a.kind, 'valid', a.dilations, 1),
  cropAndResize: ([x, boxes, indices], a) => tf.image.cropAndResize(x, boxes, indices, a.size, a.method, 0.5),
  resizeBilinear: ([x], a) => tf.image.resizeBilinear(x, a.size, a.alignCorners, a.halfPixelCenters),
  resizeNearestNeighbor: ([x], a) => tf.image.resizeNearestNeighbor(x, a.size, a.alignCorners, a.halfPixelCenters),

  /** As `compile` knows it: the predictions come first. */
  compiledLoss: ([predicted, wanted], a) => {
    const input = tf.input({ shape: [1] });
    const model = tf.model({ inputs: input, outputs: tf.layers.reLU().apply(input) as tf.SymbolicTensor });
    model.compile({ optimizer: anyOptimizer, loss: a.loss });
    return model.lossFunctions[0]!(wanted, predicted);
  },
  loss: ([labels, predicted], a) =>
    a.loss === 'cosineDistance'
      ? tf.losses.cosineDistance(labels, predicted, 1)
      : (tf.losses as unknown as Record<string, (...x: tf.Tensor[]) => tf.Tensor>)[a.loss]!(labels, predicted),
  regularizer: ([x], a) => (tf.regularizers as any)[a.name](a.config).apply(x),
  constraint: ([x], a) => (tf.constraints as any)[a.name](a.config).apply(x),
};
