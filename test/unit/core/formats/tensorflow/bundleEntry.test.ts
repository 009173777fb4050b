import assert from 'node:assert/strict';
import { decodeEntry } from '../../../../../extension/core/formats/tensorflow/bundleEntry';
import { extentsIn } from '../../../../../extension/core/formats/tensorflow/slicedSource';

const block = (field: number, ...content: number[]): number[] => [8 * field + 2, content.length, ...content];
const slicesOf = (...extent: number[]) => decodeEntry(Uint8Array.from(block(7, ...block(1, ...extent)))).slices;

describe('an entry of a bundle', () => {
  it('has the place of a slice, the whole axis where it has no length', () => {
    assert.deepEqual(slicesOf(8, 3, 16, 2), [[{ start: 3, length: 2 }]]);
    assert.deepEqual(slicesOf(), [[null]]);
  });

  it('has no slice that a shape has, where its place is no number', () => {
    for (const number of [
      [0x80],
      [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
      [...Array.from({ length: 12 }, () => 0xff), 1],
    ]) {
      const [extents] = slicesOf(16, 1, 8, ...number);
      assert.equal(extentsIn([4], extents!), null, String(number));
    }
  });
});
