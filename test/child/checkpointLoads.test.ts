// What a run folder keeps is a standard TensorFlow.js model: plain TensorFlow.js loads it, without Layerglass.
import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { CheckpointContent, TensorData } from '../../extension/core/runs/checkpointContent';
import { CheckpointWriter } from '../../extension/core/runs/checkpointWriter';
import { nodeFileSystem } from '../../extension/core/runs/fileSystem';
import { nativeFolder } from './support/backends';

const dataOf = (name: string, tensor: tf.Tensor): TensorData => ({
  name,
  dtype: tensor.dtype as TensorData['dtype'],
  shape: tensor.shape,
  data: new Uint8Array(tensor.dataSync().slice().buffer),
});

function contentOf(models: tf.LayersModel[], step: number): CheckpointContent {
  return {
    ...{ fit: 0, step, epoch: null, batch: 0, reason: 'epoch', time: 0, metrics: {} },
    models: models.map(model => ({
      name: model.name,
      topology: model.toJSON(null, false),
      trainingConfig: model.optimizer
        ? (model as unknown as { getTrainingConfig(): unknown }).getTrainingConfig()
        : null,
      weights: model.weights.map(w => dataOf(w.originalName, w.read())),
    })),
    ...{ variables: [], optimizers: [], random: { seed: 1, state: [] }, shuffle: null },
  };
}

/** As the file handler of tfjs-node reads it: the manifest's paths, beside model.json. */
const fromFolder = (folder: string): tf.io.IOHandler => ({
  load: () => {
    const json = JSON.parse(fs.readFileSync(path.join(folder, 'model.json'), 'utf8')) as tf.io.ModelJSON;
    const paths = json.weightsManifest.flatMap(group => group.paths);
    const weights = Buffer.concat(paths.map(name => fs.readFileSync(path.join(folder, name))));
    return tf.io.getModelArtifactsForJSON(json, () =>
      Promise.resolve([json.weightsManifest.flatMap(group => group.weights), new Uint8Array(weights).buffer]),
    );
  },
});

function convnet(): tf.Sequential {
  const model = tf.sequential({ name: 'conv net/1' });
  model.add(tf.layers.conv2d({ inputShape: [6, 6, 1], filters: 3, kernelSize: 3, activation: 'relu' }));
  model.add(tf.layers.batchNormalization());
  model.add(tf.layers.flatten());
  model.add(tf.layers.dense({ units: 2, activation: 'softmax' }));
  model.compile({ optimizer: tf.train.adam(0.01), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  return model;
}

function siamese(): tf.LayersModel {
  const [a, b] = [tf.input({ shape: [4] }), tf.input({ shape: [4] })];
  const shared = tf.layers.dense({ units: 3, activation: 'tanh', name: 'shared' });
  const outputOf = (layer: tf.layers.Layer, input: tf.SymbolicTensor | tf.SymbolicTensor[]) =>
    layer.apply(input) as tf.SymbolicTensor;
  const both = outputOf(tf.layers.concatenate(), [outputOf(shared, a), outputOf(shared, b)]);
  const nested = tf.sequential({ name: 'head', layers: [tf.layers.dense({ units: 2, inputShape: [6] })] });
  return tf.model({ inputs: [a, b], outputs: outputOf(nested, both), name: 'siamese' });
}

describe('a checkpoint, in plain TensorFlow.js', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'layerglass-checkpoint-'));
  const writer = new CheckpointWriter(nodeFileSystem, folder, { maxCount: 20, maxBytes: 1e9 });
  const write = (models: tf.LayersModel[], step: number) =>
    path.join(folder, writer.add(contentOf(models, step), () => '')[0]!.path);
  after(() => fs.rmSync(folder, { recursive: true, force: true }));
  before(() => tf.setBackend('cpu'));

  it('loads and predicts the same, after training, with its loss and optimizer', async () => {
    const model = convnet();
    const x = tf.randomNormal([8, 6, 6, 1], 0, 1, 'float32', 5);
    const y = tf.oneHot(tf.tensor1d([0, 1, 0, 1, 1, 0, 0, 1], 'int32'), 2);
    await model.fit(x, y, { epochs: 2, verbose: 0 });
    const place = write([model], 16);
    const loaded = await tf.loadLayersModel(fromFolder(path.join(place, 'conv_net_1')));
    assert.deepEqual([...(loaded.predict(x) as tf.Tensor).dataSync()], [...(model.predict(x) as tf.Tensor).dataSync()]);
    assert.equal(loaded.loss, 'categoricalCrossentropy');
    assert.equal(loaded.optimizer.getClassName(), 'Adam');
    assert.ok((await loaded.fit(x, y, { epochs: 1, verbose: 0 })).history.loss);
  });

  it('loads each of several models, shared and nested layers too', async () => {
    const [net, pair] = [convnet(), siamese()];
    const place = write([net, pair], 20);
    const loaded = await tf.loadLayersModel(fromFolder(path.join(place, 'siamese')));
    const inputs = [1, 2].map(seed => tf.randomNormal([3, 4], 0, 1, 'float32', seed));
    assert.deepEqual(
      [...(loaded.predict(inputs) as tf.Tensor).dataSync()],
      [...(pair.predict(inputs) as tf.Tensor).dataSync()],
    );
    assert.ok(await tf.loadLayersModel(fromFolder(path.join(place, 'conv_net_1'))));
  });

  const native = nativeFolder;
  it(`loads by file:// in tfjs-node${native ? '' : ' (no native TensorFlow here)'}`, function () {
    if (!native) return this.skip();
    this.timeout(60_000);
    const model = siamese();
    const place = write([model], 30);
    const inputs = [1, 2].map(() => tf.ones([1, 4]));
    const expected = [...(model.predict(inputs) as tf.Tensor).dataSync()];
    const code = `
      const util = require('node:util');
      util.isNullOrUndefined ??= x => x === null || x === undefined;
      util.isArray ??= Array.isArray;
      const tf = require('@tensorflow/tfjs-node');
      tf.loadLayersModel('file://' + process.argv[1]).then(model =>
        console.log(JSON.stringify([...model.predict([tf.ones([1, 4]), tf.ones([1, 4])]).dataSync()])));`;
    const file = path.join(place, 'siamese/model.json');
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', code, file], { cwd: native, encoding: 'utf8' });
    const printed = stdout.trim().split('\n').at(-1)!;
    assert.ok(printed.startsWith('['), stderr);
    (JSON.parse(printed) as number[]).forEach((value, i) => assert.ok(Math.abs(value - expected[i]!) < 1e-5));
  });
});
