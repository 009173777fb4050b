import assert from 'node:assert/strict';
import { stopAt, timeStops } from '../../../../webview/models/timeStops';
import { epoch, fit, run, step } from './sampleRun';

const ref = (n: number) => ({ fit: 0, model: 'm', step: n * 10, epoch: n });
const epochs = [1, 2, 3, 4].map(n => epoch(n, {}));
const ended = run({ status: 'completed', steps: [step(10), step(40)], epochs, fits: [fit({ epochs: 4 })] });

describe('timeStops', () => {
  it('shows epochs without a snapshot, and passes over them', () => {
    const times = timeStops(ended, 'm', [ref(0), ref(1), ref(4)]);
    assert.deepEqual(
      times.stops.map(s => [s.step, s.hasSnapshot, s.position]),
      [
        [0, true, 0],
        [10, true, 0.25],
        [20, false, 0.5],
        [30, false, 0.75],
        [40, true, 1],
      ],
    );
    assert.equal(stopAt(times, 0.55)!.step, 10);
    assert.equal(stopAt(times, 0.7)!.step, 40);
  });
  it('leaves room for what is to come', () => {
    const live = run({ steps: [step(20)], epochs: epochs.slice(0, 2), fits: [fit({ epochs: 8 })] });
    const times = timeStops(live, 'm', [ref(0), ref(2)]);
    assert.equal(times.now, 0.25);
    assert.equal(times.stops.at(-1)!.position, 0.25);
  });
  it('does not mark the epochs of other models', () => {
    const two = run({ ...ended, fits: [fit(), fit({ index: 1, model: 'other', firstStep: 40 })] });
    const times = timeStops({ ...two, epochs: [epoch(1, {}, { fit: 1, step: 50 })] }, 'm', [ref(0), ref(4)]);
    assert.equal(times.stops.length, 2);
  });
  it('goes by steps where epochs are not known', () => {
    const loop = run({
      steps: [step(50, { epoch: null }), step(200, { epoch: null })],
      fits: [fit({ kind: 'custom' })],
    });
    const at = (s: number) => ({ fit: 0, model: 'm', step: s, epoch: null });
    assert.deepEqual(
      timeStops(loop, 'm', [at(0), at(50), at(200)]).stops.map(s => s.position),
      [0, 0.25, 1],
    );
  });
  it('has no stop without a snapshot', () => assert.equal(stopAt(timeStops(ended, 'm', []), 0.5), null));
});
