import assert from 'node:assert/strict';
import { parseCheckpointFilter } from '../../../../extension/protocol/checkpointFilter';
import {
  checkpointRows,
  plainRowOptions,
  type CheckpointOrder,
  type RowOptions,
} from '../../../../extension/host/views/checkpointRows';
import type { CheckpointRecord } from '../../../../extension/protocol/run';
import { nowMs, record } from './checkpointRecords';

const rowsOf = (records: CheckpointRecord[], options: Partial<RowOptions> = {}) =>
  checkpointRows(records, { ...plainRowOptions, ...options }, nowMs);
const stepsOf = (records: CheckpointRecord[], options: Partial<RowOptions>) =>
  rowsOf(records, options).map(({ record: r }) => r?.step ?? 'dropped');

describe('checkpointRows', () => {
  it('has no row without checkpoints', () => assert.deepEqual(rowsOf([]), []));

  it('is newest first, with the best, the last and what was dropped', () => {
    const rows = rowsOf([
      record(0, { sizeBytes: 1_700_000 }),
      record(430, { dropped: true, metrics: { val_loss: 0.01 } }),
      record(860, { metrics: { val_loss: 0.0391, loss: 1 } }),
      record(3010, { metrics: { val_loss: 0.0402, loss: 0.5 }, pinned: true }),
    ]);
    assert.deepEqual(
      rows.map(({ row }) => [row.label, row.description, row.icon]),
      [
        ['step 3,010', 'val 0.0402 · last, pinned · 5.1 MB · 13:40', 'pinned'],
        ['step 860', 'val 0.0391 · best · 5.1 MB · 13:40', 'star-full'],
        ['step 0', '1.7 MB · 13:40', 'circle-outline'],
        ['1 dropped', 'to stay within the limits in the settings', 'ellipsis'],
      ],
    );
    assert.equal(rows.at(-1)?.record, null);
    assert.equal(rows[1]?.previous?.step, 430);
    assert.deepEqual(
      rows.map(({ row }) => row.contextValue),
      ['checkpoint pinned', 'checkpoint', 'checkpoint', 'dropped'],
    );
    assert.equal(rows[0]?.row.spoken, 'step 3,010, val 0.0402, last, pinned, 5.1 MB, 13:40');
  });

  it('is best by the loss where nothing was validated, never by one that is not finite', () => {
    const rows = rowsOf([record(1, { metrics: { loss: 0.5 } }), record(2, { metrics: { loss: null } })]);
    assert.deepEqual(
      rows.map(({ row }) => row.description),
      ['last · 5.1 MB · 13:40', 'loss 0.5000 · best · 5.1 MB · 13:40'],
    );
  });

  it('says of the only one no more than that it is the last', () => {
    assert.equal(
      rowsOf([record(1, { metrics: { loss: 1 } })])[0]?.row.description,
      'loss 1.0000 · last · 5.1 MB · 13:40',
    );
  });

  it('shows what a person calls it, as text, and what another run went on from', () => {
    const [row] = rowsOf([record(1, { name: '$(error) good\none\u202e' })], {
      resumedPaths: new Set(['checkpoints/step-1']),
    });
    assert.equal(row?.row.description, '$ (error) good one\\u{202e} · last, resumed · 5.1 MB · 13:40');
    assert.deepEqual(row?.badges, ['last', 'resumed']);
  });

  it('does not show what was deleted, nor count it as dropped', () => {
    const rows = stepsOf(
      [record(1), record(2, { dropped: true, isTrashed: true }), record(3, { isTrashed: true })],
      {},
    );
    assert.deepEqual(rows, [1]);
  });

  const some = [
    record(1, { metrics: { val_loss: 0.3, loss: 0.1 }, sizeBytes: 5 }),
    record(2, { metrics: { loss: 0.01 }, sizeBytes: 9 }),
    record(3, { metrics: { val_loss: 0.2 }, sizeBytes: 5 }),
    record(4, { metrics: { val_loss: null }, sizeBytes: 1 }),
  ];
  const orders: Record<CheckpointOrder, number[]> = {
    newest: [4, 3, 2, 1],
    oldest: [1, 2, 3, 4],
    // by the validation loss, which not all have
    best: [3, 1, 4, 2],
    size: [2, 3, 1, 4],
  };
  for (const [order, steps] of Object.entries(orders))
    it(`can be in the order ${order}`, () =>
      assert.deepEqual(stepsOf(some, { order: order as CheckpointOrder }), steps));

  it('shows what a filter finds, with the badges among all and without a word on what was dropped', () => {
    const rows = rowsOf([...some, record(5, { dropped: true })], { filter: parseCheckpointFilter('val_loss<0.25') });
    assert.deepEqual(
      rows.map(r => [r.record?.step, r.badges]),
      [[3, ['best']]],
    );
  });
});
