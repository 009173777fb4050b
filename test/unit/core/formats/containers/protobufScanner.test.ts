import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ProtobufScanner } from '../../../../../extension/core/formats/containers/protobufScanner';
import { MemorySource } from '../../../../../extension/core/formats/sources/sourceViews';
import { LayerglassError } from '../../../../../extension/protocol/errors';

const varint = (value: bigint): number[] => {
  const bytes: number[] = [];
  for (let rest = BigInt.asUintN(64, value); ; rest >>= 7n) {
    if (rest < 128n) return [...bytes, Number(rest)];
    bytes.push(Number(rest & 127n) | 128);
  }
};
const key = (field: number, wire: number): number[] => varint(BigInt(field * 8 + wire));
const scannerOf = (bytes: readonly number[]): ProtobufScanner =>
  new ProtobufScanner(
    new MemorySource(Uint8Array.from(bytes), () => new LayerglassError('file-short', 'too short')),
    'x.pb',
  );
const isBad = (error: unknown): boolean => error instanceof LayerglassError && error.code === 'bad-message';

describe('a scanner of protocol buffers', () => {
  const fieldNumber = fc.integer({ min: 1, max: 2 ** 29 - 1 });
  const field = fc.oneof(
    fc.record({ field: fieldNumber, varint: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }) }),
    fc.record({ field: fieldNumber, block: fc.uint8Array({ maxLength: 9000 }) }),
    fc.record({ field: fieldNumber, float: fc.float({ noNaN: true }) }),
    fc.record({ field: fieldNumber, double: fc.double({ noNaN: true }) }),
  );

  it('finds the fields that were written', () =>
    fc.assert(
      fc.property(fc.array(field, { maxLength: 12 }), written => {
        const bytes = written.flatMap(one => {
          if ('varint' in one) return [...key(one.field, 0), ...varint(one.varint)];
          if ('block' in one) return [...key(one.field, 2), ...varint(BigInt(one.block.length)), ...one.block];
          if ('float' in one) return [...key(one.field, 5), ...new Uint8Array(Float32Array.of(one.float).buffer)];
          return [...key(one.field, 1), ...new Uint8Array(Float64Array.of(one.double).buffer)];
        });
        const scanner = scannerOf(bytes);
        const found = [...scanner.fields(scanner.whole)].map(f =>
          f.type === 'block' ? { field: f.field, block: scanner.bytes(f) } : { field: f.field, [f.type]: f.value },
        );
        const wanted = written.map(f => ('varint' in f ? { field: f.field, varint: Number(f.varint) } : f));
        assert.deepEqual(
          found,
          wanted.map(f => ('block' in f ? { ...f, block: new Uint8Array(f.block) } : { ...f })),
        );
      }),
      { numRuns: 60 },
    ));

  it('says of any bytes that they are none, or ends', () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), bytes => {
        const scanner = scannerOf([...bytes]);
        try {
          for (const found of scanner.fields(scanner.whole))
            if (found.type === 'block') assert.ok(found.at <= found.end && found.end <= bytes.length);
        } catch (error) {
          assert.ok(isBad(error), String(error));
        }
      }),
    ));

  for (const [what, bytes] of [
    ['a length of 2^60', [...key(1, 2), ...varint(2n ** 60n), 1]],
    ['a negative length', [...key(1, 2), ...varint(-1n), 1]],
    ['a varint without end', [...key(1, 0), ...Array<number>(11).fill(255)]],
    ['a group', [...key(1, 3)]],
    ['field 0', [2, 0]],
    ['a key beyond 32 bits', [...varint(2n ** 40n), 0]],
    ['a double that ends too soon', [...key(1, 1), 0, 0]],
  ] as [string, number[]][])
    it(`refuses ${what}`, () => {
      const scanner = scannerOf(bytes);
      assert.throws(() => [...scanner.fields(scanner.whole)], isBad);
    });

  it('reads packed numbers, and cuts long texts', () => {
    const numbers = scannerOf([...varint(-3n), ...varint(300n)]);
    assert.deepEqual([...numbers.varints(numbers.whole)], [-3, 300]);
    const text = scannerOf([...Buffer.from('kernel')]);
    assert.equal(text.text(text.whole), 'kernel');
    assert.equal(text.text(text.whole, 3), 'ker…');
  });

  it('reads little of a file that it passes over', () => {
    let read = 0;
    const huge = 2 ** 40;
    const head = [...key(7, 2), ...varint(BigInt(huge))];
    const source = {
      size: head.length + huge,
      read: (into: Uint8Array, position: number): void => {
        read += into.length;
        for (let i = 0; i < into.length; i++) into[i] = head[position + i] ?? 0;
      },
    };
    const scanner = new ProtobufScanner(source, 'huge.pb');
    assert.deepEqual(
      [...scanner.fields(scanner.whole)],
      [{ field: 7, type: 'block', at: head.length, end: head.length + huge }],
    );
    assert.ok(read < 10_000, String(read));
  });
});
