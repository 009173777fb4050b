import assert from 'node:assert/strict';
import fc from 'fast-check';
import { crc32c } from '../../../../extension/core/runs/crc32c';
import { StreamedChecksum } from '../../../../extension/core/runs/streamedChecksum';
import { loadComparisonKernel } from '../../../../extension/core/stats/kernel/loadComparisonKernel';

const bytes = Uint8Array.from({ length: 400_000 }, (_, i) => (Math.imul(i, 2_654_435_761) >>> 13) & 0xff);

describe('StreamedChecksum', () => {
  it('is the checksum of all bytes, however they are cut, also where it is asked for in between', () =>
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.nat(50), fc.nat(90_000)), { maxLength: 8 }),
        fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
        (lengths, asked) => {
          const sum = new StreamedChecksum(0);
          let at = 0;
          for (const [i, length] of lengths.entries()) {
            const end = Math.min(bytes.length, at + length);
            sum.add(bytes.subarray(at, end));
            at = end;
            if (asked[i]) assert.equal(sum.value, crc32c(bytes.subarray(0, at)));
          }
          assert.equal(sum.value, crc32c(bytes.subarray(0, at)));
        },
      ),
      { numRuns: 60 },
    ));

  it('of two in one lane or in two, in turns, is that of each', () => {
    const sums = [new StreamedChecksum(0), new StreamedChecksum(0), new StreamedChecksum(1)];
    for (let at = 0; at < 200_000; at += 40_000)
      sums.forEach((sum, i) => sum.add(bytes.subarray(i + at, i + at + 40_000)));
    sums.forEach((sum, i) => assert.equal(sum.value, crc32c(bytes.subarray(i, i + 200_000))));
  });

  it('takes bytes that lie in the kernel’s memory, and leaves them as they are', () => {
    const { a } = loadComparisonKernel()!;
    const there = new Uint8Array(a.buffer, a.byteOffset, bytes.length);
    there.set(bytes);
    const sum = new StreamedChecksum(1);
    sum.add(there);
    assert.equal(sum.value, crc32c(bytes));
    assert.deepEqual(there, bytes);
  });

  it('goes on from a checksum that it is given', () => {
    const sum = new StreamedChecksum(0);
    sum.add(bytes.subarray(5, 50_000));
    sum.value = crc32c(bytes.subarray(0, 100_000));
    sum.add(bytes.subarray(100_000));
    assert.equal(sum.value, crc32c(bytes));
  });
});
