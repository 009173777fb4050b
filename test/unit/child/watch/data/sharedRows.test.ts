import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SharedRows } from '../../../../../extension/child/watch/data/sharedRows';
import type { TensorSample } from '../../../../../extension/child/watch/data/tensorSample';

const sample = (rows: number[][]): TensorSample => ({
  name: 'x',
  shape: [rows[0]?.length ?? 0],
  dtype: 'float32',
  examples: rows.length,
  values: Float32Array.from(rows.flat()),
});

function sharedRows(training: readonly TensorSample[], validation: readonly TensorSample[]): number {
  const shared = new SharedRows(validation);
  shared.see(training);
  return shared.count;
}

describe('rows that two sets share', () => {
  it('none, without rows or values', () => {
    assert.equal(sharedRows([], []), 0);
    assert.equal(sharedRows([sample([])], [sample([])]), 0);
    const text = { ...sample([]), dtype: 'string', examples: 3 };
    assert.equal(sharedRows([text], [text]), 0);
  });
  it('each row of the validation set counts once, a row in it twice counts twice', () => {
    const training = [[1, 2], [1, 2], [3, 4]]; // prettier-ignore
    assert.equal(sharedRows([sample(training)], [sample([[1, 2], [5, 6]])]), 1); // prettier-ignore
    assert.equal(sharedRows([sample(training)], [sample([[1, 2], [1, 2]])]), 2); // prettier-ignore
  });
  it('0 and -0 are the same, NaN is itself, a last bit differs', () => {
    assert.equal(sharedRows([sample([[0, 1]])], [sample([[-0, 1]])]), 1);
    assert.equal(sharedRows([sample([[NaN, 1]])], [sample([[NaN, 1]])]), 1);
    assert.equal(sharedRows([sample([[1, 1]])], [sample([[1, 1 + 2 ** -23]])]), 0);
  });
  it('of several inputs, all of them have to be the same', () => {
    const [a, b] = [sample([[1], [2]]), sample([[3], [4]])];
    assert.equal(sharedRows([a, b], [a, b]), 2);
    assert.equal(sharedRows([a, b], [a, sample([[3], [5]])]), 1);
    assert.equal(sharedRows([a, b], [a]), 0);
  });
  it('a value that differs where the quick look does not go', () => {
    const long = Array.from({ length: 1000 }, (_, i) => i);
    for (const at of [0, 1, 499, 998, 999]) {
      const other = long.map((v, i) => (i === at ? v + 0.5 : v));
      assert.equal(sharedRows([sample([long])], [sample([other, long])]), 1, String(at));
    }
  });
  it('a training set that comes in parts', () => {
    const shared = new SharedRows([sample([[1], [2], [3]])]);
    assert.equal(shared.count, 0);
    shared.see([sample([[1], [9]])]);
    shared.see([sample([[3], [1]])]);
    assert.equal(shared.count, 2);
  });
  it('the same as comparing each with each', () => {
    const rows = fc.array(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 3, maxLength: 3 }), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(rows, rows, (training, validation) => {
        const expected = validation.filter(v => training.some(t => String(t) === String(v))).length;
        assert.equal(sharedRows([sample(training)], [sample(validation)]), expected);
      }),
    );
  });
});
