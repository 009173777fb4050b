// The built command line as a person, a script and a build server use it.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { readRun } from '../../extension/core/runs/readRun';
import { documentOf, findNoFigure, runCli, startCli, type CliResult } from './support/runCli';
import { cleanUp, makeProject, smallModel } from './support/trial';

const short = `${smallModel}console.log('args', ...process.argv.slice(2));
console.error('a word of warning');
m.fit(x, y, { epochs: 3, verbose: 0 });
`;
const endless = `${smallModel}m.fit(x, y, { epochs: 1e6, verbose: 0 });\n`;
const wasm = ['--backend', 'wasm'];

const run = runCli;

describe('the command line', () => {
  afterEach(cleanUp);

  it('train: a report for people; the program keeps its stdout, stderr and arguments', async () => {
    const folder = makeProject({ 'train.ts': short });
    const { code, out, err } = await run(folder, 'train', 'train.ts', ...wasm, '--', '--json', 'b c');
    assert.equal(code, 0, err);
    assert.ok(out.startsWith('args --json b c\n'), out);
    assert.match(out, /sequential_1: 21 parameters, step 6\n/);
    assert.match(out, /dense_Dense1 +Dense +4 +4·3 \+ 4 = 16 +[▁▂▃▄▅▆▇█ ]{20} .* ok/);
    assert.match(out, /epoch +step +loss +time\n/);
    assert.match(out, /backend: wasm 4\.22\.0/);
    assert.doesNotMatch(out + err, /\x1b/, 'colour or progress without a terminal');
    const runFolder = path.join(folder, '.layerglass/runs/1');
    assert.equal(err, `a word of warning\nrun folder: ${runFolder}\n`);
    const state = readRun(runFolder);
    assert.deepEqual([state.status, state.epochs.length, state.checkpoints.length], ['completed', 3, 4]);
  });

  it('train --json: one document on stdout, everything else on stderr', async () => {
    const folder = makeProject({ 'train.ts': short });
    const result = await run(folder, 'train', 'train.ts', '--json', '--histograms', ...wasm);
    assert.equal(result.code, 0, result.err);
    assert.match(result.err, /args\n/);
    assert.match(result.err, /a word of warning/);
    const document = documentOf(result);
    assert.equal(findNoFigure(document), null);
    assert.equal(document.run, path.join(folder, '.layerglass/runs/1'));
    assert.deepEqual([document.status, document.resumedFrom, document.error], ['completed', null, undefined]);
    assert.deepEqual([document.backend.name, document.backend.version], ['wasm', '4.22.0']);
    assert.deepEqual([document.fits[0].index, document.fits[0].model], [0, 'sequential_1']);
    assert.deepEqual(document.fits[0].site, { file: 'train.ts', line: 7, column: 1 });
    const [layer] = document.models[0].layers;
    assert.deepEqual(
      [layer.name, layer.className, layer.outputShape, layer.parameters, layer.arithmetic],
      ['dense_Dense1', 'Dense', [null, 4], 16, '4·3 + 4 = 16'],
    );
    assert.deepEqual(layer.site, { file: 'train.ts', line: 2, column: 36 });
    assert.deepEqual(
      document.epochs.map((e: { fit: number; epoch: number; step: number }) => [e.fit, e.epoch, e.step]),
      [1, 2, 3].map(epoch => [0, epoch, 2 * epoch]),
    );
    assert.equal(typeof document.epochs[0].metrics.loss, 'number');
    const [first] = document.snapshots;
    assert.deepEqual([first.fit, first.model, first.step], [0, 'sequential_1', 0]);
    const { kernel } = first.layers[0].weights;
    const names = ['count', 'min', 'max', 'mean', 'std', 'zeros', 'nan', 'posInf', 'negInf'];
    assert.deepEqual(names.filter(name => typeof kernel[name] !== 'number'), []); // prettier-ignore
    const { edges, counts } = kernel.histogram;
    assert.equal(edges.length, counts.length + 1);
    assert.equal(counts.reduce((a: number, b: number) => a + b, 0), kernel.count); // prettier-ignore
    for (const name of ['preActivations', 'activations', 'activationGradients'])
      assert.ok(Array.isArray(first.layers[0][name]), name);
    for (const { path: place } of document.checkpoints)
      assert.ok(fs.existsSync(path.join(document.run, place, 'checkpoint.json')), place);
    assert.deepEqual(document.findings, []);

    const again = documentOf(await run(folder, 'inspect', '.layerglass/runs/1', '--json', '--histograms'));
    assert.deepEqual(again, document, 'inspect <run folder> says the same');
  });

  it('is reproducible by --seed, and --epochs overrides the program’s own', async () => {
    const folder = makeProject({ 'train.ts': short });
    const trained = async (seed: string) =>
      documentOf(await run(folder, 'train', 'train.ts', '--json', '--seed', seed, '--epochs', '2', ...wasm));
    const [first, second, other] = [await trained('7'), await trained('7'), await trained('8')];
    const losses = (d: { epochs: { metrics: object }[] }) => d.epochs.map(e => e.metrics);
    assert.equal(first.epochs.length, 2);
    assert.deepEqual(losses(first), losses(second));
    assert.deepEqual(first.snapshots, second.snapshots);
    assert.notDeepEqual(losses(first), losses(other));
    assert.deepEqual([first.run, second.run].map(f => path.basename(f)), ['1', '2']); // prettier-ignore
  });

  it('inspect <program>: before the first step, no run folder', async () => {
    const folder = makeProject({ 'train.ts': short });
    const document = documentOf(await run(folder, 'inspect', 'train.ts', '--json', ...wasm));
    assert.equal('run' in document, false);
    assert.deepEqual([document.status, document.epochs, document.checkpoints], ['completed', [], []]);
    assert.deepEqual(document.snapshots.map((s: { step: number }) => s.step), [0]); // prettier-ignore
    assert.equal(fs.existsSync(path.join(folder, '.layerglass')), false);
    const { code, out } = await run(folder, 'inspect', 'train.ts', ...wasm);
    assert.equal(code, 0);
    assert.match(out, /21 parameters, before training/);
  });

  it('--runs: run folders there; --watch off: the program alone', async () => {
    const folder = makeProject({ 'src/train.ts': short });
    const result = await run(folder, 'train', 'src/train.ts', '--runs', 'elsewhere', '--json', ...wasm);
    assert.equal(documentOf(result).run, path.join(folder, 'elsewhere/1'));
    const alone = await run(folder, 'train', 'src/train.ts', '--watch', 'off', ...wasm, '--', 'x');
    assert.deepEqual([alone.code, alone.out, alone.err], [0, 'args x\n', 'a word of warning\n']);
    assert.equal(fs.existsSync(path.join(folder, '.layerglass')), false);
    assert.deepEqual(fs.readdirSync(path.join(folder, 'elsewhere')).sort(), ['.gitignore', '1']);
  });

  it('backend: which one and why, in words and as a document', async () => {
    const folder = makeProject({});
    const document = documentOf(await run(folder, 'backend', '--json'));
    for (const name of ['name', 'version', 'threads', 'reason']) assert.ok(document.backend[name], name);
    assert.ok(document.available.some((b: { name: string }) => b.name === 'wasm'));
    assert.equal(typeof document.advice, 'string');
    const { code, out } = await run(folder, 'backend', '--backend', 'wasm');
    assert.equal(code, 0);
    assert.match(out, /^wasm 4\.22\.0, \d+ threads?: /);
  });

  describe('failures', () => {
    it('of the program: 1, named on stderr with its place, and in the document with all that was written', async () => {
      const folder = makeProject({
        'train.ts': `${smallModel}m.fit(x, y, { epochs: 1, verbose: 0 }).then(() => {\n  throw new RangeError('too warm');\n});\n`,
      });
      const result = await run(folder, 'train', 'train.ts', '--json', ...wasm);
      assert.equal(result.code, 1);
      assert.match(result.err, /error program-error: RangeError: too warm \(train\.ts:6:9\)\n/);
      const { status, error, epochs } = documentOf(result);
      assert.deepEqual([status, epochs.length], ['failed', 1]);
      assert.deepEqual([error.code, error.message, error.where], ['program-error', 'RangeError: too warm', 'train.ts:6:9']); // prettier-ignore
      const words = await run(folder, 'train', 'train.ts', ...wasm);
      assert.equal(words.code, 1);
      assert.match(words.err, /too warm \(train\.ts:6:9\)/);
    });

    it('of the file: 1, and a document', async () => {
      const folder = makeProject({ 'notes.txt': 'x', 'bad/run.json': '{' });
      const codeOf = async (...args: string[]) => {
        const result = await run(folder, ...args, '--json');
        assert.equal(result.code, 1, args.join(' '));
        const { code, message, where } = documentOf(result).error;
        assert.ok(message && typeof where === 'string');
        assert.ok(result.err.includes(code), result.err);
        const words = await run(folder, ...args);
        assert.deepEqual([words.code, words.out], [1, ''], 'nothing on stdout');
        return code;
      };
      assert.equal(await codeOf('train', 'nothing.ts'), 'program-not-found');
      assert.equal(await codeOf('inspect', 'nothing.ts'), 'program-not-found');
      assert.equal(await codeOf('train', 'notes.txt'), 'not-a-program');
      assert.equal(await codeOf('inspect', 'bad'), 'run-damaged');
      assert.equal(await codeOf('inspect', '.'), 'not-a-model');
    });

    const wrong: [string, string[], RegExp][] = [
      ['no command', [], /a command is missing/],
      ['no program', ['train'], /needs a program/],
      ['a command that does not exist', ['fly', 'train.ts'], /"fly" is not known/],
      ['an option that does not exist', ['train', 'train.ts', '--fast'], /--fast/],
      ['a seed that is none', ['train', 'train.ts', '--seed', 'x'], /--seed takes a whole number/],
      ['no epochs', ['train', 'train.ts', '--epochs', '0'], /--epochs takes a whole number from 1/],
      ['another backend', ['backend', '--backend', 'gpu'], /--backend is one of auto, native, wasm, cpu/],
      ['a word too many', ['train', 'train.ts', 'more'], /one word too many/],
    ];
    it('of usage: 2, with the usage on stderr', async () => {
      const folder = makeProject({ 'train.ts': short });
      for (const [what, args, message] of wrong) {
        const { code, out, err } = await run(folder, ...args, '--json');
        assert.deepEqual([code, out], [2, ''], what);
        assert.match(err, message, what);
        assert.match(err, /Usage: layerglass/, what);
      }
      assert.equal(fs.existsSync(path.join(folder, '.layerglass')), false);
    });

    it('of the reader of its output, who leaves: the run goes on to its end', async () => {
      const folder = makeProject({ 'train.ts': short });
      const { child, ended } = startCli(folder, ['train', 'train.ts', ...wasm]);
      child.stdout.destroy();
      const { code, err } = await ended;
      assert.equal(code, 0, err);
      assert.doesNotMatch(err, /EPIPE|at .*cli/);
      assert.equal(readRun(path.join(folder, '.layerglass/runs/1')).status, 'completed');
    });
  });

  describe('Ctrl+C', () => {
    /** Signals once it trains; `toAll`: the whole process group gets it, as from a terminal. */
    async function interrupt(signal: NodeJS.Signals, toAll: boolean, program = endless): Promise<[CliResult, string]> {
      const folder = makeProject({ 'train.ts': program });
      const runFolder = path.join(folder, '.layerglass/runs/1');
      const { child, ended } = startCli(folder, ['train', 'train.ts', '--json', ...wasm]);
      const isTraining = () => {
        try {
          return readRun(runFolder).epochs.length > 1;
        } catch {
          return false;
        }
      };
      while (!isTraining() && child.exitCode === null) await new Promise(resolve => setTimeout(resolve, 100));
      process.kill(toAll ? -child.pid! : child.pid!, signal);
      return [await ended, runFolder];
    }
    for (const [name, signal, toAll] of [
      ['from a terminal', 'SIGINT', true],
      ['to the command alone', 'SIGINT', false],
      ['as SIGTERM', 'SIGTERM', false],
    ] as const)
      it(`${name}: 130, stopped, what was written is whole`, async function () {
        if (process.platform === 'win32') return this.skip();
        const [result, runFolder] = await interrupt(signal, toAll);
        assert.equal(result.code, 130, result.err);
        const document = documentOf(result);
        assert.deepEqual([document.status, document.checkpoints.at(-1).reason], ['stopped', 'stop']);
        const state = readRun(runFolder);
        assert.equal(state.status, 'stopped');
        // what was thinned depends on the machine's speed; that the folder is whole does not
        const thinned = ['disk-slow', 'checkpoints-thinned', 'snapshots-thinned'];
        assert.deepEqual(
          state.notices.filter(notice => !thinned.includes(notice.code)),
          [],
        );
        assert.equal(state.checkpoints.at(-1)?.step, document.checkpoints.at(-1).step);
      });
  });
});
