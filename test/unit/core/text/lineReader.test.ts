import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LineReader } from '../../../../extension/core/text/lineReader';

const read = (chunks: Uint8Array[], maxBytes?: number): string[] => {
  const lines: string[] = [];
  const reader = new LineReader(line => lines.push(line), maxBytes);
  for (const chunk of chunks) reader.push(Buffer.from(chunk));
  return lines;
};

describe('lineReader', () => {
  it('puts lines together however they are cut, in the middle of a character too', () => {
    const line = fc.string({ unit: 'binary' }).map(s => s.replaceAll('\n', ''));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 5 }), fc.array(fc.nat(40), { maxLength: 8 }), (lines, cuts) => {
        const bytes = Buffer.from(lines.map(l => l + '\n').join(''));
        const at = [0, ...cuts.filter(c => c < bytes.length).sort((a, b) => a - b), bytes.length];
        const chunks = at.slice(1).map((end, i) => bytes.subarray(at[i], end));
        assert.deepEqual(
          read(chunks),
          lines.map(l => Buffer.from(l).toString()),
        );
      }),
    );
  });

  it('keeps what has no end yet to itself', () => assert.deepEqual(read([Buffer.from('a\n\nb')]), ['a', '']));

  it('refuses a line without end', () => {
    assert.throws(() => read([Buffer.alloc(60, 65), Buffer.alloc(60, 65)], 100), RangeError);
    assert.deepEqual(read([Buffer.from('a'.repeat(60) + '\n'), Buffer.from('b'.repeat(60) + '\n')], 100).length, 2);
  });
});
