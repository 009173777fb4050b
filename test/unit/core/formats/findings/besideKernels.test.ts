import assert from 'node:assert/strict';
import { tensorAllZero } from '../../../../../extension/core/formats/findings/tensorAllZero';
import { tensorConstant } from '../../../../../extension/core/formats/findings/tensorConstant';
import type { StoredTensor } from '../../../../../extension/core/formats/tensors/storedTensor';
import { findingsOf, random, weight } from './ruleFixtures';

const filled = (name: string, shape: number[], value = 0, more = {}): StoredTensor =>
  weight(name, shape, new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value), more);
const drawn = (name: string, shape: number[], more = {}): StoredTensor =>
  weight(name, shape, random(shape.reduce((a, b) => a * b, 1)), more);

/** Names of the tensors that are found to be all zero, or of one value. */
async function found(tensors: StoredTensor[], format: string): Promise<string[]> {
  const findings = [
    ...(await findingsOf(tensorAllZero, tensors, format)),
    ...(await findingsOf(tensorConstant, tensors, format)),
  ];
  return findings.flatMap(f => f.tensors).sort();
}
/** Some tensors of a file: nothing is said of what is beside a kernel, and of each kernel when it is all zero. */
async function check(format: string, kernels: [string, number[]][], beside: StoredTensor[]): Promise<void> {
  const fine = kernels.map(([name, shape]) => drawn(name, shape));
  assert.deepEqual(await found([...fine, ...beside], format), []);
  for (const [name, shape] of kernels)
    assert.deepEqual(
      await found([...fine.filter(t => t.entry.name !== name), filled(name, shape), ...beside], format),
      [name],
      name,
    );
}

describe('besideKernels', () => {
  it('knows biases, scales and shifts with several axes by their names, and the kernels beside them', async () => {
    const root = '/model_weights';
    await check(
      'keras-h5',
      [
        [`${root}/mha/mha/query/kernel`, [64, 4, 16]],
        [`${root}/gru/gru_cell/recurrent_kernel:0`, [8, 24]],
        [`${root}/local/kernel:0`, [8, 24, 8]],
      ],
      [
        filled(`${root}/mha/mha/query/bias`, [4, 16]),
        filled(`${root}/gru/gru_cell/bias:0`, [2, 24]),
        filled(`${root}/local/bias:0`, [8, 8]),
        filled(`${root}/norm/beta`, [10, 64]),
        filled(`${root}/norm/gamma`, [10, 64], 1),
        filled(`${root}/p_re_lu/alpha`, [10, 64]),
      ],
    );
    await check(
      'tf-checkpoint',
      [['layer_with_weights-0/_key_dense/kernel/.ATTRIBUTES/VARIABLE_VALUE', [8, 4, 4]]],
      [
        filled('layer_with_weights-0/_key_dense/bias/.ATTRIBUTES/VARIABLE_VALUE', [4, 4]),
        filled('variables/3/.ATTRIBUTES/VARIABLE_VALUE', [4, 16], 0, { fullName: 'mha/value/bias' }),
      ],
    );
  });
  it('knows variables that have no names by what the layer is, their places and their shapes', async () => {
    await check(
      'keras-v3',
      [
        ['/layers/multi_head_attention/key_dense/vars/0', [64, 4, 16]],
        ['/layers/rnn/cell/cells/gru_cell/vars/0', [8, 24]],
        ['/layers/rnn/cell/cells/gru_cell/vars/1', [8, 24]],
        ['/layers/separable_conv2d/vars/0', [3, 3, 4, 1]],
        ['/layers/separable_conv2d/vars/1', [1, 1, 4, 8]],
        ['/layers/locally_connected2d/vars/0', [100, 27, 8]],
        ['/layers/spectral_normalization/layer/vars/0', [8, 8]],
        ['/layers/spectral_normalization_1/vars/0', [8, 8]],
        ['/layers/own/vars/0', [8, 8]],
        ['/layers/own/vars/1', [8, 8]],
        ['/layers/own/vars/2', [4, 8]],
      ],
      [
        filled('/layers/multi_head_attention/key_dense/vars/1', [4, 16]),
        filled('/layers/rnn/cell/cells/gru_cell/vars/2', [2, 24]),
        filled('/layers/locally_connected2d/vars/1', [10, 10, 8]),
        filled('/layers/layer_normalization_1/vars/0', [10, 64], 1),
        filled('/layers/layer_normalization_1/vars/1', [10, 64]),
        filled('/layers/p_re_lu/vars/0', [10, 64]),
        filled('/layers/time_distributed/layer/vars/1', [4, 16], 0, { fullName: 'time_distributed/layer/bias' }),
      ],
    );
  });
  it('knows a normalization of PyTorch’s by its bias, which is as large', async () => {
    for (const format of ['pytorch', 'safetensors', 'onnx'])
      await check(
        format,
        [
          ['fc.weight', [4, 8]],
          ['conv.weight', [4, 8, 3, 3]],
          ['attn.in_proj_weight', [24, 8]],
          ['rnn.weight_hh_l0_reverse', [32, 8]],
          ['experts.gate_up_proj', [4, 8, 8]],
        ],
        [
          filled('fc.bias', [4]),
          filled('1.weight', [4, 8], 1),
          filled('1.bias', [4, 8]),
          filled('experts.gate_up_proj_bias', [4, 16]),
          filled('rglru.input_gate_bias', [4, 16]),
        ],
      );
  });
  it('knows what a graph of TensorFlow reads by the operation that takes it', async () => {
    for (const end of ['/ReadVariableOp', '/ReadVariableOp/resource'])
      await check(
        'tf-graph',
        [
          [`m/norm/MatMul${end}`, [8, 8]],
          [`m/dense/Tensordot${end}`, [8, 8]],
          [`m/mha/query/einsum/Einsum${end}`, [64, 4, 16]],
          [`m/bidirectional/forward_gru/Read${end}`, [8, 24]],
          [`m/bidirectional/forward_gru/Read_1${end}`, [8, 24]],
          [`m/local/Reshape_1${end}`, [8, 8, 4]],
        ],
        [
          filled(`m/p_re_lu${end}`, [10, 64]),
          filled(`m/layer_normalization/Reshape_2${end}`, [10, 64], 1),
          filled(`m/layer_normalization/Reshape_3${end}`, [10, 64]),
          filled(`m/mha/query/add${end}`, [4, 16]),
          filled(`m/bidirectional/forward_gru/Read_2${end}`, [2, 24]),
        ],
      );
  });
  it('knows states, tokens that are learnt, codebooks, and what state space models begin with', async () => {
    await check(
      'pytorch',
      [
        ['token_mixer.weight', [8, 8]],
        ['mixer.in_proj.weight', [8, 8]],
        ['W_hidden', [8, 8]],
      ],
      [
        filled('embeddings.register_tokens', [1, 4, 16]),
        filled('query_tokens', [1, 4, 16]),
        filled('quantizer.layers.0.codebook.embed_avg', [32, 16]),
        filled('hidden_state', [2, 32]),
        filled('h0', [2, 32]),
        filled('mixer.D', [4, 16], 1),
        filled('mixer.A_log', [4, 16], 1),
        filled('biases.0', [4, 16]),
      ],
    );
  });

  it('looks at kernels that are learnt though a word of their names is that of a table, names of any length', async () => {
    const zero = [
      ...['mask_decoder.0.k_proj.weight', 'pos_conv_weight', 'mask.fc1.0.kernel', 'pos/layers.3/1.weight'],
      `mask${'_conv'.repeat(20_000)}.weight`,
    ];
    const left = ['mask.weight', 'pos_conv.table', 'mask.conv', `mask${'_conv'.repeat(20_000)}x`];
    const tensors = [...zero, ...left].map(name => filled(name, [4, 8]));
    assert.deepEqual(new Set(await found(tensors, 'safetensors')), new Set(zero));
  });
});
