import assert from 'node:assert/strict';
import { median, medianInterval, quantile } from '../../bench/benchTable';

describe('benchTable', () => {
  it('gives the median and quantiles as NumPy does', () => {
    assert.equal(median([3, 1, 2]), 2);
    assert.equal(median([4, 1, 2, 3]), 2.5);
    assert.equal(quantile([1, 2, 3, 4, 5], 0.95), 4.8);
  });
  it('gives the order statistics of the binomial table', () => {
    // n = 9: ranks 2 and 8 (97.9 %); n = 6: 1 and 6; n = 20: 6 and 15
    const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
    assert.deepEqual(medianInterval(upTo(9)), [2, 8]);
    assert.deepEqual(medianInterval(upTo(6)), [1, 6]);
    assert.deepEqual(medianInterval(upTo(20)), [6, 15]);
  });
});
