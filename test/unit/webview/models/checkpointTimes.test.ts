import assert from 'node:assert/strict';
import { checkpointTimes, markAt } from '../../../../webview/models/checkpointTimes';
import { checkpoint } from './checkpointSamples';

describe('the time of checkpoints', () => {
  const records = [checkpoint(0), checkpoint(10), checkpoint(20, { dropped: true }), checkpoint(40)];
  const times = checkpointTimes(records, null);
  it('lies along the steps, with epochs where they are of one length', () => {
    assert.deepEqual(
      times.marks.map(m => m.at),
      [0, 0.25, 0.5, 1],
    );
    assert.equal(times.unit, 'epoch');
    assert.deepEqual(
      times.ticks.map(t => [t.at, t.label]),
      [0, 1, 2, 3, 4].map(e => [e / 4, String(e)]),
    );
  });
  it('counts steps where there are no epochs', () =>
    assert.equal(checkpointTimes([checkpoint(0, { epoch: null }), checkpoint(7, { epoch: null })], null).unit, 'step'));
  it('moves to what is kept alone', () => {
    assert.equal(markAt(times, 0.52)?.record.step, 10);
    assert.equal(markAt(times, 0.9)?.record.step, 40);
  });
  it('has one checkpoint at its start', () => assert.deepEqual(checkpointTimes([checkpoint(5)], null).marks[0]?.at, 0));
});
