// A network of 50 layers with weights, residual blocks in the manner of ResNet-50 at 32 x 32, on random data, batch 32.
import * as tf from '@tensorflow/tfjs-node';

const { add, batchNormalization, conv2d, dense, globalAveragePooling2d, reLU } = tf.layers;
const batchSize = 32;

function convolution(x: tf.SymbolicTensor, filters: number, kernelSize: number, strides = 1): tf.SymbolicTensor {
  const options = { filters, kernelSize, strides, padding: 'same', useBias: false, kernelInitializer: 'heNormal' };
  return batchNormalization().apply(conv2d(options as never).apply(x)) as tf.SymbolicTensor;
}
const relu = (x: tf.SymbolicTensor): tf.SymbolicTensor => reLU().apply(x) as tf.SymbolicTensor;

function block(x: tf.SymbolicTensor, filters: number, strides: number, isFirst: boolean): tf.SymbolicTensor {
  const inner = relu(convolution(relu(convolution(x, filters, 1, strides)), filters, 3));
  const shortcut = isFirst ? convolution(x, 4 * filters, 1, strides) : x;
  return relu(add().apply([convolution(inner, 4 * filters, 1), shortcut]) as tf.SymbolicTensor);
}

const input = tf.input({ shape: [32, 32, 3] });
let x = relu(convolution(input, 16, 3));
for (const [stage, blocks] of [3, 4, 6, 3].entries())
  for (let i = 0; i < blocks; i++) x = block(x, 16 * 2 ** stage, i === 0 && stage > 0 ? 2 : 1, i === 0);
const output = dense({ units: 10, activation: 'softmax' }).apply(globalAveragePooling2d({}).apply(x));
const model = tf.model({ inputs: input, outputs: output as tf.SymbolicTensor });
model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
const xs = tf.randomNormal([batchSize, 32, 32, 3]);
const ys = tf.floor(tf.randomUniform([batchSize, 1], 0, 10));
void model.fit(xs, ys, { batchSize, epochs: 1, verbose: 0 });
