import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-layers';
import {
  canBuild,
  computedName,
  isLayerClass,
  isLayerFunction,
  layerNames,
} from '../../../../language/analysis/layerNames';

const exported = tf.layers as unknown as Record<string, unknown>;
const functions = Object.keys(exported).filter(name => /^[a-z]/.test(name) && name !== 'input');

describe('layerNames', () => {
  it('lists the functions of tf.layers, all of them and no others', () => {
    assert.deepEqual([...layerNames].sort(), functions.sort());
  });
  it('says of each function that it can build the class that it builds, and no other one', () => {
    const cell = () => tf.layers.simpleRNNCell({ units: 1 });
    const needs: Record<string, () => object> = {
      rnn: () => ({ cell: cell() }),
      stackedRNNCells: () => ({ cells: [cell()] }),
      bidirectional: () => ({ layer: tf.layers.lstm({ units: 1 }), mergeMode: 'concat' }),
      timeDistributed: () => ({ layer: tf.layers.dense({ units: 1 }) }),
    };
    // one set of arguments that serves them all
    const common = {
      units: 1,
      filters: 1,
      kernelSize: 1,
      rate: 0.1,
      n: 1,
      dims: [1],
      targetShape: [1],
      activation: 'relu',
      axes: 1,
      inputDim: 1,
      outputDim: 1,
      numTokens: 2,
      height: 1,
      width: 1,
      factor: [0, 0.1],
      scale: 1,
      stddev: 1,
      shape: [1],
      cropping: [
        [0, 0],
        [0, 0],
      ],
      axis: -1,
      inputShape: [1],
    };
    let built = 0;
    for (const name of functions) {
      const build = exported[name] as (args: object) => { getClassName(): string };
      const args = needs[name]?.() ?? common;
      let layer;
      try {
        layer = build({ ...args });
      } catch {
        // convolutions want as many kernel sizes as they have dimensions
        const dimensions = Number(/(\d)d/i.exec(name)?.[1] ?? 2);
        layer = build({ ...args, kernelSize: Array(dimensions).fill(1), cropping: 1 });
      }
      assert.ok(canBuild(name, layer.getClassName()), `${name} builds ${layer.getClassName()}`);
      assert.ok(!canBuild(name, 'Dense') || name === 'dense', name);
      built++;
    }
    assert.equal(built, functions.length);
  });
  it('leaves open what a class of the program or a computed name builds, but for the classes of TensorFlow.js', () => {
    assert.equal(canBuild('MyLayer', 'registeredAsSomething'), true);
    assert.equal(canBuild('MyLayer', 'Conv2D'), false);
    assert.equal(canBuild('Dense', 'Dense'), true);
    assert.equal(canBuild(computedName, 'Conv2D'), true);
  });
  it('knows layer classes by the name of their function', () => {
    for (const name of ['Dense', 'LSTMCell', 'Layer', 'RNN', 'Wrapper']) assert.ok(isLayerClass(name), name);
    for (const name of ['dense', 'Sequential', 'GlorotUniform', '']) assert.ok(!isLayerClass(name), name);
    assert.ok(isLayerFunction('dense') && !isLayerFunction('toString') && !isLayerFunction('constructor'));
  });
});
