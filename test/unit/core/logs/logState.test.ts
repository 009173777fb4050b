import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { placeOfTag } from '../../../../extension/core/logs/layerTags';
import { LogDirectory } from '../../../../extension/core/logs/logDirectory';
import { metricOf } from '../../../../extension/core/logs/logMetrics';
import { metricValues, histogramValues } from '../../../../extension/core/runs/eventTags';
import type { RunState } from '../../../../extension/protocol/runState';
import { layerSnapshot, temporaryFolder } from '../runs/runFixtures';
import { expectedLogs, logFixtures, writeEvents } from './logFixtures';

const openLog = async (folder: string): Promise<LogDirectory> => {
  const log = new LogDirectory(folder);
  await log.refresh();
  return log;
};
const onlyState = (log: LogDirectory): RunState => {
  const [item, ...others] = log.list();
  assert.deepEqual(others, []);
  return log.state(item!.key);
};
const fixture = (name: string): Promise<LogDirectory> => openLog(path.join(logFixtures, name));

describe('what a log directory shows', () => {
  it('of Keras: epochs with train and validation beside each other, weights by layer', async () => {
    const log = await fixture('keras3');
    const state = onlyState(log);
    const { train, validation } = expectedLogs['keras3']!;
    const values = (run: typeof train, tag: string): number[] =>
      run!.scalars![tag]!.map(([, value]) => value as number);
    assert.deepEqual(
      state.epochs.map(e => e.epoch),
      [1, 2, 3],
    );
    // 64 examples in batches of 16, which the evaluations tell
    assert.deepEqual(
      state.epochs.map(e => e.step),
      [4, 8, 12],
    );
    assert.deepEqual(
      state.epochs.map(e => e.metrics['loss']),
      values(train, 'epoch_loss'),
    );
    assert.deepEqual(
      state.epochs.map(e => e.metrics['val_loss']),
      values(validation, 'epoch_loss'),
    );
    assert.deepEqual(
      state.epochs.map(e => e.metrics['val_accuracy']),
      values(validation, 'epoch_accuracy'),
    );
    assert.deepEqual(Object.keys(state.epochs[0]!.metrics).sort(), ['accuracy', 'loss', 'val_accuracy', 'val_loss']);
    assert.ok(state.epochs.every(e => Math.abs(e.learningRate! - 0.001) < 1e-9));
    const [model] = state.models;
    assert.equal(model!.name, 'sequential');
    assert.deepEqual(
      model!.layers.map(l => [l.name, l.parameters, l.weights.map(w => w.name)]),
      [
        ['conv', 40, ['kernel', 'bias']],
        ['norm', 16, ['gamma', 'beta', 'moving_mean', 'moving_variance']],
        ['logits', 130, ['kernel', 'bias']],
      ],
    );
    assert.deepEqual(
      state.snapshots,
      [4, 8, 12].map((step, i) => ({ fit: 0, model: 'sequential', step, epoch: i + 1 })),
    );
    const snapshot = log.snapshot(state.path!, 12)!;
    const kernel = snapshot.layers[0]!.weights['kernel']!;
    const rows = train!.histograms!['sequential/conv/kernel/histogram']!.rows;
    assert.equal(kernel.count, 36);
    assert.equal(kernel.min, rows[0]![0]);
    assert.equal(kernel.max, rows.at(-1)![1]);
    const history = log.history(state.path!, { layer: 'conv', kind: 'weights', tensor: 'kernel', max: 2 });
    assert.deepEqual(
      history.points.map(p => p.step),
      [4, 12],
    );
    assert.deepEqual(history.points[1]!.summary, kernel);
    assert.equal(log.snapshot(state.path!, 5), null);
    assert.deepEqual(state.log && [state.log.unit, state.log.name], ['epoch', 'keras3']);
    assert.equal((await fixture('keras2')).list().length, 1);
    assert.deepEqual(
      onlyState(await fixture('keras2')).models[0]!.layers[0]!.weights.map(w => w.name),
      ['kernel', 'bias'],
    );
  });

  it('of PyTorch: steps with the words of its tags, weights and gradients, exact figures', async () => {
    const log = await fixture('torch');
    const names = log.list().map(item => item.name);
    assert.deepEqual(names.sort(), ['both_a', 'both_b', 'torch']);
    const state = log.state(log.list().find(item => item.name === 'torch')!.key);
    assert.equal(state.log!.unit, 'step');
    assert.deepEqual(
      state.epochs.map(e => e.step),
      [0, 100, 200, 300, 400],
    );
    assert.deepEqual(Object.keys(state.epochs[4]!.metrics).sort(), ['Accuracy', 'loss', 'val_Accuracy', 'val_loss']);
    assert.equal(state.epochs[4]!.metrics['val_loss'], Math.fround(Math.exp(-2)));
    assert.equal(state.epochs[4]!.learningRate, Math.fround(0.02));
    const [layer] = log.snapshot(state.path!, 400)!.layers;
    assert.equal(layer!.name, 'encoder.fc1');
    assert.deepEqual(Object.keys(layer!.weights), ['weight', 'bias']);
    assert.deepEqual(Object.keys(layer!.weightGradients), ['weight']);
    const { mean, std } = layer!.weightGradients['weight']!;
    assert.ok(Math.abs(mean! / layer!.weights['weight']!.mean! - 5e-4) < 1e-9);
    assert.ok(Math.abs(std! / layer!.weights['weight']!.std! - 5e-4) < 1e-9);
  });

  it('of tf.summary: a NaN is none, what was empty has no values', async () => {
    const log = await fixture('summary');
    const state = onlyState(log);
    assert.deepEqual(
      state.epochs.map(e => e.metrics['loss']),
      [1, 0.5, null, 0.25],
    );
    const snapshot = log.snapshot(state.path!, 3)!;
    const { normal, constant, empty, zeros } = snapshot.layers[0]!.weights;
    assert.equal(normal!.count, 5000);
    assert.deepEqual([constant!.count, constant!.min, constant!.std], [7, -3.5, 0]);
    assert.deepEqual([empty!.count, empty!.min], [0, null]);
    assert.deepEqual([zeros!.count, zeros!.zeros], [12, 12]);
  });

  it('of Keras with batches: each in its epoch, by the time at which it was written', async () => {
    const place = temporaryFolder();
    try {
      const batch = (step: number): [number, { tag: string; scalar: number }[]] => [
        step,
        [{ tag: 'batch_loss', scalar: step }],
      ];
      const end = (step: number): [number, { tag: string; scalar: number }[]] => [
        step,
        [{ tag: 'epoch_loss', scalar: 9 }],
      ];
      writeEvents(place.folder, [
        batch(1),
        batch(2),
        batch(3),
        batch(4),
        end(0),
        batch(5),
        batch(6),
        batch(7),
        batch(8),
        end(1),
      ]);
      const state = onlyState(await openLog(place.folder));
      assert.deepEqual(
        state.steps.map(s => [s.step, s.epoch]),
        [1, 2, 3, 4, 5, 6, 7, 8].map(step => [step, step / 4]),
      );
      assert.deepEqual(
        state.epochs.map(e => [e.epoch, e.step, e.metrics]),
        [
          [1, 4, { loss: 9 }],
          [2, 8, { loss: 9 }],
        ],
      );
    } finally {
      place.remove();
    }
  });

  it('of Layerglass itself: the metrics and layers that it wrote', async () => {
    const place = temporaryFolder();
    try {
      const layer = layerSnapshot('conv2d_Conv2D1', 1, 400);
      writeEvents(place.folder, [
        [0, histogramValues('', layer)],
        [20, metricValues('', { loss: 1.5, val_loss: 1.75, acc: 0.5 })],
      ]);
      const log = await openLog(place.folder);
      const state = onlyState(log);
      assert.deepEqual(
        state.epochs.map(e => e.metrics),
        [{ loss: 1.5, val_loss: 1.75, acc: 0.5 }],
      );
      const [read] = log.snapshot(state.path!, 0)!.layers;
      assert.equal(read!.name, layer.name);
      for (const part of ['weights', 'weightGradients'] as const) {
        assert.deepEqual(Object.keys(read![part]).sort(), Object.keys(layer[part]).sort());
        for (const [name, summary] of Object.entries(read![part])) {
          assert.equal(summary.count, layer[part][name]!.count);
          assert.equal(summary.min, layer[part][name]!.min);
          assert.equal(summary.max, layer[part][name]!.max);
        }
      }
      for (const part of ['preActivations', 'activations', 'activationGradients'] as const)
        assert.deepEqual(
          read![part].map(s => s.max),
          layer[part].map(s => s.max),
          part,
        );
    } finally {
      place.remove();
    }
  });

  it('follows what is written: a new value, a new run', async () => {
    const place = temporaryFolder();
    try {
      writeEvents(path.join(place.folder, 'a'), [[1, [{ tag: 'loss', scalar: 3 }]]]);
      const log = await openLog(place.folder);
      const { version } = log;
      await log.refresh();
      assert.equal(log.version, version);
      writeEvents(
        path.join(place.folder, 'a'),
        [
          [1, [{ tag: 'loss', scalar: 3 }]],
          [2, [{ tag: 'loss', scalar: 2 }]],
        ],
        'events.out.tfevents.2',
      );
      fs.mkdirSync(path.join(place.folder, 'b'));
      writeEvents(path.join(place.folder, 'b/validation'), [[1, [{ tag: 'loss', scalar: 4 }]]]);
      writeEvents(path.join(place.folder, 'b/train'), [[1, [{ tag: 'loss', scalar: 5 }]]]);
      // new folders are looked for a little later
      for (; log.list().length < 2; await setTimeout(5)) await log.refresh();
      assert.notEqual(log.version, version);
      assert.deepEqual(
        log
          .list()
          .map(item => item.name)
          .sort(),
        ['a', 'b'],
      );
      const state = (name: string): RunState => log.state(log.list().find(item => item.name === name)!.key);
      assert.deepEqual(
        state('a').epochs.map(e => e.metrics['loss']),
        [3, 2],
      );
      assert.deepEqual(state('b').epochs[0]!.metrics, { loss: 5, val_loss: 4 });
    } finally {
      place.remove();
    }
  });

  it('refuses a folder without event files', async () => {
    const place = temporaryFolder();
    try {
      fs.writeFileSync(path.join(place.folder, 'model.json'), '{}');
      await assert.rejects(openLog(place.folder), { code: 'no-log' });
      await assert.rejects(openLog(path.join(place.folder, 'gone')), { code: 'no-log' });
    } finally {
      place.remove();
    }
  });

  it('keeps names that mean something to JavaScript', async () => {
    const place = temporaryFolder();
    try {
      writeEvents(place.folder, [
        [
          1,
          [
            { tag: '__proto__', scalar: 1 },
            { tag: 'constructor', scalar: 2 },
            { tag: '', scalar: 3 },
          ],
        ],
      ]);
      const [epoch] = onlyState(await openLog(place.folder)).epochs;
      assert.deepEqual(Object.entries(epoch!.metrics).sort(), [
        ['', 3],
        ['__proto__', 1],
        ['constructor', 2],
      ]);
    } finally {
      place.remove();
    }
  });
});

describe('tags', () => {
  for (const [tag, layer, part, tensor] of [
    ['conv/kernel_0/histogram', 'conv', 'weights', 'kernel'],
    ['model/block/conv/kernel/histogram', 'model/block/conv', 'weights', 'kernel'],
    ['encoder.layer.3.weight', 'encoder.layer.3', 'weights', 'weight'],
    ['encoder.fc1.weight.grad', 'encoder.fc1', 'weightGradients', 'weight'],
    ['gradients/fc1/bias', 'fc1', 'weightGradients', 'bias'],
    ['conv/kernel/gradient', 'conv', 'weightGradients', 'kernel'],
    ['conv/pre-activations/1', 'conv', 'preActivations', '1'],
    ['conv/activations/gradient/2', 'conv', 'activationGradients', '2'],
    ['dense/activations', 'dense', 'activations', '0'],
    ['weights', 'weights', 'weights', 'values'],
    ['', '', 'weights', 'values'],
  ] as const)
    it(`${tag || '(empty)'} is ${tensor} of ${layer || '(none)'}`, () =>
      assert.deepEqual(placeOfTag(tag), { layer, part, tensor }));

  for (const [tag, name, side] of [
    ['epoch_loss', 'loss', null],
    ['Loss/train', 'loss', 'train'],
    ['Loss/validation', 'loss', 'validation'],
    ['val/acc', 'acc', 'validation'],
    ['train_loss', 'loss', 'train'],
    ['metrics/val_f1', 'metrics/f1', 'validation'],
    ['train', 'train', null],
    ['epoch_', 'epoch_', null],
  ] as const)
    it(`${tag} is the metric ${name}`, () => assert.deepEqual(metricOf(tag, null), { name, side }));
});
