import assert from 'node:assert/strict';
import { overtraining } from '../../../../extension/core/findings/overtraining';
import type { RuleSettings } from '../../../../extension/protocol/finding';
import { epochsOf, facts, fitOf, fitSite, normalOf, twoLayers } from './dataFixtures';
import { progressFindings } from './findingFixtures';

const of = (training: number[], validation: number[] | undefined, settings: RuleSettings = {}, fit = fitOf()) =>
  progressFindings(overtraining, fit, twoLayers(), { epochs: epochsOf(training, validation), data: facts() }, settings);
const decay = (n: number, from: number, to: number): number[] =>
  Array.from({ length: n }, (_, i) => to + (from - to) * Math.exp((-4 * i) / n));
const line = (n: number, from: number, to: number): number[] =>
  Array.from({ length: n }, (_, i) => from + ((to - from) * i) / (n - 1));
const turning = [...line(5, 1.1, 0.6), ...line(8, 0.62, 0.9)];

describe('overtraining', () => {
  it('says nothing while validation falls or stays', () => {
    assert.deepEqual(of(decay(13, 1.1, 0.1), decay(13, 1.1, 0.3)), []);
    assert.deepEqual(of(decay(13, 1.1, 0.1), [...line(5, 1.1, 0.6), ...new Array<number>(8).fill(0.61)]), []);
    // Both rise: the steps are too long, which is not this.
    assert.deepEqual(of(turning, turning), []);
    assert.deepEqual(of(decay(13, 1.1, 0.1), undefined), []);
    // At the end of learning, in the third decimal.
    assert.deepEqual(of(decay(13, 1.1, 0.001), [...line(5, 1.1, 0.01), ...line(8, 0.011, 0.014)]), []);
  });

  it('waits for its patience', () => {
    assert.deepEqual(of(decay(9, 1.1, 0.1), turning.slice(0, 9)), []);
    assert.equal(of(decay(10, 1.1, 0.1), turning.slice(0, 10)).length, 1);
    assert.deepEqual(of(decay(10, 1.1, 0.1), turning.slice(0, 10), { overtraining: { patience: 8 } }), []);
  });

  it('says nothing of noise, over twenty seeds', () => {
    for (let seed = 0; seed < 20; seed++) {
      const normal = normalOf(seed);
      const validation = decay(20, 1.1, 0.3).map(v => Math.abs(v + 0.05 * normal()));
      assert.deepEqual(of(decay(20, 1.1, 0.2), validation), [], `seed ${seed}`);
    }
  });

  it('finds a validation loss that has been better, and stops there', () => {
    const [finding, ...others] = of(decay(13, 1.1, 0.05), turning);
    assert.deepEqual(others, []);
    assert.equal(finding!.message, 'Validation loss 0.860, 0.600 at epoch 5: stop there');
    assert.deepEqual([finding!.severity, finding!.site, finding!.label], ['warning', fitSite, 'best at epoch 5']);
    assert.deepEqual(finding!.remedies, [
      {
        label: 'Stop after 4 epochs without a better validation loss',
        edits: [
          {
            ...{ kind: 'addCallback', site: fitSite, callback: 'earlyStopping' },
            arguments: { monitor: 'val_loss', patience: 4 },
          },
        ],
      },
    ]);
    assert.deepEqual(of(decay(13, 1.1, 0.05), turning, {}, fitOf({ site: null }))[0]!.remedies, []);
  });
});
