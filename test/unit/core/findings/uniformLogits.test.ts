import assert from 'node:assert/strict';
import { uniformLogits } from '../../../../extension/core/findings/uniformLogits';
import type { LossBlock, ProgressContext } from '../../../../extension/core/findings/findingRule';
import type { RuleSettings } from '../../../../extension/protocol/finding';
import { chain, figures, progressFindings } from './findingFixtures';
import { assertWhole, at, compiled, fitOf } from './layerFixtures';

const model = compiled(
  chain('a', 'b').map(l => (l.name === 'b' ? { ...l, outputShape: [null, 10] } : l)),
  { loss: 'categoricalCrossentropy' },
);
/** Predictions of ten classes whose spread is this part of their mean. */
const predictions = (spread: number, step = 60) =>
  at(step, {
    a: { preActivations: [figures(0.02)], weights: { kernel: figures(0.01) } },
    b: {
      preActivations: [figures(2e-4)],
      weights: { kernel: figures(0.01) },
      activations: [figures(0.1 * spread, { mean: 0.1, min: 0.09, max: 0.11 })],
    },
  });
const losses = (...values: (number | null)[]): LossBlock[] =>
  values.map((loss, i) => ({ step: 10 * (i + 1), count: 10, loss }));
const stays = losses(2.31, 2.3, 2.303, 2.3026, 2.3025, 2.3026);

const found = (change: Partial<ProgressContext> = {}, settings: RuleSettings = {}) => {
  const findings = progressFindings(
    uniformLogits,
    fitOf(),
    model,
    { losses: stays, snapshot: predictions(0.01), first: predictions(0.01, 0), ...change },
    settings,
  );
  findings.forEach(assertWhole);
  return findings;
};

describe('uniform-logits', () => {
  it('finds a loss that stays at ln(classes) with predictions that are alike', () => {
    const [finding, ...others] = found();
    assert.deepEqual(others, []);
    assert.equal(finding!.message, 'Loss stays 2.3026 = ln 10: b only guesses');
    assert.deepEqual([finding!.layer, finding!.severity], ['b', 'error']);
    // As they began a hundred times too small.
    assert.equal(finding!.remedies[0]!.label, 'Use heNormal on a, glorotNormal on b');
  });

  it('waits, and says nothing of a loss that moves or predictions that differ', () => {
    assert.deepEqual(found({ losses: stays.slice(0, 2) }), []);
    assert.deepEqual(found({ losses: losses(2.3, 2.3, 2.29, 2.27, 2.25, 2.2) }), []);
    assert.deepEqual(found({ losses: losses(2.4, 2.4, 2.4, 2.4, 2.4, 2.4) }), []);
    assert.deepEqual(found({ losses: losses(2.3, 2.3, 2.3, null, 2.3, 2.3) }), []);
    assert.deepEqual(found({ snapshot: predictions(0.11) }), []);
    assert.deepEqual(found({ snapshot: null }), []);
  });

  it('counts the steps of the fit, not the run’s', () => {
    const late = stays.map(b => ({ ...b, step: b.step + 1000 }));
    const of = (firstStep: number) => progressFindings(uniformLogits, fitOf({ firstStep }), model, { losses: late, snapshot: predictions(0) }).length; // prettier-ignore
    assert.deepEqual([of(1000), of(1031)], [1, 0]);
  });

  it('looks at losses of several classes only', () => {
    const of = (loss: string) =>
      progressFindings(uniformLogits, fitOf(), { ...model, loss }, { losses: stays, snapshot: predictions(0) }).length;
    assert.deepEqual(
      ['categoricalCrossentropy', 'sparseCategoricalCrossentropy', 'meanSquaredError', 'binaryCrossentropy'].map(of),
      [1, 1, 0, 0],
    );
  });

  it('takes limits of one’s own', () => {
    assert.equal(found({ losses: stays.slice(0, 2) }, { 'uniform-logits': { minSteps: 10 } }).length, 1);
  });
});
