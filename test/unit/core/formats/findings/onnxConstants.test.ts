import assert from 'node:assert/strict';
import { onnxConstants } from '../../../../../extension/core/formats/findings/onnxConstants';
import { tensorAllZero as rule } from '../../../../../extension/core/formats/findings/tensorAllZero';
import { summarizeInJavaScript } from '../../../../../extension/core/stats/summarizeInJavaScript';
import { messagesOf, weight } from './ruleFixtures';

/** Of some initializers, those that are no kernels. */
function constantsOf(initializers: [string, number[]][]): string[] {
  const tensors = initializers.map(([name, shape]) => ({
    tensor: weight(name, shape, new Float32Array(shape.reduce((a, b) => a * b, 1))),
    summary: summarizeInJavaScript(new Float32Array(1)),
  }));
  return tensors.filter(onnxConstants(tensors)).map(known => known.tensor.entry.name);
}

describe('onnxConstants', () => {
  it('knows the states and biases of recurrent layers by the shapes of their kernels', () => {
    const bidirectional: [string, number[]][] = [
      ['val_15', [2, 3, 32]],
      ['val_108', [2, 128, 8]],
      ['val_109', [2, 128, 32]],
      ['val_110', [2, 256]],
    ];
    assert.deepEqual(constantsOf(bidirectional), ['val_15', 'val_110']);
    const gru: [string, number[]][] = [
      ['val_133', [1, 5, 16]],
      ['val_148', [1, 48, 64]],
      ['val_149', [1, 48, 16]],
    ];
    assert.deepEqual(constantsOf(gru), ['val_133']);
    const rnn: [string, number[]][] = [
      ['onnx::RNN_451', [1, 16, 16]],
      ['onnx::RNN_452', [1, 16, 16]],
      ['onnx::RNN_453', [1, 5, 16]],
    ];
    assert.deepEqual(constantsOf(rnn), ['onnx::RNN_453']);
  });
  it('knows them among any number of initializers', () => {
    const many = Array.from({ length: 20_000 }, (_, i): [string, number[]] => [`val_${i}`, [1, 4, 4]]);
    assert.deepEqual(constantsOf([...many, ['val_20000', [1, 8]], ['val_20001', [1, 5]]]), ['val_20000']);
  });
  it('knows what a program makes by its name, and what is added with broadcasting by its shape', () => {
    const made: [string, number[]][] = [
      ['ones', [8, 8]],
      ['zeros_like_3', [8, 8]],
      ['add', [8, 8]],
      ['onnx::Add_1674', [4, 16, 16]],
      ['val_83', [1, 1, 8, 8]],
    ];
    assert.deepEqual(
      constantsOf(made),
      made.map(([name]) => name),
    );
  });
  it('takes for kernels what is multiplied, and what has a name of its own', async () => {
    const kernels: [string, number[]][] = [
      ['val_0', [8, 16]],
      ['onnx::MatMul_106', [8, 16]],
      ['onnx::Conv_9', [8, 1, 3, 3]],
      ['mul', [32, 16, 16]],
      ['conv.weight', [8, 1, 3, 3]],
      ['first.weight', [1, 8, 3]],
      ['dense/MatMul/ReadVariableOp:0', [8, 16]],
      ['const_fold_opt__12', [8, 1, 3, 3]],
    ];
    assert.deepEqual(constantsOf(kernels), []);
    for (const [name, shape] of kernels) {
      const zeros = weight(name, shape, new Float32Array(shape.reduce((a, b) => a * b, 1)));
      assert.deepEqual(await messagesOf(rule, [zeros], 'onnx'), [`warning ${name} is all zero`]);
    }
    // Only there have such names their meaning.
    const zeros = weight('add', [8, 8], new Float32Array(64));
    assert.deepEqual(await messagesOf(rule, [zeros], 'onnx'), []);
    assert.equal((await messagesOf(rule, [zeros], 'pytorch')).length, 1);
  });
});
