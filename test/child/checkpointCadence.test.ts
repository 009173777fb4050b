// When a run takes checkpoints, and what a person changes of them while it goes on.
import assert from 'node:assert/strict';
import { readCheckpoints } from '../../extension/core/runs/readCheckpoints';
import type { CheckpointRecord } from '../../extension/protocol/run';
import type { CheckpointChange } from '../../extension/protocol/runner';
import { cleanUp, makeProject, runToEnd, smallModel, start } from './support/trial';

const kept = (records: readonly CheckpointRecord[]): CheckpointRecord[] => records.filter(r => !r.dropped);

describe('checkpoints of a run that goes on', () => {
  afterEach(cleanUp);

  it('are taken of the best epoch by a metric, and every so many minutes, where epochs have none', async () => {
    // epochs follow each other far too quickly for this budget
    const settings = { snapshotThinning: 1e9, checkpointBestBy: 'loss', maxCheckpoints: 100 };
    const { state } = await runToEnd(
      { 'train.ts': `${smallModel}m.fit(x, y, { epochs: 4, verbose: 0 });\n` },
      { settings },
    );
    assert.equal(state.status, 'completed');
    const losses = state.epochs.map(e => e.metrics.loss!);
    const best = losses.flatMap((loss, i) => (losses.slice(0, i).every(l => loss < l) ? [i + 1] : []));
    const taken = state.checkpoints.filter(c => c.reason === 'best' || c.reason === 'epoch');
    assert.deepEqual(
      taken.map(c => c.epoch),
      [...new Set([...best, 4])],
    );
    assert.ok(taken.some(c => c.reason === 'best'));
    const [first] = state.checkpoints;
    assert.deepEqual([first?.batch, first?.optimizers], [0, ['SGD']]);
    assert.ok(Math.abs(first!.learningRate! - 0.01) < 1e-6);

    const often = { ...settings, checkpointBestBy: null, checkpointEveryMinutes: 1e-6 };
    const timed = await runToEnd(
      { 'train.ts': `${smallModel}m.fit(x, y, { epochs: 2, verbose: 0 });\n` },
      { settings: often },
    );
    const minutes = timed.state.checkpoints.filter(c => c.reason === 'minutes');
    assert.ok(minutes.length > 0 && minutes.every(c => c.step > 0), JSON.stringify(minutes));
  });

  it('keep the last one without NaN, whatever follows', async () => {
    const program = `${smallModel}m.fit(x, y, { epochs: 12, verbose: 0, callbacks: { onEpochEnd: e => {
  if (e === 3) m.setWeights(m.getWeights().map(w => tf.mul(w, NaN)));
} } });
`;
    const settings = { snapshotThinning: 0, maxCheckpoints: 3 };
    const { state } = await runToEnd({ 'train.ts': program }, { settings });
    const healthy = kept(state.checkpoints).filter(c => !c.hasNotFinite);
    assert.ok(kept(state.checkpoints).some(c => c.hasNotFinite));
    // that of the fourth epoch is taken after the callback that spoils it
    assert.equal(healthy.at(-1)?.epoch, 3);
  });

  it('are pinned, named, deleted and brought back at once, and what cannot be done is said', async () => {
    const folder = makeProject({ 'train.ts': `${smallModel}m.fit(x, y, { epochs: 100000, verbose: 0 });\n` });
    const trial = start(folder, 'train.ts', { settings: { maxCheckpoints: 5 } });
    const { checkpoint } = await trial.until('checkpoint', e => e.checkpoint.reason === 'start');
    const { path } = checkpoint;
    const change = async (
      asked: CheckpointChange,
      fits: (record: CheckpointRecord) => boolean,
    ): Promise<CheckpointRecord> => {
      trial.run.control({ type: 'checkpoint', change: asked });
      return (await trial.until('checkpoint', e => e.checkpoint.path === path && fits(e.checkpoint))).checkpoint;
    };
    await change({ do: 'pin', path, pinned: true }, r => r.pinned);
    await change({ do: 'rename', path, name: 'before' }, r => r.name === 'before');
    await change({ do: 'trash', path }, r => r.isTrashed === true);
    trial.run.control({ type: 'checkpoint', change: { do: 'pin', path: 'checkpoints/step-987654', pinned: true } });
    const { notice } = await trial.until('notice', e => e.notice.code === 'checkpoint-not-changed');
    assert.match(notice.message, /step-987654 is not listed/);
    // a pause is not ended by it
    trial.run.control({ type: 'pause' });
    await trial.until('status', e => e.status === 'paused');
    trial.run.control({ type: 'checkpoint', change: { do: 'untrash', path } });
    trial.run.control({ type: 'checkpoint', change: { do: 'rename', path, name: 'after' } });
    await trial.until('checkpoint', e => e.checkpoint.path === path && e.checkpoint.name === 'after');
    assert.equal(trial.run.state.status, 'paused');
    const state = await trial.run.stop();
    const record = readCheckpoints(state.path!).find(r => r.path === path)!;
    assert.deepEqual([record.pinned, record.name, record.isTrashed, record.dropped], [true, 'after', undefined, false]);
    assert.deepEqual(
      state.checkpoints.find(r => r.path === path),
      record,
    );
  });
});
