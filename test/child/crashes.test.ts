// A process that dies, or does not want to: what was written is kept, and nothing is left running.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { readRun } from '../../extension/core/runs/readRun';
import { cleanUp, makeProject, runToEnd, smallModel, start } from './support/trial';

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    // a zombie whose parent does not wait is dead all the same
    return !/^State:\s+Z/m.test(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' && process.platform !== 'linux';
  }
};
/**
 * Waits until the process is gone, at most so long that a busy machine does not matter: left alone it would never end.
 * Nothing tells of the end of a process that is not a child.
 */
async function endsSoon(pid: number): Promise<boolean> {
  const limitMs = 15_000;
  const began = performance.now();
  while (isAlive(pid) && performance.now() - began < limitMs) await new Promise(resolve => setTimeout(resolve, 10));
  return !isAlive(pid);
}
const trainThen = (then: string): Record<string, string> => ({
  'train.ts': `${smallModel}m.fit(x, y, { epochs: 2, verbose: 0 }).then(() => {
  ${then}
});
`,
});

describe('a process that dies', () => {
  afterEach(cleanUp);

  it('is killed: SIGKILL', async () => {
    const trial = start(makeProject(trainThen('setInterval(() => 0, 1000);')), 'train.ts');
    const { pid } = await trial.until('hello');
    // what the host has heard of is kept
    await trial.until('steps', e => e.steps.at(-1)?.step === 4);
    await trial.until('epoch', e => e.epoch.epoch === 2);
    process.kill(pid, 'SIGKILL');
    const state = await trial.run.stopped;
    assert.deepEqual([state.status, state.error?.code], ['failed', 'killed']);
    const kept = readRun(state.path!);
    assert.deepEqual([kept.status, kept.error?.code, kept.epochs.length], ['failed', 'killed', 2]);
    assert.notEqual(kept.endedAt, null);
    assert.equal(kept.steps.at(-1)?.step, 4);
  });

  it('crashes in native code: where the program stood', async () => {
    const { state } = await runToEnd(trainThen('process.abort();'));
    assert.deepEqual([state.status, state.error?.code], ['failed', 'native-crash']);
    assert.deepEqual(state.error?.site, { file: 'train.ts', line: 6, column: 11 });
  });

  it('fills the heap', async () => {
    const program = trainThen('const all: number[][] = []; for (;;) all.push(new Array(1e6).fill(1.5));');
    const { state } = await runToEnd(program, { environment: { NODE_OPTIONS: '--max-old-space-size=128' } });
    assert.deepEqual([state.status, state.error?.code], ['failed', 'out-of-memory']);
    assert.match(state.error!.remedy, /--max-old-space-size/);
  });

  it('never yields: stop ends it, and all that it started', async () => {
    const folder = makeProject({
      'train.ts': `${smallModel}import { spawn } from 'node:child_process';
const sleeper = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], { detached: true });
m.fit(x, y, { epochs: 1, verbose: 0 }).then(() => { console.log(sleeper.pid); while (true); });
`,
    });
    const trial = start(folder, 'train.ts');
    const { pid } = await trial.until('hello');
    await trial.until('epoch');
    while (!trial.output.stdout.includes('\n')) await new Promise(resolve => trial.run.onOutput(() => resolve(null)));
    const sleeper = Number(trial.output.stdout);
    assert.ok(isAlive(sleeper));
    const began = performance.now();
    const state = await trial.run.stop(200);
    // a program that is waited for would never end
    assert.ok(performance.now() - began < 20_000);
    assert.deepEqual([state.status, state.error], ['stopped', null]);
    assert.equal(readRun(state.path!).status, 'stopped');
    assert.ok(await endsSoon(pid));
    assert.ok(await endsSoon(sleeper));
  });

  it('ends with its parent, even while it computes', async () => {
    const folder = makeProject({
      'train.ts': `${smallModel}m.fit(x, y, { epochs: 1, verbose: 0 }).then(() => { console.log('busy'); while (true); });\n`,
    });
    const parent = spawn(
      process.execPath,
      ['--import', 'tsx', path.join(import.meta.dirname, 'support/parentOfRun.ts'), path.join(folder, 'train.ts')],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let pid = 0;
    for await (const line of createInterface(parent.stdout)) {
      if (line.startsWith('pid ')) pid = Number(line.slice(4));
      if (line === 'busy') break;
    }
    assert.ok(isAlive(pid));
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    assert.ok(await endsSoon(pid));
    const kept = readRun(path.join(folder, '.layerglass/runs/1'));
    assert.deepEqual([kept.status, kept.epochs.length], ['interrupted', 1]);
  });

  it('loses its background thread: the program goes on, and it is said that nothing more is kept', async () => {
    const { state, output } = await runToEnd({
      'train.ts': `${smallModel}import { Worker } from 'node:worker_threads';
const post = Worker.prototype.postMessage;
let thread: Worker | null = null;
Worker.prototype.postMessage = function (this: Worker, ...message: Parameters<typeof post>) {
  thread = this;
  return post.apply(this, message);
};
m.fit(x, y, { epochs: 1, verbose: 0 }).then(async () => {
  await thread?.terminate();
  await m.fit(x, y, { epochs: 1, verbose: 0 });
  setTimeout(() => console.log('done'), 2000);
});
`,
    });
    assert.equal(output.stdout, 'done\n');
    assert.ok(state.notices.some(n => n.code === 'background-ended'));
    assert.deepEqual([state.status, state.error?.code], ['failed', 'background-ended']);
  });

  it('leaves a process behind that holds its output: the run ends all the same', async () => {
    const { state, output } = await runToEnd({
      'train.ts': `${smallModel}import { spawn } from 'node:child_process';
const left = spawn(process.execPath, ['-e', 'setTimeout(() => 0, 20000)'], { detached: true, stdio: 'inherit' });
left.unref();
console.log(left.pid);
m.fit(x, y, { epochs: 1, verbose: 0 });
`,
    });
    process.kill(Number(output.stdout), 'SIGKILL');
    assert.equal(state.status, 'completed');
  });

  it('is run by what is not there, or is no Node', async () => {
    const none = await runToEnd({ 'train.ts': smallModel }, { nodePath: '/no/such/node' });
    assert.equal(none.state.error?.code, 'node-not-found');
    assert.match(none.state.error!.remedy, /layerglass\.nodePath/);
    assert.equal(none.state.path, null);
    const folder = makeProject({ 'node.sh': '#!/bin/sh\necho "node: bad option: --import" >&2\nexit 9\n' });
    fs.chmodSync(path.join(folder, 'node.sh'), 0o755);
    const old = await runToEnd({ 'train.ts': smallModel }, { nodePath: path.join(folder, 'node.sh') });
    assert.equal(old.state.error?.code, 'node-too-old');
    assert.deepEqual(fs.readdirSync(path.join(old.folder, '.layerglass/runs')), ['.gitignore']);
  });
});
