// A program that fails: what is said of it, where, and what is kept.
import assert from 'node:assert/strict';
import { readRun } from '../../extension/core/runs/readRun';
import { cleanUp, runToEnd, smallModel } from './support/trial';

describe('a program that fails', () => {
  afterEach(cleanUp);

  it('has a syntax error: named at its line, nothing is written', async () => {
    const { state } = await runToEnd({ 'train.ts': `${smallModel}const é = 1; const a = (1 + ;\n` });
    assert.equal(state.status, 'failed');
    assert.equal(state.error?.code, 'syntax-error');
    assert.deepEqual(state.error?.site, { file: 'train.ts', line: 5, column: 29 });
    assert.equal(state.path, null);
  });

  it('throws: the stack is in the original source, the person’s own frames first, and Node still prints it', async () => {
    const { state, output } = await runToEnd({
      'train.ts': `${smallModel}import { check } from './lib/check';
m.fit(x, y, { epochs: 1, verbose: 0 }).then(() => check(3));
`,
      'lib/check.ts': `interface Unused { a: number }
export function check(value: unknown): never {
  throw new TypeError(\`bad value \${value}\`);
}
`,
    });
    assert.equal(state.status, 'failed');
    const { code, message, site, stack } = state.error!;
    assert.deepEqual([code, message], ['program-error', 'TypeError: bad value 3']);
    assert.deepEqual(site, { file: 'lib/check.ts', line: 3, column: 9 });
    assert.deepEqual(stack[0], { function: 'check', file: 'lib/check.ts', line: 3, column: 9 });
    assert.deepEqual([stack[1]?.file, stack[1]?.line], ['train.ts', 6]);
    assert.match(output.stderr, /check\.ts:3\n[^]*TypeError: bad value 3\n\s+at check \(.*check\.ts:3:9\)/);
    assert.doesNotMatch(output.stderr, /tf-backend-wasm/);
    const kept = readRun(state.path!);
    assert.deepEqual([kept.status, kept.error?.message], ['failed', 'TypeError: bad value 3']);
    assert.equal(kept.epochs.length, 1);
  });

  it('throws what is no error', async () => {
    const { state } = await runToEnd({ 'train.js': `${smallModel}throw { reason: 'none' };\n` });
    assert.equal(state.error?.message, `The program threw { reason: 'none' }`);
  });

  it('is rejected and nobody catches it', async () => {
    const { state } = await runToEnd({ 'train.ts': `${smallModel}void Promise.reject(new RangeError('late'));\n` });
    assert.deepEqual([state.error?.message, state.error?.site?.line], ['RangeError: late', 5]);
  });

  it('catches its own errors and goes on: no failure', async () => {
    const { state } = await runToEnd({
      'train.ts': `${smallModel}process.on('uncaughtException', () => undefined);
setTimeout(() => { throw new Error('swallowed'); });
m.fit(x, y, { epochs: 1, verbose: 0 });
`,
    });
    assert.deepEqual([state.status, state.error], ['completed', null]);
  });

  it('calls process.exit in the middle of fit: where, and how far it was', async () => {
    const { state, output } = await runToEnd({
      'train.ts': `${smallModel}console.log('before');
const leave = () => process.exit(0);
m.fit(x, y, { epochs: 5, verbose: 0, callbacks: { onEpochEnd: async e => { if (e === 1) leave(); } } });
`,
    });
    assert.deepEqual([state.status, state.error?.code], ['failed', 'exited']);
    assert.match(state.error!.message, /process\.exit\(0\) in the middle of training \(in epoch [23] of 5\)/);
    assert.deepEqual([state.error?.site?.file, state.error?.site?.line], ['train.ts', 6]);
    assert.equal(output.stdout, 'before\n');
    assert.ok(readRun(state.path!).epochs.length >= 1);
  });

  it('calls process.exit(0) after fit: no failure', async () => {
    const { state } = await runToEnd({
      'train.ts': `${smallModel}m.fit(x, y, { epochs: 2, verbose: 0 }).then(() => process.exit(0));\n`,
    });
    assert.deepEqual([state.status, state.epochs.length], ['completed', 2]);
  });

  it('ends with an exit code of its own', async () => {
    const { state } = await runToEnd({
      'train.ts': `${smallModel}m.fit(x, y, { epochs: 1, verbose: 0 }).then(() => { process.exitCode = 3; });\n`,
    });
    assert.deepEqual([state.status, state.error?.code], ['failed', 'exited']);
    assert.match(state.error!.message, /exit code 3/);
  });

  it('awaits what never comes', async () => {
    const { state } = await runToEnd({ 'train.mjs': `${smallModel}await new Promise(() => undefined);\n` });
    assert.deepEqual([state.status, state.error?.code], ['failed', 'unsettled-await']);
  });

  it('imports no TensorFlow.js', async () => {
    const { state } = await runToEnd({ 'train.ts': `console.log('hello');\n` });
    assert.equal(state.error?.code, 'no-tensorflow');
    assert.match(state.error!.message, /train\.ts imports no TensorFlow\.js/);
  });

  it('neither builds a model nor trains a variable', async () => {
    const { state } = await runToEnd({
      'train.ts': `import * as tf from '@tensorflow/tfjs';\nconsole.log(tf.add(1, 2).dataSync()[0]);\n`,
    });
    assert.deepEqual([state.status, state.error?.code], ['failed', 'no-model']);
  });

  it('imports a package that is not installed: named, with the line and the command of its package manager', async () => {
    const { state } = await runToEnd({
      'src/train.ts': `${smallModel}import { load } from '@data/csv/lazy';\nload(m);\n`,
      'pnpm-lock.yaml': '',
    });
    const { code, message, remedy, site } = state.error!;
    assert.deepEqual([code, remedy], ['missing-package', 'Run: pnpm add @data/csv']);
    assert.match(message, /"@data\/csv", which src\/train\.ts imports at line 5/);
    assert.deepEqual(site, { file: 'src/train.ts', line: 5, column: 22 });
  });

  it('requires, at run time, a package that is not installed', async () => {
    const { state } = await runToEnd({
      'train.ts': `${smallModel}const name = ['left', 'right'].join('-');\nrequire(name);\n`,
      'yarn.lock': '',
    });
    const { code, remedy, site } = state.error!;
    assert.deepEqual([code, remedy, site?.line], ['missing-package', 'Run: yarn add left-right', 6]);
  });

  it('goes on without an optional package that it asks for in a try', async () => {
    const { output } = await runToEnd({
      'train.js': `const tf = require('@tensorflow/tfjs');
let colors = null;
try { colors = require('not-installed-colors'); } catch { console.log('plain'); }
tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
`,
    });
    assert.deepEqual([output.stdout, output.stderr], ['plain\n', '']);
  });

  it('imports a file of its own that is not there', async () => {
    const { state } = await runToEnd({ 'train.ts': `${smallModel}import './data.js';\n` });
    assert.deepEqual([state.error?.code, state.error?.site?.line], ['missing-file', 5]);
  });

  it('needs a browser: said in these words, with what can still be inspected', async () => {
    const { state } = await runToEnd({
      'train.ts': `${smallModel}m.fit(x, y, { epochs: 1, verbose: 0 }).then(() => document.createElement('canvas'));\n`,
    });
    const { code, message, remedy, site } = state.error!;
    assert.equal(code, 'needs-browser');
    assert.match(message, /The program needs a browser: document is not defined/);
    assert.match(remedy, /can still be inspected: sequential_1/);
    assert.equal(site?.line, 5);
    assert.equal(state.models.length, 1);
  });

  it('is no program', async () => {
    const text = await runToEnd({ 'notes.txt': 'words' });
    assert.equal(text.state.error?.code, 'not-a-program');
    const folder = await runToEnd({ 'a/b.ts': '' }, { program: text.folder });
    assert.equal(folder.state.error?.code, 'not-a-program');
    const none = await runToEnd({ 'a.ts': '' }, { program: `${text.folder}/none.ts` });
    assert.equal(none.state.error?.code, 'program-not-found');
  });

  it('is to run in a folder that is not there', async () => {
    const { state } = await runToEnd({ 'train.ts': smallModel }, { folder: '/no/such/folder' });
    assert.equal(state.error?.code, 'folder-not-found');
  });
});
