import assert from 'node:assert/strict';
import { shareDone } from '../../../../extension/host/runs/shareDone';
import type { FitInfo } from '../../../../extension/protocol/run';
import { emptyRunState } from '../../../../extension/protocol/runState';

const fit = (epochs: number | null, initialEpoch = 0): FitInfo => ({
  ...{ index: 0, model: 'm', kind: 'fit', site: null, stepsPerEpoch: null, batchSize: null, samples: null },
  ...{ firstStep: 0, startedAt: 0, epochs, initialEpoch },
});
const step = (epoch: number | null) => ({ fit: 0, step: 1, epoch, loss: 1, learningRate: null });
const state = emptyRunState(1, 'train.ts');

describe('shareDone', () => {
  it('is null where the length is not known', () => {
    assert.equal(shareDone(state), null);
    assert.equal(shareDone({ ...state, fits: [fit(null)] }), null);
    assert.equal(shareDone({ ...state, fits: [fit(3, 3)] }), null);
  });
  it('counts from the epoch at which the fit began', () => {
    assert.equal(shareDone({ ...state, fits: [fit(4)] }), 0);
    assert.equal(shareDone({ ...state, fits: [fit(4)], steps: [step(1)] }), 0.25);
    assert.equal(shareDone({ ...state, fits: [fit(20, 10)], steps: [step(15)] }), 0.5);
    assert.equal(shareDone({ ...state, fits: [fit(4)], steps: [step(9)] }), 1);
  });
});
