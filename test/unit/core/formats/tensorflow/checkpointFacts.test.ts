import assert from 'node:assert/strict';
import { checkpointRole } from '../../../../../extension/core/formats/tensorflow/checkpointFacts';
import { entryOf } from '../../../../../extension/core/formats/tensors/tensorEntry';

describe('what a tensor of a checkpoint is', () => {
  const shapes = new Set(['block1/conv/kernel 3,4', 'block1/conv/bias 4', 'Adam 2']);
  const roleOf = (name: string, shape: number[]): string =>
    checkpointRole(entryOf({ name, dtype: 'float32', shape, bytes: 4 }, '/'), shapes, null);

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
});
