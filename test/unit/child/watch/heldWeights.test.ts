import assert from 'node:assert/strict';
import { relativeChange } from '../../../../extension/child/watch/training/heldWeights';

describe('how much an update changes a weight', () => {
  it('norm of the difference over the norm before', () => {
    assert.equal(relativeChange([3, 4], [3, 4]), 0);
    assert.equal(relativeChange([3, 4], [0, 0]), 1);
    assert.equal(relativeChange([3, 4], [3, 9]), 1);
    assert.ok(Math.abs(relativeChange([1e-30, 0], [2e-30, 0])! - 1) < 1e-12);
  });
  it('none where the weight was all 0, empty, or no number', () => {
    assert.equal(relativeChange([0, 0], [1, 1]), null);
    assert.equal(relativeChange([0, 0], [0, 0]), null);
    assert.equal(relativeChange([], []), null);
    assert.equal(relativeChange([1, NaN], [1, 1]), null);
    assert.equal(relativeChange([1, 1], [1, Infinity]), null);
  });
});
