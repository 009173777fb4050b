import assert from 'node:assert/strict';
import { mapWeights } from '../../../../../extension/child/watch/resume/mapWeights';
import { hasForm } from '../../../../../extension/child/watch/resume/savedTensors';
import type { TensorData } from '../../../../../extension/core/runs/checkpointContent';

const tensor = (name: string, shape: number[]): TensorData => ({
  name,
  dtype: 'float32',
  shape,
  data: new Uint8Array(4 * shape.reduce((product, size) => product * size, 1)),
});
const dense = (number: number, from: number, to: number): TensorData[] => [
  tensor(`dense_Dense${number}/kernel`, [from, to]),
  tensor(`dense_Dense${number}/bias`, [to]),
];
const mapped = (now: TensorData[], then: TensorData[]) => {
  const { pairs, unmapped } = mapWeights(now, then, hasForm);
  return {
    pairs: pairs.map(p => `${p.now.name} < ${p.saved.name}`),
    now: unmapped.now.map(t => t.name),
    saved: unmapped.saved.map(t => t.name),
  };
};

describe('mapWeights', () => {
  it('finds weights by name and shape', () => {
    const { pairs, now, saved } = mapped(dense(1, 3, 4), dense(1, 3, 4));
    assert.equal(pairs.length, 2);
    assert.deepEqual([now, saved], [[], []]);
  });
  it('finds layers whose number has shifted', () => {
    assert.deepEqual(mapped(dense(2, 3, 4), dense(1, 3, 4)).pairs, [
      'dense_Dense2/kernel < dense_Dense1/kernel',
      'dense_Dense2/bias < dense_Dense1/bias',
    ]);
  });
  it('lists what has another shape, and gives no part of a layer to another one', () => {
    const { pairs, now, saved } = mapped([...dense(1, 3, 6), ...dense(2, 6, 4)], dense(1, 3, 4));
    assert.deepEqual(pairs, []);
    assert.equal(now.length, 4);
    assert.deepEqual(saved, ['dense_Dense1/kernel', 'dense_Dense1/bias']);
  });
});
