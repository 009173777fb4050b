import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { DataFacts } from '../../extension/protocol/dataFacts';
import type { ModelInfo, Site } from '../../extension/protocol/model';
import { programsFolder, runWatched, type WatchedRun } from './watch/runWatched';

const everything = { snapshotThinning: 0 };
const placeText = (site: Site | null): string | null => site && `${site.file}:${site.line}:${site.column}`;
/** `file:line:column` of the first place of a text in a program's source. */
function placeOf(file: string, text: string): string {
  const source = fs.readFileSync(path.join(programsFolder, file), 'utf8');
  const at = source.indexOf(text);
  assert.ok(at >= 0, `${file} has no ${text}`);
  const before = source.slice(0, at).split('\n');
  return `${file}:${before.length}:${before.at(-1)!.length + 1}`;
}
const modelOf = (run: WatchedRun, name: string): ModelInfo => run.models.findLast(m => m.name === name)!;

describe('facts of the data', () => {
  let run: WatchedRun;
  let facts: DataFacts[];
  before(async () => {
    const [plain, watched] = await Promise.all([
      runWatched('dataKinds.ts', { watch: false }),
      runWatched('dataKinds.ts', { settings: everything }),
    ]);
    run = watched;
    facts = run.data;
    assert.equal(watched.stdout, plain.stdout);
    assert.deepEqual(watched.notices, []);
  });

  it('come before the first snapshot of their fit', () => {
    assert.deepEqual(
      facts.map(f => f.fit),
      [0, 1, 2, 3],
    );
    const marks = run.events.filter(e => /^(fit|data|snapshot)/.test(e));
    assert.deepEqual(marks.slice(0, 3), ['fit 0', 'data sequential_1', 'snapshot sequential_1 0']);
  });
  it('of a split: the training part, the rest is the validation set', () => {
    const { examples, total, inputs, targets, outputs, validation } = facts[0]!;
    assert.deepEqual([examples, total, validation], [48, 48, { examples: 12, duplicates: 0, compared: 48 }]);
    assert.deepEqual([inputs[0]!.summary.count, inputs[0]!.isInteger, inputs[0]!.dtype], [144, false, 'float32']);
    // the columns 0 … 47 and 100 sin i; the third one is constant
    const std = (values: number[]): number => {
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      return Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length);
    };
    const rows = Array.from({ length: 48 }, (_, i) => i);
    const expected = std(rows.map(i => 100 * Math.sin(i))) / std(rows);
    assert.ok(Math.abs(inputs[0]!.featureSpread! - expected) < 1e-5);
    const [target] = targets;
    assert.deepEqual([target!.kind, target!.dtype, target!.classCounts], ['oneHot', 'int32', [16, 16, 16]]);
    const { layer, activation, loss, sumsToOne, shape } = outputs[0]!;
    assert.deepEqual(
      { layer, activation, loss, sumsToOne, shape },
      { layer: 'last', activation: 'softmax', loss: 'categoricalCrossentropy', sumsToOne: true, shape: [3] },
    );
  });
  it('of a validation set that is partly in the training set', () => {
    const { targets, validation } = facts[1]!;
    assert.deepEqual(validation, { examples: 20, duplicates: 10, compared: 60 });
    assert.deepEqual([targets[0]!.kind, targets[0]!.shape, targets[0]!.dtype], ['classes', [1], 'float32']);
  });
  it('of inputs and targets by name; what only reshapes makes no output', () => {
    const { inputs, targets, outputs } = facts[2]!;
    assert.deepEqual(
      inputs.map(i => [i.name, i.shape, i.dtype, i.isInteger, i.summary.count]),
      [
        ['a', [3], 'float32', false, 180],
        ['b', [2, 2, 1], 'int32', true, 240],
      ],
    );
    assert.deepEqual(
      targets.map(t => [t.name, t.shape, t.kind, t.classCounts]),
      [
        ['kind', [3], 'probabilities', [20, 20, 20]],
        ['isOdd', [], 'binary', [40, 20]],
      ],
    );
    assert.deepEqual(
      outputs.map(o => [o.name, o.layer, o.activation, o.loss, o.sumsToOne]),
      [
        ['kind', 'logits', 'linear', 'softmaxCrossEntropy', false],
        ['isOdd', 'isOdd', 'sigmoid', 'binaryCrossentropy', false],
      ],
    );
  });
  it('of a fit that refuses its labels: all but predictions', () => {
    const { targets, outputs } = facts[3]!;
    assert.deepEqual([targets[0]!.kind, targets[0]!.shape], ['classes', [1]]);
    assert.deepEqual([outputs[0]!.shape, outputs[0]!.summary.count, outputs[0]!.activation], [[3], 0, 'softmax']);
    assert.ok(run.events.indexOf('fit 3') < run.events.indexOf('data sequential_3'));
  });
  it('of a dataset, of batches and of a loop: what they are given first', async () => {
    const [dataset, batches, loop] = await Promise.all([
      runWatched('dataset.ts'),
      runWatched('gan.ts'),
      runWatched('customLoop.js'),
    ]);
    assert.deepEqual([dataset.data.length, dataset.data[0]!.total], [1, null]);
    assert.equal(dataset.data[0]!.targets.length, 1);
    assert.deepEqual(
      batches.data.map(d => [d.model, d.examples, d.targets[0]!.kind, d.outputs[0]!.layer]),
      [
        ['discriminator', 16, 'binary', 'dense_Dense4'],
        ['combined', 8, 'binary', 'dense_Dense4'],
      ],
    );
    const [facts] = loop.data;
    assert.deepEqual([facts!.examples, facts!.inputs[0]!.shape, facts!.targets], [10, [3], []]);
    assert.deepEqual([facts!.outputs[0]!.loss, facts!.outputs[0]!.summary.count], [null, 10]);
  });
  it('also without training', async () => {
    const inspected = await runWatched('dataKinds.ts', { mode: 'inspect' });
    assert.deepEqual(inspected.data, facts.slice(0, 1));
  });
});

describe('what a model is trained by', () => {
  it('where it was compiled, and its optimizer made', async () => {
    const run = await runWatched('gan.ts', { mode: 'inspect' });
    const { optimizer, learningRate, compileSite, optimizerSite } = modelOf(run, 'discriminator');
    assert.deepEqual([optimizer, learningRate], ['Adam', 0.01]);
    assert.equal(placeText(compileSite), placeOf('gan.ts', 'model.compile'));
    assert.equal(placeText(optimizerSite), placeOf('gan.ts', 'tf.train.adam'));
    assert.equal(placeText(modelOf(run, 'combined').compileSite), placeOf('gan.ts', 'combined.compile'));
  });
  it('an optimizer that compile makes has no place of its own', async () => {
    const { optimizer, learningRate, compileSite, optimizerSite } = (await runWatched('dataset.ts')).models.at(-1)!;
    assert.deepEqual([optimizer, learningRate, optimizerSite], ['Adam', 0.001, null]);
    assert.ok(compileSite);
  });
  it("of a loop; a class of the person's own; a rate that a schedule changes is announced once", async () => {
    const run = await runWatched('customLoop.js');
    const loop = modelOf(run, 'sequential_1');
    assert.deepEqual([loop.optimizer, loop.learningRate, loop.compileSite], ['Momentum', 0.05, null]);
    assert.equal(placeText(loop.optimizerSite), placeOf('customLoop.js', 'tf.train.momentum'));
    const own = await runWatched('ownOptimizer.ts', { settings: everything });
    const model = modelOf(own, 'net');
    assert.deepEqual([model.optimizer, model.learningRate], ['SignDescent', 0.25]);
    assert.equal(placeText(model.optimizerSite), placeOf('ownOptimizer.ts', 'new SignDescent'));
    assert.equal(own.models.filter(m => m.optimizer === 'SignDescent').length, 1);
    assert.deepEqual(
      own.epochs.map(e => e.learningRate),
      [0.25, 0.125, 0.0625],
    );
  });
  it('known networks cost what the literature says', async () => {
    const run = await runWatched('largeNets.ts');
    const total = (name: string): number =>
      modelOf(run, name).layers.reduce((n, l) => n + (l.depth === 0 ? l.multiplyAdds! : 0), 0);
    assert.equal(total('vgg16'), 15_470_264_320);
    assert.equal(total('resnet50'), 3_857_973_248);
  });
  it('shared layers, nested models, wrappers: as often as they run', async () => {
    const pair = modelOf(await runWatched('functional.ts', { mode: 'inspect' }), 'pair');
    const cost = (model: ModelInfo, layer: string) => model.layers.find(l => l.name === layer)!.multiplyAdds;
    assert.deepEqual([cost(pair, 'tower'), cost(pair, 'inner'), cost(pair, 'twice')], [2 * 384, 2 * 384, 2 * 30]);
    const words = modelOf(await runWatched('recurrent.ts', { mode: 'inspect' }), 'words');
    assert.deepEqual([cost(words, 'both'), cost(words, 'forward_gru_GRU1')], [810, 405]);
    assert.deepEqual([cost(words, 'steps'), cost(words, 'each'), cost(words, 'lstm')], [120, 120, 1540]);
    const own = modelOf(await runWatched('subclassed.ts', { mode: 'inspect' }), 'sequential_1');
    assert.deepEqual([cost(own, 'first'), cost(own, 'scale'), cost(own, 'noisyInner')], [6, null, null]);
  });
});

describe('updates', () => {
  it('how much each step changed each weight, as checkpoints show it', async () => {
    const settings = { ...everything, snapshotEverySteps: 1, checkpointEverySteps: 1, customLoopMinSeconds: 0 };
    for (const program of ['sequential.ts', 'dataset.ts', 'customLoop.js', 'gan.ts']) {
      const run = await runWatched(program, { settings });
      let compared = 0;
      for (const snapshot of run.snapshots) {
        const at = (step: number) =>
          run.checkpoints.find(c => c.step === step)?.models.find(m => m.name === snapshot.model)?.weights;
        const [old, now] = [at(snapshot.step - 1), at(snapshot.step)];
        for (const layer of snapshot.layers)
          for (const [weight, update] of Object.entries(layer.updates)) {
            const named = `${layer.name}/${weight}`;
            const [a, b] = [old, now].map(list => {
              const found = list?.find(w => w.name === named);
              return found && new Float32Array(found.data.slice().buffer);
            });
            if (!a || !b) continue;
            const norm = (values: number[]): number => Math.sqrt(values.reduce((n, v) => n + v * v, 0));
            const expected = norm(Array.from(b, (v, i) => v - a[i]!)) / norm(Array.from(a));
            if (Number.isFinite(expected))
              assert.ok(Math.abs(update! - expected) <= 1e-9 * expected, `${program} ${named}`);
            else assert.equal(update, null, `${program} ${named}`);
            compared++;
          }
        if (snapshot.step === 0) assert.ok(snapshot.layers.every(l => !Object.keys(l.updates).length));
      }
      assert.ok(compared >= 8, `${program}: ${compared}`);
    }
  });
});
