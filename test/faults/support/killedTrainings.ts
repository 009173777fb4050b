import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { readRun } from '../../../extension/core/runs/readRun';
import { defaultSettings } from '../../../extension/engine/defaultSettings';
import { cleanUp, makeProject, smallModel, start } from '../../child/support/trial';
import { verify } from './killedRuns';

const maxMs = 1500;

/**
 * Kills as many trainings with a checkpoint at each step, each after a random time since its first epoch, with all that it
 * has started. Throws AssertionError where a checkpoint that is listed does not verify. Returns how many did.
 */
export async function killTrainings(count: number, seed: number): Promise<{ kills: number; verified: number }> {
  let verified = 0;
  for (let i = 0; i < count; i++) {
    const folder = makeProject({ 'train.ts': `${smallModel}m.fit(x, y, { epochs: 100000, verbose: 0 });\n` });
    const settings = { ...defaultSettings, checkpointEverySteps: 1, maxCheckpoints: 5 };
    const trial = start(folder, 'train.ts', { settings });
    const { pid } = await trial.until('hello');
    await trial.until('epoch');
    const part = (Math.imul(seed + i, 2_654_435_761) >>> 0) / 2 ** 32;
    await wait(part * maxMs);
    process.kill(-pid, 'SIGKILL');
    const { path, error } = await trial.run.stopped;
    const what = `training ${i}, killed after ${Math.round(part * maxMs)} ms`;
    assert.equal(error?.code, 'killed', what);
    assert.equal(readRun(path!).status, 'failed', what);
    verified += verify(path!, what);
    await cleanUp();
  }
  return { kills: count, verified };
}
