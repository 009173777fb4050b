import assert from 'node:assert/strict';
import { mostMoved, placeText, weightLines } from '../../../../webview/models/weightPaths';
import { checkpoint } from './checkpointSamples';

describe('paths of weights', () => {
  it('finds those that moved most, and none that stood still or is not finite', () => {
    assert.deepEqual(mostMoved([0, 0, 0, 0], [1, -3, 0, 2], 2), [1, 3]);
    assert.deepEqual(mostMoved([0, 'NaN', 'Infinity', 1], [0, 1, 2, 1]), []);
  });
  it('names the place of a value in its tensor', () => {
    assert.equal(placeText(0, [3, 4]), '[0, 0]');
    assert.equal(placeText(7, [3, 4]), '[1, 3]');
    assert.equal(placeText(0, []), '[]');
  });
  it('leaves a gap where a checkpoint has no such tensor', () => {
    const records = [checkpoint(0), checkpoint(10), checkpoint(20)];
    const [line] = weightLines(records, [[1], null, [3]], ['w']);
    assert.deepEqual(line!.points, [
      { step: 0, value: 1 },
      { step: 20, value: 3 },
    ]);
  });
});
