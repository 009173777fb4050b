import assert from 'node:assert/strict';
import { RunFeed } from '../../../../extension/engine/supervise/runFeed';
import { emptyRunState } from '../../../../extension/protocol/runState';

describe('runFeed', () => {
  it('tells listeners the event and the state after it, until they leave', () => {
    const feed = new RunFeed(emptyRunState(1, 'a.ts'));
    const seen: string[] = [];
    const leave = feed.onEvent((event, state) => seen.push(`${event.type} ${state.stage}`));
    feed.tell({ type: 'stage', stage: 'bundling' });
    leave();
    feed.tell({ type: 'stage', stage: 'later' });
    assert.deepEqual([seen, feed.state.stage], [['stage bundling'], 'later']);
  });

  it('has the newest snapshot of each model', () => {
    const feed = new RunFeed(emptyRunState(1, 'a.ts'));
    for (const [model, step] of [
      ['a', 0],
      ['b', 0],
      ['a', 5],
    ] as const)
      feed.tell({
        type: 'snapshot',
        snapshot: { fit: 0, model, step, epoch: null, probed: 0, note: null, layers: [] },
      });
    assert.deepEqual(
      [...feed.snapshots].map(([name, s]) => [name, s.step]),
      [
        ['a', 5],
        ['b', 0],
      ],
    );
  });

  it('output is open as long as the slowest listener, and a failing one holds nothing', async () => {
    const feed = new RunFeed(emptyRunState(1, 'a.ts'));
    assert.equal(feed.output('stdout', 'x'), undefined);
    feed.onOutput(() => undefined);
    assert.equal(feed.output('stdout', 'x'), undefined);
    feed.onOutput(() => Promise.reject(new Error('full')));
    await feed.output('stderr', 'x');
  });
});
