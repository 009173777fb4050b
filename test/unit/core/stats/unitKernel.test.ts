import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { loadUnitKernel } from '../../../../extension/core/stats/kernel/loadUnitKernel';

const kernel = path.join(__dirname, '../../../../extension/core/stats/kernel');

describe('unitKernel.generated.ts', () => {
  it('is what its source compiles to (else: npm run kernel)', function () {
    this.timeout(120_000);
    const build = [path.join(kernel, 'build.mjs'), '--print', 'unitKernel'];
    const compiled = execFileSync(process.execPath, build, { encoding: 'utf8' });
    assert.equal(fs.readFileSync(path.join(kernel, 'unitKernel.generated.ts'), 'utf8'), compiled);
  });
  it('has room for what it says', () => {
    const { values, origins, atBound, maxUnits, maxValues } = loadUnitKernel()!;
    assert.equal(values.length, maxValues);
    assert.equal(origins.length, maxUnits);
    assert.equal(values.byteOffset, atBound.byteOffset + 4 * maxUnits);
    assert.ok(values.byteOffset + values.byteLength <= values.buffer.byteLength);
  });
});
