import assert from 'node:assert/strict';
import { frozenSlots as rule } from '../../../../../extension/core/formats/findings/frozenSlots';
import { findingsOf, messagesOf, random, weight } from './ruleFixtures';

const slot = (name: string, isZero: boolean, more = {}): ReturnType<typeof weight> =>
  weight(name, [6], isZero ? new Float32Array(6) : random(6, 1), { role: 'optimizer', ...more });

describe('frozenSlots', () => {
  it('finds the variables whose moments are all zero', async () => {
    const tensors = ['block1/conv1/weights', 'block1/conv1/biases', 'block2/conv1/weights'].flatMap(name =>
      ['Adam', 'Adam_1'].map(word => slot(`${name}/${word}`, name.startsWith('block1'))),
    );
    const [finding, ...others] = await findingsOf(rule, tensors, 'tf-checkpoint');
    assert.deepEqual(others, []);
    assert.equal(
      finding!.message,
      'block1/conv1: 2 variables were not trained: their optimizer slots are exactly zero',
    );
    assert.equal(finding!.severity, 'info');
    assert.deepEqual(
      finding!.tensors,
      tensors.slice(0, 4).map(t => t.entry.name),
    );
    assert.deepEqual(finding!.evidence, { frozen: 2, moved: 1 });
  });
  const words: [string, string[]][] = [
    ['TensorFlow 2', ['a/.OPTIMIZER_SLOT/optimizer/m/x', 'b/.OPTIMIZER_SLOT/optimizer/m/x']],
    ['PyTorch', ['optimizer.state.0.exp_avg', 'optimizer.state.1.exp_avg']],
    ['Keras 3', ['optimizer/a_kernel_momentum', 'optimizer/b_kernel_momentum']],
  ];
  for (const [what, [frozen = '', moved = '']] of words)
    it(`knows the names of ${what}`, async () => {
      assert.equal((await messagesOf(rule, [slot(frozen, true), slot(moved, false)])).length, 1);
    });
  it('says nothing of a bias that a normalization takes away: its kernel is trained', async () => {
    for (const [kernel = '', bias = ''] of [
      ['optimizer/first_kernel_momentum', 'optimizer/first_bias_momentum'],
      ['conv1/weights/Adam', 'conv1/biases/Adam'],
    ]) {
      assert.deepEqual(await messagesOf(rule, [slot(kernel, false), slot(bias, true)]), []);
      const other = slot('b/m', false);
      assert.match((await messagesOf(rule, [slot(kernel, true), slot(bias, true), other]))[0]!, / 2 variables/);
      assert.equal((await messagesOf(rule, [slot(bias, true), other])).length, 1);
      assert.equal((await messagesOf(rule, [slot(kernel, true), slot(bias, false)])).length, 1);
    }
  });
  it('says nothing before the first step, where one moment is not zero, and of names that tell nothing', async () => {
    assert.deepEqual(await messagesOf(rule, [slot('a/m', true), slot('b/m', true)]), []);
    assert.deepEqual(await messagesOf(rule, [slot('a/m', true), slot('a/v', false), slot('b/m', false)]), []);
    assert.deepEqual(await messagesOf(rule, [slot('optimizer/vars/1', true), slot('optimizer/vars/2', false)]), []);
    assert.deepEqual(await messagesOf(rule, [slot('a/m', true, { role: 'weight' }), slot('b/m', false)]), []);
  });
});
