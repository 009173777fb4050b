import assert from 'node:assert/strict';
import { saturatedActivations } from '../../../../extension/core/findings/saturatedActivations';
import type { LayerSnapshot } from '../../../../extension/protocol/run';
import { dense, figures, plain } from './findingFixtures';
import { at, compiled, conclude, layersOf, lineOf } from './layerFixtures';

const tanh = compiled([dense('a', [], { activation: 'tanh' }), dense('b', ['a'], { activation: 'sigmoid' })]);
const units = (saturated: number, change: Partial<LayerSnapshot> = {}): Partial<LayerSnapshot> => ({
  activations: [figures(0.9, { min: -1, max: 1 })],
  preActivations: [figures(12)],
  units: { count: 20, dead: 0, saturated },
  ...change,
});

describe('saturated-activations', () => {
  it('finds more than half of a hidden layer before training, and offers the initializer', () => {
    const weights = { kernel: figures(20) };
    const found = (n: number) => conclude(saturatedActivations, at(0, { a: units(n, { weights }) }), tanh);
    assert.deepEqual(found(10), []);
    const [finding] = found(11);
    assert.equal(finding!.message, '11 of 20 units of a saturated before training');
    assert.deepEqual(finding!.remedies, [
      {
        label: 'Use glorotNormal on a',
        edits: [{ kind: 'setArgument', site: lineOf('a'), name: 'kernelInitializer', value: 'glorotNormal' }],
      },
    ]);
  });

  it('lets trained units say yes or no, up to nine tenths', () => {
    const first = at(0, { a: units(0) });
    const found = (n: number) =>
      conclude(saturatedActivations, at(50, { a: units(n) }), tanh, { first, previous: first }).length;
    assert.deepEqual([15, 18, 19].map(found), [0, 0, 1]);
  });

  it('goes by the size of the values where units are not counted', () => {
    const found = (activation: string, mean: number, std: number) =>
      conclude(
        saturatedActivations,
        at(0, { a: { activations: [figures(std, { mean, min: mean - 3 * std, max: mean + 3 * std })] } }),
        compiled([dense('a', [], { activation }), dense('b', ['a'])]),
      ).length;
    assert.deepEqual([found('tanh', 0, 0.98), found('tanh', 0, 0.9), found('tanh', 0.99, 0.001)], [1, 0, 1]);
    assert.deepEqual([found('sigmoid', 0.5, 0.49), found('sigmoid', 0.5, 0.2), found('sigmoid', 0.999, 0.001)], [1, 0, 1]); // prettier-ignore
    assert.deepEqual([found('hardSigmoid', 0.01, 0), found('softsign', 0, 0.99), found('relu', 0, 99)], [1, 1, 0]);
  });

  it('lets outputs be sure, gates be open, and recurrent layers be', () => {
    const all = at(0, { a: units(20), b: units(20), x: units(20) });
    assert.deepEqual(layersOf(conclude(saturatedActivations, all, tanh)), ['a']);
    const gate = [
      ...[dense('a', [], { activation: 'sigmoid' }), dense('f', [])],
      ...[plain('x', 'Multiply', ['a', 'f']), dense('c', ['x'])],
    ];
    assert.deepEqual(conclude(saturatedActivations, all, compiled(gate)), []);
    const lstm = [dense('a', [], { className: 'LSTM', activation: 'tanh' }), dense('c', ['a'])];
    assert.deepEqual(conclude(saturatedActivations, all, compiled(lstm)), []);
  });

  it('says nothing of few examples or no activations, and once what it says', () => {
    assert.deepEqual(conclude(saturatedActivations, at(0, { a: units(20) }, { probed: 4 }), tanh), []);
    assert.deepEqual(conclude(saturatedActivations, at(0, { a: {} }), tanh), []);
    const first = at(0, { a: units(20) });
    assert.deepEqual(conclude(saturatedActivations, at(5, { a: units(20) }), tanh, { first, previous: first }), []);
  });

  it('looks at activations that are layers of their own, and blames the weights before them', () => {
    const layers = [
      dense('a', [], { activation: 'linear' }),
      plain('t', 'Activation', ['a'], { activation: 'tanh' }),
      dense('c', ['t']),
    ];
    const snapshot = at(0, { a: { weights: { kernel: figures(30) } }, t: units(20) });
    const [finding] = conclude(saturatedActivations, snapshot, compiled(layers));
    assert.deepEqual([finding!.layer, finding!.remedies[0]!.label], ['t', 'Use glorotNormal on a']);
  });
});
