import assert from 'node:assert/strict';
import { axisFor, axisEdges } from '../../../../extension/core/stats/axis';
import { summarizeInJavaScript } from '../../../../extension/core/stats/summarizeInJavaScript';
import { binHeights } from '../../../../webview/models/binHeights';
import { missingText } from '../../../../webview/models/missingText';
import { layer } from './sampleRun';

const values = Float32Array.from({ length: 999 }, (_, i) => (i % 9 === 0 ? 0 : Math.sin(i) * 3));
const summary = summarizeInJavaScript(values);

for (const scale of ['linear', 'symlog'] as const)
  describe(`binHeights on a ${scale} axis`, () => {
    const axis = axisFor([summary], scale, { linearWidth: 0.1, bins: 40 });
    const share = 1 - summary.zeros / summary.count;
    it('adds up to the share of values that are not zero', () => {
      const sum = binHeights(summary, axis, 'count').reduce((a, b) => a + b, 0);
      assert.ok(Math.abs(sum - share) < 1e-9, String(sum));
    });
    it('has that share as its area, as a density', () => {
      const edges = axisEdges(axis);
      const heights = binHeights(summary, axis, 'density');
      const area = heights.reduce((sum, h, i) => sum + h * (edges[i + 1]! - edges[i]!), 0);
      assert.ok(Math.abs(area - share) < 1e-9, String(area));
    });
  });

describe('binHeights', () => {
  it('is made once for a summary and an axis', () => {
    const axis = axisFor([summary], 'linear', { linearWidth: 1, bins: 7 });
    assert.equal(binHeights(summary, axis, 'count'), binHeights(summary, { ...axis }, 'count'));
    assert.notEqual(binHeights(summary, axis, 'count'), binHeights(summary, axis, 'density'));
  });
  it('is nothing for no values and for NaN alone', () => {
    for (const s of [new Float32Array(0), Float32Array.of(NaN)].map(v => summarizeInJavaScript(v))) {
      const axis = axisFor([s], 'symlog', { linearWidth: 0.1, bins: 4 });
      assert.deepEqual([...binHeights(s, axis, 'density')], [0, 0, 0, 0]);
    }
  });
});

describe('missingText', () => {
  const shot = { fit: 0, model: 'm', step: 0, epoch: 0, probed: 32, note: null, layers: [] };
  const pool = layer('pool', { weights: [], parameters: 0, activation: null });
  it('says why', () => {
    assert.match(missingText(pool, 'weights', shot), /it has no weights\.$/);
    assert.match(missingText(layer('a', { trainable: 0 }), 'gradients', shot), /it is not trained\.$/);
    assert.match(missingText(pool, 'preActivations', shot), /applies no activation function itself\.$/);
    assert.match(missingText(layer('a'), 'activations', { ...shot, note: 'Strings.' }), /layer\. Strings\.$/);
    assert.match(missingText(layer('a'), 'activations', { ...shot, probed: 0 }), /there was no batch\.$/);
    assert.match(missingText(layer('a'), 'activations', null), /no snapshot was taken\.$/);
  });
});
