import assert from 'node:assert/strict';
import { backendLabel, runBarModel, runLabel } from '../../../../webview/models/runBarModel';
import { epoch, fit, run, step } from './sampleRun';

describe('runBarModel', () => {
  it('says epoch, step and time left of a running fit', () => {
    const state = run({ steps: [step(24)], epochs: [epoch(1, {}), epoch(2, {})] });
    const bar = runBarModel(state, true, 0);
    assert.deepEqual(
      [bar.word, bar.progress, bar.step, bar.left],
      ['Running', 'epoch 3 of 12', 'step 24 of 120', '19 s left'],
    );
    assert.deepEqual([bar.canPause, bar.canContinue, bar.canStop, bar.canRunAgain], [true, false, true, false]);
    assert.ok(Math.abs(bar.share! - 0.2) < 1e-9);
  });
  it('is in the next epoch once the last one is done, and not beyond the plan', () => {
    assert.equal(runBarModel(run({ steps: [step(20)], epochs: [epoch(2, {})] }), true).progress, 'epoch 3 of 12');
    assert.equal(runBarModel(run({ steps: [step(120)], epochs: [epoch(12, {})] }), true).progress, 'epoch 12 of 12');
    assert.equal(runBarModel(run({}), true).progress, 'epoch 1 of 12');
  });
  it('shows the stage before the first fit', () =>
    assert.equal(runBarModel(run({ fits: [], status: 'starting', stage: 'Bundling' }), true).progress, 'Bundling'));
  it('counts steps in a loop', () => {
    const bar = runBarModel(
      run({ fits: [fit({ kind: 'custom', epochs: null, stepsPerEpoch: null })], steps: [step(4014, { epoch: null })] }),
      true,
    );
    assert.deepEqual([bar.progress, bar.step, bar.share], ['step 4,014', '', null]);
  });
  it('says how far an ended run came', () => {
    assert.equal(
      runBarModel(run({ status: 'completed', epochs: Array.from({ length: 12 }, (_, i) => epoch(i + 1, {})) }), true)
        .progress,
      '12 epochs',
    );
    assert.equal(
      runBarModel(run({ status: 'failed', epochs: [epoch(1, {}), epoch(2, {})] }), true).progress,
      '2 of 12 epochs',
    );
  });
  it('controls nothing that another process runs, and starts nothing untrusted', () => {
    const foreign = runBarModel(run({ isForeign: true }), true);
    assert.deepEqual([foreign.canPause, foreign.canStop], [false, false]);
    assert.equal(runBarModel(run({ status: 'completed' }), false).canRunAgain, false);
    assert.equal(runBarModel(run({ status: 'paused' }), true).canContinue, true);
  });
});

describe('runLabel', () => {
  const at = new Date(2026, 4, 7, 14, 7).getTime();
  it('has the clock today and the day before', () => {
    assert.deepEqual(runLabel({ id: 15, key: 'k', startedAt: at }, at + 1000), { name: 'Run 15', time: '14:07' });
    assert.equal(runLabel({ id: 15, key: 'k', startedAt: at }, at + 2 * 86_400_000).time, '2026-05-07 14:07');
    assert.equal(runLabel({ id: 0, key: 'inspect', startedAt: at }, at).name, 'Inspection');
  });
});

describe('backendLabel', () => {
  it('names version and kind', () => {
    const backend = {
      name: 'native' as const,
      version: '2.15.1',
      tfjsVersion: '4.22.0',
      threads: 2,
      reason: '',
      advice: '',
    };
    assert.equal(backendLabel(run({ backend })), 'tensorflow 2.15.1 · native');
    assert.equal(
      backendLabel(run({ backend: { ...backend, name: 'wasm', version: '4.22.0' } })),
      'tensorflow.js 4.22.0 · wasm',
    );
    assert.equal(backendLabel(run()), '');
  });
});
