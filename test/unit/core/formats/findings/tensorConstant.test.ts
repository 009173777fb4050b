import assert from 'node:assert/strict';
import { tensorConstant as rule } from '../../../../../extension/core/formats/findings/tensorConstant';
import { messagesOf, random, weight } from './ruleFixtures';

describe('tensorConstant', () => {
  it('finds a kernel of one value', async () => {
    const tensors = [weight('dense/kernel', [4, 8], new Float32Array(32).fill(-0.5)), weight('b', [4, 4], random(16))];
    assert.deepEqual(await messagesOf(rule, tensors), ['warning All values of dense/kernel are −0.500']);
  });
  it('says nothing of zeros, of NaN, and of scales that begin at one', async () => {
    const of = (value: number): Float32Array => new Float32Array(32).fill(value);
    const tensors = [
      weight('a/kernel', [4, 8], of(0)),
      weight('b/kernel', [4, 8], of(NaN)),
      weight('norm/gamma', [32], of(1)),
      weight('norm/gamma', [1, 1, 1, 32], of(1)),
    ];
    assert.deepEqual(await messagesOf(rule, tensors), []);
  });
});
