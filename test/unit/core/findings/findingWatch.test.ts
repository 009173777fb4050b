import assert from 'node:assert/strict';
import { FindingWatch } from '../../../../extension/core/findings/findingWatch';
import { facts, fitOf, fitSite, indices, output, twoLayers } from './dataFixtures';

const data = facts({
  targets: [indices(1, { classCounts: [990, 10] })],
  outputs: [output({ loss: 'sparseCategoricalCrossentropy' })],
});
/** Rules that are told of a fit of these data. */
const told = (watch: FindingWatch, fit: ReturnType<typeof fitOf>): string[] =>
  watch.data({ ...data, fit: fit.index }, twoLayers(), fit).map(f => f.rule);

describe('FindingWatch', () => {
  it('tells what holds for a call of fit once, however often its line is run', () => {
    const watch = new FindingWatch();
    assert.deepEqual(told(watch, fitOf()), ['class-imbalance']);
    for (let index = 1; index < 5; index++) assert.deepEqual(told(watch, fitOf({ index })), []);
    assert.deepEqual(told(watch, fitOf({ index: 5, site: { ...fitSite, line: 20 } })), ['class-imbalance']);
  });

  it('tells fits apart whose lines are not known', () => {
    const watch = new FindingWatch();
    const model = { ...twoLayers(), compileSite: null };
    const of = (index: number) => watch.data({ ...data, fit: index }, model, fitOf({ index, site: null })).length;
    assert.deepEqual([of(0), of(0), of(1)], [1, 0, 1]);
  });

  it('tells nothing of a rule that is off', () => {
    assert.deepEqual(told(new FindingWatch({ 'class-imbalance': 'off' }), fitOf()), []);
  });
});
