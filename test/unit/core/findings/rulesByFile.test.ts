import assert from 'node:assert/strict';
import { findingUnder, rulesForFile, rulesForRun } from '../../../../extension/core/findings/rulesByFile';
import { finding } from '../../language/providers/knownLayers';

const gan = { '**/gan/**': { 'dead-units': 'off' } } as const;

describe('rules by file', () => {
  it('are over those for all files, rule by rule, the later pattern over the earlier', () => {
    const byFile = { '*.ts': { a: 'off', b: 'info' }, 'x/*.ts': { a: 'error' } } as const;
    assert.deepEqual(rulesForFile({ c: 'off', b: 'off' }, byFile, 'x/y.ts'), { a: 'error', b: 'info', c: 'off' });
    assert.deepEqual(rulesForFile({ c: 'off' }, byFile, 'x/y.js'), { c: 'off' });
  });
  it('let a rule run that is on somewhere, with the limits it has there', () => {
    assert.deepEqual(rulesForRun({}, {}, 'train.ts'), {});
    assert.deepEqual(rulesForRun({ a: 'off' }, {}, 'train.ts'), { a: 'off' });
    assert.deepEqual(rulesForRun({ a: 'off' }, { 'x/**': { a: { maxRatio: 3 } } }, 'train.ts'), { a: { maxRatio: 3 } });
    assert.deepEqual(rulesForRun({ a: 'off' }, gan, 'train.ts'), { a: 'off' });
  });
  it('let a rule run that is off only where the program itself stands', () => {
    assert.deepEqual(rulesForRun({}, gan, 'gan/train.ts'), {});
    assert.deepEqual(rulesForRun({ 'dead-units': 'error' }, gan, 'gan/train.ts'), { 'dead-units': 'error' });
  });
  it('hide a finding, change its severity, or leave it', () => {
    const one = finding({ rule: 'a', severity: 'warning' });
    assert.equal(findingUnder({ b: 'off' }, one), one);
    assert.equal(findingUnder({ a: { maxRatio: 3 } }, one), one);
    assert.equal(findingUnder({ a: 'off' }, one), null);
    assert.equal(findingUnder({ a: { severity: 'off' } }, one), null);
    assert.equal(findingUnder({ a: { severity: 'info', maxRatio: 3 } }, one)?.severity, 'info');
    assert.equal(findingUnder({ a: 'error' }, one)?.severity, 'error');
  });
});
