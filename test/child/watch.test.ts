import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { summarizeInJavaScript } from '../../extension/core/stats/summarizeInJavaScript';
import type { LayerInfo } from '../../extension/protocol/model';
import type { Snapshot } from '../../extension/protocol/run';
import type { Summary } from '../../extension/protocol/summary';
import { programsFolder, runWatched, type WatchedRun, type WatchOptions } from './watch/runWatched';

/** Everything is looked at, however short the run. */
const everything = { snapshotThinning: 0 };
const runs = new Map<string, Promise<WatchedRun>>();
/** The same run for all tests that ask for it. */
function watched(program: string, options: WatchOptions = { settings: everything }): Promise<WatchedRun> {
  const key = JSON.stringify([program, options]);
  const run = runs.get(key) ?? runWatched(program, options);
  runs.set(key, run);
  return run;
}
const layerOf = (run: WatchedRun, model: string, layer: string): LayerInfo => {
  const info = run.models.findLast(m => m.name === model)?.layers.find(l => l.name === layer);
  assert.ok(info, `${model} has no layer ${layer}`);
  return info;
};
/** `file:line:column` of a text in a program's source, counted from 1. */
function placeOf(file: string, text: string): string {
  const source = fs.readFileSync(path.join(programsFolder, file), 'utf8');
  const at = source.indexOf(text);
  assert.ok(at >= 0, `${file} has no ${text}`);
  const before = source.slice(0, at).split('\n');
  return `${file}:${before.length}:${before.at(-1)!.length + 1}`;
}
const placeText = (site: LayerInfo['site']): string | null => site && `${site.file}:${site.line}:${site.column}`;
const lastLine = <T>(run: WatchedRun): T => JSON.parse(run.stdout.trim().split('\n').at(-1)!) as T;
/** Steps may be thinned; the first and the last are there, and each has the loss that the program had. */
function sameLosses(run: WatchedRun, losses: number[]): void {
  for (const { step, loss } of run.steps) assert.equal(loss, losses[step - 1]);
  assert.deepEqual([run.steps[0]!.step, run.steps.at(-1)!.step], [1, losses.length]);
}
const marks = (run: WatchedRun): string[] => run.events.filter(e => !e.startsWith('model') && !e.startsWith('finding'));

describe('watching leaves no trace', () => {
  const programs = [
    'sequential.ts',
    'functional.ts',
    'subclassed.ts',
    'gan.ts',
    'customLoop.js',
    'valueIteration.ts',
    'linearRegression.ts',
    'dataset.ts',
    'recurrent.ts',
  ];
  for (const program of programs)
    it(`${program}: the same numbers, output, random numbers and count of tensors`, async () => {
      const settings = { ...everything, snapshotEverySteps: 1, checkpointEverySteps: 1, customLoopMinSeconds: 0 };
      const [plain, watched] = await Promise.all([
        runWatched(program, { watch: false }),
        runWatched(program, { settings }),
      ]);
      assert.equal(watched.stderr, plain.stderr);
      assert.equal(watched.stdout, plain.stdout);
      assert.ok(watched.snapshots.length > 2 && watched.checkpoints.length > 2);
      assert.deepEqual(
        watched.notices.filter(n => n.code !== 'snapshot-cost'),
        [],
      );
      for (const { note } of watched.snapshots)
        assert.ok(note === null || program === 'linearRegression.ts', note ?? '');
    });
  it('on WebAssembly too', async () => {
    const [plain, watched] = await Promise.all([
      runWatched('sequential.ts', { watch: false, backend: 'wasm' }),
      runWatched('sequential.ts', { settings: everything, backend: 'wasm' }),
    ]);
    assert.equal(watched.stdout, plain.stdout);
  });

  it('but that V8 makes new objects young from the first training on', async () => {
    const [plain, watched] = await Promise.all([
      runWatched('flagsOfV8.ts', { watch: false }),
      runWatched('flagsOfV8.ts'),
    ]);
    assert.deepEqual(lastLine(plain), { before: [], given: [] });
    assert.deepEqual(lastLine(watched), { before: [], given: ['--no-allocation-site-pretenuring'] });
    assert.equal(watched.stderr, plain.stderr);
  });
});

describe('call sites', () => {
  it('of a plain model, over line breaks', async () => {
    const run = await watched('sequential.ts');
    const file = 'sequential.ts';
    assert.equal(placeText(layerOf(run, 'plain', 'conv').site), placeOf(file, 'tf.layers.conv2d'));
    assert.equal(placeText(layerOf(run, 'plain', 'norm').site), placeOf(file, 'tf.layers.batchNormalization'));
    assert.equal(
      placeText(layerOf(run, 'plain', 'out').site),
      placeOf(file, "tf.layers.dense({ units: 3, activation: 'softmax'"),
    );
    assert.equal(placeText(run.models.at(-1)!.site), placeOf(file, 'tf.sequential'));
    assert.equal(placeText(run.fits[0]!.site), placeOf(file, 'model.fit'));
  });
  it('of helpers, loops, a nested model, brackets and assertions', async () => {
    const run = await watched('functional.ts');
    const site = (layer: string): string | null => placeText(layerOf(run, 'pair', layer).site);
    const parts = 'functionalParts.ts';
    assert.equal(site('conv2d_Conv2D1'), placeOf(parts, 'tf.layers.conv2d({ filters, kernelSize: 3'));
    assert.equal(site('conv2d_Conv2D3'), site('conv2d_Conv2D1'));
    assert.equal(site('conv2d_Conv2D4'), site('conv2d_Conv2D1'));
    assert.equal(site('conv2d_Conv2D2'), placeOf(parts, 'tf.layers.conv2d({ filters: 1'));
    assert.equal(site('inner'), placeOf(parts, "tf.layers.dense({ units: 6, activation: 'elu'"));
    assert.equal(site('tower'), placeOf(parts, 'tf.sequential'));
    const file = 'functional.ts';
    assert.equal(site('twice'), placeOf(file, 'layers.dense({ units: 5'));
    assert.equal(site('kind'), placeOf(file, "layers['dense']"));
    assert.equal(site('size'), placeOf(file, '(tf as typeof tf).layers'));
    assert.equal(site('image'), placeOf(file, "tf.input({ shape: [8, 8, 1], name: 'image'"));
    assert.equal(placeText(layerOf(run, 'pair', 'conv2d_Conv2D1').via[0]!), placeOf(file, 'convBlock(image, 2)'));
    assert.equal(placeText(layerOf(run, 'pair', 'conv2d_Conv2D3').via[0]!), placeOf(file, 'convBlock(other, 3, 2)'));
    assert.equal(placeText(layerOf(run, 'pair', 'conv2d_Conv2D1').via[1]!), placeOf(file, 'main();'));
  });
  it('of layer classes with and without a constructor, and of layers within them', async () => {
    const run = await watched('subclassed.ts');
    const site = (layer: string): string | null => placeText(layerOf(run, 'sequential_1', layer).site);
    const file = 'subclassed.ts';
    assert.equal(site('scale'), placeOf(file, "new Scale({ name: 'scale' })"));
    assert.equal(site('named_scale_NamedScale1'), placeOf(file, 'new NamedScale()'));
    assert.equal(site('noisy_Noisy1'), placeOf(file, 'new Noisy({})'));
    assert.equal(site('noisyInner'), placeOf(file, "tf.layers.dense({ units: 4, activation: 'relu'"));
    assert.equal(layerOf(run, 'sequential_1', 'noisyInner').parent, 'noisy_Noisy1');
  });
  it('of what is loaded or made from JSON: the call that asked for it', async () => {
    const run = await watched('loaded.ts');
    const file = 'loaded.ts';
    const models = run.models.filter(m => m.optimizer);
    const sites = models.map(m => [placeText(m.site), placeText(m.layers[0]!.site)]);
    const fromMemory = fs.readFileSync(path.join(programsFolder, file), 'utf8').split('tf.loadLayersModel');
    assert.equal(fromMemory.length, 3);
    assert.deepEqual(sites[0], Array(2).fill(placeOf(file, 'tf.models.modelFromJSON')));
    assert.deepEqual(sites[1], Array(2).fill(placeOf(file, 'tf.loadLayersModel')));
    assert.equal(sites[2]![0], `${file}:${fromMemory.slice(0, 2).join('').split('\n').length}:5`);
    assert.deepEqual(
      models.map(m => m.name),
      ['source', 'source#2', 'source#3'],
    );
  });
  it('of the layer in a wrapper, of both its copies, and of variables in a real module', async () => {
    const words = await watched('recurrent.ts');
    const gru = placeOf('recurrent.ts', 'layers.gru');
    assert.equal(placeText(layerOf(words, 'words', 'forward_gru_GRU1').site), gru);
    assert.equal(placeText(layerOf(words, 'words', 'backward_gru_GRU1').site), gru);
    assert.equal(placeText(layerOf(words, 'words', 'both').site), placeOf('recurrent.ts', 'layers.bidirectional'));
    assert.equal(
      placeText(layerOf(words, 'words', 'each').site),
      placeOf('recurrent.ts', "layers.dense({ units: 4, activation: 'relu', name: 'each'"),
    );
    const line = await watched('linearRegression.ts');
    assert.equal(
      placeText(layerOf(line, 'variables', 'variables').site),
      placeOf('linearRegression.ts', 'tf.variable'),
    );
    assert.equal(placeText(line.fits[0]!.site), placeOf('linearRegression.ts', 'tf.train.sgd'));
  });
});

describe('the table of a model', () => {
  it('shared layers, edges, nested models, shapes, parameters', async () => {
    const run = await watched('functional.ts');
    const model = run.models.at(-1)!;
    const twice = layerOf(run, 'pair', 'twice');
    assert.equal(twice.calls, 2);
    assert.deepEqual(twice.inbound, ['tower']);
    assert.deepEqual(twice.outputShape, [null, 5]);
    assert.equal(layerOf(run, 'pair', 'tower').calls, 2);
    assert.deepEqual(layerOf(run, 'pair', 'both').inbound, ['twice']);
    assert.deepEqual(layerOf(run, 'pair', 'kind').inbound, ['both']);
    const inner = layerOf(run, 'pair', 'inner');
    assert.deepEqual([inner.depth, inner.parent, inner.activation, inner.parameters], [1, 'tower', 'elu', 390]);
    assert.equal(layerOf(run, 'pair', 'tower').arithmetic, '390');
    const top = model.layers.filter(l => l.depth === 0);
    assert.equal(
      top.reduce((n, l) => n + l.parameters, 0),
      model.parameters,
    );
    assert.deepEqual(
      model.inputs.map(i => [i.name, i.shape]),
      [
        ['image', [null, 8, 8, 1]],
        ['other', [null, 8, 8, 1]],
      ],
    );
    assert.deepEqual(
      model.outputs.map(o => o.name),
      ['kind', 'size'],
    );
    assert.deepEqual([model.loss, model.optimizer], ['categoricalCrossentropy, meanSquaredError', 'SGD']);
  });
  it('what is not trained, and batch normalization', async () => {
    const run = await watched('sequential.ts');
    const norm = layerOf(run, 'plain', 'norm');
    assert.deepEqual([norm.parameters, norm.trainable, norm.arithmetic], [16, 8, '4·4 = 16']);
    assert.deepEqual(
      norm.weights.map(w => [w.name, w.trainable]),
      [
        ['gamma', true],
        ['beta', true],
        ['moving_mean', false],
        ['moving_variance', false],
      ],
    );
  });
  it('gates and wrappers', async () => {
    const run = await watched('recurrent.ts');
    const text = (layer: string): string => layerOf(run, 'words', layer).arithmetic;
    assert.equal(text('both'), '2·(3·3·6 + 3·3·3 + 3·3) = 180');
    assert.equal(text('steps'), '4·6 + 4 = 28');
    assert.equal(text('lstm'), '4·7·4 + 4·7·7 + 4·7 = 336');
    assert.equal(text('embedding'), '20·6 = 120');
  });
});

describe('figures', () => {
  const same = (seen: Summary | undefined, values: number[], what: string): void => {
    const expected = summarizeInJavaScript(Float32Array.from(values));
    assert.ok(seen, what);
    for (const key of ['count', 'zeros', 'nan'] as const) assert.equal(seen[key], expected[key], `${what} ${key}`);
    for (const key of ['min', 'max', 'mean', 'std'] as const)
      assert.ok(Math.abs(seen[key]! - expected[key]!) < 1e-6, `${what} ${key}: ${seen[key]} for ${expected[key]}`);
  };
  it('of weights, pre-activations, activations and all gradients equal what the program computes', async () => {
    const run = await watched('figures.ts');
    type Look = Record<string, number[]>;
    const [before, after] = lastLine<[Look, Look]>(run);
    const at = (step: number): Snapshot => run.snapshots.find(s => s.step === step)!;
    for (const [snapshot, look] of [
      [at(0), before],
      [at(2), after],
    ] as const) {
      assert.equal(snapshot.probed, 20);
      const [hidden, out] = snapshot.layers;
      same(hidden!.weights.kernel, look.kernel!, 'kernel');
      same(hidden!.preActivations[0], look.pre!, 'pre-activations');
      same(hidden!.activations[0], look.hidden!, 'activations');
      same(out!.activations[0], look.out!, 'outputs');
      for (const [layer, name] of [
        ['hidden', 'kernel'],
        ['hidden', 'bias'],
        ['out', 'kernel'],
        ['out', 'bias'],
      ] as const)
        same(
          snapshot.layers.find(l => l.name === layer)!.weightGradients[name],
          look[`gradient ${layer}/${name}`]!,
          `gradient of ${layer}/${name}`,
        );
    }
    same(at(0).layers[1]!.activationGradients[0], before.outGradient!, 'gradient of the outputs');
  });
  it('of shared layers: one for each call; of a layer in time steps: one', async () => {
    const pair = await watched('functional.ts');
    for (const snapshot of pair.snapshots) {
      const twice = snapshot.layers.find(l => l.name === 'twice')!;
      assert.equal(twice.activations.length, 2);
      assert.equal(twice.preActivations.length, 2);
      assert.equal(twice.activationGradients.length, 2);
      assert.equal(snapshot.probed, 32);
      assert.equal(twice.activations[0]!.count, 32 * 5);
    }
    const words = await watched('recurrent.ts');
    const each = words.snapshots[0]!.layers.find(l => l.name === 'each')!;
    assert.equal(each.activations.length, 1);
    assert.equal(each.activations[0]!.count, 8 * 5 * 4);
  });
  it('the state before training: moving averages as they were made', async () => {
    for (const program of ['sequential.ts', 'customLoop.js']) {
      const run = await watched(program);
      const norm = run.snapshots[0]!.layers.find(l => l.name === 'norm')!;
      assert.equal(run.snapshots[0]!.step, 0);
      assert.deepEqual(
        [norm.weights.moving_mean!.zeros, norm.weights.moving_variance!.min],
        [norm.weights.moving_mean!.count, 1],
      );
      const last = run.snapshots.at(-1)!.layers.find(l => l.name === 'norm')!;
      assert.notEqual(last.weights.moving_mean!.zeros, last.weights.moving_mean!.count);
    }
  });
});

describe('fits, steps and epochs', () => {
  it('of fit: the metrics are those of its history', async () => {
    const run = await watched('sequential.ts');
    const { history } = lastLine<{ history: Record<string, number[]> }>(run);
    assert.deepEqual(marks(run), [
      'fit 0',
      'checkpoint start 0',
      'data plain',
      'snapshot plain 0',
      'epoch 1',
      'snapshot plain 2',
      'checkpoint epoch 2',
      'epoch 2',
      'snapshot plain 4',
      'checkpoint epoch 4',
      'epoch 3',
      'snapshot plain 6',
      'checkpoint epoch 6',
      'fitEnded 0',
    ]);
    const { kind, epochs, samples, batchSize, stepsPerEpoch, firstStep } = run.fits[0]!;
    assert.deepEqual(
      { kind, epochs, samples, batchSize, stepsPerEpoch, firstStep },
      { kind: 'fit', epochs: 3, samples: 32, batchSize: 16, stepsPerEpoch: 2, firstStep: 0 },
    );
    run.epochs.forEach((epoch, i) => {
      assert.deepEqual([epoch.epoch, epoch.step, epoch.learningRate], [i + 1, (i + 1) * 2, 0.01]);
      assert.deepEqual(Object.keys(epoch.metrics), ['loss', 'acc', 'val_loss', 'val_acc']);
      for (const [name, value] of Object.entries(epoch.metrics)) assert.equal(value, history[name]![i]);
    });
    assert.equal(run.steps.at(-1)!.step, 6);
    assert.equal(run.steps.at(-1)!.epoch, 3);
    assert.equal(run.steps[0]!.epoch, 0.5);
    for (const step of run.steps) assert.equal(typeof step.loss, 'number');
  });
  it('of fitDataset, whose length nobody knows', async () => {
    const run = await watched('dataset.ts');
    const { history } = lastLine<{ history: Record<string, number[]> }>(run);
    assert.deepEqual([run.fits[0]!.kind, run.fits[0]!.stepsPerEpoch], ['fitDataset', null]);
    assert.deepEqual(
      run.epochs.map(e => e.metrics.val_mae),
      history.val_mae,
    );
    assert.deepEqual(
      run.snapshots.map(s => s.step),
      [0, 3, 6, 9],
    );
    for (const snapshot of run.snapshots)
      for (const layer of snapshot.layers) assert.deepEqual(Object.keys(layer.weightGradients), ['kernel', 'bias']);
  });
  it('of two models in turn: a fit for each, steps counted over both', async () => {
    const run = await watched('gan.ts');
    const { losses } = lastLine<{ losses: number[][] }>(run);
    assert.deepEqual(
      run.fits.map(f => [f.kind, f.model]),
      [
        ['trainOnBatch', 'discriminator'],
        ['trainOnBatch', 'combined'],
      ],
    );
    assert.equal(placeText(run.fits[1]!.site), placeOf('gan.ts', 'combined.trainOnBatch'));
    sameLosses(run, losses.flat());
    for (const step of run.steps) assert.equal(step.fit, (step.step - 1) % 2);
    assert.deepEqual(
      run.checkpoints
        .at(-1)!
        .models.map(m => m.name)
        .sort(),
      ['combined', 'discriminator'],
    );
    assert.deepEqual(run.fitsEnded, [0, 1]);
  });
  it('of a loop around minimize', async () => {
    const run = await watched('customLoop.js');
    const { losses } = lastLine<{ losses: number[] }>(run);
    assert.deepEqual([run.fits[0]!.kind, run.fits[0]!.model], ['custom', 'sequential_1']);
    assert.equal(placeText(run.fits[0]!.site), placeOf('customLoop.js', 'optimizer.minimize(()'));
    sameLosses(run, losses);
    assert.equal(run.steps[0]!.learningRate, 0.05);
    assert.deepEqual(marks(run), [
      'fit 0',
      'checkpoint start 0',
      'data sequential_1',
      'snapshot sequential_1 0',
      'snapshot sequential_1 12',
      'checkpoint end 12',
      'fitEnded 0',
    ]);
    assert.equal(run.snapshots[0]!.probed, 10);
  });
  it('of a loop around variableGrads and applyGradients, with a target network in its checkpoints', async () => {
    const run = await watched('valueIteration.ts');
    const { losses } = lastLine<{ losses: number[] }>(run);
    sameLosses(run, losses);
    assert.deepEqual(
      run.fits.map(f => f.model),
      ['online'],
    );
    assert.deepEqual(
      run.checkpoints
        .at(-1)!
        .models.map(m => m.name)
        .sort(),
      ['online', 'target'],
    );
  });
  it('of variables without a model, with a new optimizer in each round', async () => {
    const run = await watched('linearRegression.ts');
    assert.deepEqual(
      run.fits.map(f => f.model),
      ['variables'],
    );
    assert.equal(run.steps.at(-1)!.step, 5);
    const { slope, offset } = lastLine<{ slope: number; offset: number }>(run);
    const { weights } = run.snapshots.at(-1)!.layers[0]!;
    assert.deepEqual([weights.slope!.mean, weights.offset!.mean], [slope, offset]);
    assert.ok(run.snapshots.every(s => s.probed === 0 && s.note));
  });
  it('of layers without a model, that are built in the first call', async () => {
    const run = await watched('looseLayers.ts');
    assert.equal(run.fits.length, 1);
    assert.deepEqual(
      run.models.at(-1)!.layers.map(l => l.name),
      ['first', 'second', 'variables'],
    );
    assert.deepEqual(
      run.checkpoints.at(-1)!.variables.map(v => v.shape),
      [[2, 4], [4], [4, 1], [1], []],
    );
  });
  it("--epochs overrides the program's own", async () => {
    const run = await runWatched('sequential.ts', { epochs: 1 });
    assert.deepEqual(
      run.epochs.map(e => e.epoch),
      [1],
    );
    assert.equal(run.fits[0]!.epochs, 1);
    assert.equal((await runWatched('dataset.ts', { epochs: 2 })).epochs.length, 2);
  });
});

describe('checkpoints', () => {
  it('hold weights, every optimizer field, random state and the shuffled order', async () => {
    const run = await watched('sequential.ts');
    const { weights } = lastLine<{ weights: number[][] }>(run);
    const last = run.checkpoints.at(-1)!;
    const stored = last.models[0]!.weights;
    assert.deepEqual(
      stored.map(w => Array.from(new Float32Array(w.data.slice().buffer))),
      weights,
    );
    assert.deepEqual(stored.map(w => w.name).slice(0, 2), ['conv/kernel', 'conv/bias']);
    const { model_config, ...topology } = { model_config: null, ...(last.models[0]!.topology as object) } as Record<
      string,
      unknown
    >;
    assert.equal(model_config, null);
    assert.equal(topology.class_name, 'Sequential');
    assert.equal((last.models[0]!.trainingConfig as { loss: string }).loss, 'categorical_crossentropy');
    const [adam] = last.optimizers;
    assert.deepEqual([adam!.model, adam!.className], ['plain', 'Adam']);
    const field = (name: string) => adam!.fields.find(f => f.field === name);
    assert.deepEqual(field('iterations_'), { field: 'iterations_', kind: 'value', value: 6 });
    const moments = field('accumulatedFirstMoment');
    assert.equal(moments?.kind === 'variables' && moments.variables.length, 6);
    const beta = field('accBeta1');
    assert.ok(beta?.kind === 'tensor' && beta.isVariable);
    assert.deepEqual(
      Array.from(last.shuffle!).sort((a, b) => a - b),
      Array.from({ length: 32 }, (_, i) => i),
    );
    assert.notDeepEqual(run.checkpoints[1]!.shuffle, last.shuffle);
    assert.equal(last.random.seed, 7);
    assert.notDeepEqual(run.checkpoints[1]!.random, last.random);
  });
  it('of a loss that is no number: the last state that gave one, the step, then the layers', async () => {
    const run = await watched('exploding.ts');
    const first = run.steps.find(s => s.loss === null)!;
    const healthy = run.checkpoints.find(c => c.reason === 'nan')!;
    assert.equal(healthy.step, first.step - 1);
    for (const { data } of healthy.models[0]!.weights)
      assert.ok(new Float32Array(data.slice().buffer).every(Number.isFinite));
    const [loss, ...layers] = run.findings.filter(f => f.rule === 'exploding-tensor');
    assert.deepEqual([loss!.step, loss!.layer], [first.step, null]);
    assert.deepEqual(
      layers.map(f => [f.layer, f.step]),
      [
        ['one', first.step],
        ['two', first.step],
      ],
    );
    assert.equal(placeText(layers[0]!.site), placeOf('exploding.ts', 'tf.layers.dense({ units: 8'));
    assert.ok(run.snapshots.some(s => s.step === first.step));
  });
});

describe('inspecting', () => {
  for (const [program, model] of [
    ['sequential.ts', 'plain'],
    ['dataset.ts', 'sequential_1'],
    ['gan.ts', 'discriminator'],
    ['customLoop.js', 'sequential_1'],
    ['valueIteration.ts', 'online'],
    ['subclassed.ts', 'sequential_1'],
  ] as const)
    it(`${program} ends before its first step, with layers and gradients`, async () => {
      const run = await runWatched(program, { mode: 'inspect' });
      assert.equal(run.ended, 'completed');
      assert.deepEqual([run.steps.length, run.epochs.length, run.checkpoints.length], [0, 0, 0]);
      const snapshot = run.snapshots.findLast(s => s.model === model)!;
      assert.ok(snapshot.probed > 0 && snapshot.note === null);
      const weighted = snapshot.layers.filter(l => l.weights.kernel && l.name !== 'noisyInner');
      for (const layer of weighted) {
        assert.ok(layer.weightGradients.kernel, layer.name);
        assert.ok(layer.preActivations.length && layer.activations.length, layer.name);
      }
    });
  it('a program that trains nothing: its models, on what they were called on', async () => {
    const run = await runWatched('untrained.ts', { mode: 'inspect' });
    assert.equal(run.isEmpty, false);
    assert.deepEqual(
      run.snapshots.map(s => [s.model, s.probed]),
      [
        ['called', 4],
        ['other', 0],
      ],
    );
    assert.ok(run.snapshots[1]!.note);
  });
  it('a model that the program has let go', async () => {
    const run = await runWatched('droppedModel.ts', { mode: 'inspect' });
    assert.deepEqual(
      run.snapshots.map(s => [s.model, s.probed]),
      [['dropped', 4]],
    );
  });
  it('a program without a model', async () => {
    const run = await watched('nothing.ts');
    assert.equal(run.isEmpty, true);
    assert.deepEqual(run.events, []);
  });
});

describe('stopping and pacing', () => {
  for (const [program, gate] of [
    ['sequential.ts', 3],
    ['gan.ts', 5],
    ['customLoop.js', 4],
    ['valueIteration.ts', 2],
  ] as const)
    it(`${program} stops at the next step, with a checkpoint`, async () => {
      const run = await runWatched(program, { stopAtGate: gate });
      assert.equal(run.ended, 'stopped');
      assert.equal(run.steps.at(-1)!.step, gate);
      const last = run.checkpoints.at(-1)!;
      assert.deepEqual([last.reason, last.step], ['stop', gate]);
      assert.equal(run.snapshots.at(-1)!.step, gate);
    });
  it('snapshots that cost too much are thinned, and it is said once; the first and the last stay', async () => {
    const run = await runWatched('sequential.ts', { epochs: 12, settings: { snapshotThinning: 100_000 } });
    assert.deepEqual(
      run.snapshots.map(s => s.step),
      [0, 24],
    );
    assert.equal(run.notices.filter(n => n.code === 'snapshots-thinned').length, 1);
    assert.equal(run.epochs.length, 12);
    assert.equal(run.checkpoints.at(-1)!.step, 24);
  });
  it('every step where that is asked for, whatever it costs, which is said', async () => {
    const settings = { snapshotThinning: 1e9, snapshotEverySteps: 1 };
    const run = await runWatched('sequential.ts', { epochs: 4, settings });
    assert.deepEqual(
      run.snapshots.map(s => s.step),
      [0, 1, 2, 3, 4, 5, 6, 7, 8],
    );
    const [cost, ...others] = run.notices.filter(n => n.code === 'snapshot-cost');
    assert.match(cost!.message, /^A snapshot after each step, as the setting asks: each takes \d+ ms\.$/);
    assert.deepEqual(others, []);
  });
  it('every N steps', async () => {
    const settings = { ...everything, snapshotEverySteps: 4, checkpointEverySteps: 3 };
    const run = await runWatched('sequential.ts', { settings });
    assert.deepEqual(
      run.snapshots.map(s => s.step),
      [0, 2, 4, 6],
    );
    const loop = await runWatched('customLoop.js', { settings: { ...settings, customLoopMinSeconds: 0 } });
    assert.deepEqual(
      loop.snapshots.map(s => s.step),
      [0, 4, 8, 12],
    );
    assert.deepEqual(
      loop.checkpoints.map(c => c.step),
      [0, 3, 6, 9, 12],
    );
    assert.ok(loop.snapshots.slice(0, 3).every(s => Object.keys(s.layers[0]!.weightGradients).length === 2));
  });
});
