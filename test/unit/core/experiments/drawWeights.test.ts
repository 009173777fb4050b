import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { distributionOf, drawWeights } from '../../../../extension/core/experiments/drawWeights';
import { mulberry32 } from '../../../../extension/core/random/mulberry32';
import { summarize } from '../../../../extension/core/stats/summarize';
import { initializerNames } from '../../../../extension/protocol/initializers';

const draw = (...[distribution, count]: [Parameters<typeof drawWeights>[0], number]) =>
  drawWeights(distribution, count, mulberry32(5));

describe('drawWeights', () => {
  it('draws what the initializers of TensorFlow.js draw, for kernels of all ranks', () => {
    for (const shape of [[200, 100], [5, 5, 16, 36], [3, 3, 3, 8, 12], [7, 20, 30], [3, 3, 40, 1], [5000], [1, 1]])
      for (const name of initializerNames) {
        const theirs = tf.initializers[name]({ seed: 11 }).apply(shape).dataSync() as Float32Array;
        const count = shape.reduce((a, b) => a * b, 1);
        const [a, b] = [summarize(theirs), summarize(draw(distributionOf(name, shape), count))];
        const where = `${name} of [${shape.join()}]`;
        if (count === 1) {
          // one value has no spread: its bound is all there is to compare
          assert.ok(Math.abs(b.max!) <= 3.5, where);
          continue;
        }
        // two samples of so many values: five standard errors of their spread
        const allowed = (5 * a.std!) / Math.sqrt(count);
        assert.ok(Math.abs(a.std! - b.std!) < allowed, `${where}: ${a.std} and ${b.std}`);
        assert.ok(Math.abs(b.mean!) < allowed, where);
        assert.ok(Math.abs(a.max! / b.max! - 1) < 0.25, `${where}: up to ${a.max} and ${b.max}`);
      }
  });
  it('cuts at two standard deviations where it says so', () => {
    const values = draw({ kind: 'truncatedNormal', stddev: 0.5 }, 50_000);
    assert.ok(values.every(v => Math.abs(v) <= 1));
    const { std } = summarize(values);
    // of the normal distribution between −2 and 2: 0.8796
    assert.ok(Math.abs(std! - 0.5 * 0.8796) < 0.005, String(std));
  });
  it('a normal one is not cut', () => {
    const { std, max } = summarize(draw({ kind: 'normal', stddev: 2 }, 50_000));
    assert.ok(Math.abs(std! - 2) < 0.03 && max! > 6, `${std}, up to ${max}`);
  });
  it('is the same from the same seed and none from nothing', () => {
    assert.deepEqual(draw({ kind: 'normal', stddev: 1 }, 100), draw({ kind: 'normal', stddev: 1 }, 100));
    assert.equal(draw({ kind: 'normal', stddev: 1 }, 0).length, 0);
    assert.deepEqual(draw({ kind: 'normal', stddev: 0 }, 3).map(Math.abs), new Float32Array(3));
  });
  it('fills kernels too large to draw each value of, without a gap', () => {
    const count = 2 ** 22 + 10_001;
    const values = draw({ kind: 'uniform', limit: 1 }, count);
    const tail = summarize(values.subarray(2 ** 22));
    assert.equal(values.length, count);
    assert.ok(Math.abs(tail.std! - 1 / Math.sqrt(3)) < 0.02, String(tail.std));
    assert.ok(tail.zeros < 3, String(tail.zeros));
  });
});
