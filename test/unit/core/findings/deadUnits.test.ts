import assert from 'node:assert/strict';
import { deadUnits } from '../../../../extension/core/findings/deadUnits';
import type { LayerSnapshot } from '../../../../extension/protocol/run';
import { chain, dense, figures, plain } from './findingFixtures';
import { at, compiled, compileSite, conclude, constant, layersOf, lineOf, zeros } from './layerFixtures';

const model = compiled(chain('a', 'b', 'c'));
const units = (dead: number, count = 32, change: Partial<LayerSnapshot> = {}): Partial<LayerSnapshot> => ({
  activations: [dead === count ? zeros() : figures(1, { zeros: 600 })],
  preActivations: [figures(1)],
  units: { count, dead, saturated: 0 },
  ...change,
});

describe('dead-units', () => {
  it('warns from more than nine tenths on, and is an error when nothing is left', () => {
    const found = (dead: number) => conclude(deadUnits, at(0, { a: units(dead), b: units(0) }), model);
    assert.deepEqual([0, 16, 28].map(found), [[], [], []]);
    assert.deepEqual(
      [29, 32].map(n => found(n).map(f => [f.layer, f.severity, f.label, f.message])),
      [
        [['a', 'warning', '91 % dead', '29 of 32 units of a are dead before training']],
        [['a', 'error', 'all units dead', '32 of 32 units of a are dead before training']],
      ],
    );
  });

  it('goes by the share of zeros where units are not counted', () => {
    const share = (n: number) =>
      conclude(deadUnits, at(0, { a: { activations: [figures(1, { zeros: n })] } }), model).length;
    // Healthy relu layers have half to nineteen twentieths.
    assert.deepEqual([500, 700, 950, 990, 991, 1000].map(share), [0, 0, 0, 0, 1, 1]);
  });

  it('looks at relu and its kin, also as layers of their own, and at nothing else', () => {
    const kin = ['relu', 'relu6', 'thresholdedRelu'];
    const others = ['linear', 'leakyRelu', 'prelu', 'elu', 'sigmoid', 'tanh', null];
    const of = (activation: string | null) =>
      conclude(deadUnits, at(0, { a: units(32) }), compiled([dense('a', [], { activation })])).length;
    assert.deepEqual(kin.map(of), [1, 1, 1]);
    assert.deepEqual(
      others.map(of),
      others.map(() => 0),
    );
    const apart = compiled([
      dense('a', [], { activation: 'linear' }),
      plain('r', 'ReLU', ['a'], { activation: 'relu' }),
    ]);
    assert.deepEqual(layersOf(conclude(deadUnits, at(0, { a: units(0), r: units(32) }), apart)), ['r']);
  });

  it('names the first layer that is dead as a whole, and not those behind', () => {
    const all = at(5, { a: units(32), b: units(32), c: {} });
    assert.deepEqual(layersOf(conclude(deadUnits, all, model)), ['a']);
  });

  it('is told when it begins', () => {
    const now = at(5, { a: units(30) });
    assert.equal(conclude(deadUnits, now, model, { previous: at(0, { a: units(2) }) }).length, 1);
    assert.deepEqual(conclude(deadUnits, now, model, { previous: at(0, { a: units(30) }) }), []);
  });

  it('says nothing of few examples, no activations, or weights that are no numbers', () => {
    assert.deepEqual(conclude(deadUnits, at(0, { a: units(32) }, { probed: 7 }), model), []);
    assert.deepEqual(conclude(deadUnits, at(0, { a: { units: { count: 0, dead: 0, saturated: 0 } } }), model), []);
    const bad = units(32, 32, { weights: { kernel: figures(1, { nan: 1000 }) } });
    assert.deepEqual(conclude(deadUnits, at(5, { a: bad }), model), []);
  });

  it('lets a bias that begins below begin at zero, and lowers the rate that killed them later', () => {
    const biased = units(32, 32, { weights: { bias: constant(-20, 32) } });
    assert.deepEqual(conclude(deadUnits, at(0, { a: biased }), model)[0]!.remedies[0], {
      label: 'Use zeros as biasInitializer of a',
      edits: [{ kind: 'setArgument', site: lineOf('a'), name: 'biasInitializer', value: 'zeros' }],
    });
    const first = at(0, { a: units(1) });
    const [later] = conclude(deadUnits, at(9, { a: biased }), model, { first, previous: first });
    assert.deepEqual(
      later!.remedies.map(r => [r.label, r.edits[0]!.site]),
      [
        ['Use a learning rate of 0.01', compileSite],
        ['Use elu in a', lineOf('a')],
      ],
    );
    const own = compiled([dense('a', [], { className: 'MyRelu' })]);
    assert.deepEqual(conclude(deadUnits, at(0, { a: biased }), own)[0]!.remedies, []);
  });
});
