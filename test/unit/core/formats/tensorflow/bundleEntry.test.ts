import assert from 'node:assert/strict';
import fc from 'fast-check';
import { anyEntry, decodeEntry } from '../../../../../extension/core/formats/tensorflow/bundleEntry';
import { plainEntry } from '../../../../../extension/core/formats/tensorflow/plainEntry';
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

  it('is the same whichever way it is decoded, and most are decoded the short way', () => {
    const byte = fc.nat(255);
    const number = fc.oneof(
      fc.nat(127).map(n => [n]),
      fc.nat(16_383).map(n => [128 | (n & 127), n >> 7]),
      fc.array(byte, { minLength: 1, maxLength: 11 }),
    );
    const axis = fc.oneof(
      number.map(own => block(2, 8, ...own)),
      fc.constant(block(2)),
      fc.array(byte, { maxLength: 6 }).map(own => block(2, ...own)),
    );
    const field = fc.oneof(
      fc.tuple(fc.constantFrom(1, 3, 4, 5), number).map(([n, own]) => [8 * n, ...own]),
      fc.array(axis, { maxLength: 4 }).map(axes => block(2, ...axes.flat())),
      fc.array(byte, { minLength: 4, maxLength: 4 }).map(own => [0x35, ...own]),
      fc.array(byte, { maxLength: 6 }).map(own => block(7, ...own)),
      fc.array(byte, { maxLength: 5 }),
    );
    let plain = 0;
    fc.assert(
      fc.property(fc.array(field, { maxLength: 6 }), fc.nat(3), (fields, cut) => {
        const own = fields.flat();
        const bytes = Uint8Array.from([1, 2, ...own.slice(0, Math.max(0, own.length - cut)), 3]);
        const short = plainEntry(bytes, 2, bytes.length - 1);
        if (short) plain++;
        if (short) assert.deepEqual(short, anyEntry(bytes.subarray(2, -1)));
      }),
      { numRuns: 2000 },
    );
    assert.ok(plain > 200, String(plain));
    const written = [...[8, 1], ...block(2, ...block(2, 8, 2)), ...[32, 16], ...[40, 8], ...[0x35, 1, 2, 3, 0x84]];
    assert.equal(plainEntry(Uint8Array.from(written), 0, written.length)?.checksum, 0x84030201);
  });
});
