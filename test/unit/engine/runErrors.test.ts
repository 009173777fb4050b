import assert from 'node:assert/strict';
import { exitError, helloError, runErrorOf, spawnError, type ExitFacts } from '../../../extension/engine/runErrors';
import { LayerglassError } from '../../../extension/protocol/errors';

const facts = (known: Partial<ExitFacts>): ExitFacts => ({
  code: null,
  signal: null,
  stderr: '',
  node: '20.1.0',
  nodePath: '/bin/node',
  step: 0,
  isNative: false,
  stack: [],
  ...known,
});
const codeOf = (known: Partial<ExitFacts>): string => exitError(facts(known)).code;

describe('exitError', () => {
  it('knows how a process can die', () => {
    assert.equal(codeOf({ signal: 'SIGKILL' }), 'killed');
    assert.equal(codeOf({ signal: 'SIGTERM' }), 'killed');
    for (const signal of ['SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGABRT', 'SIGFPE'] as const)
      assert.equal(codeOf({ signal }), 'native-crash');
    for (const code of [0xc0000005, 0xc0000409]) assert.equal(codeOf({ code }), 'native-crash');
    assert.equal(codeOf({ code: 0 }), 'exited');
  });
  it('a full heap is not a crash of native code', () => {
    const stderr = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory';
    assert.equal(codeOf({ signal: 'SIGABRT', stderr }), 'out-of-memory');
    assert.equal(codeOf({ code: 134, stderr }), 'out-of-memory');
  });
  it('says what is kept, and where the program stood', () => {
    const frame = (file: string): ExitFacts['stack'][number] => ({ function: '', file, line: 3, column: 4 });
    const error = exitError(
      facts({ signal: 'SIGSEGV', step: 12, stack: [frame('node_modules/a/b.js'), frame('train.ts')] }),
    );
    assert.match(error.message, /What was written up to step 12 is kept\./);
    assert.deepEqual(error.site, { file: 'train.ts', line: 3, column: 4 });
    assert.doesNotMatch(exitError(facts({ signal: 'SIGSEGV' })).message, /kept/);
  });
  it('a native backend that crashes has another remedy than a package of the program', () => {
    assert.match(exitError(facts({ signal: 'SIGSEGV', isNative: true })).remedy, /layerglass\.backend to wasm/);
    assert.doesNotMatch(exitError(facts({ signal: 'SIGSEGV' })).remedy, /wasm/);
  });
  it('a runtime that never began is named, with the setting', () => {
    const old = exitError(facts({ code: 9, node: null, stderr: '/bin/node: bad option: --import\n' }));
    assert.deepEqual([old.code, /layerglass\.nodePath/.test(old.remedy)], ['node-too-old', true]);
    const broken = exitError(facts({ code: 1, node: null, stderr: 'x\nError: no preload\n    at a (b:1:1)\n' }));
    assert.equal(broken.code, 'not-started');
    assert.match(broken.message, /: Error: no preload\.$/);
  });
});

describe('spawnError', () => {
  const failing = (code: string): NodeJS.ErrnoException => Object.assign(new Error(code), { code });
  it('names what was to be run', () => {
    assert.deepEqual(
      ['ENOENT', 'EACCES', 'EAGAIN'].map(code => spawnError(failing(code), '/n').code),
      ['node-not-found', 'node-not-executable', 'not-started'],
    );
    assert.match(spawnError(failing('ENOENT'), '/n').message, /\/n/);
  });
});

describe('helloError', () => {
  it('is none where all fits', () =>
    assert.equal(helloError({ protocolVersion: 1, node: '20.19.0' }, 1, 'node'), null));
  it('names the setting where the versions do not fit', () => {
    const mismatch = helloError({ protocolVersion: 2, node: '20.19.0' }, 1, 'node');
    assert.equal(mismatch?.code, 'version-mismatch');
    assert.match(mismatch!.remedy, /layerglass\.nodePath/);
  });
  it('wants a Node that is new enough', () => {
    assert.equal(helloError({ protocolVersion: 1, node: '18.20.0' }, 1, 'node')?.code, 'node-too-old');
    assert.equal(helloError({ protocolVersion: 1, node: '100.0.0' }, 1, 'node'), null);
  });
});

describe('runErrorOf', () => {
  it('keeps the site of an error of ours', () => {
    const site = { file: 'a.ts', line: 1, column: 2 };
    assert.deepEqual(runErrorOf(new LayerglassError('c', 'm', { site })).site, site);
  });
  it('takes anything', () => assert.equal(runErrorOf('text').code, 'internal'));
});
