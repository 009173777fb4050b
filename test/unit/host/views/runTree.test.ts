import assert from 'node:assert/strict';
import { progressOf, runRow } from '../../../../extension/host/views/runTree';
import type { FitInfo } from '../../../../extension/protocol/run';
import type { RunListItem } from '../../../../extension/protocol/panel';
import { emptyRunState, type RunState } from '../../../../extension/protocol/runState';

const startedAt = new Date(2026, 10, 24, 13, 40).getTime();
const nowMs = new Date(2026, 10, 24, 14, 0).getTime();
const item: RunListItem = { key: '/runs/13', id: 13, status: 'completed', startedAt, program: 'train.ts', best: null };
const fit: FitInfo = {
  index: 0,
  model: 'm',
  kind: 'fit',
  site: null,
  epochs: 12,
  initialEpoch: 0,
  stepsPerEpoch: 100,
  batchSize: 32,
  samples: 3200,
  firstStep: 0,
  startedAt,
};
const running = (more: Partial<RunState>): RunState => ({
  ...emptyRunState(14, 'train.ts'),
  status: 'running',
  fits: [fit],
  ...more,
});
const step = (n: number, epoch: number | null) => ({ fit: 0, step: n, epoch, loss: 1, learningRate: null });
const epoch = (n: number) => ({
  fit: 0,
  epoch: n,
  step: n * 100,
  seconds: 2,
  metrics: { loss: 1 },
  learningRate: null,
});

describe('runRow', () => {
  it('shows the time and the best metric of a run that is over', () => {
    const row = runRow({ ...item, best: { metric: 'val_loss', value: 0.0391 } }, null, null, nowMs);
    assert.deepEqual(row, {
      label: 'Run 13',
      description: '13:40 · val 0.0391',
      icon: 'pass',
      color: null,
      contextValue: 'run',
      spoken: 'Run 13, completed, 13:40 · val 0.0391',
    });
  });

  it('shows where a run is that goes on', () => {
    const state = running({ steps: [step(350, 3.5)], epochs: [epoch(1), epoch(2), epoch(3)] });
    const row = runRow({ ...item, id: 14, status: 'running' }, state, null, nowMs);
    assert.equal(row.description, 'running · epoch 4 of 12');
    assert.equal(row.icon, 'loading~spin');
    assert.equal(row.contextValue, 'run live');
  });

  it('shows which checkpoint it goes on from', () => {
    const from = { run: '/runs/12', id: 12, step: 1400 };
    assert.equal(
      runRow({ ...item, resumedFrom: from }, null, null, nowMs).description,
      'resumed from run 12, step 1,400 · 13:40',
    );
    const elsewhere = runRow({ ...item, resumedFrom: { ...from, id: null } }, null, null, nowMs);
    assert.match(elsewhere.spoken, /resumed from another run, step 1,400/);
  });

  it('shows the stage of one that starts, and the program where there are several', () => {
    const state = { ...emptyRunState(1, 'train.ts'), stage: 'Loading TensorFlow' };
    assert.equal(
      runRow({ ...item, status: 'starting' }, state, 'train.ts').description,
      'train.ts · loading tensorflow',
    );
  });

  it('shows at which step one failed, and that one was interrupted', () => {
    const state = { ...running({ steps: [step(4180, null)] }), status: 'failed' as const };
    assert.equal(runRow(item, state, null, nowMs).description, '13:40 · failed at step 4,180');
    assert.equal(runRow({ ...item, status: 'failed' }, null, null, nowMs).description, '13:40 · failed');
    assert.equal(runRow({ ...item, status: 'interrupted' }, null, null, nowMs).description, '13:40 · interrupted');
  });
});

describe('progressOf', () => {
  it('is nothing before the first step of a loop', () => {
    assert.deepEqual(progressOf(emptyRunState(1, 'a')), []);
  });
  it('counts steps where epochs are not known', () => {
    const state = running({ fits: [{ ...fit, epochs: null }], steps: [step(1290, null)] });
    assert.deepEqual(progressOf(state), ['step 1,290']);
  });
  it('says how long it still takes', () => {
    const state = running({ steps: [step(350, 3.5)], epochs: [epoch(1), epoch(2), epoch(3)] });
    assert.deepEqual(progressOf(state, nowMs), ['epoch 4 of 12', '17 s left']);
  });
  it('never passes the last epoch', () => {
    const state = running({ steps: [step(1200, 12)], epochs: [epoch(12)] });
    assert.equal(progressOf(state)[0], 'epoch 12 of 12');
  });
});
