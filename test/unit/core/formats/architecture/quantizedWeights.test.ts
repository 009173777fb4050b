import assert from 'node:assert/strict';
import { kerasModels } from '../../../../../extension/core/formats/architecture/kerasModels';
import { entryOf } from '../../../../../extension/core/formats/tensors/tensorEntry';
import type { TensorEntry } from '../../../../../extension/protocol/reader';

type Stored = [dtype: string, shape: number[]];

/** Counts of a chain of one Dense layer, as Keras 3.15 writes it, and the names of its weights that are trained. */
function countsOf(inputs: number, config: object, stored: Stored[]) {
  const layers = [
    { module: 'keras.layers', class_name: 'InputLayer', config: { name: 'x', batch_shape: [null, inputs] } },
    { module: 'keras.layers', class_name: 'Dense', config: { name: 'a', use_bias: true, ...config } },
  ];
  const tensors = stored.map(([dtype, shape], i): TensorEntry => ({
    ...entryOf({ name: `/layers/dense/vars/${i}`, dtype, shape, bytes: 0 }, '/'),
    ...{ role: 'weight', layer: 'a' },
  }));
  const { models, problems } = kerasModels({ class_name: 'Sequential', config: { name: 'q', layers } }, tensors);
  assert.deepEqual(problems, []);
  const { parameters, trainable, weights } = models[0]!.layers[1]!;
  return [parameters, trainable, weights.filter(weight => weight.trainable).map(({ name }) => name)];
}
const policy = (mode: string): object => ({
  class_name: 'QuantizedDTypePolicy',
  config: { mode, source_name: 'float32' },
});

// The counts are those of Keras 3.15's count_params and trainable_weights.
describe('weights of quantized layers', () => {
  it('have adapters besides', () => {
    const stored: Stored[] = [
      ['int8', [32, 16]],
      ['float32', [16]],
      ['float32', [16]],
    ];
    const config = { units: 16, dtype: policy('int8'), lora_rank: 4 };
    assert.deepEqual(countsOf(32, config, stored), [736, 208, ['bias', 'lora_kernel_a', 'lora_kernel_b']]);
  });

  it('are not taken for a kernel where scales have its shape', () => {
    const stored: Stored[] = [
      ['int8', [1, 4]],
      ['float32', [8]],
      ['float32', [1, 8]],
      ['int8', [1, 8]],
      ['float32', [1]],
    ];
    assert.deepEqual(countsOf(1, { units: 8, dtype: policy('int4/128') }, stored), [29, 8, ['bias']]);
  });

  it('are as the class makes them where nothing is stored', () => {
    assert.deepEqual(countsOf(32, { units: 16, dtype: policy('int8') }, []), [528, 528, ['kernel', 'bias']]);
  });
});
