import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { loadComparisonKernel } from '../../../../extension/core/stats/kernel/loadComparisonKernel';

const kernel = path.join(__dirname, '../../../../extension/core/stats/kernel');

describe('comparisonKernel.generated.ts', () => {
  // The compiler itself, which takes seconds, is run for the other kernels.
  it('is of the source as it is now (else: npm run kernel)', () => {
    const hash = createHash('sha256');
    for (const name of ['comparisonKernel', 'comparisonPlaces', 'foldChecksum', 'wideComparison'])
      hash.update(fs.readFileSync(path.join(kernel, `${name}.as.ts`), 'utf8'));
    const generated = fs.readFileSync(path.join(kernel, 'comparisonKernel.generated.ts'), 'utf8');
    assert.equal(/SHA-256 of its source: (\w+)/.exec(generated)?.[1], hash.digest('hex'));
  });

  it('has room for what it says, and nothing of it lies over another', () => {
    const { a, b, result, aSquares, differenceSquares, foundBuckets, foundCounts, checksum } = loadComparisonKernel()!;
    const lanes = checksum.histories.map(h => new Uint8Array(h.buffer, h.byteOffset, h.length + checksum.maxPiece));
    const views = [result, foundBuckets, foundCounts, a, b, differenceSquares, aSquares, ...lanes, checksum.input];
    for (const [i, view] of views.entries()) {
      const end = view.byteOffset + view.byteLength;
      assert.ok(end <= (views[i + 1]?.byteOffset ?? checksum.memory.byteLength), `view ${i} ends at ${end}`);
    }
  });
});
