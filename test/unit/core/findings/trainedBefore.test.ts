import assert from 'node:assert/strict';
import { wasTrainedBefore } from '../../../../extension/core/findings/trainedBefore';
import type { Summary } from '../../../../extension/protocol/summary';
import { modelInfo } from '../runs/runFixtures';
import { chain, figures } from './findingFixtures';
import { at, constant, lineOf, onLines, zeros } from './layerFixtures';

const model = modelInfo('net', onLines(chain('a', 'b', 'c')));
const biases = (...list: Summary[]) =>
  wasTrainedBefore(
    model,
    at(0, Object.fromEntries(list.map((bias, i) => [`${i}`, { weights: { kernel: figures(0.1), bias } }]))),
  );
const learnt = figures(0.01, { count: 16 });

describe('wasTrainedBefore', () => {
  it('goes by biases that differ within each layer', () => {
    assert.equal(biases(learnt, learnt), true);
    assert.equal(biases(learnt, zeros(16)), false);
    assert.equal(biases(zeros(16), constant(0.1, 16)), false);
    assert.equal(biases(), false);
    assert.equal(biases(learnt), false);
  });

  it('knows biases that are drawn as the kernels are, and those of forget gates', () => {
    const drawn = figures(0.1, { count: 16 });
    assert.equal(biases(drawn, drawn), false);
    const gates = figures(0.43, { count: 16, zeros: 12, min: 0, max: 1, mean: 0.25 });
    assert.equal(biases(learnt, gates), false);
  });

  it('knows a model that one call made with all its layers', () => {
    const loaded = { ...model, site: lineOf('a'), layers: model.layers.map(l => ({ ...l, site: lineOf('a') })) };
    assert.equal(wasTrainedBefore(loaded, at(0, {})), true);
    assert.equal(wasTrainedBefore({ ...loaded, site: lineOf('x') }, at(0, {})), false);
    assert.equal(wasTrainedBefore({ ...loaded, site: null }, at(0, {})), false);
  });
});
