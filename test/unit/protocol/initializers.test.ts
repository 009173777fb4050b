import assert from 'node:assert/strict';
import * as v from 'valibot';
import { experimentSchema, initializersExperiment } from '../../../extension/protocol/initializers';
import { runManifestSchema } from '../../../extension/protocol/run';
import { applyEvent, emptyRunState, type RunState } from '../../../extension/protocol/runState';
import { secondsLeft } from '../../../extension/protocol/timeLeft';
import { asWritten, comparisonOf, named } from '../core/experiments/comparisonFixtures';

const two = comparisonOf([
  [asWritten, [1, 1, 1], { seconds: 2 }],
  [named('heNormal'), [1, 1, 1], { seconds: 4 }],
]);
const running: RunState = { ...emptyRunState(1, 'train.ts', 'inspect'), status: 'running', stage: 'Running' };

describe('initializers', () => {
  it('what is asked for comes through its own check', () => {
    assert.deepEqual(v.parse(experimentSchema, initializersExperiment), initializersExperiment);
    const bad = { kind: 'initializers', candidates: [{ kind: 'normal', stddev: Infinity }] };
    assert.equal(v.is(experimentSchema, bad), false);
  });
  it('an event replaces what the same model had before', () => {
    const first = applyEvent(running, { type: 'initializers', comparison: { ...two, runs: [], total: 5 } });
    assert.equal(first.stage, 'Comparing initializers, 1 of 5');
    const second = applyEvent(first, { type: 'initializers', comparison: { ...two, total: 5 } });
    assert.deepEqual([second.initializers.length, second.stage], [1, 'Comparing initializers, 3 of 5']);
    const other = applyEvent(second, { type: 'initializers', comparison: { ...two, model: 'other' } });
    assert.deepEqual(
      other.initializers.map(c => c.model),
      ['net', 'other'],
    );
    assert.equal(running.initializers.length, 0);
  });
  it('the time left is that of the candidates to come', () => {
    const at = (comparison: typeof two) => secondsLeft({ ...running, initializers: [comparison] });
    assert.equal(at({ ...two, total: 6 }), 12);
    assert.equal(at({ ...two, runs: [], total: 6 }), null);
    assert.equal(at(two), null);
    assert.equal(secondsLeft({ ...running, status: 'paused', initializers: [{ ...two, total: 6 }] }), null);
  });
  it('one that cannot be read does not spoil run.json', () => {
    const entry = runManifestSchema.entries.initializers;
    assert.deepEqual(v.parse(entry, [two]), [two]);
    assert.deepEqual(v.parse(entry, [{ ...two, layers: 'none' }]), []);
    assert.equal(v.parse(entry, undefined), undefined);
  });
});
