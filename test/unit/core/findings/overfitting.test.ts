import assert from 'node:assert/strict';
import { overfitting } from '../../../../extension/core/findings/overfitting';
import type { ModelInfo } from '../../../../extension/protocol/model';
import { epochsOf, facts, fitOf, fitSite, normalOf, output, twoLayers } from './dataFixtures';
import { normalization, plain, progressFindings } from './findingFixtures';

const of = (training: number[], validation: number[] | undefined, model: ModelInfo = twoLayers(), data = facts()) =>
  progressFindings(overfitting, fitOf(), model, { epochs: epochsOf(training, validation), data });
const decay = (n: number, from: number, to: number): number[] =>
  Array.from({ length: n }, (_, i) => to + (from - to) * Math.exp((-4 * i) / n));
/** Falls to its lowest at a third, then rises. */
const turning = (n: number, from: number, low: number, to: number): number[] =>
  Array.from({ length: n }, (_, i) =>
    i < n / 3 ? from + ((low - from) * 3 * i) / n : low + ((to - low) * (3 * i - n)) / (2 * n),
  );

describe('overfitting', () => {
  it('says nothing where validation falls along, or the gap is small for the task', () => {
    assert.deepEqual(of(decay(12, 1.1, 0.2), decay(12, 1.1, 0.35)), []);
    // Learnt well: three times the training loss, and both are good.
    assert.deepEqual(of(decay(12, 1.1, 0.02), decay(12, 1.1, 0.06)), []);
    // Dropout makes training the harder one.
    assert.deepEqual(of(decay(12, 1.1, 0.4), decay(12, 0.9, 0.3)), []);
    // A gap from the beginning on: another kind of examples.
    assert.deepEqual(of(decay(12, 1.1, 0.6), decay(12, 1.6, 1.1)), []);
    assert.deepEqual(of(decay(12, 1.1, 0.1), undefined), []);
    assert.deepEqual(of(decay(5, 1.1, 0.1), [1.1, 1.2, 1.3, 1.4, 1.5]), []);
    assert.deepEqual(
      of(
        decay(12, 1.1, 0.1),
        new Array<number>(12).fill(NaN).map(() => null as unknown as number),
      ),
      [],
    );
  });

  it('says nothing of noise, over twenty seeds', () => {
    for (let seed = 0; seed < 20; seed++) {
      const normal = normalOf(seed);
      const validation = decay(15, 1.1, 0.25).map(v => Math.abs(v + 0.06 * normal()));
      assert.deepEqual(of(decay(15, 1.1, 0.2), validation), [], `seed ${seed}`);
    }
  });

  it('finds a gap that grows, at the fit’s call, and offers dropout', () => {
    const [finding, ...others] = of(decay(15, 1.1, 0.05), turning(15, 1.1, 0.7, 1.2));
    assert.deepEqual(others, []);
    assert.match(finding!.message, /^Training loss falls to 0\.\d+, validation stays 1\.\d+$/);
    assert.deepEqual([finding!.severity, finding!.site, finding!.evidence.bestEpoch], ['warning', fitSite, 6]);
    assert.deepEqual(finding!.remedies, [
      {
        label: 'Insert dropout after hidden',
        edits: [
          {
            ...{ kind: 'insertLayer', site: { file: 'train.ts', line: 4, column: 1 }, layer: 'dropout' },
            arguments: { rate: 0.5 },
          },
        ],
      },
    ]);
    // Validation stands still, while training goes to nothing.
    assert.equal(of(decay(15, 1.1, 0.01), [1.1, 1, ...new Array<number>(13).fill(0.95)]).length, 1);
    // Without a known loss of guessing, the first validation loss is the measure.
    const custom = facts({ outputs: [output({ loss: 'custom' })] });
    assert.equal(of(decay(15, 1.1, 0.05), turning(15, 1.1, 0.7, 1.2), twoLayers(), custom).length, 1);
  });

  it('waits for moving averages to settle, and for a quarter of the plan', () => {
    const losses = [decay(15, 1.1, 0.05), turning(15, 1.1, 0.7, 1.2)] as const;
    const model = twoLayers();
    const averaged = { ...model, layers: [...model.layers, normalization('norm', ['hidden'])] };
    assert.deepEqual(of(...losses, averaged), []);
    const later = epochsOf(...losses).map(e => ({ ...e, step: 50 * e.epoch }));
    const known = { epochs: later, data: facts() };
    assert.equal(progressFindings(overfitting, fitOf(), averaged, known).length, 1);
    assert.deepEqual(progressFindings(overfitting, fitOf({ epochs: 100 }), model, known), []);
  });

  it('offers no second dropout, and none to a network without hidden dense layers', () => {
    const losses = [decay(15, 1.1, 0.05), turning(15, 1.1, 0.7, 1.2)] as const;
    const model = twoLayers();
    const remedies = (m: ModelInfo) => of(...losses, m)[0]!.remedies;
    assert.deepEqual(remedies({ ...model, layers: [...model.layers, plain('drop', 'SpatialDropout1D', [])] }), []);
    assert.deepEqual(remedies({ ...model, layers: model.layers.slice(1) }), []);
  });
});
