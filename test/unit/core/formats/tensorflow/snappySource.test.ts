import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MemorySource } from '../../../../../extension/core/formats/sources/sourceViews';
import { SnappySource } from '../../../../../extension/core/formats/tensorflow/snappySource';
import { LayerglassError } from '../../../../../extension/protocol/errors';

const sourceOf = (bytes: Uint8Array): SnappySource =>
  new SnappySource(new MemorySource(bytes, () => new LayerglassError('bad-range', 'ends')), 'packed');

type Element = { literal: number[] } | { length: number; back: number };

/** Elements as Snappy writes them, and what they stand for. */
function pack(elements: readonly Element[]): { packed: Uint8Array; plain: number[] } {
  const plain: number[] = [];
  const body: number[] = [];
  for (const element of elements)
    if ('literal' in element) {
      const { length } = element.literal;
      if (length <= 60) body.push((length - 1) << 2);
      else body.push(61 << 2, (length - 1) & 255, (length - 1) >> 8);
      for (const byte of element.literal) {
        body.push(byte);
        plain.push(byte);
      }
    } else if (plain.length > 0) {
      const offset = (element.back % plain.length) + 1;
      const { length } = element;
      if (length >= 4 && length <= 11 && offset < 2048)
        body.push(((offset >> 8) << 5) | ((length - 4) << 2) | 1, offset & 255);
      else if (offset < 65536) body.push(((length - 1) << 2) | 2, offset & 255, offset >> 8);
      else continue;
      for (let i = 0; i < length; i++) plain.push(plain.at(-offset)!);
    }
  const size: number[] = [];
  for (let rest = plain.length; ; rest >>= 7) {
    size.push(rest < 128 ? rest : (rest & 127) | 128);
    if (rest < 128) break;
  }
  return { packed: Uint8Array.from([...size, ...body]), plain };
}

describe('SnappySource', () => {
  const element = fc.oneof(
    fc.record({ literal: fc.array(fc.nat(255), { minLength: 1, maxLength: 300 }) }),
    fc.record({ length: fc.integer({ min: 1, max: 64 }), back: fc.nat(2 ** 20) }),
  );

  it('unpacks what was packed, from any place, forwards and backwards', () => {
    fc.assert(
      fc.property(fc.array(element, { maxLength: 40 }), fc.array(fc.nat(), { maxLength: 6 }), (elements, places) => {
        const { packed, plain } = pack(elements);
        const source = sourceOf(packed);
        assert.equal(source.size, plain.length);
        for (const place of [0, ...places]) {
          const at = place % (plain.length + 1);
          const into = new Uint8Array(plain.length - at);
          source.read(into, at);
          assert.deepEqual([...into], plain.slice(at));
        }
      }),
      { numRuns: 50 },
    );
  });

  it('unpacks more than it holds', () => {
    const literal = Array.from({ length: 60_000 }, (_, i) => (i * 7) & 255);
    const elements: Element[] = [];
    for (let i = 0; i < 12; i++) elements.push({ literal }, { length: 64, back: 59_000 });
    const { packed, plain } = pack(elements);
    const source = sourceOf(packed);
    const into = new Uint8Array(source.size);
    source.read(into, 0);
    assert.deepEqual(Buffer.compare(into, Uint8Array.from(plain)), 0);
    const part = new Uint8Array(100);
    source.read(part, 1000);
    assert.deepEqual([...part], plain.slice(1000, 1100));
  });

  it('refuses what cannot be unpacked', () => {
    const bad: [string, number[]][] = [
      ['a size beyond any that packing gives', [255, 255, 255, 255, 15, 0, 1]],
      ['a size without end', [255, 255, 255, 255, 255, 255, 255, 1]],
      ['a copy from before the beginning', [5, 0, 1, 1, 2]],
      ['a copy of nothing', [5, 0, 1, 1, 0]],
      ['an end too soon', [9, 0, 1]],
      ['a literal of 2^32 - 5 bytes', [20, 252, 250, 255, 255, 255, 1]],
      ['a literal longer than all', [2, 8, 1, 2, 3]],
    ];
    for (const [what, bytes] of bad)
      assert.throws(
        () => {
          const source = sourceOf(Uint8Array.from(bytes));
          source.read(new Uint8Array(source.size), 0);
        },
        { code: 'bad-packed' },
        what,
      );
  });

  it('ends with a named error whatever bytes there are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
        try {
          const source = sourceOf(bytes);
          source.read(new Uint8Array(source.size), 0);
        } catch (error) {
          assert.ok(error instanceof LayerglassError);
        }
      }),
      { numRuns: 300 },
    );
  });
});
