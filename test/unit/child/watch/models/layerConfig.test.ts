import assert from 'node:assert/strict';
import { layerConfig } from '../../../../../extension/child/watch/models/layerConfig';
import type { LayerLike } from '../../../../../extension/child/watch/tfjsInternals';

const layer = (fields: object, className = 'Mine'): LayerLike =>
  Object.assign(
    Object.create({ getClassName: () => className }) as object,
    { name: 'x', built: false },
    fields,
  ) as LayerLike;
class HeNormal {
  static className = 'HeNormal';
  scale = 2;
  seed = 3;
}
class VarianceScaling {
  static className = 'VarianceScaling';
  DEFAULT_SCALE = 1;
  constructor(
    public scale: number,
    public mode: string,
    public distribution: string,
  ) {}
}

describe('what a layer was configured with', () => {
  it('numbers, words, switches and short lists', () => {
    const fields = { units: 3, padding: 'same', useBias: false, strides: [1, 2], targetShape: [null, 4] };
    assert.deepEqual(layerConfig(layer(fields)), fields);
  });
  it('not what TensorFlow.js keeps for itself, nor what is not plain', () => {
    const list = Array.from({ length: 17 }, (_, i) => i);
    const fields = {
      _built: true,
      id: 7,
      inputSpec: [1],
      DEFAULT_AXIS: 1,
      rate: NaN,
      f: () => 1,
      big: list,
      none: null,
    };
    assert.deepEqual(layerConfig(layer({ ...fields, text: 'x'.repeat(101), nested: [[1]], empty: [] })), {});
  });
  it('initializers and regularizers: class and figures', () => {
    const config = layerConfig(
      layer({ kernelInitializer: new HeNormal(), kernelRegularizer: { l1: 0, l2: 0.01, hasL2: true } }),
    );
    assert.deepEqual(config, {
      kernelInitializer: 'HeNormal',
      kernelInitializerScale: 2,
      kernelRegularizer: 'Object',
      kernelRegularizerL1: 0,
      kernelRegularizerL2: 0.01,
    });
  });
  it('an initializer in its general form has the name that a person writes', () => {
    const named = (scale: number, mode: string, distribution: string): unknown =>
      layerConfig(layer({ kernelInitializer: new VarianceScaling(scale, mode, distribution) })).kernelInitializer;
    assert.equal(named(1, 'fanAvg', 'normal'), 'GlorotNormal');
    assert.equal(named(2, 'fanIn', 'uniform'), 'HeUniform');
    assert.equal(named(3, 'fanIn', 'uniform'), 'VarianceScaling');
  });
  it("getters and methods of a person's own are not called", () => {
    const fail = (): never => assert.fail('called');
    const own = layer({ units: 2, getConfig: fail });
    Object.defineProperty(own, 'rate', { enumerable: true, get: fail });
    const weird = { get getClassName(): never { return fail(); } }; // prettier-ignore
    assert.deepEqual(layerConfig(Object.assign(own, { kernelInitializer: weird })), {
      units: 2,
      kernelInitializer: 'Object',
    });
  });
  it('is bounded', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`field${i}`, i]));
    assert.equal(Object.keys(layerConfig(layer(many))).length, 40);
  });
  it('of a recurrent layer: its cell too', () => {
    const cell = layer({ units: 5, recurrentActivation: new HeNormal() }, 'LSTMCell');
    assert.deepEqual(layerConfig(layer({ cell, returnSequences: true }, 'LSTM')), {
      units: 5,
      recurrentActivation: 'HeNormal',
      returnSequences: true,
    });
  });
});
