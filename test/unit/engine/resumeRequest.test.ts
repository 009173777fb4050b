import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import {
  projectOfRun,
  resumeRequest,
  type ResumeOptions,
  type ResumePlan,
} from '../../../extension/engine/resumeRequest';
import { runTarget } from '../../../extension/engine/resumeTarget';
import { LayerglassError } from '../../../extension/protocol/errors';
import type { BackendInfo } from '../../../extension/protocol/run';
import { program, storedRun, type StoredRun } from './resumeFixtures';

const native: BackendInfo = {
  ...{ name: 'native', version: '2.15.1', tfjsVersion: '4.22.0' },
  ...{ threads: 2, reason: '', advice: '' },
};

describe('resumeRequest', () => {
  let run: StoredRun;
  const config = process.env.LAYERGLASS_CONFIG;
  beforeEach(async () => {
    run = await storedRun();
  });
  afterEach(() => run.remove());
  before(() => {
    process.env.LAYERGLASS_CONFIG ??= path.join(import.meta.dirname, '../../output/config');
  });
  after(() => {
    if (config === undefined) delete process.env.LAYERGLASS_CONFIG;
  });
  const plan = (change: Partial<ResumeOptions> = {}): Promise<ResumePlan> =>
    resumeRequest(run.runFolder, {
      ...{ roots: [run.project], choice: 'last', epochs: null, backend: null, environment: { A: 'b' } },
      ...{ runsFolder: null, fallbackRunsFolder: null, nodePath: null, tensorflowPath: null, nativeFolder: null },
      settings: {},
      ...change,
    });
  const failure = async (change: Partial<ResumeOptions> = {}): Promise<LayerglassError> => {
    const error: unknown = await plan(change).then(
      () => assert.fail('it was planned'),
      e => e,
    );
    assert(error instanceof LayerglassError, String(error));
    assert.notEqual(error.remedy, '', `${error.code} says what to do`);
    return error;
  };

  it('is the run again, from its last checkpoint', async () => {
    run.change({ backend: native });
    const { request, checkpoint, isRecordedHere, changes } = await plan();
    assert.deepEqual([checkpoint.step, isRecordedHere, changes.isChanged], [10, true, false]);
    const { program: file, folder, arguments: words, seed, isSeedGiven, backend, epochs, mode, environment } = request;
    assert.deepEqual(
      { file, folder, words, seed, isSeedGiven, backend, epochs, mode, environment },
      {
        ...{ file: path.join(run.project, 'train.ts'), folder: run.project, words: ['--fast'], seed: 42 },
        ...{ isSeedGiven: false, backend: 'native', epochs: null, mode: 'train', environment: { A: 'b' } },
      },
    );
    assert.deepEqual(request.resume, {
      ...{ runFolder: run.runFolder, step: 10, path: 'checkpoints/step-10' },
      backend: { name: 'native', version: '2.15.1' },
    });
  });

  it('knows a seed that the person gave by its streams', async () => {
    run.remove();
    run = await storedRun({ seed: 7, state: [1, 2, 3, 4], streams: { crypto: [1, 2, 3, 4] } });
    assert.equal((await plan()).request.isSeedGiven, true);
  });

  it('takes another backend, more epochs and an inspection where they are asked for', async () => {
    run.change({ backend: native });
    const { request } = await plan({ backend: 'wasm', epochs: 20, mode: 'inspect' });
    assert.deepEqual([request.backend, request.epochs, request.mode], ['wasm', 20, 'inspect']);
    run.change({ backend: { ...native, name: 'own' } });
    assert.equal((await plan()).request.backend, 'auto');
  });

  it('goes on to the epochs that were asked for, where the run had not come to its end', async () => {
    run.change({ status: 'stopped', epochsAsked: 10 });
    assert.equal((await plan()).request.epochs, 10);
    run.change({ status: 'completed', epochsAsked: 10 });
    assert.equal((await plan()).request.epochs, null);
    assert.equal((await failure({ epochs: 2 })).code, 'nothing-to-train');
    assert.equal((await plan({ epochs: 2, choice: { step: 5 } })).checkpoint.epoch, 1);
  });

  it('finds a checkpoint by step and by path', async () => {
    assert.equal((await plan({ choice: { step: 5 } })).checkpoint.path, 'checkpoints/step-5');
    assert.equal((await plan({ choice: { path: 'checkpoints/step-0' } })).checkpoint.step, 0);
    const { code, message, remedy } = await failure({ choice: { step: 7 } });
    assert.deepEqual([code, message], ['no-checkpoint', 'There is no checkpoint at step 7 in this run.']);
    assert.match(remedy, /0, 5, 10/);
  });

  it('says of one that is gone why', async () => {
    run.changeRecord('checkpoints/step-5', { dropped: true });
    run.changeRecord('checkpoints/step-10', { isTrashed: true });
    assert.equal((await failure({ choice: { step: 5 } })).code, 'checkpoint-dropped');
    assert.equal((await failure({ choice: { step: 10 } })).code, 'checkpoint-trashed');
    assert.equal((await plan()).checkpoint.step, 0, 'the last that is there');
    fs.rmSync(path.join(run.runFolder, 'checkpoints'), { recursive: true });
    assert.equal((await failure()).code, 'no-checkpoint');
  });

  it('does not trust a checkpoint.json that is none', async () => {
    fs.writeFileSync(path.join(run.runFolder, 'checkpoints/step-10/checkpoint.json'), '{"schemaVersion": 1}');
    assert.equal((await failure()).code, 'checkpoint-damaged');
  });

  it('resumes nothing that still runs, an inspection or no run', async () => {
    run.change({ status: 'running' });
    assert.equal((await failure()).code, 'run-active');
    run.change({ status: 'running', process: { pid: 2 ** 30, host: 'elsewhere' } });
    assert.equal((await failure()).code, 'run-active', 'written elsewhere a moment ago');
    run.change({ status: 'completed', mode: 'inspect' });
    assert.equal((await failure()).code, 'not-a-training');
    fs.rmSync(path.join(run.runFolder, 'run.json'));
    assert.equal((await failure()).code, 'no-run');
  });

  it('runs a program elsewhere only where this machine recorded the run, and that was asked for', async () => {
    const roots = [path.join(run.project, 'elsewhere')];
    assert.equal((await failure({ roots })).code, 'program-outside');
    const { request } = await plan({ roots, allowsRecorded: true });
    assert.equal(request.program, path.join(run.project, 'train.ts'));
    run.change({ arguments: ['--other'] });
    assert.equal((await failure({ roots, allowsRecorded: true })).code, 'program-outside');
  });

  it('runs no program outside its roots, wherever run.json or a link leads', async () => {
    const outside = path.join(run.project, '../outside.ts');
    fs.writeFileSync(outside, program);
    for (const patch of [
      { program: '../outside.ts' },
      { program: outside },
      { folder: '../../../..', program: 'outside.ts' },
      { folder: '../../../..', program: 'project/train.ts' },
    ]) {
      run.change({ ...{ program: 'train.ts', folder: '../../..' }, ...patch });
      assert.equal((await failure()).code, 'program-outside', JSON.stringify(patch));
    }
    if (process.platform !== 'win32') {
      fs.symlinkSync(outside, path.join(run.project, 'link.ts'));
      run.change({ program: 'link.ts', folder: '../../..' });
      assert.equal((await failure()).code, 'program-outside');
    }
    run.change({ program: 'gone.ts', folder: '../../..' });
    const gone = await failure();
    assert.equal(gone.code, 'program-not-found');
    assert.match(gone.remedy, /moved/);
  });

  it('tells a run that another machine wrote, and what changed since', async () => {
    run.change({ arguments: ['--faster'] });
    assert.equal((await plan()).isRecordedHere, false);
    run.change({ arguments: ['--fast'] });
    fs.appendFileSync(path.join(run.project, 'train.ts'), '// more\n');
    const { isRecordedHere, changes } = await plan();
    assert.equal(isRecordedHere, true);
    assert.deepEqual(
      changes.files.map(f => f.file),
      ['train.ts'],
    );
    fs.writeFileSync(path.join(run.project, 'train.ts'), 'const;');
    assert.equal((await failure()).code, 'syntax-error');
  });

  it('belongs to the folder that holds .layerglass', () => {
    assert.equal(projectOfRun(run.runFolder), run.project);
    assert.equal(projectOfRun(path.join(run.project, 'elsewhere/1')), run.project);
  });

  it('a checkpoint’s folder names its run', () => {
    const { runFolder } = run;
    assert.deepEqual(runTarget(runFolder), { runFolder, choice: 'last' });
    const choice = { path: 'checkpoints/step-5' };
    assert.deepEqual(runTarget(path.join(runFolder, 'checkpoints', 'step-5', path.sep)), { runFolder, choice });
  });
});
