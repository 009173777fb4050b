import assert from 'node:assert/strict';
import * as path from 'node:path';
import { createRunFolder } from '../../../../extension/core/runs/createRunFolder';
import { writeManifest } from '../../../../extension/core/runs/manifestFile';
import { NewestStoredRuns } from '../../../../extension/host/knowledge/newestStoredRuns';
import { listStoredRuns } from '../../../../extension/host/runs/storedRun';
import type { RunManifest } from '../../../../extension/protocol/run';
import { manifest, temporaryFolder } from '../../core/runs/runFixtures';

describe('NewestStoredRuns', () => {
  let place: ReturnType<typeof temporaryFolder>;
  beforeEach(() => (place = temporaryFolder()));
  afterEach(() => place.remove());

  const open = (...runs: Partial<RunManifest>[]) => {
    const runsFolder = path.join(place.folder, '.layerglass/runs');
    for (const change of runs) {
      const { id, folder } = createRunFolder(runsFolder);
      writeManifest(folder, manifest({ id, startedAt: id, status: 'completed', folder: '../../..', ...change }));
    }
    const all = listStoredRuns(runsFolder, [place.folder]);
    const errors: unknown[] = [];
    const library = { all, ofProgram: (program: string) => all.filter(r => r.program === program) };
    const stored = new NewestStoredRuns(library, { error: error => errors.push(error) });
    const read = async (known: number[] = []) =>
      (await stored.read(folder => known.includes(Number(path.basename(folder))))).map(r => r.state.id);
    return { stored, read, errors, folderOf: (id: number) => path.join(runsFolder, String(id)) };
  };

  it('reads the newest of each program that built a model and has ended, once', async () => {
    const { read } = open({}, {}, { models: [] }, { program: 'other.ts' }, { program: 'other.ts', status: 'running' });
    assert.deepEqual((await read()).sort(), [2, 4]);
    assert.deepEqual(await read([2, 4]), []);
  });

  it('looks no further than three runs back, nor behind one that is known', async () => {
    const empty = { models: [] };
    assert.deepEqual(await open({}, empty, empty, empty).read(), []);
    assert.deepEqual(await open({}, {}).read([6]), []);
  });

  it('leaves out what belongs to a run of this window', async () => {
    const { stored, read, folderOf } = open({}, {});
    stored.skip(folderOf(2));
    assert.deepEqual(await read(), [1]);
  });
});
