import assert from 'node:assert/strict';
import { checkRuleSettings } from '../../../../extension/core/findings/checkRuleSettings';
import { findingRules } from '../../../../extension/core/findings/findingRules';
import { readRulePage } from '../../../../extension/core/findings/rulePages';

describe('checkRuleSettings', () => {
  it('takes all that a setting can be', () => {
    const settings = {
      'exploding-tensor': 'off',
      'poor-initialization': { severity: 'info', maxVarianceRatio: 20, maxSpreadRatio: 1e6 },
    };
    assert.deepEqual(checkRuleSettings(settings), { settings, problems: [] });
    assert.deepEqual(checkRuleSettings({}), { settings: {}, problems: [] });
  });
  for (const [what, value, problem] of [
    [
      'a rule that does not exist',
      { 'poor-initialisation': 'off' },
      /no rule "poor-initialisation"; there are .*poor-init/,
    ],
    ['a name of every object', JSON.parse('{ "__proto__": "off" }'), /no rule "__proto__"/],
    ['another word', { 'poor-initialization': 'warn' }, /set to "warn"; it can be "off", "error", "warning", "info"/],
    ['another type', { 'poor-initialization': false }, /can be "off"/],
    ['a list', { 'poor-initialization': ['off'] }, /can be "off"/],
    ['null', { 'poor-initialization': null }, /can be "off"/],
    [
      'a limit of another rule',
      { 'exploding-tensor': { maxSpreadRatio: 3 } },
      /no limit "maxSpreadRatio"; it has none/,
    ],
    ['a limit that is text', { 'poor-initialization': { maxSpreadRatio: '3' } }, /maxSpreadRatio .* is a number/],
    ['an infinite limit', { 'poor-initialization': { maxSpreadRatio: Infinity } }, /is a number/],
    ['a severity that is none', { 'poor-initialization': { severity: 3 } }, /severity of poor-initialization/],
  ] as const)
    it(`says what is wrong with ${what}, and keeps the others`, () => {
      const { settings, problems } = checkRuleSettings({
        ...value,
        ...({ 'exploding-tensor': 'info', ...value } as object),
      });
      assert.equal(problems.length, 1);
      assert.match(problems[0]!, problem);
      assert.deepEqual(Object.keys(settings), 'exploding-tensor' in value ? [] : ['exploding-tensor']);
    });
  it('takes nothing but an object', () => {
    for (const value of [null, 'off', [], 3]) assert.equal(checkRuleSettings(value).problems.length, 1);
  });
});

describe('rulePages', () => {
  for (const { id } of findingRules)
    it(`has a page of ${id} that begins with its name`, () =>
      assert.match(readRulePage(id) ?? '', new RegExp(`^# ${id}\n`)));
  it('reads nothing else', () => {
    for (const id of ['no-such-rule', '../explodingTensor', '..\\x', '', 'a/b']) assert.equal(readRulePage(id), null);
  });
});
