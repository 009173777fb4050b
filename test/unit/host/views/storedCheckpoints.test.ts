import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { StoredCheckpoints } from '../../../../extension/host/views/storedCheckpoints';
import { record } from './checkpointRecords';

describe('StoredCheckpoints', () => {
  let runFolder = '';
  const index = (): string => path.join(runFolder, 'checkpoints/index.jsonl');
  const add = (step: number): void => {
    const line = record(step);
    fs.mkdirSync(path.join(runFolder, line.path), { recursive: true });
    fs.writeFileSync(path.join(runFolder, line.path, 'checkpoint.json'), '{}');
    fs.appendFileSync(index(), `${JSON.stringify(line)}\n`);
  };
  beforeEach(() => (runFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'stored-checkpoints-'))));
  afterEach(() => fs.rmSync(runFolder, { recursive: true }));
  const fail = (error: unknown): void => {
    throw error;
  };

  it('reads an index again only where it has changed', () => {
    const stored = new StoredCheckpoints(fail);
    assert.deepEqual(stored.of(runFolder), []);
    add(1);
    const first = stored.of(runFolder);
    assert.deepEqual(
      first.map(r => r.step),
      [1],
    );
    assert.equal(stored.of(runFolder), first);
    assert.deepEqual(stored.changed(), []);
    add(2);
    assert.deepEqual(stored.changed(), [runFolder]);
    assert.equal(stored.of(runFolder).length, 2);
    fs.rmSync(path.join(runFolder, 'checkpoints/step-1'), { recursive: true });
    assert.deepEqual(
      stored.of(runFolder).map(r => r.step),
      [2],
    );
    assert.deepEqual(stored.changed(), []);
  });

  it('has none where the index cannot be read, and tells why', () => {
    const told: unknown[] = [];
    fs.mkdirSync(index(), { recursive: true });
    const stored = new StoredCheckpoints(error => told.push(error));
    assert.deepEqual(stored.of(runFolder), []);
    assert.equal((told[0] as { code: string }).code, 'not-a-file');
    stored.of(runFolder);
    assert.equal(told.length, 1);
  });
});
