import assert from 'node:assert/strict';
import { tensorAllZero as rule } from '../../../../../extension/core/formats/findings/tensorAllZero';
import { messagesOf, random, weight } from './ruleFixtures';

const zeros = (name: string, shape: number[], more = {}): ReturnType<typeof weight> =>
  weight(name, shape, new Float32Array(shape.reduce((a, b) => a * b, 1)), more);

describe('tensorAllZero', () => {
  it('finds a kernel of zeros', async () => {
    assert.deepEqual(await messagesOf(rule, [zeros('dense/kernel', [8, 4]), weight('b/kernel', [4, 4], random(16))]), [
      'warning dense/kernel is all zero',
    ]);
    assert.deepEqual(await messagesOf(rule, [zeros('conv.weight', [4, 2, 3, 3])], 'pytorch'), [
      'warning conv.weight is all zero',
    ]);
    for (const name of [
      'adapter.down_proj.weight',
      'block.up_proj.weight',
      'attn.lora_A.weight',
      'attn.lora.down.weight',
      'set.weight',
      'mask_decoder.layers.0.k_proj.weight',
      'mask_head.layers.0.weight',
      'self.pos_key_proj.weight',
      'grid_attn.qkv.weight',
      'encoder.pos_conv_embed.conv.parametrizations.weight.original1',
    ])
      assert.deepEqual(await messagesOf(rule, [zeros(name, [8, 8])], 'pytorch'), [`warning ${name} is all zero`]);
  });
  it('says nothing of what begins at zero, of slots, and of data', async () => {
    const tensors = [
      zeros('dense/bias', [64]),
      zeros('norm/moving_mean', [1, 64]),
      zeros('attn.lora_B.default.weight', [64, 8]),
      zeros('dense/lora_kernel_b', [8, 64]),
      zeros('down.0.lora.up.weight', [64, 8]),
      zeros('embed.lora_embedding_A', [8, 64]),
      zeros('block.hada_w2_a', [64, 8]),
      zeros('controlnet_down_blocks.0.weight', [8, 8, 1, 1]),
      zeros('blocks.0.adaLN_modulation.1.weight', [96, 16]),
      zeros('self_attn.sampling_offsets.weight', [64, 32]),
      zeros('layer.adapter.up_proj.weight', [16, 4]),
      zeros('attn/mask', [8, 8]),
      zeros('down.blur.conv.weight', [8, 1, 3, 3]),
      zeros('embed_positions.weight', [16, 8]),
      zeros('pos_embed', [16, 8]),
      zeros('dense/kernel/Adam', [8, 4], { role: 'optimizer' }),
      zeros('empty', [0, 4]),
    ];
    assert.deepEqual(await messagesOf(rule, tensors), []);
    assert.deepEqual(await messagesOf(rule, [zeros('array', [8, 8])], 'npy'), []);
  });
});
