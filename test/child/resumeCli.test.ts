// Going on from checkpoints, comparing and looking into them, with the built command line.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { readRun } from '../../extension/core/runs/readRun';
import { documentOf, findNoFigure, runCli, startCli } from './support/runCli';
import { cleanUp, makeProject } from './support/trial';

/** Adam, shuffling and dropout: what is not carried over shows. */
const program = `import * as tf from '@tensorflow/tfjs';
const m = tf.sequential({ layers: [
  tf.layers.dense({ units: 4, inputShape: [3], activation: 'tanh' }), tf.layers.dropout({ rate: 0.3 }), tf.layers.dense({ units: 1 }),
] });
m.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
const x = tf.randomNormal([64, 3]), y = tf.randomNormal([64, 1]);
m.fit(x, y, { epochs: 4, verbose: 0 });
`;
const slow = program.replace(
  'verbose: 0',
  'verbose: 0, callbacks: { onBatchEnd: () => new Promise(done => setTimeout(done, 60)) }',
);
const wasm = ['--backend', 'wasm'];
const runsOf = (folder: string, id: number): string => path.join(folder, '.layerglass/runs', String(id));
const weightsOf = (run: string, step: number): string[] => {
  const folder = path.join(run, 'checkpoints', `step-${step}`);
  const names = fs.readdirSync(folder, { recursive: true }).map(String);
  const weights = names.filter(name => name.endsWith('.bin')).sort();
  assert.ok(weights.length >= 2, `weights and optimizer in ${names.join()}`);
  return weights.map(name => `${name}: ${fs.readFileSync(path.join(folder, name)).toString('base64')}`);
};

describe('the command line, going on', () => {
  afterEach(cleanUp);

  it('resume gives the weights of a run that never stopped', async () => {
    const folder = makeProject({ 'train.ts': program });
    const whole = await runCli(folder, 'train', 'train.ts', '--seed', '7', ...wasm);
    assert.equal(whole.code, 0, whole.err);
    await runCli(folder, 'train', 'train.ts', '--seed', '7', '--epochs', '2', ...wasm);
    const resumed = await runCli(folder, 'resume', '.layerglass/runs/2', '--json');
    assert.equal(resumed.code, 0, resumed.err);
    const document = documentOf(resumed);
    assert.equal(findNoFigure(document), null);
    assert.equal(document.run, runsOf(folder, 3));
    assert.deepEqual(document.resumedFrom, { run: runsOf(folder, 2), step: 4 });
    assert.deepEqual(
      document.epochs.map((e: { epoch: number; step: number }) => [e.epoch, e.step]),
      [
        [3, 6],
        [4, 8],
      ],
    );
    assert.deepEqual(weightsOf(runsOf(folder, 3), 8), weightsOf(runsOf(folder, 1), 8));
    const epochs = readRun(runsOf(folder, 1)).epochs.slice(2);
    assert.deepEqual(
      document.epochs.map((e: { metrics: object }) => e.metrics),
      epochs.map(e => e.metrics),
    );

    const again = documentOf(await runCli(folder, 'inspect', '.layerglass/runs/3', '--json'));
    assert.deepEqual(again, document, 'inspect <run folder> says the same');
    const manifest = JSON.parse(fs.readFileSync(path.join(runsOf(folder, 3), 'run.json'), 'utf8')) as object;
    assert.deepEqual((manifest as { resumedFrom: object }).resumedFrom, {
      ...{ run: '../2', step: 4, path: 'checkpoints/step-4' },
    });

    const earlier = readRun(runsOf(folder, 1)).checkpoints.findLast(c => c.step < 8)!;
    const last = await runCli(folder, 'resume', path.join(runsOf(folder, 1), earlier.path));
    assert.equal(last.code, 0, last.err);
    assert.ok(last.err.startsWith(`going on from step ${earlier.step} of run 1\n`), last.err);
    assert.deepEqual(weightsOf(runsOf(folder, 4), 8), weightsOf(runsOf(folder, 1), 8));
  });

  it('resume goes on after a kill; two at once make two runs', async function () {
    if (process.platform === 'win32') this.skip();
    const folder = makeProject({ 'train.ts': slow });
    const { child } = startCli(folder, ['train', 'train.ts', '--seed', '7', ...wasm, '--epochs', '5']);
    const index = path.join(runsOf(folder, 1), 'checkpoints/index.jsonl');
    while (!fs.existsSync(index) || fs.readFileSync(index, 'utf8').split('\n').length < 3) await setTimeout(20);
    const active = await runCli(folder, 'resume', '.layerglass/runs/1');
    assert.equal(active.code, 1);
    assert.match(active.err, /run-active: Run 1 is still running/);
    const { pid } = readManifestProcess(runsOf(folder, 1));
    process.kill(-child.pid!, 'SIGKILL');
    for (const own of [pid, -pid])
      try {
        process.kill(own, 'SIGKILL');
      } catch {
        // gone with its parent, or in its group
      }
    while (readRun(runsOf(folder, 1)).status !== 'interrupted') await setTimeout(20);
    const both = await Promise.all([1, 2].map(() => runCli(folder, 'resume', '.layerglass/runs/1', '--json')));
    const documents = both.map(result => {
      assert.equal(result.code, 0, result.err);
      return documentOf(result);
    });
    assert.deepEqual(documents.map(d => d.run).sort(), [runsOf(folder, 2), runsOf(folder, 3)]);
    for (const { epochs, status, resumedFrom } of documents) {
      assert.deepEqual([status, epochs.at(-1).epoch], ['completed', 5], 'the epochs that had been asked for');
      assert.equal(resumedFrom.run, runsOf(folder, 1));
    }
    assert.deepEqual(weightsOf(runsOf(folder, 2), 10), weightsOf(runsOf(folder, 3), 10));
  });

  it('resume asks before it runs what it does not know', async () => {
    const folder = makeProject({ 'train.ts': program });
    await runCli(folder, 'train', 'train.ts', '--epochs', '1', ...wasm);
    const elsewhere = { LAYERGLASS_CONFIG: path.join(folder, 'config') };
    const unknown = await startCli(folder, ['resume', '.layerglass/runs/1', '--json'], elsewhere).ended;
    assert.equal(unknown.code, 1);
    assert.equal(documentOf(unknown).error.code, 'not-recorded-here');
    assert.match(unknown.err, /add --trust/);

    fs.writeFileSync(path.join(folder, 'train.ts'), program.replace('epochs: 4', 'epochs: 3'));
    const edited = await runCli(folder, 'resume', '.layerglass/runs/1');
    assert.equal(edited.code, 1);
    assert.match(edited.err, /source-changed: .*train\.ts \(\+1 −1 lines\)/);
    assert.match(edited.err, /add --changed/);
    const words = ['resume', '.layerglass/runs/1', '--trust', '--changed', '--json'];
    const allowed = await startCli(folder, words, elsewhere).ended;
    assert.equal(allowed.code, 0, allowed.err);
    assert.equal(documentOf(allowed).epochs.at(-1).epoch, 3);

    const missing = await runCli(folder, 'resume', '.layerglass/runs/1', '--step', '7', '--json');
    assert.deepEqual([missing.code, documentOf(missing).error.code], [1, 'no-checkpoint']);
    const moved = path.join(makeProject({}), 'run');
    fs.cpSync(runsOf(folder, 1), moved, { recursive: true });
    const lost = await runCli(moved, 'resume', '.', '--json');
    assert.deepEqual([lost.code, documentOf(lost).error.code], [1, 'program-not-found']);
  });

  it('compare and inspect read checkpoints without running anything', async () => {
    const folder = makeProject({ 'train.ts': program });
    await runCli(folder, 'train', 'train.ts', '--epochs', '2', ...wasm);
    fs.rmSync(path.join(folder, 'train.ts'));
    const first = '.layerglass/runs/1/checkpoints/step-0';
    const result = await runCli(folder, 'compare', first, '.layerglass/runs/1', '--json');
    assert.equal(result.code, 0, result.err);
    const comparison = documentOf(result);
    assert.equal(findNoFigure(comparison), null);
    const kernel = comparison.tensors.find((t: { a: string }) => t.a === 'dense_Dense1/kernel');
    assert.deepEqual(Object.keys(kernel), ['a', 'b', 'relativeChange', 'cosine', 'maxAbsChange']);
    assert.ok(kernel.relativeChange > 0 && kernel.cosine < 1, JSON.stringify(kernel));
    const text = await runCli(folder, 'compare', first, first);
    assert.match(text.out, /dense_Dense1\/kernel +3×4 +0 +1\.000000 +0\n/, text.err);

    const inspected = documentOf(await runCli(folder, 'inspect', first, '--json', '--histograms'));
    assert.equal(findNoFigure(inspected), null);
    assert.deepEqual([inspected.step, inspected.layers[0].name], [0, 'dense_Dense1']);
    const [tensor] = inspected.tensors;
    assert.deepEqual([tensor.shape, tensor.count, tensor.role, tensor.dtype], [[3, 4], 12, 'weight', 'float32']);
    assert.equal(tensor.histogram.edges.length, tensor.histogram.counts.length + 1);

    const none = await runCli(folder, 'compare', first, 'nothing', '--json');
    assert.equal(none.code, 1);
    assert.equal(typeof documentOf(none).error.code, 'string');
  });
});

const readManifestProcess = (run: string): { pid: number } =>
  (JSON.parse(fs.readFileSync(path.join(run, 'run.json'), 'utf8')) as { process: { pid: number } }).process;
