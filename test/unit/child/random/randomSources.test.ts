import assert from 'node:assert/strict';
import { RandomSources } from '../../../../extension/child/random/randomSources';

describe('randomSources', () => {
  it('has a stream of its own for each source, crypto’s only where a seed was asked for', () => {
    const drawn = new RandomSources(3, false).state();
    const given = new RandomSources(3, true).state();
    assert.deepEqual(Object.keys(drawn.streams!), ['data']);
    assert.deepEqual(Object.keys(given.streams!), ['data', 'crypto']);
    assert.equal(drawn.seed, 3);
    assert.deepEqual(given.state, drawn.state);
    const words = [given.state, ...Object.values(given.streams!)];
    assert.equal(new Set(words.map(String)).size, words.length);
  });

  it('goes on from a state, also from one that knows no streams', () => {
    const other = new RandomSources(4, true).state();
    const sources = new RandomSources(3, true);
    sources.restore({ ...other, seed: 3 });
    assert.deepEqual(sources.state(), { ...other, seed: 3 });
    const before = sources.state();
    sources.restore({ seed: 3, state: [1, 2, 3, 4] });
    assert.deepEqual(sources.state(), { ...before, state: [1, 2, 3, 4] });
    assert.throws(() => sources.restore({ ...before, streams: { data: [1] } }), RangeError);
  });
});
