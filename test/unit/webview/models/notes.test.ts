import assert from 'node:assert/strict';
import { announcement } from '../../../../webview/models/announcement';
import { errorSummary } from '../../../../webview/models/errorSummary';
import { notesOf } from '../../../../webview/models/notes';
import type { BackendInfo, CheckpointRecord, RunError } from '../../../../extension/protocol/run';
import { epoch, run, step } from './sampleRun';

const backend: BackendInfo = {
  name: 'wasm',
  version: '4.22.0',
  tfjsVersion: '4.22.0',
  threads: 1,
  reason: 'no addon.',
  advice: 'Install Native TensorFlow.',
};
const notes = (patch: Parameters<typeof run>[0], isStale = false, dismissed: string[] = []) =>
  notesOf({ run: run(patch), key: 'k', program: 'train.ts', isStale, isTrusted: true }, dismissed);

describe('notesOf', () => {
  it('says that the source has changed, and offers to run again only where it may', () => {
    assert.deepEqual(
      notes({}, true).map(n => [n.code, n.action]),
      [['stale', 'runAgain']],
    );
    assert.equal(notesOf({ run: run(), key: 'k', program: 'a', isStale: true, isTrusted: false }, [])[0]!.action, null);
  });
  it('says once why the backend is a fallback', () => {
    const [note] = notes({ backend });
    assert.equal(note!.strong + note!.text, 'Backend is WebAssembly: no addon. Install Native TensorFlow.');
    assert.deepEqual(notes({ backend }, false, ['k/backend']), []);
    assert.deepEqual(notes({ backend: { ...backend, advice: '' } }), []);
  });
  it('says that a run was interrupted and what is kept', () => {
    const kept = { dropped: false } as CheckpointRecord;
    assert.match(notes({ status: 'interrupted', checkpoints: [kept] })[0]!.text, /kept, 1 checkpoint among it/);
  });
  it('has none without a run', () =>
    assert.deepEqual(notesOf({ run: null, key: null, program: '', isStale: true, isTrusted: true }, []), []));
});

describe('errorSummary', () => {
  const error: RunError = { code: 'c', message: 'one\ntwo\nthree\nfour', remedy: '', site: null, stack: [] };
  it('says what is kept, and the head of the message', () => {
    const last = { step: 400, dropped: false } as CheckpointRecord;
    const summary = errorSummary(run({ steps: [step(418)], checkpoints: [last] }), error);
    assert.equal(summary.title, 'The program stopped at step 418');
    assert.match(summary.kept, /^Nothing is lost before step 400/);
    assert.equal(summary.message, 'one\ntwo\nthree\n…');
  });
  it('says that nothing was trained', () =>
    assert.equal(errorSummary(run(), error).title, 'The program stopped before its first step'));
});

describe('announcement', () => {
  it('tells epochs, findings and the end, not steps', () => {
    assert.equal(
      announcement({ type: 'epoch', epoch: epoch(3, { loss: 0.5, val_loss: 0.4 }) }),
      'Epoch 3 done: loss 0.5000, validation loss 0.4000.',
    );
    assert.equal(announcement({ type: 'ended', status: 'completed' }), 'The run is complete.');
    assert.equal(announcement({ type: 'steps', steps: [step(1)] }), '');
  });
});
