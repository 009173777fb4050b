import assert from 'node:assert/strict';
import { figureAfter, modeToCheck } from '../../../../extension/core/findings/figureAfter';
import { finding } from '../../language/providers/knownLayers';
import { figures, layerOf, snapshotOf } from './findingFixtures';

const snapshot = snapshotOf([
  layerOf('conv1', { preActivations: [figures(2)] }),
  layerOf('conv2', { preActivations: [figures(3)] }),
  layerOf('flatten'),
]);
const between = (from: string | null, to: string | null, label = 'variance ×180') =>
  figureAfter(finding({ label, evidence: { from, to } }), snapshot);

describe('figureAfter', () => {
  it('is the figure of the finding, in the later snapshot', () => {
    assert.equal(between('conv1', 'conv2'), '×2.3');
    assert.equal(between('conv1', 'conv2', 'spread ×60'), '×1.5');
    assert.equal(between('conv2', 'conv1', 'spread ÷60'), '÷1.5');
  });
  it('is none where there is nothing to compare', () => {
    assert.equal(between('conv1', 'conv1'), null);
    assert.equal(between('conv1', 'flatten'), null);
    assert.equal(between('gone', 'conv2'), null);
    assert.equal(between(null, null), null);
    assert.equal(between('conv1', 'conv2', 'NaN at step 3'), null);
  });
});

describe('modeToCheck', () => {
  it('trains only for what training showed', () => {
    assert.equal(modeToCheck(finding({ step: null })), 'inspect');
    assert.equal(modeToCheck(finding({ step: 0 })), 'inspect');
    assert.equal(modeToCheck(finding({ step: 40 })), 'train');
  });
});
