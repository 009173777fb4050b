import assert from 'node:assert/strict';
import type { Row } from '../../../../webview/models/cell';
import { epochColumns, epochRows, formatSeconds } from '../../../../webview/models/epochRows';
import { epoch, run, step } from './sampleRun';

const text = (row: Row, key: string): string => {
  const cell = row.cells[key] ?? '';
  return typeof cell === 'string' ? cell : [cell.text, cell.tag, cell.small].filter(Boolean).join(' ');
};

describe('epochRows', () => {
  const state = run({
    steps: [step(21, { loss: 0.4 }), step(23, { loss: 0.2 })],
    epochs: [
      epoch(1, { loss: 1, val_loss: 0.9, acc: 0.5, val_acc: 0.61 }),
      epoch(2, { loss: 0.5, val_loss: 0.95, acc: 0.75, val_acc: 0.6 }),
    ],
    snapshots: [{ fit: 0, model: 'm', step: 0, epoch: 0 }],
  });

  it('shows the figures of the state, newest first', () => {
    const [, second, first] = epochRows(state);
    assert.deepEqual(
      ['epoch', 'loss', 'val_loss', 'metric acc', 'rate', 'time'].map(k => text(second!, k)),
      ['2', '0.5000', '0.9500', '40.00 %', '1e−3', '2.0 s'],
    );
    assert.equal(text(first!, 'epoch'), '1 best');
    assert.equal(second!.key, '0/20');
  });
  it('has the epoch under way above them, with what is not known named', () => {
    const [live] = epochRows(state);
    assert.deepEqual(
      ['epoch', 'loss', 'val_loss', 'time'].map(k => text(live!, k)),
      ['3', '0.3000', 'at epoch end', '30 %'],
    );
  });
  it('has the time before training below them', () =>
    assert.equal(text(epochRows(state).at(-1)!, 'epoch'), '0 before training'));
  it('has no row for an epoch that is over', () => {
    const rows = epochRows({ ...state, steps: [step(20)] });
    assert.equal(
      rows.some(r => r.key === 'live'),
      false,
    );
  });
  it('leaves validation out where there is none', () => {
    const heads = epochColumns(run({ epochs: [epoch(1, { loss: 1 })] })).map(c => c.head);
    assert.deepEqual(heads, ['epoch', 'loss', 'rate', 'time']);
  });
  it('shows a figure that is not finite as none', () =>
    assert.equal(text(epochRows(run({ status: 'failed', epochs: [epoch(1, { loss: null })] }))[0]!, 'loss'), '–'));
});

describe('formatSeconds', () => {
  it('fits the size', () => assert.deepEqual([0.123, 9.44, 83].map(formatSeconds), ['0.12 s', '9.4 s', '1 min 23 s']));
});
