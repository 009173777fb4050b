import assert from 'node:assert/strict';
import {
  fansOf,
  initialSpread,
  kernelsOf,
  normOf,
  sizeOfKernel,
} from '../../../../extension/core/findings/kernelScale';
import { dense, figures, layerOf } from './findingFixtures';
import { constant } from './layerFixtures';

describe('kernelScale', () => {
  it('counts fans as initializers of TensorFlow.js do', () => {
    assert.deepEqual(fansOf({ shape: [8, 16] }), { in: 8, out: 16 });
    assert.deepEqual(fansOf({ shape: [3, 3, 8, 16] }), { in: 72, out: 144 });
    assert.deepEqual(fansOf({ shape: [5, 4, 2] }), { in: 20, out: 10 });
    assert.deepEqual(fansOf({ shape: [0, 4] }), { in: 1, out: 4 });
  });

  it('gives the spread of each initializer', () => {
    const weight = { shape: [3, 3, 8, 16] };
    assert.equal(initialSpread('heNormal', weight), Math.sqrt(2 / 72));
    assert.equal(initialSpread('leCunNormal', weight), Math.sqrt(1 / 72));
    assert.equal(initialSpread('glorotNormal', weight), Math.sqrt(2 / 216));
  });

  it('takes kernels only: no biases, embeddings, slopes', () => {
    const weights = { kernel: [2, 4], bias: [4], embeddings: [9, 4], alpha: [3, 4] };
    const layer = dense('a', [], {
      weights: Object.entries(weights).map(([name, shape]) => ({ name, shape, dtype: 'float32', trainable: true })),
    });
    const all = layerOf('a', { weights: Object.fromEntries(Object.keys(weights).map(n => [n, figures(1)])) });
    assert.deepEqual(
      kernelsOf(layer, all).map(k => k.weight.name),
      ['kernel'],
    );
    assert.deepEqual(kernelsOf(layer, undefined), []);
  });

  it('measures kernels, a tiny one as a fresh one', () => {
    const weight = { name: 'kernel', shape: [4, 100], dtype: 'float32', trainable: true };
    assert.equal(sizeOfKernel({ weight, summary: figures(2) }), 2);
    assert.equal(sizeOfKernel({ weight, summary: figures(1e-9) }), 0.1);
    assert.equal(normOf(constant(-3, 100)), 30);
    assert.equal(normOf(figures(1, { mean: null, std: null })), null);
  });
});
