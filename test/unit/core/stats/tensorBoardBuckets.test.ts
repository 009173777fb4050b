import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { summarize } from '../../../../extension/core/stats/summarize';
import { toTensorBoardBuckets } from '../../../../extension/core/stats/tensorBoardBuckets';

const file = path.join(__dirname, '../../../fixtures/stats/tensorBoardBuckets.json');
const cases = JSON.parse(fs.readFileSync(file, 'utf8')) as { name: string; values: number[]; rows: number[][] }[];

describe('toTensorBoardBuckets', () => {
  for (const { name, values, rows } of cases) {
    // A bucket of several that straddles two rows is split between them.
    const isExact = !['normal', 'uniform', 'powers of two'].includes(name);
    it(`${isExact ? 'equals' : 'is near'} what TensorBoard's own writer makes: ${name}`, () => {
      const own = toTensorBoardBuckets(summarize(Float32Array.from(values)));
      assert.equal(own.length, 30);
      own.forEach(({ left, right, count }, i) => {
        const [l, r, c] = rows[i] as [number, number, number];
        const range = Math.max(1e-30, rows[29]![1]! - rows[0]![0]!);
        assert.ok(Math.abs(left - l) < 1e-9 * range && Math.abs(right - r) < 1e-9 * range, `row ${i}`);
        if (isExact) assert.equal(count, c, `row ${i}`);
        else assert.ok(Math.abs(count - c) < 5, `row ${i}: ${count}, TensorBoard ${c}`);
      });
      assert.ok(Math.abs(own.reduce((sum, b) => sum + b.count, 0) - values.length) < 1e-6);
    });
  }

  it('counts finite values only', () => {
    const rows = toTensorBoardBuckets(summarize(Float32Array.of(NaN, Infinity, 1, 2)));
    assert.deepEqual([rows[0]!.left, rows[29]!.right], [1, 2]);
    assert.equal(
      rows.reduce((sum, r) => sum + r.count, 0),
      2,
    );
  });
});
