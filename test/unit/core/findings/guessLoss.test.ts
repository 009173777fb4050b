import assert from 'node:assert/strict';
import { guessLoss } from '../../../../extension/core/findings/guessLoss';
import { facts, indices, oneHot, output, span, target } from './dataFixtures';
import { figures } from './findingFixtures';

const of = (t: ReturnType<typeof target>, loss: string | null) =>
  guessLoss(facts({ targets: [t], outputs: [output({ loss })] }));
const near = (actual: number | null, expected: number) => assert.ok(Math.abs(actual! - expected) < 1e-9, `${actual}`);

describe('guessLoss', () => {
  it('is the entropy of the classes', () => {
    near(of(oneHot(10), 'categoricalCrossentropy'), Math.log(10));
    near(of(indices(9), 'sparseCategoricalCrossentropy'), Math.log(10));
    const uneven = indices(1, { classCounts: [75, 25] });
    near(of(uneven, 'sparseCategoricalCrossentropy'), -0.75 * Math.log(0.75) - 0.25 * Math.log(0.25));
    near(of(indices(1, { summary: span(0, 1, { mean: 0.25 }) }), 'binaryCrossentropy'), 0.5623351446188083);
    assert.equal(of(indices(1, { summary: span(1, 1) }), 'binaryCrossentropy'), 0);
  });

  it('is the variance of figures', () => {
    assert.equal(of(target({ summary: figures(3) }), 'meanSquaredError'), 9);
    assert.equal(of(target({ summary: figures(3) }), 'meanAbsoluteError'), 3);
  });

  it('adds up outputs', () => {
    const data = facts({
      targets: [oneHot(3), target({ summary: figures(2) })],
      outputs: [output(), output({ loss: 'meanSquaredError' })],
    });
    near(guessLoss(data), Math.log(3) + 4);
  });

  it('is null where nobody knows', () => {
    for (const loss of ['custom', null, 'poisson']) assert.equal(of(oneHot(3), loss), null);
    assert.equal(of(target(), 'categoricalCrossentropy'), null);
    assert.equal(of(target({ summary: span(-1, 1) }), 'binaryCrossentropy'), null);
    assert.equal(of(target({ summary: figures(0, { mean: null, std: null }) }), 'meanSquaredError'), null);
    for (const data of [null, facts({ total: null }), facts({ targets: [] }), facts({ outputs: [], targets: [] })])
      assert.equal(guessLoss(data), null);
  });
});
