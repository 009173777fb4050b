import assert from 'node:assert/strict';
import type { CheckpointRecord } from '../../../../extension/protocol/run';
import type { RunListItem } from '../../../../extension/protocol/panel';
import { answerText } from '../../../../webview/models/answer';
import type { Cell } from '../../../../webview/models/cell';
import {
  bestCheckpoint,
  changeAnswer,
  changeRows,
  changesOf,
  changeTop,
  checkpointAt,
  checkpointFacts,
  checkpointTreeRows,
} from '../../../../webview/models/checkpointTree';
import { layer, model, run } from './sampleRun';

const checkpoint = (step: number, patch: Partial<CheckpointRecord> = {}): CheckpointRecord => ({
  fit: 0,
  step,
  epoch: step / 10,
  path: `checkpoints/step-${step}`,
  reason: 'epoch',
  time: 0,
  sizeBytes: 5_100_000,
  parameters: 421_642,
  metrics: { loss: 1 / (step + 1) },
  changes: {},
  pinned: false,
  dropped: false,
  ...patch,
});
const list = [
  checkpoint(0),
  checkpoint(10, { metrics: { val_loss: 0.4 } }),
  checkpoint(20, { dropped: true, metrics: { val_loss: 0.1 } }),
  checkpoint(30, { metrics: { val_loss: 0.5 } }),
];

describe('checkpoints', () => {
  it('has the lowest validation loss of what is kept as best', () => assert.equal(bestCheckpoint(list)?.step, 10));
  it('shows the last kept one up to a moment', () => {
    assert.equal(checkpointAt(list, null)?.step, 30);
    assert.equal(checkpointAt(list, { fit: 0, step: 20 })?.step, 10);
    assert.equal(checkpointAt(list.slice(1), { fit: 0, step: 5 })?.step, 10);
    assert.equal(checkpointAt([], null), null);
  });
  it('lists runs, and under the one that is shown its steps, newest first, with what was dropped', () => {
    const runs: RunListItem[] = [1, 2].map(id => ({
      key: `r${id}`,
      id,
      status: 'completed',
      startedAt: 0,
      program: 'train.ts',
      best: null,
    }));
    const rows = checkpointTreeRows(runs, 'r2', run({ status: 'completed', checkpoints: list }));
    assert.deepEqual(
      rows.map(r => r.key),
      [
        'run r1',
        'run r2',
        'step checkpoints/step-30',
        'step checkpoints/step-10',
        'step checkpoints/step-0',
        'dropped',
      ],
    );
    assert.deepEqual([(rows[2]!.cells['name'] as Cell).tag, (rows[3]!.cells['name'] as Cell).tag], ['last', 'best']);
    assert.equal((rows[5]!.cells['name'] as Cell).small, '1 dropped, to keep 3');
    assert.equal((rows[3]!.cells['loss'] as Cell).text, '0.4000');
  });
  it('says that there is none', () => {
    const runs: RunListItem[] = [{ key: 'r1', id: 1, status: 'running', startedAt: 0, program: '', best: null }];
    assert.match((checkpointTreeRows(runs, 'r1', run()).at(-1)!.cells['name'] as Cell).small!, /none yet/);
  });
  it('has the program’s own metric names among the facts', () => {
    const facts = checkpointFacts(run(), checkpoint(30, { metrics: { loss: 0.5, acc: 0.988 } }));
    assert.deepEqual(
      facts.slice(0, 2).map(f => [f.key, f.cells['value']]),
      [
        ['loss', '0.5000'],
        ['acc', '98.80 %'],
      ],
    );
  });
});

describe('changes', () => {
  const layers = [layer('a/b'), layer('c')];
  const state = run({ models: [model({ layers })], checkpoints: [checkpoint(0)] });
  const changed = checkpoint(10, { changes: { 'm/a/b/kernel': 0.24, 'm/a/b/bias': 0.7, 'm/c/kernel': 0 } });

  it('parts names at the model and at the last slash', () =>
    assert.deepEqual(
      changesOf(state, changed).map(c => [c.model, c.layer, c.tensor]),
      [
        ['m', 'a/b', 'kernel'],
        ['m', 'a/b', 'bias'],
        ['m', 'c', 'kernel'],
      ],
    ));
  it('says what moved most and what stood still', () =>
    assert.equal(answerText(changeAnswer(state, changed)), 'Since step 0: a/b moved most, 70 %; c stood still.'));
  it('says that nothing is before the first one', () =>
    assert.equal(answerText(changeAnswer(state, checkpoint(0))), 'The first checkpoint: nothing before it.'));
  it('draws bars on a round scale that holds the longest', () => {
    assert.equal(changeTop(state, changed), 1);
    assert.equal(changeTop(state, checkpoint(10, { changes: { 'm/c/kernel': 0.003 } })), 0.004);
    assert.equal((changeRows(state, changed)[0]!.cells['bar'] as Cell).share, 0.24);
  });
  it('has no figure for a tensor that was all zero before, and does not call it still', () => {
    const first = checkpoint(10, { changes: { 'm/c/kernel': 0.5, 'm/c/bias': null } });
    assert.equal((changeRows(state, first)[1]!.cells['change'] as Cell).text, '–');
    assert.equal(answerText(changeAnswer(state, first)), 'Since step 0: c moved most, 50 %; no layer stood still.');
    const none = checkpoint(10, { changes: { 'm/c/kernel': null } });
    assert.match(answerText(changeAnswer(state, none)), /^No tensor has a figure/);
  });
});
