import assert from 'node:assert/strict';
import { bestCheckpoint, checkpointAt } from '../../../../webview/models/checkpointRecords';
import {
  checkpointKey,
  CheckpointTreeRows,
  markRows,
  resumedBy,
  rowOf,
  type TreeRun,
} from '../../../../webview/models/checkpointTree';
import type { Cell, Row } from '../../../../webview/models/cell';
import { checkpoint, listItem } from './checkpointSamples';

const list = [
  checkpoint(0),
  checkpoint(10, { metrics: { val_loss: 0.4 } }),
  checkpoint(20, { dropped: true, metrics: { val_loss: 0.1 } }),
  checkpoint(30, { metrics: { val_loss: 0.5 } }),
];
const treeRun = (id: number, patch: Partial<TreeRun> = {}): TreeRun => ({
  item: listItem(id),
  status: 'completed',
  isOpen: true,
  checkpoints: list,
  error: null,
  resumedBy: new Map(),
  ...patch,
});
const look = { find: '', sort: null };
const name = (row: Row): Cell => row.cells['name'] as Cell;
const steps = (rows: readonly Row[]) => rows.filter(r => rowOf(r.key).kind === 'step').map(r => rowOf(r.key).path);

describe('checkpoints of a run', () => {
  it('has the lowest validation loss of what is kept as best', () => assert.equal(bestCheckpoint(list)?.step, 10));
  it('does not count what was deleted', () =>
    assert.equal(bestCheckpoint([{ ...list[1]!, isTrashed: true }, list[3]!])?.step, 30));
  it('shows the last kept one up to a moment', () => {
    assert.equal(checkpointAt(list, null)?.step, 30);
    assert.equal(checkpointAt(list, { fit: 0, step: 20 })?.step, 10);
    assert.equal(checkpointAt(list.slice(1), { fit: 0, step: 5 })?.step, 10);
    assert.equal(checkpointAt([], null), null);
  });
});

describe('the tree of checkpoints', () => {
  it('lists runs, and under those that are open their steps, newest first, with what was dropped', () => {
    const { rows, found } = new CheckpointTreeRows().rows([treeRun(2), treeRun(1, { isOpen: false })], look);
    assert.deepEqual(
      rows.map(r => r.key),
      [
        'run /runs/2',
        ...[30, 10, 0].map(step => `step checkpoints/step-${step} /runs/2`),
        'dropped /runs/2',
        'run /runs/1',
      ],
    );
    assert.equal(found, 6);
    assert.deepEqual([name(rows[1]!).tags, name(rows[2]!).tags], [['last'], ['best']]);
    assert.equal(name(rows[4]!).small, '1 dropped:');
    assert.equal((rows[2]!.cells['loss'] as Cell).text, '0.4000');
  });
  it('names a key with spaces in it', () =>
    assert.deepEqual(rowOf(checkpointKey('/my runs/1', 'checkpoints/step-3')), {
      kind: 'step',
      key: '/my runs/1',
      path: 'checkpoints/step-3',
    }));
  it('finds by words and by figures, and leaves out runs in which nothing is found', () => {
    const tree = new CheckpointTreeRows();
    const runs = [treeRun(2), treeRun(1, { checkpoints: [checkpoint(0)] })];
    const found = tree.rows(runs, { ...look, find: 'val_loss<0.45' });
    assert.deepEqual(
      found.rows.map(r => r.key),
      ['run /runs/2', 'step checkpoints/step-10 /runs/2'],
    );
    assert.deepEqual(steps(tree.rows(runs, { ...look, find: 'best' }).rows), ['checkpoints/step-10']);
    assert.match(tree.rows(runs, { ...look, find: 'val_loss<x' }).problem, /needs a number/);
  });
  it('sorts within a run, what has no figure last', () => {
    const sorted = (isDescending: boolean) =>
      steps(new CheckpointTreeRows().rows([treeRun(1)], { ...look, sort: { column: 'loss', isDescending } }).rows);
    assert.deepEqual(sorted(false), ['checkpoints/step-10', 'checkpoints/step-30', 'checkpoints/step-0']);
    assert.deepEqual(sorted(true), ['checkpoints/step-30', 'checkpoints/step-10', 'checkpoints/step-0']);
  });
  it('says what another run went on from', () => {
    const items = [listItem(2, { resumedFrom: { run: '/runs/1', id: 1, step: 10 } }), listItem(1)];
    const by = resumedBy(items);
    const runs = items.map(item => treeRun(item.id, { item, resumedBy: by.get(item.key) ?? new Map() }));
    const { rows } = new CheckpointTreeRows().rows(runs, look);
    assert.match(name(rows[0]!).small!, /from run 1, step 10/);
    const from = rows.find(r => r.key === 'step checkpoints/step-10 /runs/1')!;
    assert.deepEqual(name(from).tags, ['best', 'resumed']);
    assert.match(name(from).title!, /Run 2 went on from it/);
  });
  it('shows the name that a person gave, and the step beside it', () => {
    const { rows } = new CheckpointTreeRows().rows(
      [treeRun(1, { checkpoints: [checkpoint(5, { name: 'good' })] })],
      look,
    );
    assert.deepEqual([name(rows[1]!).text, name(rows[1]!).small], ['good', 'step 5']);
  });
  it('marks A and B, and no other row', () => {
    const { rows } = new CheckpointTreeRows().rows([treeRun(1)], look);
    const marked = markRows(rows, 'step checkpoints/step-0 /runs/1', 'step checkpoints/step-30 /runs/1');
    assert.deepEqual(
      marked.map(r => name(r).mark ?? ''),
      ['', 'B', '', 'A', ''],
    );
  });
  it('says that there is none, that they are read, and what went wrong', () => {
    const says = (patch: Partial<TreeRun>) =>
      name(new CheckpointTreeRows().rows([treeRun(1, patch)], look).rows[1]!).small;
    assert.match(says({ checkpoints: [], status: 'running' })!, /none yet/);
    assert.match(says({ checkpoints: null })!, /Reading/);
    assert.equal(says({ checkpoints: null, error: 'The folder is gone.' }), 'The folder is gone.');
  });
  it('builds the rows of a run again only when something of it is another one', () => {
    const tree = new CheckpointTreeRows();
    const before = tree.rows([treeRun(1)], look).rows[1];
    assert.equal(tree.rows([treeRun(1)], look).rows[1], before);
    assert.notEqual(tree.rows([treeRun(1, { checkpoints: [...list] })], look).rows[1], before);
  });
});
