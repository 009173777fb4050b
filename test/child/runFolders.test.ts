// A run folder that cannot be written, or not any more: the program trains all the same where it can.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { readRun } from '../../extension/core/runs/readRun';
import { cleanUp, makeProject, runToEnd, smallModel, start } from './support/trial';

const training = `${smallModel}m.fit(x, y, { epochs: 3, verbose: 0 }).then(() => console.log('trained'));\n`;

describe('a run folder that cannot be written', () => {
  afterEach(cleanUp);

  // permissions do not bind an administrator; a file in the place of the folder does
  it('from the start: the run is kept elsewhere, and the person is told', async () => {
    const elsewhere = makeProject({});
    const fallbackRunsFolder = path.join(elsewhere, 'runs');
    const { state } = await runToEnd({ 'train.ts': training, '.layerglass': 'a file' }, { fallbackRunsFolder });
    assert.equal(state.status, 'completed');
    assert.equal(state.path, path.join(fallbackRunsFolder, '1'));
    assert.ok(state.notices.some(n => n.code === 'runs-elsewhere' && n.message.includes(fallbackRunsFolder)));
    assert.equal(readRun(state.path!).epochs.length, 3);
  });

  it('from the start, with no other place: a named error, and nothing runs', async () => {
    const { state, output } = await runToEnd({ 'train.ts': training, '.layerglass': 'a file' });
    assert.deepEqual([state.status, state.error?.code], ['failed', 'write-failed']);
    assert.match(state.error!.message, /\.layerglass/);
    assert.notEqual(state.error?.remedy, '');
    assert.equal(output.stdout, '');
  });

  it('in mid-run, because it is gone: training goes on, and it is said that nothing more is kept', async () => {
    const { state, output } = await runToEnd({
      'train.ts': `${smallModel}import * as fs from 'node:fs';
m.fit(x, y, { epochs: 40, verbose: 0, callbacks: { onEpochEnd: async epoch => {
  await new Promise(resolve => setTimeout(resolve, 20));
  if (epoch !== 2) return;
  fs.renameSync(process.cwd() + '/.layerglass', process.cwd() + '/.gone');
  fs.writeFileSync(process.cwd() + '/.layerglass', '');
} } }).then(() => console.log('trained'));
`,
    });
    assert.deepEqual([state.status, output.stdout, state.epochs.length], ['completed', 'trained\n', 40]);
    const notice = state.notices.find(n => n.message.includes('nothing more of this run is kept'));
    assert.ok(notice, JSON.stringify(state.notices));
  });

  it('because the disk is full: training goes on, what was written is whole, and it is said', async function () {
    if (process.platform === 'win32') return this.skip();
    // a limit on the size of files stands for the disk: the system refuses to write more
    const folder = makeProject({
      'train.ts': `import * as tf from '@tensorflow/tfjs';
const m = tf.sequential({ layers: [tf.layers.dense({ units: 400, inputShape: [400] }), tf.layers.dense({ units: 1 })] });
m.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
m.fit(tf.randomNormal([64, 400]), tf.randomNormal([64, 1]), { epochs: 3, verbose: 0 }).then(() => console.log('trained'));
`,
      'node.sh': `#!/bin/sh\nulimit -f 600\nexec "${process.execPath}" "$@"\n`,
    });
    fs.chmodSync(path.join(folder, 'node.sh'), 0o755);
    const trial = start(folder, 'train.ts', { nodePath: path.join(folder, 'node.sh') });
    const state = await trial.run.stopped;
    assert.deepEqual([state.status, state.error, trial.output.stdout], ['completed', null, 'trained\n']);
    const notice = state.notices.find(n => n.code === 'disk-full');
    assert.match(notice?.message ?? '', /nothing of it is kept until there is room again/);
    const kept = readRun(state.path!);
    assert.equal(kept.status, 'completed');
    assert.deepEqual(kept.checkpoints, []);
    assert.ok(kept.notices.some(n => n.code === 'disk-full'));
  });
});
