import assert from 'node:assert/strict';
import { validationOverlapsTraining } from '../../../../extension/core/findings/validationOverlapsTraining';
import type { DataFacts } from '../../../../extension/protocol/dataFacts';
import { facts, fitSite, found, input, span } from './dataFixtures';

const of = (duplicates: number, examples: number, change: Partial<DataFacts['inputs'][number]> = {}) =>
  found(validationOverlapsTraining, facts({ inputs: [input(change)], validation: { duplicates, examples } }));

describe('validation-overlaps-training', () => {
  it('says nothing of sets apart, few equal ones, and none', () => {
    assert.deepEqual(of(0, 100), []);
    assert.deepEqual(of(5, 100), []);
    assert.deepEqual(of(0, 0), []);
    assert.deepEqual(found(validationOverlapsTraining, facts()), []);
  });

  it('finds examples that are in both, at the fit’s call', () => {
    const [finding, ...others] = of(20, 100);
    assert.deepEqual(others, []);
    assert.equal(finding!.message, '20 of 100 validation examples are in the training set');
    assert.deepEqual([finding!.severity, finding!.site], ['warning', fitSite]);
    assert.deepEqual(finding!.evidence, { duplicates: 20, examples: 100, share: 0.2 });
    assert.equal(of(100, 100)[0]!.message, 'The whole validation set is in the training set');
    assert.match(of(100, 100)[0]!.advice, /^Use validationSplit/);
  });

  it('takes examples with few values for equal by chance', () => {
    const flags = { isInteger: true, summary: span(0, 1, { zeros: 500 }) };
    assert.deepEqual(of(100, 100, { ...flags, shape: [2] }), []);
    // One of forty categories: 6.8 bits, however many columns.
    assert.deepEqual(of(100, 100, { isInteger: true, shape: [40], summary: span(0, 1, { zeros: 975 }) }), []);
    assert.deepEqual(of(100, 100, { isInteger: true, shape: [3], summary: span(0, 20) }), []);
    assert.deepEqual(of(100, 100, { isInteger: true, shape: [400], summary: span(7, 7) }), []);
    // Black and white pictures, and sentences, are not.
    assert.equal(of(100, 100, { isInteger: true, shape: [28, 28, 1], summary: span(0, 1, { zeros: 870 }) }).length, 1);
    assert.equal(of(100, 100, { isInteger: true, shape: [20], summary: span(0, 5000) }).length, 1);
  });
});
