import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { FilePages } from '../../../../../extension/core/formats/hdf5/filePages';
import { lookup3 } from '../../../../../extension/core/formats/hdf5/lookup3';
import { MemorySource } from '../../../../../extension/core/formats/sources/sourceViews';
import { LayerglassError } from '../../../../../extension/protocol/errors';

describe('pages of an HDF5 file', () => {
  // More than are kept, the last one shorter.
  const bytes = new Uint8Array(2 ** 15 * 70 + 123).map((_, i) => (i * 2654435761) >>> 24);
  const short = (): LayerglassError => new LayerglassError('file-short', 'It ends');
  const place = fc.integer({ min: 0, max: bytes.length });
  const length = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 2 ** 17 }));

  it('give any part of it as it is, within a page, across pages and longer than one', () => {
    const pages = new FilePages(new MemorySource(bytes, short));
    const part = fc.tuple(place, length);
    const nearBorder = fc.tuple(
      fc.integer({ min: 1, max: 70 }).chain(i => fc.integer({ min: 2 ** 15 * i - 20, max: 2 ** 15 * i })),
      fc.integer({ min: 0, max: 60 }),
    );
    fc.assert(
      fc.property(fc.oneof(part, nearBorder), ([from, wanted]) => {
        const size = Math.min(wanted, bytes.length - from);
        const expected = bytes.slice(from, from + size);
        const cursor = pages.cursor(from, size);
        assert.equal(cursor.length, size);
        assert.equal(cursor.upTo(size, lookup3), lookup3(expected));
        assert.deepEqual(Buffer.from(cursor.slice(size)), Buffer.from(expected));
        assert.throws(() => cursor.u8(), { code: 'bad-hdf5' });
        const into = new Uint8Array(size);
        pages.read(into, from);
        assert.deepEqual(Buffer.from(into), Buffer.from(expected));
      }),
    );
  });

  it('give no part that is not in it', () => {
    const pages = new FilePages(new MemorySource(bytes, short));
    for (const [from, size] of [
      [bytes.length, 1],
      [-1, 4],
      [0, -1],
      [2 ** 60, 1],
      [10, bytes.length],
    ] as const)
      assert.throws(() => pages.cursor(from, size), { code: 'bad-hdf5' });
  });

  it('are left alone by what names are read from them', () => {
    const text = Buffer.from('kernel\0größe\0a name that is longer than most\0no end');
    const cursor = new FilePages(new MemorySource(text, short)).cursor(0, text.length - 3);
    assert.deepEqual(
      [cursor.text(), cursor.text(), cursor.text()],
      ['kernel', 'größe', 'a name that is longer than most'],
    );
    assert.equal(cursor.again().name(6), 'kernel');
    assert.throws(() => cursor.text(), { code: 'bad-hdf5' });
  });
});
