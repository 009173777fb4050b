import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { runFuzz } from '../../../fuzz/runFuzz';

describe('changed files', () => {
  it('of every format are read or refused: no crash, no hang, no foreign read, no figure that changed in silence', async function () {
    this.timeout(60_000);
    const keep = fs.mkdtempSync(path.join(os.tmpdir(), 'layerglass-finds-'));
    const { inputs, formats, finds } = await runFuzz({ seed: 1, inputs: 1e6, ms: 10_000, processes: 1, keep });
    assert.deepEqual(finds, [], `kept in ${keep}`);
    fs.rmSync(keep, { recursive: true });
    assert.ok(inputs > 100, `only ${inputs} inputs`);
    const names = fs.readdirSync(path.join(__dirname, '../../../fixtures/formats'), { withFileTypes: true });
    const folders = names.filter(entry => entry.isDirectory() && entry.name !== 'architectures');
    const expected = [...folders.map(entry => entry.name), 'layerglass'].sort();
    assert.deepEqual(Object.keys(formats).sort(), expected, 'of every format');
  });
});
