// Operations on values of every type, empty ones included. Prints one line of JSON: the result of each by name.
import * as tf from '@tensorflow/tfjs';

let state = 7;
const next = () => (state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff) / 0x7fffffff;
const draw = { float32: () => next() * 4 - 1.7, int32: () => Math.floor(next() * 9) - 3, bool: () => next() > 0.5 };
const values = (shape, dtype) =>
  tf.tensor(Array.from({ length: shape.reduce((a, b) => a * b, 1) }, draw[dtype]), shape, dtype);
const results = {};
function run(name, operation) {
  try {
    const result = tf.tidy(operation);
    results[name] = [result]
      .flat()
      .map(t => ({ dtype: t.dtype, shape: t.shape, values: [...t.dataSync()].map(String) }));
  } catch (error) {
    results[name] = `refused: ${error.message}`;
  }
}

const types = ['float32', 'int32', 'bool'];
const alone = (
  'abs acos acosh all any argMax argMin asin asinh atan atanh ceil cos cosh cumprod cumsum elu erf exp expm1 floor isFinite ' +
  'isInf isNaN leakyRelu log1p logicalNot max mean min neg onesLike prod reciprocal relu relu6 reverse round selu sigmoid ' +
  'sign sin sinh softmax softplus square step sum tan tanh transpose zerosLike'
).split(' ');
const pairs = (
  'add sub mul div mod pow maximum minimum squaredDifference equal notEqual greater greaterEqual less lessEqual logicalAnd ' +
  'logicalOr logicalXor atan2 prelu'
).split(' ');
for (const type of types) {
  for (const name of alone) run(`${name} ${type}`, () => tf[name](values([2, 3, 4], type)));
  for (const other of types)
    for (const name of pairs) {
      run(`${name} ${type} ${other}`, () => tf[name](values([3, 4], type), values([3, 4], other)));
      run(`${name} ${type} ${other}, broadcast`, () => tf[name](values([3, 1], type), values([1, 4], other)));
    }
  const of = (name, operation) => run(`${name} ${type}`, operation);
  of('matMul', () => tf.matMul(values([2, 3, 4], type), values([2, 5, 4], type), false, true));
  of('einsum', () => tf.einsum('ij,jk->ik', values([2, 3], type), values([3, 2], type)));
  of('slice', () => tf.slice(values([4, 5], type), [1, 2], [2, 3]));
  of('stridedSlice', () => tf.stridedSlice(values([5, 4], type), [0, 1], [5, 4], [2, 2]));
  of('concat', () => tf.concat([values([2, 3], type), values([2, 2], type)], 1));
  of('split', () => tf.split(values([2, 6], type), 3, 1));
  of('tile', () => tf.tile(values([2, 3], type), [2, 2]));
  of('pad', () => tf.pad(values([2, 3], type), [[1, 1], [0, 2]], 1)); // prettier-ignore
  of('gather', () => tf.gather(values([5, 3], type), tf.tensor1d([0, 4, 2], 'int32')));
  of('gatherND', () => tf.gatherND(values([3, 4], type), tf.tensor2d([[0, 1], [2, 3]], [2, 2], 'int32'))); // prettier-ignore
  of('where', () => tf.where(values([3, 4], 'bool'), values([3, 4], type), values([3, 4], type)));
  of('clip', () => tf.clipByValue(values([3, 4], type), -1, 1));
  of('oneHot', () => tf.oneHot(tf.tensor1d([0, 2, 1], 'int32'), 3, 1, 0, type));
  of('to bool', () => tf.tensor([0, 0.4, 256, -1]).cast(type).cast('bool'));
  of('to int32', () => values([5], type).cast('int32'));
  of('topk', () => tf.topk(values([3, 4], type), 2).values);
  of('unique', () => tf.unique(values([6], type)).values);
  of('resizeNearest', () => tf.image.resizeNearestNeighbor(values([1, 3, 3, 2], type), [5, 5]));
  of('resizeBilinear', () => tf.image.resizeBilinear(values([1, 3, 3, 2], type), [5, 5]));
  of('depthwise', () => tf.depthwiseConv2d(values([1, 5, 5, 2], type), values([3, 3, 2, 1], 'float32'), 1, 'same'));
  of('batchNorm', () => tf.batchNorm(values([2, 2], type), tf.tensor1d([1, 2]), tf.tensor1d([1, 2])));
  of('dilation', () => tf.dilation2d(tf.fill([1, 3, 3, 1], -2, 'float32').cast(type), tf.zeros([2, 2, 1]), 1, 'same'));
  of('confusion', () =>
    tf.math.confusionMatrix(tf.tensor1d([0, 1, 2, 1], 'int32'), tf.tensor1d([0, 2, 2, 1], 'int32'), 3),
  );
  of('empty sum', () => tf.sum(tf.zeros([0, 3], type), 0));
  of('empty concat', () => tf.concat([tf.zeros([0, 3], type), values([1, 3], type)]));
  of('empty add', () => tf.add(tf.zeros([0, 3], type), values([3], type)));
  of('no inner size', () => tf.matMul(tf.zeros([2, 0]), tf.zeros([0, 3])));
}
run('strings equal', () => tf.equal(tf.tensor(['a', 'b']), tf.tensor(['a', 'c'])));
run('strings tiled', () => tf.tile(tf.tensor(['a', 'b']), [2]));
run('strings filled', () => tf.fill([2], 'x'));
run('bias of two axes', () =>
  tf.fused.matMul({ a: values([3, 4], 'float32'), b: values([4, 2], 'float32'), bias: values([3, 2], 'float32') }),
);
run('gradient of a dilation', () =>
  tf.grad(x => tf.sum(tf.dilation2d(x, tf.ones([2, 2, 1]), 1, 'same')))(values([1, 4, 4, 1], 'float32')),
);
run('cumsum from the end', () => tf.cumsum(tf.tensor2d([[1, 2, 3], [4, 5, 6]]), -1)); // prettier-ignore
console.log(JSON.stringify(results));
