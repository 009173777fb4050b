import assert from 'node:assert/strict';
import { decadesFromConstant, judgeCandidate } from '../../../../extension/core/experiments/judgeCandidate';
import { keepSummary } from '../../../../extension/core/stats/keptSummary';
import type { Summary } from '../../../../extension/protocol/summary';
import { figures } from '../findings/findingFixtures';
import { layer } from './comparisonFixtures';

const run = (
  spreads: number[],
  change: { loss?: number | null; isLossFinite?: boolean; last?: Partial<Summary> } = {},
) => ({
  layers: spreads.map((std, i) => ({
    name: `layer${i}`,
    summary: keepSummary(figures(std, i === spreads.length - 1 ? change.last : {})),
  })),
  loss: change.loss === undefined ? null : change.loss,
  isLossFinite: change.isLossFinite ?? true,
});
const judge = (spreads: number[], change = {}, classes: number | null = 10) =>
  judgeCandidate(run(spreads, change), { classes, layers: [] });

describe('judgeCandidate', () => {
  it('nothing is known of no layers', () => {
    assert.deepEqual(judge([]), { ratio: null, change: null, word: null });
  });
  it('one order of magnitude fits, more does not', () => {
    assert.equal(judge([0.1, 1]).word, 'fits');
    assert.equal(judge([0.1, 1.01]).word, 'grows');
    assert.equal(judge([1.01, 0.1]).word, 'shrinks');
  });
  it('gives the ratio of the largest to the smallest, and of the last to the first', () => {
    assert.deepEqual(judge([2, 8, 1]), { ratio: 8, change: 0.5, word: 'fits' });
  });
  it('tells up and down from a way', () => {
    assert.equal(judge([1, 100, 1]).word, 'uneven');
    assert.equal(judge([1, 0.9, 300]).word, 'grows');
  });
  it('judges the layers that were initialized anew alone', () => {
    const layers = [layer('layer0', 1, { kept: 'frozen' }), layer('layer1', 2), layer('layer2', 3)];
    const judged = judgeCandidate(run([900, 1, 2]), { classes: null, layers });
    assert.deepEqual(judged, { ratio: 2, change: 2, word: 'fits' });
    assert.equal(decadesFromConstant(run([900, 1, 1]), { inputSpread: 50, layers }), 0);
  });
  it('a layer without spread has lost the signal', () => {
    assert.deepEqual(judge([1, 0, 0]), { ratio: null, change: null, word: 'vanishes' });
  });
  it('NaN and infinities, in a layer or the loss, are told first', () => {
    assert.equal(judge([1, 1], { last: { nan: 1 } }).word, 'not finite');
    assert.equal(judge([1, 1], { last: { posInf: 3 } }).word, 'not finite');
    assert.equal(judge([1, 1], { isLossFinite: false }).word, 'not finite');
  });
  it('a first loss of three times ln(classes) is too sure; of another loss nothing is said', () => {
    assert.equal(judge([1, 1], { loss: 3.01 * Math.log(10) }).word, 'too sure');
    assert.equal(judge([1, 1], { loss: 2.9 * Math.log(10) }).word, 'fits');
    assert.equal(judge([1, 1], { loss: 5000 }, null).word, 'fits');
    assert.equal(judge([1, 1], { loss: 5000 }, 1).word, 'fits');
  });
});

describe('decadesFromConstant', () => {
  const decades = (spreads: number[], inputSpread: number | null) =>
    decadesFromConstant(run(spreads), { inputSpread, layers: [] });
  it('counts from what enters the network', () => {
    assert.ok(Math.abs(decades([0.1, 0.01], 0.1) - 1) < 1e-12);
    assert.ok(Math.abs(decades([100, 100], 0.1) - 3) < 1e-12);
  });
  it('counts from the middle where that is not known', () => {
    assert.ok(Math.abs(decades([1, 100], null) - 1) < 1e-12);
    assert.equal(decades([7], null), 0);
  });
  it('is without bound where there is no spread', () => {
    assert.equal(decades([1, 0], 1), Infinity);
    assert.equal(decades([], 1), Infinity);
  });
});
