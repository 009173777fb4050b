import assert from 'node:assert/strict';
import { outputCannotReachTargets } from '../../../../extension/core/findings/outputCannotReachTargets';
import type { DataFacts } from '../../../../extension/protocol/dataFacts';
import { facts, found, foundOf, indices, oneHot, output, span, target, twoLayers } from './dataFixtures';

type Target = DataFacts['targets'][number];
const of = (activation: string | null, t: Target, loss: string | null = 'meanSquaredError', shape = t.shape) =>
  foundOf(outputCannotReachTargets, t, output({ activation, loss, shape, sumsToOne: false }), {
    model: twoLayers({ activation }),
  });
const values = (min: number, max: number, mean = (min + max) / 2, std = (max - min) / 4) =>
  target({ shape: [1], summary: span(min, max, { mean, std }) });

describe('output-cannot-reach-targets', () => {
  it('says nothing of what lies within the bounds', () => {
    assert.deepEqual(of('sigmoid', values(0, 1)), []);
    assert.deepEqual(of('tanh', values(-1, 1)), []);
    assert.deepEqual(of('relu', values(0, 500)), []);
    assert.deepEqual(of('linear', values(-500, 500)), []);
    assert.deepEqual(of(null, values(-500, 500)), []);
    // A few of them, or by a little.
    assert.deepEqual(of('relu', values(-0.1, 9, 1, 1.2)), []);
    assert.deepEqual(of('tanh', values(-0.8, 3, 0, 0.3)), []);
    // Other rules look at classes, and nobody knows what a loss of one's own makes of outputs.
    assert.deepEqual(of('sigmoid', values(0, 50), 'binaryCrossentropy'), []);
    assert.deepEqual(of('sigmoid', values(0, 50), 'custom'), []);
    assert.deepEqual(of('softmax', oneHot(3)), []);
  });

  it('finds targets beyond the bounds, at the layer', () => {
    for (const [activation, t] of [
      ['sigmoid', values(0, 50)],
      ['tanh', values(100, 900)],
      ['relu', values(-3, 3, 0, 1)],
      ['softplus', values(-30, -3)],
    ] as const) {
      const [finding, ...others] = of(activation, t);
      assert.deepEqual(others, []);
      assert.deepEqual([finding!.severity, finding!.layer, finding!.site!.line], ['warning', 'out', 5]);
      assert.deepEqual(finding!.remedies, [
        {
          label: `Remove ${activation} from out`,
          edits: [{ kind: 'setArgument', site: finding!.site, name: 'activation', value: null }],
        },
      ]);
    }
    assert.equal(of('sigmoid', values(0, 50))[0]!.message, 'sigmoid gives 0 to 1.00, targets 0 to 50.0: remove it');
  });

  it('finds softmax over one unit', () => {
    const [two] = of('softmax', indices(1), 'binaryCrossentropy');
    assert.equal(two!.message, 'Softmax over one unit is always 1: use sigmoid');
    assert.deepEqual([two!.severity, two!.remedies[0]!.label], ['error', 'Use sigmoid in out']);
    const [figure] = of('softmax', values(-3, 5));
    assert.deepEqual(figure!.remedies[0]!.label, 'Remove softmax from out');
    // Without knowing the targets, too; and where another rule says more, not.
    assert.equal(
      found(outputCannotReachTargets, facts({ targets: [], outputs: [output({ shape: [1], loss: null })] })).length,
      1,
    );
    assert.deepEqual(of('softmax', indices(1), 'categoricalCrossentropy'), []);
  });
});
