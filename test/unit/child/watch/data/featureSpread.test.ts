import assert from 'node:assert/strict';
import { featureSpread } from '../../../../../extension/child/watch/data/featureSpread';

const spread = (values: number[], shape: number[]): number | null => featureSpread(Float32Array.from(values), shape);

describe('how differently features are spread', () => {
  it('none with one feature, one example, nothing, or nothing that varies', () => {
    assert.equal(spread([1, 2, 3], []), null);
    assert.equal(spread([1, 2, 3], [1]), null);
    assert.equal(spread([1, 2], [2]), null);
    assert.equal(spread([], [2]), null);
    assert.equal(spread([0.1, 7, 0.1, 7], [2]), null);
  });
  it('largest standard deviation over the smallest', () => {
    // stds 1 and 100
    assert.ok(Math.abs(spread([1, 100, 3, 300], [2])! - 100) < 1e-9);
  });
  it('a feature that is constant is left out, also far from 0', () => {
    assert.ok(Math.abs(spread([1, 100, 0.1, 3, 300, 0.1], [3])! - 100) < 1e-9);
    assert.ok(Math.abs(spread([1, 100, -10.5, 3, 300, -10.5], [3])! - 100) < 1e-9);
  });
  it('of images: their channels', () => {
    // two pixels of two channels, one image: channel 0 has 0 and 2, channel 1 has 0 and 20
    assert.ok(Math.abs(spread([0, 0, 2, 20], [2, 1, 2])! - 10) < 1e-9);
  });
  it('values that are no numbers are left out', () => {
    // 1, 3, 8 and 100, 5, 300: variances 26 / 3 and 45350 / 3
    const expected = Math.sqrt(45350 / 26);
    assert.ok(Math.abs(spread([1, 100, NaN, 5, 3, 300, 8, Infinity], [2])! - expected) < 1e-9);
    assert.equal(spread([NaN, NaN, NaN, NaN], [2]), null);
  });
  it('small spreads far from 0 are not lost', () => {
    // 2^20 and 2^20 + 1/8 beside 0 and 1: stds 1/16 and 1/2
    assert.ok(Math.abs(spread([2 ** 20, 0, 2 ** 20 + 1 / 8, 1], [2])! - 8) < 1e-9);
  });
});
