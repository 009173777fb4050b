import assert from 'node:assert/strict';
import type { Snapshot } from '../../extension/protocol/run';
import { runWatched, type WatchedRun } from './watch/runWatched';

const unitsOf = (snapshot: Snapshot, layer: string) => snapshot.layers.find(l => l.name === layer)?.units;

describe('units', function () {
  this.timeout(60_000);
  let run: WatchedRun;
  let start: Snapshot;
  before(async () => {
    run = await runWatched('deadUnits.ts');
    assert.equal(run.exitCode, 0, run.stderr);
    start = run.snapshots[0]!;
  });

  it('counts dead units over all examples and places', () => {
    assert.deepEqual(unitsOf(start, 'conv'), { count: 8, dead: 3, saturated: 0 });
  });
  it('counts units at a bound of their activation, 10,000 of them', () => {
    assert.deepEqual(unitsOf(start, 'wide'), { count: 10_000, dead: 0, saturated: 3 });
    assert.deepEqual(unitsOf(start, 'gates'), { count: 4, dead: 0, saturated: 2 });
  });
  it('counts over all calls of a shared layer', () => {
    assert.deepEqual(unitsOf(start, 'shared'), { count: 6, dead: 2, saturated: 0 });
  });
  it('counts over the steps of recurrent and time-distributed layers', () => {
    assert.deepEqual(unitsOf(start, 'lstm'), { count: 7, dead: 0, saturated: 0 });
    assert.deepEqual(unitsOf(start, 'eachStep'), { count: 5, dead: 1, saturated: 0 });
  });
  it('takes a bound from a layer that is an activation', () => {
    assert.deepEqual(unitsOf(start, 'capped'), { count: 3, dead: 1, saturated: 1 });
  });
  it('gives no units to layers that pass on what others made', () => {
    for (const layer of ['image', 'flat', 'joined', 'steps', 'repeat_vector_RepeatVector1'])
      assert.equal(unitsOf(start, layer) ?? null, null, layer);
  });
});
