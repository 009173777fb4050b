import assert from 'node:assert/strict';
import type { EpochRecord, FitInfo } from '../../../extension/protocol/run';
import { emptyRunState, type RunState } from '../../../extension/protocol/runState';
import { formatDuration, secondsLeft } from '../../../extension/protocol/timeLeft';

const fit: FitInfo = {
  index: 0,
  model: 'm',
  kind: 'fit',
  site: null,
  epochs: 10,
  initialEpoch: 0,
  stepsPerEpoch: 4,
  batchSize: 32,
  samples: 128,
  firstStep: 0,
  startedAt: 1000,
};
const epoch = (n: number, seconds: number): EpochRecord => ({
  fit: 0,
  epoch: n,
  step: n * 4,
  seconds,
  metrics: {},
  learningRate: null,
});
const state = (patch: Partial<RunState>): RunState => ({
  ...emptyRunState(1, 'a.ts'),
  status: 'running',
  fits: [fit],
  ...patch,
});
const at = (e: number) => [{ fit: 0, step: 1, epoch: e, loss: 1, learningRate: null }];

describe('timeLeft', () => {
  it('goes by the first epoch while there is no other', () => {
    assert.equal(secondsLeft(state({ steps: at(0.5) }), 6000), 95);
  });
  it('goes by the mean of the last five epochs afterwards', () => {
    const epochs = [100, 2, 2, 2, 2, 2].map((s, i) => epoch(i + 1, s));
    assert.equal(secondsLeft(state({ epochs, steps: at(6) })), 8);
  });
  it('is not known before the first step, without a plan, while paused, and too early', () => {
    assert.equal(secondsLeft(state({})), null);
    assert.equal(secondsLeft(state({ steps: at(0.5), fits: [{ ...fit, epochs: null }] }), 6000), null);
    assert.equal(secondsLeft(state({ steps: at(0.5), status: 'paused' }), 6000), null);
    assert.equal(secondsLeft(state({ steps: at(0.5) }), 1500), null);
  });
  it('never goes below zero', () => {
    assert.equal(secondsLeft(state({ epochs: [epoch(10, 3)], steps: at(10.2) })), 0);
  });
  it('is written as a person says it', () => {
    assert.deepEqual([0, 25.4, 83, 7500].map(formatDuration), ['0 s', '25 s', '1 min 23 s', '2 h 5 min']);
  });
});
