import assert from 'node:assert/strict';
import { duplicatedLayers as rule } from '../../../../../extension/core/formats/findings/duplicatedLayers';
import { findingsOf, messagesOf, random, weight } from './ruleFixtures';

const kernel = (name: string, values = random(64), more = {}): ReturnType<typeof weight> =>
  weight(name, [8, 8], values, more);

describe('duplicatedLayers', () => {
  it('finds kernels with the same values', async () => {
    const tensors = [kernel('dense/kernel'), kernel('other/kernel', random(64, 3)), kernel('dense_1/kernel')];
    assert.deepEqual(await messagesOf(rule, tensors), ['warning dense_1/kernel has the values of dense/kernel']);
    const findings = await findingsOf(rule, [...tensors, kernel('dense_2/kernel')]);
    assert.equal(findings[0]!.message, '2 kernels have the values of dense/kernel');
    assert.deepEqual(findings[0]!.tensors, ['dense/kernel', 'dense_1/kernel', 'dense_2/kernel']);
  });
  it('finds those of Keras that have no names, and pruned ones', async () => {
    const pruned = random(64).map((value, i) => (i % 2 ? 0 : Math.abs(value)));
    for (const pair of [
      [kernel('/layers/dense/vars/0'), kernel('/layers/dense_1/vars/0')],
      [kernel('/layers/own/vars/0'), kernel('/layers/own/vars/1')],
      [kernel('/layers/dense/layer/vars/0'), kernel('/layers/dense_1/vars/0')],
      [kernel('a.weight', pruned), kernel('b.weight', pruned)],
    ])
      assert.equal((await messagesOf(rule, pair, 'keras-v3')).length, 1, pair[1]!.entry.name);
  });
  it('is not misled by equal figures', async () => {
    const turned = random(64).reverse();
    assert.deepEqual(await messagesOf(rule, [kernel('a/kernel'), kernel('b/kernel', turned)]), []);
  });
  it('says nothing of tied weights, copies on purpose, small and constant kernels, biases', async () => {
    const own = kernel('a/kernel');
    const tied = { ...own, entry: { ...own.entry, name: 'b/kernel' } };
    const ones = new Float32Array(64).fill(1);
    const eye = new Float32Array(64).map((_, i) => (i % 9 === 0 ? 1 : 0));
    for (const pair of [
      [own, tied],
      [kernel('q_net.0.weight'), kernel('q_net_target.0.weight')],
      [kernel('model/kernel'), kernel('ema/kernel')],
      [kernel('embed_tokens.weight'), kernel('head.weight')],
      [kernel('a/kernel', ones), kernel('b/kernel', ones)],
      [weight('a/kernel', [4, 8], random(32)), weight('b/kernel', [4, 8], random(32))],
      [weight('a/bias', [64], random(64)), weight('b/bias', [64], random(64))],
      [kernel('attn.1.rotary.freqs'), kernel('attn.2.rotary.freqs')],
      [kernel('layers.0.mixer.A_log'), kernel('layers.1.mixer.A_log')],
      [kernel('encoder.0.weight'), kernel('momentum_encoder.0.weight')],
      [kernel('rnn.weight_hh_l0', eye), kernel('rnn.weight_hh_l1', eye)],
      [kernel('/layers/spectral_normalization/vars/0'), kernel('/layers/spectral_normalization/layer/vars/0')],
    ])
      assert.deepEqual(await messagesOf(rule, pair), [], pair[1]!.entry.name);
  });
});
