// VGG-16 and ResNet-50 as published, without values: what they cost is known.
import * as tf from '@tensorflow/tfjs';

type Symbolic = tf.SymbolicTensor;
const zeros = { kernelInitializer: 'zeros' } as const;

function vgg16(): tf.Sequential {
  const model = tf.sequential({ name: 'vgg16' });
  const same = { ...zeros, kernelSize: 3, padding: 'same', activation: 'relu' } as const;
  [64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0].forEach((filters, i) => {
    const first = i ? {} : { inputShape: [224, 224, 3] };
    model.add(filters ? tf.layers.conv2d({ ...same, filters, ...first }) : tf.layers.maxPooling2d({ poolSize: 2 }));
  });
  model.add(tf.layers.flatten());
  for (const units of [4096, 4096, 1000]) model.add(tf.layers.dense({ ...zeros, units }));
  return model;
}

/** With the stride in the first convolution of a block, as in the paper. */
function resnet50(): tf.LayersModel {
  const conv = (x: Symbolic, filters: number, kernelSize: number, strides = 1, hasNorm = true): Symbolic => {
    const y = tf.layers.conv2d({ ...zeros, filters, kernelSize, strides, padding: 'same', useBias: false }).apply(x);
    return (hasNorm ? tf.layers.batchNormalization().apply(y) : y) as Symbolic;
  };
  const relu = (x: Symbolic): Symbolic => tf.layers.reLU().apply(x) as Symbolic;
  const input = tf.input({ shape: [224, 224, 3] });
  let x = relu(conv(input, 64, 7, 2));
  x = tf.layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }).apply(x) as Symbolic;
  [3, 4, 6, 3].forEach((blocks, stage) => {
    const filters = 64 * 2 ** stage;
    for (let block = 0; block < blocks; block++) {
      const strides = stage && !block ? 2 : 1;
      const body = conv(relu(conv(relu(conv(x, filters, 1, strides)), filters, 3)), 4 * filters, 1);
      const shortcut = block ? x : conv(x, 4 * filters, 1, strides);
      x = relu(tf.layers.add().apply([body, shortcut]) as Symbolic);
    }
  });
  const pooled = tf.layers.globalAveragePooling2d({}).apply(x);
  return tf.model({
    inputs: input,
    outputs: tf.layers.dense({ ...zeros, units: 1000 }).apply(pooled) as Symbolic,
    name: 'resnet50',
  });
}

for (const model of [vgg16(), resnet50()]) model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
