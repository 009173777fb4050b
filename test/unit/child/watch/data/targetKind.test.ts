import assert from 'node:assert/strict';
import fc from 'fast-check';
import { areDistributions, targetKind } from '../../../../../extension/child/watch/data/targetKind';

const kindOf = (values: number[], shape: number[], isIndexed = false): string =>
  targetKind(Float32Array.from(values), shape, isIndexed).kind;
const countsOf = (values: number[], shape: number[], isIndexed = false): number[] =>
  targetKind(Float32Array.from(values), shape, isIndexed).classCounts;

describe('how targets are written', () => {
  it('nothing, NaN and infinities: values', () => {
    assert.equal(kindOf([], [3]), 'values');
    assert.equal(kindOf([0, 1, NaN], []), 'values');
    assert.equal(kindOf([0, 1, Infinity], [1]), 'values');
  });
  it('one-hot rows, whatever their dtype', () => {
    const rows = [0, 1, 0, 1, 0, 0, 0, 1, 0];
    for (const values of [Float32Array.from(rows), Int32Array.from(rows), Uint8Array.from(rows)])
      assert.deepEqual(targetKind(values, [3], false), { kind: 'oneHot', classCounts: [1, 2, 0] });
  });
  it('one-hot for each pixel or word', () => {
    assert.deepEqual(countsOf([1, 0, 0, 1, 0, 1, 0, 1], [2, 2]), [1, 3]);
    assert.equal(kindOf([1, 0, 0, 1, 0, 1, 0, 1], [2, 2]), 'oneHot');
  });
  it('several labels at once, or none, are not one-hot', () => {
    assert.equal(kindOf([0, 1, 1, 1, 0, 0], [3]), 'binary');
    assert.equal(kindOf([0, 0, 0, 1, 0, 0], [3]), 'binary');
    assert.deepEqual(countsOf([0, 1, 1, 1, 0, 0], [3]), []);
  });
  it('smoothed labels are probabilities, and tell classes', () => {
    assert.equal(kindOf([0.9, 0.05, 0.05, 0.05, 0.05, 0.9], [3]), 'probabilities');
    assert.deepEqual(countsOf([0.9, 0.05, 0.05, 0.05, 0.05, 0.9], [3]), [1, 0, 1]);
    // sums to 1 by chance only in one row; a negative value
    assert.equal(kindOf([0.9, 0.05, 0.05, 0.5, 0.05, 0.9], [3]), 'values');
    assert.equal(kindOf([1.5, -0.5, 0, 0, 1, 0], [3]), 'values');
  });
  it('classes of shape [] and [1], as floats', () => {
    for (const shape of [[], [1]]) {
      assert.equal(kindOf([0, 2, 1, 2], shape), 'classes');
      assert.deepEqual(countsOf([0, 2, 1, 2], shape), [1, 1, 2]);
    }
  });
  it('a single class, and classes that are counted from 1', () => {
    assert.deepEqual(targetKind(Float32Array.of(3, 3, 3), [], false), { kind: 'classes', classCounts: [0, 0, 0, 3] });
    assert.deepEqual(countsOf([1, 2, 3], [1]), [0, 1, 1, 1]);
  });
  it('0 and 1 of one column are binary, even if all are the same', () => {
    assert.deepEqual(targetKind(Float32Array.of(0, 1, 1), [1], false), { kind: 'binary', classCounts: [1, 2] });
    assert.deepEqual(targetKind(Float32Array.of(1, 1), [], false), { kind: 'binary', classCounts: [0, 2] });
    assert.deepEqual(targetKind(Float32Array.of(0, 0), [], false), { kind: 'binary', classCounts: [2, 0] });
  });
  it('-1 and 1, halves, and prices in whole numbers are values', () => {
    assert.equal(kindOf([-1, 1, 1], [1]), 'values');
    assert.equal(kindOf([0, 1, 2.5], [1]), 'values');
    assert.equal(kindOf([250_000, 310_500, 199_999], [1]), 'values');
    assert.equal(kindOf([2e6, 2e6, 2e6, 2e6], [1]), 'values');
  });
  it('words of a large vocabulary are classes without counts', () => {
    const words = Array.from({ length: 5000 }, (_, i) => (i * 7919) % 2000);
    assert.deepEqual(targetKind(Int32Array.from(words), [], false), { kind: 'classes', classCounts: [] });
  });
  it('indices for each position where the output has one more axis; whole pixels are values', () => {
    assert.equal(kindOf([3, 1, 4, 1], [2], true), 'classes');
    assert.deepEqual(countsOf([3, 1, 4, 1], [2], true), [0, 2, 0, 1, 1]);
    assert.equal(kindOf([3, 1, 4, 1], [2], false), 'values');
    // a row that happens to sum to 1
    assert.equal(kindOf([0, 1, 1, 0], [2], true), 'binary');
  });
  it('any permutation of one-hot rows counts the same', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 40 }), labels => {
        const rows = labels.flatMap(l => [0, 1, 2, 3, 4].map(c => Number(c === l)));
        const found = targetKind(Float32Array.from(rows), [5], false);
        const expected = [0, 1, 2, 3, 4].map(c => labels.filter(l => l === c).length);
        assert.deepEqual(found, { kind: 'oneHot', classCounts: expected });
      }),
    );
  });
});

describe('rows that are distributions', () => {
  it('softmax of one unit is always 1', () => {
    assert.equal(areDistributions(Float32Array.of(1, 1, 1), [1]), true);
    assert.equal(areDistributions(Float32Array.of(0.3, 0.7), [1]), false);
  });
  it('not without values, nor with a NaN', () => {
    assert.equal(areDistributions(new Float32Array(0), [3]), false);
    assert.equal(areDistributions(Float32Array.of(NaN, 0.5, 0.5), [3]), false);
  });
  it('of the last axis', () => {
    assert.equal(areDistributions(Float32Array.of(0.25, 0.75, 0.5, 0.5), [2, 2]), true);
    assert.equal(areDistributions(Float32Array.of(0.25, 0.5, 0.75, 0.5), [2, 2]), false);
  });
});
