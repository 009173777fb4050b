import assert from 'node:assert/strict';
import {
  checkpointNames,
  checkpointRole,
  checkpointStep,
} from '../../../../../extension/core/formats/tensorflow/checkpointFacts';
import { emptySource } from '../../../../../extension/core/formats/sources/brokenSource';
import { MemorySource } from '../../../../../extension/core/formats/sources/sourceViews';
import type { StoredTensor } from '../../../../../extension/core/formats/tensors/storedTensor';
import { entryOf } from '../../../../../extension/core/formats/tensors/tensorEntry';
import { LayerglassError } from '../../../../../extension/protocol/errors';

describe('what a tensor of a checkpoint is', () => {
  const tensor = (name: string, shape: number[] = [], dtype = 'float32'): StoredTensor => ({
    ...{ entry: entryOf({ name, dtype, shape, bytes: 4 }, '/'), stored: 'float32', quantization: null },
    ...{ source: emptySource, at: 0 },
  });
  const small = [tensor('block1/conv/kernel', [3, 4]), tensor('block1/conv/bias', [4]), tensor('Adam', [2])];
  const roleOf = (name: string, shape: number[], dtype = 'float32', all = small): string =>
    checkpointRole(tensor(name, shape, dtype).entry, checkpointNames(all, null));

  it('is the optimizer’s where a variable of its name and shape is there', () => {
    for (const slot of ['Adam', 'Adam_1', 'Momentum', 'RMSProp_2', 'Adam_3'])
      assert.equal(roleOf(`block1/conv/kernel/${slot}`, [3, 4]), 'optimizer', slot);
    assert.equal(roleOf('train/d_opt/block1/conv/kernel/Adam', [3, 4]), 'optimizer');
    for (const name of [
      'beta1_power',
      'beta2_power_1',
      'train/beta1_power',
      'optimizer/iter/.ATTRIBUTES/VARIABLE_VALUE',
    ])
      assert.equal(roleOf(name, []), 'optimizer', name);
  });

  it('is a weight where there is none, and neither where it counts', () => {
    assert.equal(roleOf('block1/conv/kernel', [3, 4]), 'weight');
    assert.equal(roleOf('block1/conv/kernel/Adam', [4, 3]), 'weight');
    assert.equal(roleOf('other/kernel/Adam', [3, 4]), 'weight');
    assert.equal(roleOf('Adam', [2]), 'weight');
    assert.equal(roleOf(`${'a/'.repeat(1000)}block1/conv/kernel/Adam`, [3, 4]), 'weight');
    assert.equal(roleOf('global_step', []), 'other');
  });

  it('is the optimizer’s by what is beside its counter, whatever it is called', () => {
    const variable = '/.ATTRIBUTES/VARIABLE_VALUE';
    const all = [
      'generator/layer_with_weights-0/kernel',
      'generator_optimizer/_iterations',
      'generator_optimizer/_learning_rate',
      'generator_optimizer/_variables/1',
      'nets/inner/opt/iter',
      'nets/inner/opt/beta_1',
      'nets/inner/kernel',
      'optional/iter',
      'optional/kernel',
    ].map(name => tensor(name + variable));
    const roles = all.map(({ entry }) => roleOf(entry.name, [2], 'float32', all));
    assert.deepEqual(roles, [
      ...['weight', 'optimizer', 'optimizer', 'optimizer'],
      ...['optimizer', 'optimizer', 'weight', 'weight', 'weight'],
    ]);
  });

  it('is neither where it is no variable, or counts', () => {
    for (const name of [
      'it/.ATTRIBUTES/ITERATOR_STATE',
      'table/.ATTRIBUTES/table-keys',
      'rng/_state_var/.ATTRIBUTES/VARIABLE_VALUE',
    ])
      assert.equal(roleOf(name, [3], 'int64'), 'other', name);
    assert.equal(roleOf('epoch/.ATTRIBUTES/VARIABLE_VALUE', [], 'int32'), 'other');
    assert.equal(roleOf('scale/.ATTRIBUTES/VARIABLE_VALUE', []), 'weight');
  });

  it('has the step that an optimizer counts, the greatest of several, before the number of saves', () => {
    const counter = (name: string, count: number): StoredTensor => {
      const bytes = new Uint8Array(BigInt64Array.of(BigInt(count)).buffer);
      const source = new MemorySource(bytes, () => new LayerglassError('file-short', 'too short'));
      return { ...tensor(`${name}/.ATTRIBUTES/VARIABLE_VALUE`, [], 'int64'), stored: 'int64', source };
    };
    const rate = (name: string): StoredTensor => tensor(`${name}/learning_rate/.ATTRIBUTES/VARIABLE_VALUE`);
    const saves = counter('save_counter', 1);
    const two = [counter('a_opt/iter', 70), rate('a_opt'), counter('b_opt/iter', 350), rate('b_opt')];
    const stepOf = (all: StoredTensor[]): unknown => checkpointStep(all, checkpointNames(all, null), 'ckpt-9.index');
    assert.deepEqual(stepOf([saves, ...two]), { step: 350, stepFrom: 'b_opt/iter' });
    assert.deepEqual(stepOf([saves, two[0]!]), { step: 1, stepFrom: 'save_counter' });
    assert.deepEqual(stepOf([counter('step', 5), ...two]), { step: 5, stepFrom: 'step' });
  });
});
