import assert from 'node:assert/strict';
import { modelInfo } from '../../../../../extension/child/watch/models/modelInfo';
import type { CallSites } from '../../../../../extension/child/watch/sites/callSites';
import type { LayerLike, ModelLike } from '../../../../../extension/child/watch/tfjsInternals';

const sites = { of: () => ({ site: null, via: [] }) } as unknown as CallSites;
const layer = (name: string, facts: object = {}): LayerLike =>
  ({
    ...{ name, built: true, weights: [], trainableWeights: [], inboundNodes: [], getClassName: () => 'Dense' },
    ...{ getConfig: () => ({}) },
    ...facts,
  }) as object as LayerLike;
const holder = (name: string, layers: LayerLike[], facts: object = {}): ModelLike =>
  layer(name, { layers, inputs: [], outputs: [], ...facts }) as ModelLike;

describe('modelInfo', () => {
  it('a layer in a model in a frozen model is not trained, whatever it says itself', () => {
    const weight = { name: 'dense/kernel', originalName: 'dense/kernel', shape: [4, 2], dtype: 'float32' };
    const dense = layer('dense', { trainable: true, weights: [weight], trainableWeights: [weight] });
    const trainableOf = (trainable: boolean) => {
      const critic = holder('critic', [holder('body', [dense], { trainable: true })], { trainable });
      const { layers } = modelInfo(holder('outer', [critic], { collectedTrainableWeights: [] }), 'outer', sites, null);
      return layers.find(l => l.name === 'dense')!.weights.map(w => [w.trainable, w.isCompiled]);
    };
    assert.deepEqual(trainableOf(false), [[false, false]]);
    assert.deepEqual(trainableOf(true), [[true, false]]);
  });
});
