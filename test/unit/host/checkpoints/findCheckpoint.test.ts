import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { findCheckpoint, placeOf } from '../../../../extension/host/checkpoints/findCheckpoint';
import type { LiveRun } from '../../../../extension/host/runs/liveRun';
import type { RunCatalog } from '../../../../extension/host/runs/runCatalog';
import type { CheckpointRecord } from '../../../../extension/protocol/run';
import { record } from '../views/checkpointRecords';

describe('findCheckpoint', () => {
  let runFolder = '';
  const written = [record(10), record(20, { dropped: true }), record(30)];
  beforeEach(() => {
    runFolder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'find-checkpoint-')), '14');
    for (const { path: inner } of written.filter(r => !r.dropped)) {
      fs.mkdirSync(path.join(runFolder, inner), { recursive: true });
      fs.writeFileSync(path.join(runFolder, inner, 'checkpoint.json'), '{}');
    }
    list(written);
  });
  afterEach(() => fs.rmSync(path.dirname(runFolder), { recursive: true }));

  const list = (records: CheckpointRecord[]): void =>
    fs.writeFileSync(
      path.join(runFolder, 'checkpoints/index.jsonl'),
      records.map(r => `${JSON.stringify(r)}\n`).join(''),
    );
  const catalog = (live: Partial<LiveRun> | null = null) =>
    ({
      runs: { all: live ? [{ mode: 'train', key: runFolder, program: '/w/train.ts', item: { id: 14 }, ...live }] : [] },
      library: {
        find: (folder: string) => (folder === runFolder ? { item: { id: 14 }, program: '/w/train.ts' } : null),
      },
    }) as unknown as RunCatalog;
  const find = (inner: string, at = runFolder, of = catalog()) => findCheckpoint(of, placeOf(at, inner));

  it('finds one of a run that the workspace holds', () => {
    const found = find('checkpoints/step-30');
    assert.deepEqual([found.record.step, found.runId, found.program, found.live], [30, 14, '/w/train.ts', null]);
    assert.equal(found.place, path.join(runFolder, 'checkpoints/step-30'));
  });

  it('asks a run that goes on, and the folder of one that has ended', () => {
    const state = { checkpoints: [record(30, { name: 'of the run' })] } as LiveRun['state'];
    const nameFrom = (isActive: boolean) =>
      find('checkpoints/step-30', runFolder, catalog({ isActive, state })).record.name;
    assert.equal(nameFrom(true), 'of the run');
    assert.equal(nameFrom(false), undefined);
  });

  it('says that one was dropped or deleted', () => {
    assert.throws(() => find('checkpoints/step-20'), { code: 'no-checkpoint', message: /step 20 of run 14/ });
    const state = { checkpoints: [record(30, { isTrashed: true })] } as LiveRun['state'];
    const live = catalog({ isActive: true, state });
    assert.throws(() => find('checkpoints/step-30', runFolder, live), { code: 'no-checkpoint' });
  });

  it('says that its folder is gone since it was drawn', () => {
    const state = { checkpoints: written } as LiveRun['state'];
    fs.rmSync(path.join(runFolder, 'checkpoints/step-30'), { recursive: true });
    const live = catalog({ isActive: true, state });
    assert.throws(() => find('checkpoints/step-30', runFolder, live), {
      code: 'checkpoint-missing',
      message: /step 30 of run 14 is not there/,
    });
    assert.throws(() => find('checkpoints/step-40'), { code: 'checkpoint-missing' });
  });

  it('says that the run is gone, or none of this workspace', () => {
    assert.throws(() => find('checkpoints/step-30', '/somewhere/else'), { code: 'no-run' });
    fs.renameSync(runFolder, `${runFolder}-moved`);
    assert.throws(() => find('checkpoints/step-30'), { code: 'no-run', remedy: /moved/ });
  });

  it('goes nowhere else, whatever an index or a page says', () => {
    const inner = '../../etc';
    list([...written, record(50, { path: inner })]);
    assert.throws(() => find(inner), { name: 'LayerglassError' });
    const state = { checkpoints: [record(50, { path: inner })] } as LiveRun['state'];
    assert.throws(() => find(inner, runFolder, catalog({ isActive: true, state })), { code: 'no-checkpoint' });
  });
});
