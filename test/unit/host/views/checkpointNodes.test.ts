import assert from 'node:assert/strict';
import { parseCheckpointFilter } from '../../../../extension/protocol/checkpointFilter';
import { CheckpointNodes, resumedPaths } from '../../../../extension/host/views/checkpointNodes';
import type { RunNode } from '../../../../extension/host/views/treeNodes';
import { record } from './checkpointRecords';

const run = (id: number, more: Partial<RunNode['item']> = {}): RunNode => ({
  kind: 'run',
  item: { key: `/r/${id}`, id, status: 'completed', startedAt: id, program: 'train.ts', best: null, ...more },
  program: '/w/train.ts',
  runFolder: `/r/${id}`,
});
const records = new Map([
  ['/r/1', [record(10, { metrics: { loss: 0.5 } }), record(20, { metrics: { loss: 0.05 } })]],
  ['/r/2', [record(10, { metrics: { loss: 0.4 }, pinned: true })]],
]);
const nodes = () => new CheckpointNodes(({ runFolder }) => records.get(runFolder) ?? []);

describe('CheckpointNodes', () => {
  it('shows every run where there is no filter', () => {
    const all = [run(3), run(2), run(1)];
    assert.deepEqual(nodes().shown(all), all);
  });

  it('shows only runs with something that the filter finds, and only that', () => {
    const [three, two, one] = [run(3), run(2), run(1)];
    const some = nodes();
    const shownBy = (text: string) => {
      some.filter = parseCheckpointFilter(text);
      return some.shown([three, two, one]).map(r => [r.item.id, some.of(r).map(n => n.record?.step)]);
    };
    assert.deepEqual(shownBy('loss<0.1'), [[1, [20]]]);
    assert.deepEqual(shownBy('pinned'), [[2, [10]]]);
    assert.deepEqual(shownBy('"run 1"'), [[1, [20, 10]]]);
    assert.deepEqual(shownBy('run loss<0.1 pinned'), []);
    assert.equal(some.of(one, null).length, 2);
  });

  it('marks what another run went on from', () => {
    const some = nodes();
    some.shown([run(2, { resumedFrom: { run: '/r/1', id: 1, step: 20 } }), run(1)]);
    assert.deepEqual(
      some.of(run(1)).map(n => n.badges),
      [['best', 'last', 'resumed'], []],
    );
  });
});

describe('resumedPaths', () => {
  it('has each checkpoint by its path, else by its step', () => {
    const from = { run: '/r/1', id: 1, step: 20 };
    const found = resumedPaths([
      { resumedFrom: from },
      { resumedFrom: { ...from, path: 'checkpoints/step-20-2' } },
      {},
    ]);
    assert.deepEqual([...(found.get('/r/1') ?? [])], ['checkpoints/step-20', 'checkpoints/step-20-2']);
  });
});
