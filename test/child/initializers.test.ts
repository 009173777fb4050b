import assert from 'node:assert/strict';
import type { CandidateRun, Experiment, InitializerComparison } from '../../extension/protocol/initializers';
import { initializersExperiment } from '../../extension/protocol/initializers';
import { onEachBackend, onFastestBackend } from './support/backends';
import { documentOf, findNoFigure, runCli } from './support/runCli';
import { readRun } from '../../extension/core/runs/readRun';
import { cleanUp, makeProject, runToEnd, smallModel, start } from './support/trial';
import { programsFolder, runWatched, type WatchedRun, type WatchOptions } from './watch/runWatched';
import * as fs from 'node:fs';
import * as path from 'node:path';

const compare = (program: string, options: WatchOptions = {}): Promise<WatchedRun> =>
  runWatched(program, { mode: 'inspect', experiment: initializersExperiment, backend: 'wasm', ...options });
const last = (run: WatchedRun, model?: string): InitializerComparison =>
  run.initializers.findLast(c => model === undefined || c.model === model)!;
const runOf = (comparison: InitializerComparison, id: string): CandidateRun =>
  comparison.runs.find(r => r.id === id) ?? assert.fail(`no candidate ${id}`);
const stds = (run: CandidateRun): number[] => run.layers.map(l => l.summary.std!);

describe('initializers compared', function () {
  this.timeout(120_000);

  describe('on the network of four layers', () => {
    let run: WatchedRun;
    let comparison: InitializerComparison;
    before(async () => {
      run = await compare('initialWeights.ts', { arguments: ['large'] });
      comparison = last(run);
    });

    it('ends as an inspection does, with its snapshot, before the first step', () => {
      assert.deepEqual([run.ended, run.exitCode, run.steps.length], ['completed', 0, 0]);
      // before the gradients are there, and with them
      assert.deepEqual(
        run.snapshots.map(s => s.step),
        [0, 0],
      );
      assert.deepEqual(run.notices, []);
    });
    it('tells after each candidate what there is', () => {
      assert.deepEqual(
        run.initializers.map(c => c.runs.length),
        [0, 1, 2, 3, 4, 5, 6],
      );
      assert.ok(run.initializers.slice(0, -1).every(c => c.verdict === null && c.total === 6));
    });
    it('measures as written what the snapshot measures', () => {
      const snapshot = run.snapshots[0]!;
      for (const { name, summary } of runOf(comparison, 'as written').layers) {
        const { std, min, max } = snapshot.layers.find(l => l.name === name)!.preActivations[0]!;
        assert.deepEqual([summary.std, summary.min, summary.max], [std, min, max], name);
      }
    });
    it('shows too large: the spread grows by orders of magnitude, the first loss is in the thousands', () => {
      for (const id of ['as written', 'normal(0, 1)']) {
        const candidate = runOf(comparison, id);
        const [first, , , fourth] = stds(candidate);
        assert.ok(fourth! / first! > 1000, `${first} to ${fourth}`);
        assert.ok(candidate.loss! > 1000, String(candidate.loss));
        assert.equal(candidate.word, 'grows');
      }
    });
    it('shows too small: it shrinks hundredfold, the loss is ln 10', () => {
      const candidate = runOf(comparison, 'normal(0, 0.01)');
      assert.equal(candidate.word, 'shrinks');
      assert.ok(candidate.change! < 1 / 50, String(candidate.change));
      assert.ok(Math.abs(candidate.loss! - Math.log(10)) < 0.005, String(candidate.loss));
    });
    it('shows right: heNormal stays within one order of magnitude and is the best', () => {
      const he = runOf(comparison, 'heNormal');
      assert.ok(he.ratio! < 3, String(he.ratio));
      assert.ok(he.loss! < 2 * Math.log(10), String(he.loss));
      assert.deepEqual([comparison.verdict!.best, he.word], ['heNormal', 'fits']);
      assert.equal(comparison.classes, 10);
    });
    it('proposes the edits at the lines of the layers', () => {
      const { remedy } = comparison.verdict!;
      assert.equal(remedy!.label, 'Use heNormal on conv1, conv2, dense1, dense2');
      const source = fs.readFileSync(path.join(programsFolder, 'initialWeights.ts'), 'utf8').split('\n');
      assert.equal(remedy!.edits.length, 4);
      for (const edit of remedy!.edits) {
        assert.ok(edit.kind === 'setArgument' && edit.name === 'kernelInitializer' && edit.value === 'heNormal');
        assert.match(source[edit.site.line - 1]!.slice(edit.site.column - 1), /^tf\.layers\.(conv2d|dense)\(/);
      }
    });
    it('keeps histograms whose counts are those of all values', () => {
      for (const { layers } of comparison.runs)
        for (const { summary } of layers) {
          const counted = summary.buckets!.count.reduce((a, b) => a + b, 0);
          assert.equal(counted + summary.zeros, summary.count);
          assert.ok(summary.buckets!.bucket.length <= 200);
        }
    });
    it('draws the same from the same seed, others from another', async () => {
      const figures = (of: WatchedRun): unknown => last(of).runs.slice(1).map(stds);
      const again = await compare('initialWeights.ts', { arguments: ['large'] });
      const other = await compare('initialWeights.ts', { arguments: ['large'], seed: 8 });
      assert.deepEqual(figures(again), figures(run));
      assert.notDeepEqual(figures(other), figures(run));
    });
  });

  it('leaves a network alone that begins right', async () => {
    const comparison = last(await compare('initialWeights.ts', { arguments: ['he'] }));
    assert.deepEqual([comparison.verdict!.best, comparison.verdict!.remedy], ['as written', null]);
    assert.deepEqual([...new Set(comparison.layers.map(l => l.written))], ['heNormal']);
  });

  it('stops where it is asked to, and keeps what it has', async () => {
    const run = await compare('initialWeights.ts', { arguments: ['large'], stopAtGate: 3 });
    assert.equal(run.ended, 'stopped');
    assert.equal(last(run).runs.length, 2);
    assert.equal(last(run).verdict, null);
  });

  it('stops while it compares, at the next candidate', async () => {
    const wide = `import * as tf from '@tensorflow/tfjs';
const dense = (units: number, inputShape?: number[]) => tf.layers.dense({ units, inputShape, activation: 'relu' });
const m = tf.sequential({ layers: [dense(1500, [1500]), dense(1500), dense(1500), dense(1500), dense(1)] });
m.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
m.fit(tf.randomNormal([64, 1500]), tf.zeros([64, 1]), { epochs: 1, verbose: 0 });
`;
    const folder = makeProject({ 'train.ts': wide });
    const { run, until } = start(folder, 'train.ts', { mode: 'inspect', experiment: initializersExperiment });
    await until('initializers', e => e.comparison.runs.length === 1);
    const state = await run.stop();
    const [comparison] = state.initializers;
    assert.deepEqual([state.status, state.error], ['stopped', null]);
    assert.ok(comparison!.runs.length < comparison!.total, `${comparison!.runs.length} of ${comparison!.total}`);
    assert.deepEqual(readRun(state.path!).initializers, state.initializers, 'its folder has the same');
  });

  describe('on layers of all kinds', () => {
    let comparison: InitializerComparison;
    const layer = (name: string) => comparison.layers.find(l => l.name === name) ?? assert.fail(`no layer ${name}`);
    before(async () => {
      const run = await compare('initialParts.ts');
      assert.equal(run.exitCode, 0, run.stderr);
      comparison = last(run, 'parts');
    });

    it('leaves frozen layers and those whose weights were set, and says so', () => {
      const kept = comparison.layers.filter(l => l.kept !== null).map(l => [l.name, l.kept]);
      assert.deepEqual(kept, [
        ['frozen', 'frozen'],
        ['given', 'weights loaded or set by the program'],
      ]);
      for (const run of comparison.runs.slice(1))
        assert.ok(!('frozen' in run.settings) && !('given' in run.settings), run.id);
    });
    it('knows the arguments of each kind of layer', () => {
      assert.deepEqual(layer('separable').arguments, ['depthwiseInitializer', 'pointwiseInitializer']);
      assert.deepEqual(layer('depthwise').arguments, ['depthwiseInitializer']);
      assert.deepEqual(layer('lstm').arguments, ['kernelInitializer']);
      assert.deepEqual(layer('own').arguments, []);
      assert.equal(layer('twice').written, 'zeros');
    });
    it('tries leCunNormal where selu follows, and what fits each layer', () => {
      assert.ok(comparison.runs.some(r => r.id === 'leCunNormal'));
      const { settings } = runOf(comparison, 'by activation');
      assert.deepEqual(
        ['separable', 'twice', 'nested', 'block0', 'block1'].map(name => settings[name]),
        ['leCunNormal', 'heNormal', 'glorotNormal', 'heNormal', 'glorotNormal'],
      );
    });
    it('sees nested, shared, recurrent and own layers', () => {
      const seen = runOf(comparison, 'heNormal').layers.map(l => l.name);
      for (const name of ['nested', 'twice', 'lstm', 'own']) assert.ok(seen.includes(name), name);
    });
    it('sees a signal that vanishes', () => {
      // its kernel of zeros leaves nothing but zeros
      assert.equal(runOf(comparison, 'as written').word, 'vanishes');
    });
    it('sets one call that builds several layers only where all of them want the same', () => {
      const { remedy } = comparison.verdict!;
      const sites = new Set(
        comparison.layers.filter(l => /^block/.test(l.name)).map(l => `${l.site!.line}:${l.site!.column}`),
      );
      assert.equal(sites.size, 1);
      const edits = remedy?.edits.filter(e => sites.has(`${e.site.line}:${e.site.column}`)) ?? [];
      assert.ok(edits.length <= 1);
    });
  });

  it('takes each normalization by its batch', async () => {
    const comparison = last(await compare('sequential.ts'));
    assert.match(comparison.note!, /^Normalizations take the batch/);
  });
  it('compares where a loop trains without compile: the loss is the program’s own, once', async () => {
    const comparison = last(await compare('customLoop.js'));
    assert.equal(typeof runOf(comparison, 'as written').loss, 'number');
    assert.equal(runOf(comparison, 'heNormal').loss, null);
    assert.ok(stds(runOf(comparison, 'heNormal')).length > 0);
  });
  it('compares a model that is only called', async () => {
    const comparison = last(await compare('untrained.ts'), 'called');
    assert.equal(comparison.fit, null);
    assert.ok(comparison.runs.length >= 5);
  });
  it('says what it can of a model whose calls the program could tell', async () => {
    const files = {
      'train.ts': `import * as tf from '@tensorflow/tfjs';
let calls = 0;
class Counting extends tf.layers.Layer {
  call(x: tf.Tensor | tf.Tensor[]) { calls++; return Array.isArray(x) ? x[0]! : x; }
  static className = 'Counting';
}
const m = tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [3] }), new Counting({}), tf.layers.dense({ units: 1 })] });
m.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
m.fit(tf.ones([8, 3]), tf.ones([8, 1]), { epochs: 1, verbose: 0 }).then(() => console.log(calls));
`,
    };
    const { state } = await runToEnd(files, { mode: 'inspect', experiment: initializersExperiment });
    const [comparison] = state.initializers;
    assert.equal(state.status, 'completed');
    assert.ok(comparison!.runs.every(r => r.status === 'failed' && r.error!.includes('"calls"')));
    assert.equal(comparison!.verdict!.strong, 'Not compared');
  });
  afterEach(cleanUp);

  onFastestBackend('the command line', backend => {
    afterEach(cleanUp);
    it('prints the comparison and writes it as JSON', async () => {
      const source = fs.readFileSync(path.join(programsFolder, 'initialWeights.ts'), 'utf8');
      const folder = makeProject({ 'train.ts': source });
      const arguments_ = ['--backend', backend.name, '--seed', '7', '--', 'large'];
      const text = await runCli(folder, 'experiment', 'initializers', 'train.ts', ...arguments_);
      assert.equal(text.code, 0, text.err);
      assert.match(text.out, /heNormal {2}← best {2}fits, within ×[\d.]+ · first loss 2\.\d\d\n/);
      assert.match(text.out, /\n {2}conv1 +│[▁▂▃▄▅▆▇█ ]{41}│ +[\d.]+\n/);
      assert.match(text.out, /Use heNormal on conv1, conv2, dense1, dense2 \(train\.ts:\d+/);
      const result = await runCli(
        folder,
        'experiment',
        'initializers',
        'train.ts',
        '--json',
        '--histograms',
        ...arguments_,
      );
      const document = documentOf(result);
      assert.equal(findNoFigure(document), null);
      assert.deepEqual(
        [document.kind, document.status, document.backend.name],
        ['initializers', 'completed', backend.name],
      );
      const ids = document.runs.map((r: { id: string }) => r.id);
      assert.deepEqual(ids, [
        'as written',
        'normal(0, 1)',
        'normal(0, 0.01)',
        'glorotUniform',
        'heNormal',
        'by activation',
      ]);
      const [written] = document.runs;
      assert.deepEqual([written.epochs, written.status, written.verdict], [[], 'completed', 'grows']);
      assert.equal(written.settings.conv1, 'randomNormal(0, 1)');
      assert.ok(written.loss > 1000);
      const { histogram, count } = written.layers[0].preActivations;
      assert.equal(histogram.edges.length, histogram.counts.length + 1);
      assert.ok(Math.abs(histogram.counts.reduce((a: number, b: number) => a + b, 0) - count) < 1e-6 * count + 1);
      assert.deepEqual([document.summary.best, document.summary.models.length], ['heNormal', 1]);
      assert.equal(document.summary.remedy.edits.length, 4);
      assert.ok(!fs.existsSync(path.join(folder, '.layerglass')), 'an inspection leaves no run');
    });
  });

  onEachBackend('the program’s own numbers', ({ name, nativeFolder }) => {
    afterEach(cleanUp);
    it('are the same with a comparison as without: weights, tensors, random numbers', async () => {
      const source = fs.readFileSync(path.join(programsFolder, 'initialWeights.ts'), 'utf8');
      const inspect = async (experiment?: Experiment) => {
        const request = {
          mode: 'inspect',
          backend: name,
          nativeFolder,
          seed: 7,
          arguments: ['he'],
          experiment,
        } as const;
        const { state, output } = await runToEnd({ 'train.ts': source }, { ...request, arguments: ['he'] });
        assert.deepEqual([state.status, state.error], ['completed', null], output.stderr);
        return { state, numbers: JSON.parse(output.stdout) as { sums: number[] } };
      };
      const plain = await inspect();
      const compared = await inspect(initializersExperiment);
      assert.equal(plain.state.initializers.length, 0);
      assert.equal(compared.state.initializers[0]!.runs.length, 6);
      assert.ok(plain.numbers.sums.length === 8 && plain.numbers.sums.some(sum => sum !== 0));
      assert.deepEqual(compared.numbers, plain.numbers);
    });
  });

  it('the command line fails where there is nothing to compare, and names what is', async () => {
    const folder = makeProject({ 'train.ts': `${smallModel}process.exit(0);\n` });
    const text = await runCli(folder, 'experiment', 'initializers', 'train.ts', '--backend', 'wasm');
    assert.equal(text.code, 1);
    assert.match(text.out, /Not compared: the model was not called on a batch/);
    assert.equal((await runCli(folder, 'experiment', 'lr', 'train.ts')).code, 2);
    assert.equal((await runCli(folder, 'experiment', 'initializers')).code, 2);
  });
});
