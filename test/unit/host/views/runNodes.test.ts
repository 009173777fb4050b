import assert from 'node:assert/strict';
import { RunNodes } from '../../../../extension/host/views/runNodes';
import type { RunListItem } from '../../../../extension/protocol/panel';

const run = (id: number, change: Partial<RunListItem> = {}, program = '/w/train.ts') => ({
  item: { key: `/w/${id}`, id, status: 'running' as const, startedAt: id, program: 'train.ts', best: null, ...change },
  program,
});
const keysOf = (changes: ReturnType<RunNodes['takeChanges']>) =>
  changes === 'all' ? 'all' : changes.map(n => n.runFolder);

describe('RunNodes', () => {
  it('keeps the row of a run as long as it is listed, newest first, the first of two with one folder', () => {
    const nodes = new RunNodes();
    const [two, one] = nodes.update([run(1), run(2), run(2, { status: 'failed' })]);
    assert.deepEqual([one?.item.id, two?.item.id, two?.item.status], [1, 2, 'running']);
    const again = nodes.update([run(3), run(1, { status: 'completed' }), run(2)]);
    assert.deepEqual(again.slice(1), [two, one]);
    assert.equal(again[2], one);
    assert.equal(one?.item.status, 'completed');
    nodes.update([run(2)]);
    assert.notEqual(nodes.update([run(1)])[0], one);
  });

  it('tells rows by themselves, and the whole only when other runs are listed', () => {
    const nodes = new RunNodes();
    nodes.given(nodes.update([run(1), run(2)]));
    assert.deepEqual(keysOf(nodes.takeChanges(nodes.update([run(1), run(2)]))), []);
    // asked meanwhile, as a tree does for each row
    nodes.update([run(1), run(2, { status: 'completed' })]);
    nodes.touch('/w/1');
    assert.deepEqual(keysOf(nodes.takeChanges(nodes.update([run(1), run(2, { status: 'completed' })]))), [
      '/w/2',
      '/w/1',
    ]);
    assert.deepEqual(keysOf(nodes.takeChanges(nodes.update([run(1), run(2, { status: 'completed' })]))), []);
    nodes.touch('/w/gone');
    assert.equal(keysOf(nodes.takeChanges(nodes.update([run(1), run(2), run(3)]))), 'all');
    // said until it has asked: it may have missed it
    assert.equal(keysOf(nodes.takeChanges(nodes.update([run(1), run(2), run(3)]))), 'all');
    nodes.given(nodes.update([run(1), run(2), run(3)]));
    assert.deepEqual(keysOf(nodes.takeChanges(nodes.update([run(1), run(2), run(3)]))), []);
    assert.equal(keysOf(nodes.takeChanges(nodes.update([run(1)]))), 'all');
    nodes.given(nodes.update([run(1)]));
    nodes.forgetGiven();
    assert.equal(keysOf(nodes.takeChanges(nodes.update([run(1)]))), 'all');
  });

  it('tells the whole when a second program comes: rows are then named by it', () => {
    const nodes = new RunNodes();
    nodes.given(nodes.update([run(1), run(2)]));
    assert.equal(keysOf(nodes.takeChanges(nodes.update([run(1), run(2, {}, '/w/other.ts')]))), 'all');
  });
});
