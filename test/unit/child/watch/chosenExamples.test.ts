import assert from 'node:assert/strict';
import { chosenExamples } from '../../../../extension/child/watch/closeUps/chosenExamples';

const batch = (examples: number, values: number[] | null) => ({
  examples,
  inputs: [],
  targets: values ? [{ shape: [examples], dtype: 'float32' as const, values: Float32Array.from(values) }] : [],
});

describe('chosenExamples', () => {
  it('shows each class, whether it is a number or one of some', () => {
    const labels = [3, 3, 3, 3, 3, 3, 3, 3, 3, 1, 1, 0, 2];
    const oneHot = labels.flatMap(label => [0, 1, 2, 3].map(c => (c === label ? 1 : 0)));
    for (const values of [labels, oneHot])
      assert.deepEqual(chosenExamples(batch(13, values)), [0, 1, 2, 3, 4, 9, 11, 12]);
  });
  it('shows the first where there are more classes than pictures, or none', () => {
    assert.deepEqual(
      chosenExamples(
        batch(
          20,
          Array.from({ length: 20 }, (_, i) => i),
        ),
      ),
      [0, 1, 2, 3, 4, 5, 6, 7],
    );
    assert.deepEqual(chosenExamples(batch(20, null)), [0, 1, 2, 3, 4, 5, 6, 7]);
    assert.deepEqual(chosenExamples(batch(2, [1, 1])), [0, 1]);
  });
  it('takes targets that are not numbers, or of no size', () => {
    assert.deepEqual(chosenExamples(batch(3, [NaN, NaN, NaN])), [0, 1, 2]);
    assert.deepEqual(chosenExamples(batch(3, [])), [0, 1, 2]);
  });
});
