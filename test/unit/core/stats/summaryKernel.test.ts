import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

const kernel = path.join(__dirname, '../../../../extension/core/stats/kernel');

describe('summaryKernel.generated.ts', () => {
  it('is what its source compiles to (else: npm run kernel)', function () {
    this.timeout(60_000);
    const compiled = execFileSync(process.execPath, [path.join(kernel, 'build.mjs'), '--print'], { encoding: 'utf8' });
    assert.equal(fs.readFileSync(path.join(kernel, 'summaryKernel.generated.ts'), 'utf8'), compiled);
  });
});
