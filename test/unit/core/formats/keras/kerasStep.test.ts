import assert from 'node:assert/strict';
import { kerasStep } from '../../../../../extension/core/formats/keras/kerasStep';
import { entryOf } from '../../../../../extension/core/formats/tensors/tensorEntry';
import type { StoredTensor } from '../../../../../extension/core/formats/tensors/storedTensor';

/** A variable of an optimizer, as a file has it. */
function variable(name: string, stored: 'int32' | 'int64' | 'float32', value: number): StoredTensor {
  const bytes = new Uint8Array(
    (stored === 'int64'
      ? BigInt64Array.of(BigInt(value))
      : stored === 'int32'
        ? Int32Array.of(value)
        : new Float32Array([value])
    ).buffer,
  );
  return {
    entry: { ...entryOf({ name, dtype: stored, shape: [], bytes: bytes.length }, '/'), role: 'optimizer' },
    ...{ stored, quantization: null, at: 0 },
    source: { size: bytes.length, read: (target, at) => target.set(bytes.subarray(at, at + target.length)) },
  };
}

describe('the step of a Keras file', () => {
  // As Keras 3 with PyTorch writes them: keras3/scaled has TensorFlow's, of 64 bits.
  it('is counted in 32 bits as in 64', () => {
    assert.equal(kerasStep([variable('/optimizer/vars/0', 'int32', 5)]), 5);
    assert.equal(kerasStep([variable('/optimizer/vars/0', 'int64', 7)]), 7);
    assert.equal(kerasStep([variable('/optimizer_weights/adam/iteration', 'int32', 5)]), 5);
  });

  it('is that of the optimizer within, in whatever order they are stored', () => {
    const scaled = [
      ...[variable('/optimizer/vars/0', 'int32', 0), variable('/optimizer/vars/2', 'int32', 6)],
      variable('/optimizer/inner_optimizer/vars/0', 'int32', 5),
    ];
    assert.equal(kerasStep(scaled), 5);
    assert.equal(kerasStep(scaled.reverse()), 5);
    const listed = [
      ...[variable('scale/iteration', 'int32', 0), variable('scale/dynamic_scale', 'float32', 32768)],
      variable('adam/iteration', 'int32', 5),
    ];
    assert.equal(kerasStep(listed), 5);
    assert.equal(kerasStep(listed.reverse()), 5);
  });

  it('is not told where no whole number of an optimizer says it', () => {
    assert.equal(kerasStep([]), null);
    assert.equal(kerasStep([variable('/optimizer/vars/0', 'float32', 5)]), null);
    assert.equal(kerasStep([variable('/optimizer/vars/0', 'int32', -1)]), null);
    assert.equal(kerasStep([variable('/optimizer/vars/1', 'int64', 5)]), null);
  });
});
