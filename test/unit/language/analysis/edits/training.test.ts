import assert from 'node:assert/strict';
import { inProgram, planned, type Edit } from './planned';

const cases = (edit: Edit, list: readonly [name: string, before: string, after: string][]): void => {
  for (const [name, before, after] of list) it(name, () => assert.equal(inProgram(before, edit), after));
};

describe('setLearningRate', () => {
  const rate: Edit = { kind: 'setLearningRate', rate: 0.001 };
  cases(rate, [
    [
      'in compile',
      '@@m.compile({ optimizer: tf.train.adam(0.1), loss: l });',
      'm.compile({ optimizer: tf.train.adam(0.001), loss: l });',
    ],
    [
      'of more arguments',
      '@@m.compile({ optimizer: tf.train.momentum(1e-1, 0.9) });',
      'm.compile({ optimizer: tf.train.momentum(0.001, 0.9) });',
    ],
    [
      'without arguments',
      '@@m.compile({ optimizer: tf.train.adam() });',
      'm.compile({ optimizer: tf.train.adam(0.001) });',
    ],
    ['at the call that makes it', 'const o = @@tf.train.sgd(-1 * -1);', 'const o = tf.train.sgd(0.001);'],
    [
      'of a constant',
      'const LR = 0.1;\n@@m.compile({ optimizer: tf.train.adam(LR) });\nlog(LR);',
      'const LR = 0.001;\nm.compile({ optimizer: tf.train.adam(LR) });\nlog(LR);',
    ],
    [
      'of a constant that another optimizer takes too',
      'const LR = 0.1;\n@@m.compile({ optimizer: tf.train.adam(LR) });\nn.compile({ optimizer: tf.train.sgd(LR) });',
      'const LR = 0.1;\nm.compile({ optimizer: tf.train.adam(0.001) });\nn.compile({ optimizer: tf.train.sgd(LR) });',
    ],
    [
      'of a settings object',
      'const settings = { lr: 0.1, epochs: 4 };\n@@m.compile({ optimizer: tf.train.adam(settings.lr) });',
      'const settings = { lr: 0.001, epochs: 4 };\nm.compile({ optimizer: tf.train.adam(settings.lr) });',
    ],
    ['by name', "@@m.compile({ optimizer: 'adam' });", 'm.compile({ optimizer: tf.train.adam(0.001) });'],
    ['by another name', "@@m.compile({ optimizer: 'RMSProp' });", 'm.compile({ optimizer: tf.train.rmsprop(0.001) });'],
    [
      'in a variable, as shorthand',
      'const optimizer = tf.train.adam(0.1);\n@@m.compile({ optimizer });',
      'const optimizer = tf.train.adam(0.001);\nm.compile({ optimizer });',
    ],
    [
      'by name in a variable',
      "const optimizer = 'sgd';\n@@m.compile({ optimizer });",
      'const optimizer = tf.train.sgd(0.001);\nm.compile({ optimizer });',
    ],
    [
      'of a class, of an object of its own',
      '@@m.compile({ optimizer: new tf.AdamOptimizer(0.1, 0.9, 0.9) });\n@@n.compile({ optimizer: new Lion({ learningRate: 0.1 }) });',
      'm.compile({ optimizer: new tf.AdamOptimizer(0.001, 0.9, 0.9) });\nn.compile({ optimizer: new Lion({ learningRate: 0.001 }) });',
    ],
    [
      'of a parameter: refused',
      'const t = lr => @@m.compile({ optimizer: tf.train.adam(lr) });\nt(1); t(2);',
      'refused: `lr` is a parameter of t: each caller gives its own',
    ],
    [
      'computed: refused',
      '@@m.compile({ optimizer: tf.train.adam(Number(process.env.LR)) });',
      'refused: the learning rate is `Number(process.env.LR)`',
    ],
    ['not an optimizer: refused', '@@m.compile({ optimizer: make(3) });', 'refused: it is not known what make takes'],
    ['none named: refused', '@@m.compile({ loss: l });', 'refused: no optimizer is named here'],
  ]);
  it('knows every name of train', () => {
    const named = (text: string, language: 'typescript' | 'javascript' = 'typescript') => planned(text, rate, language);
    assert.equal(
      named("import { train, layers } from '@tensorflow/tfjs';\n@@m.compile({ optimizer: 'adam' }); layers;"),
      "import { train, layers } from '@tensorflow/tfjs';\nm.compile({ optimizer: train.adam(0.001) }); layers;",
    );
    assert.equal(
      named("import {\n  layers,\n} from '@tensorflow/tfjs';\n@@m.compile({ optimizer: 'adam' });"),
      "import {\n  layers,\n  train,\n} from '@tensorflow/tfjs';\nm.compile({ optimizer: train.adam(0.001) });",
    );
    assert.equal(
      named("const { layers } = require('@tensorflow/tfjs');\n@@m.compile({ optimizer: 'adam' });", 'javascript'),
      "const { layers, train } = require('@tensorflow/tfjs');\nm.compile({ optimizer: train.adam(0.001) });",
    );
    assert.equal(
      named("@@tf.sequential().compile({ optimizer: 'adam' });", 'javascript'),
      'tf.sequential().compile({ optimizer: tf.train.adam(0.001) });',
    );
    assert.equal(
      named("import * as tfl from '@tensorflow/tfjs-layers';\n@@m.compile({ optimizer: 'adam' });"),
      'refused: this file has no name for `tf.train`',
    );
    assert.equal(
      named(
        "import * as tfl from '@tensorflow/tfjs-layers';\nimport * as tfc from '@tensorflow/tfjs-core';\n@@m.compile({ optimizer: 'adam' });",
      ),
      "import * as tfl from '@tensorflow/tfjs-layers';\nimport * as tfc from '@tensorflow/tfjs-core';\nm.compile({ optimizer: tfc.train.adam(0.001) });",
    );
  });
});

describe('divideInputs', () => {
  cases({ kind: 'divideInputs', divisor: 255 }, [
    ['a tensor', 'await @@m.fit(xs, ys);', 'await m.fit(xs.div(255), ys);'],
    [
      'a call, a cast, a choice',
      '@@m.fit(load(), ys);\n@@m.fit(xs as tf.Tensor, ys);\n@@m.fit(a ? b : c, ys);',
      'm.fit(load().div(255), ys);\nm.fit((xs as tf.Tensor).div(255), ys);\nm.fit((a ? b : c).div(255), ys);',
    ],
    [
      'lists and objects',
      '@@m.fit([a, b], ys);\n@@m.fit({ image, text: t }, ys);',
      'm.fit([a.div(255), b.div(255)], ys);\nm.fit({ image: image.div(255), text: t.div(255) }, ys);',
    ],
    [
      'a list in a variable',
      'const inputs = [a, b];\n@@m.fit(inputs, ys);',
      'const inputs = [a.div(255), b.div(255)];\nm.fit(inputs, ys);',
    ],
    [
      'a list that others use: refused',
      'const inputs = [a, b];\nf(inputs);\n@@m.fit(inputs, ys);',
      'refused: `inputs` is used in other places too',
    ],
    [
      'with the validation data',
      '@@m.fit(xs, ys, { epochs: 2, validationData: [vx, vy] });',
      'm.fit(xs.div(255), ys, { epochs: 2, validationData: [vx.div(255), vy] });',
    ],
    [
      'with validation data in a variable',
      'const validationData = [vx, vy] as [tf.Tensor, tf.Tensor];\n@@m.fit(xs, ys, { validationData });',
      'const validationData = [vx.div(255), vy] as [tf.Tensor, tf.Tensor];\nm.fit(xs.div(255), ys, { validationData });',
    ],
    [
      'with validation data from elsewhere: refused',
      '@@m.fit(xs, ys, { validationData: split() });',
      'refused: its validation data are made elsewhere',
    ],
    [
      'with options from elsewhere: refused',
      '@@m.fit(xs, ys, options());',
      'refused: its options are made elsewhere: they may hold validation data',
    ],
    ['trainOnBatch', 'await @@m.trainOnBatch(xs, ys);', 'await m.trainOnBatch(xs.div(255), ys);'],
    [
      'a loop of its own: refused',
      '@@opt.minimize(() => loss(xs));',
      'refused: the inputs of minimize are not given to it',
    ],
    [
      'a dataset whose elements are plain',
      'const ds = tf.data.zip({ xs: images, ys: labels }).shuffle(9).batch(4);\n@@m.fitDataset(ds, { epochs: 1 });',
      'const ds = tf.data.zip({ xs: images, ys: labels }).shuffle(9).batch(4);\nm.fitDataset(ds.map((batch: any) => ({ ...batch, xs: batch.xs.div(255) })), { epochs: 1 });',
    ],
    [
      'a dataset that is not: refused',
      '@@m.fitDataset(tf.data.generator(g), { epochs: 1 });',
      'refused: it is not known what the dataset’s elements are',
    ],
  ]);
});

describe('addCallback', () => {
  cases({ kind: 'addCallback', callback: 'earlyStopping', arguments: { monitor: 'val_loss', patience: 3 } }, [
    [
      'without options',
      '@@m.fit(xs, ys);',
      "m.fit(xs, ys, { callbacks: tf.callbacks.earlyStopping({ monitor: 'val_loss', patience: 3 }) });",
    ],
    [
      'without callbacks',
      '@@m.fit(xs, ys, {\n  epochs: 9,\n});',
      "m.fit(xs, ys, {\n  epochs: 9,\n  callbacks: tf.callbacks.earlyStopping({ monitor: 'val_loss', patience: 3 }),\n});",
    ],
    [
      'to a list',
      '@@m.fit(xs, ys, { callbacks: [new Own()] });\n@@m.fit(xs, ys, { callbacks: [] });',
      "m.fit(xs, ys, { callbacks: [new Own(), tf.callbacks.earlyStopping({ monitor: 'val_loss', patience: 3 })] });\nm.fit(xs, ys, { callbacks: [tf.callbacks.earlyStopping({ monitor: 'val_loss', patience: 3 })] });",
    ],
    [
      'to a single callback',
      "@@m.fit(xs, ys, { callbacks: tf.node.tensorBoard('/tmp') });",
      "m.fit(xs, ys, { callbacks: [tf.node.tensorBoard('/tmp'), tf.callbacks.earlyStopping({ monitor: 'val_loss', patience: 3 })] });",
    ],
    [
      'to handlers, which become a callback',
      '@@m.fit(xs, ys, { callbacks: { onEpochEnd: log } });\n@@m.fit(xs, ys, { callbacks: [{ onEpochEnd: log }] });',
      "m.fit(xs, ys, { callbacks: [new tf.CustomCallback({ onEpochEnd: log }), tf.callbacks.earlyStopping({ monitor: 'val_loss', patience: 3 })] });\nm.fit(xs, ys, { callbacks: [new tf.CustomCallback({ onEpochEnd: log }), tf.callbacks.earlyStopping({ monitor: 'val_loss', patience: 3 })] });",
    ],
    [
      'to handlers in a variable',
      'const callbacks = { onEpochEnd: log };\n@@m.fit(xs, ys, { callbacks });',
      "const callbacks = { onEpochEnd: log };\nm.fit(xs, ys, { callbacks: [new tf.CustomCallback(callbacks), tf.callbacks.earlyStopping({ monitor: 'val_loss', patience: 3 })] });",
    ],
    [
      'to what nobody knows: refused',
      '@@m.fit(xs, ys, { callbacks: make() });',
      'refused: it is not known whether `make()` is a callback',
    ],
  ]);
});
