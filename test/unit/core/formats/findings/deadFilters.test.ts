import assert from 'node:assert/strict';
import { deadFilters as rule } from '../../../../../extension/core/formats/findings/deadFilters';
import { findingsOf, messagesOf, random, weight } from './ruleFixtures';

/** Random values, with zeros where `isZero` says. */
const values = (count: number, isZero: (index: number) => boolean): Float32Array =>
  random(count, 5).map((value, i) => (isZero(i) ? 0 : value || 1));

describe('deadFilters', () => {
  it('counts along the last axis in Keras and TensorFlow', async () => {
    const kernel = values(3 * 3 * 4 * 8, i => [2, 5].includes(i % 8));
    const findings = await findingsOf(rule, [weight('block3/conv6/kernel', [3, 3, 4, 8], kernel)]);
    assert.deepEqual(
      findings.map(f => [f.severity, f.message, f.tensors]),
      [['warning', '2 of 8 filters in block3/conv6 are exactly zero', ['block3/conv6/kernel']]],
    );
    assert.deepEqual(findings[0]!.evidence, { dead: 2, units: 8, share: 0.25 });
  });
  it('counts along the first axis in PyTorch, and where a name ends as PyTorch’s do', async () => {
    const kernel = values(20 * 6, i => Math.floor(i / 6) === 7);
    for (const format of ['pytorch', 'safetensors'])
      assert.deepEqual(await messagesOf(rule, [weight('fc.weight', [20, 6], kernel, { separator: '.' })], format), [
        'info 1 of 20 units in fc are exactly zero',
      ]);
  });
  it('counts channels and multipliers of a depthwise kernel', async () => {
    const kernel = values(3 * 3 * 4 * 2, i => i % 8 === 3);
    assert.deepEqual(await messagesOf(rule, [weight('dw/depthwise_kernel', [3, 3, 4, 2], kernel)]), [
      'warning 1 of 8 filters in dw are exactly zero',
    ]);
  });
  it('goes on from piece to piece', async () => {
    const [units, run] = [5, 40_000];
    const kernel = values(units * run, i => Math.floor(i / run) === 3);
    assert.deepEqual(
      await messagesOf(rule, [weight('w.weight', [units, run], kernel, { separator: '.' })], 'pytorch'),
      ['warning 1 of 5 units in w are exactly zero'],
    );
  });
  it('says that a row of a table may fill sentences up, where the name tells nothing', async () => {
    const rowOf = (row: number): Float32Array => values(20 * 8, i => Math.floor(i / 8) === row);
    const of = (row: number, more: ReturnType<typeof weight>[] = []): Promise<string[]> =>
      messagesOf(rule, [weight('0.weight', [20, 8], rowOf(row), { separator: '.' }), ...more], 'pytorch');
    const plain = 'info 1 of 20 units in 0 are exactly zero';
    for (const row of [0, 1, 19])
      assert.deepEqual(await of(row), [`${plain}: row ${row}, which in a table of tokens may be the padding`]);
    assert.deepEqual(await of(5), [plain]);
    assert.deepEqual(await of(0, [weight('0.bias', [20], random(20), { separator: '.' })]), [plain]);
    const few = values(4 * 8, i => i < 8);
    assert.match((await messagesOf(rule, [weight('0.weight', [4, 8], few)], 'pytorch'))[0]!, /^info .* row 0/);
    const two = values(20 * 8, i => i < 16);
    assert.deepEqual(await messagesOf(rule, [weight('0.weight', [20, 8], two, { separator: '.' })], 'pytorch'), [
      'warning 2 of 20 units in 0 are exactly zero',
    ]);
  });
  it('says nothing of a head that is an embedding under another name', async () => {
    const dead = values(20 * 8, i => i < 8);
    const table = weight('embed_tokens.weight', [20, 8], dead, { separator: '.' });
    const head = { ...table, entry: { ...table.entry, name: 'lm_head.weight' } };
    assert.deepEqual(await messagesOf(rule, [table, head], 'pytorch'), []);
    // Elsewhere in the same file.
    const two = weight('embed_tokens.weight', [20, 8], Float32Array.of(...dead, ...dead), { separator: '.' });
    const first = { ...two, entry: table.entry };
    const second = { ...two, entry: head.entry, at: dead.byteLength };
    assert.equal((await messagesOf(rule, [first, second], 'pytorch')).length, 1);
    assert.deepEqual(
      await messagesOf(rule, [weight('a/vars/0', [8, 20], dead, { fullName: 'tokens/embeddings' })]),
      [],
    );
  });
  it('says nothing of scattered zeros, of embeddings, of all zeros, and where nothing tells the axis', async () => {
    const dead = values(64, i => i % 8 === 0);
    const tensors = [
      weight(
        'a/kernel',
        [8, 8],
        values(64, i => (i * 7) % 9 === 0),
      ),
      weight('token_embedding/kernel', [8, 8], dead),
      weight('b/kernel', [8, 8], new Float32Array(64)),
      weight('c/bias', [64], dead),
    ];
    assert.deepEqual(await messagesOf(rule, tensors), []);
    for (const format of ['safetensors', 'pytorch', 'onnx', 'npz'])
      assert.deepEqual(await messagesOf(rule, [weight('onnx::MatMul_12', [8, 8], dead)], format), []);
  });
});
