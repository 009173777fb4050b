import assert from 'node:assert/strict';
import { formatBound, formatConstant } from '../../../../extension/core/stats/formatBound';

describe('formatBound', () => {
  it('writes whole numbers of whole types whole', () => {
    const texts = ['int32', 'uint8', 'int64', 'bool', 'float32', 'bfloat16'].map(dtype => formatBound(3, dtype));
    assert.deepEqual(texts, ['3', '3', '3', '3', '3.00', '3.00']);
    assert.equal(formatBound(-12345, 'int32'), '−12,345');
    assert.equal(formatBound(0, 'bool'), '0');
  });
  it('is short where they are large, and says where there is none', () => {
    assert.equal(formatBound(1_234_567, 'int32'), '1.23e6');
    assert.equal(formatBound(-1.5, 'float16', 2), '−1.5');
    assert.equal(formatBound(null, 'int32'), '–');
    assert.equal(formatBound(NaN, 'int32'), 'NaN');
  });
});

describe('formatConstant', () =>
  it('is whole where the value is', () =>
    assert.deepEqual([3, 1, 0, -2, 1500, -0.5, 2.5, 1e7, Infinity].map(formatConstant), [
      ...['3', '1', '0', '−2', '1,500', '−0.500', '2.50', '1e7', '∞'],
    ])));
