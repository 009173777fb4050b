import assert from 'node:assert/strict';
import { inputsNotCentred } from '../../../../extension/core/findings/inputsNotCentred';
import type { DataFacts } from '../../../../extension/protocol/dataFacts';
import { facts, fitSite, found, input, span, twoLayers } from './dataFixtures';
import { dense, figures } from './findingFixtures';

const of = (change: Partial<DataFacts['inputs'][number]>, examples = 300, model = twoLayers()) =>
  found(inputsNotCentred, facts({ inputs: [input(change)], examples }), { model });
const around = (mean: number, std: number) => figures(std, { mean, min: mean - 3 * std, max: mean + 3 * std });

describe('inputs-not-centred', () => {
  it('says nothing of centred inputs, images, flags, degrees', () => {
    assert.deepEqual(of({}), []);
    // Handwritten digits and photographs between 0 and 1, and photographs from 0 to 255.
    assert.deepEqual(of({ shape: [28, 28, 1], summary: around(0.13, 0.31) }), []);
    assert.deepEqual(of({ shape: [32, 32, 3], summary: around(0.47, 0.25) }), []);
    assert.deepEqual(of({ shape: [32, 32, 3], summary: around(121, 64), isInteger: true }), []);
    assert.deepEqual(of({ isInteger: true, summary: span(0, 1, { mean: 0.97, std: 0.17 }) }), []);
    assert.deepEqual(of({ summary: around(15, 8) }), []);
    assert.deepEqual(of({ summary: figures(0, { mean: 5, min: 5, max: 5 }) }), []);
    assert.deepEqual(of({ summary: around(9, 2) }, 8), []);
    assert.deepEqual(of({ summary: figures(1, { mean: null, std: null, min: null, max: null }) }), []);
  });

  it('finds an offset that is large for what varies, on either side', () => {
    const [finding, ...others] = of({ summary: around(50, 2) });
    assert.deepEqual(others, []);
    assert.equal(finding!.message, 'Inputs lie around 50.0 ± 2.00: subtract the mean');
    assert.deepEqual([finding!.severity, finding!.site, finding!.evidence.offset], ['info', fitSite, 25]);
    assert.equal(of({ summary: around(-50, 2) }).length, 1);
    assert.equal(of({ summary: around(3.01, 1) }).length, 1);
    assert.equal(of({ summary: around(2.99, 1) }).length, 0);
  });

  it('leaves indices alone', () => {
    const model = twoLayers();
    model.layers[0] = dense('hidden', [], { className: 'Embedding', activation: null });
    assert.deepEqual(of({ isInteger: true, summary: around(500, 20) }, 300, model), []);
  });
});
