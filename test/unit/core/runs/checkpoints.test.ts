import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { CheckpointContent } from '../../../../extension/core/runs/checkpointContent';
import { folderNames } from '../../../../extension/core/runs/checkpointParts';
import { CheckpointWriter } from '../../../../extension/core/runs/checkpointWriter';
import { nodeFileSystem } from '../../../../extension/core/runs/fileSystem';
import { readCheckpointIndex, readCheckpoints } from '../../../../extension/core/runs/readCheckpoints';
import { readCheckpointContent } from './checkpointReading';
import { checkpoint, temporaryFolder, tensor, weights } from './runFixtures';

const limits = { maxCount: 20, maxBytes: 1e9 };
const modelOf = () => 'net';

describe('checkpoints of a run', () => {
  let place: ReturnType<typeof temporaryFolder>;
  const open = (change = {}) => new CheckpointWriter(nodeFileSystem, place.folder, { ...limits, ...change });
  beforeEach(() => (place = temporaryFolder()));
  afterEach(() => place.remove());

  it('hold all that was given, down to the optimizer’s last number', () => {
    const content: CheckpointContent = checkpoint(400, {
      epoch: null,
      batch: 3,
      reason: 'nan',
      metrics: { loss: null, acc: 0.5 },
      models: [
        { ...checkpoint(1).models[0]!, name: 'a/b', trainingConfig: { loss: 'mse' } },
        {
          name: 'A_B',
          topology: { class_name: 'Functional' },
          trainingConfig: null,
          weights: [
            tensor('emb/ids', Int32Array.of(1, -2)),
            { name: 'mask', dtype: 'bool', shape: [3], data: Uint8Array.of(1, 0, 1) },
            tensor('scalar', Float32Array.of(NaN), []),
          ],
        },
      ],
      variables: [tensor('w', weights(5, 3)), tensor('b', new Float32Array(0))],
      optimizers: [
        {
          model: 'a/b',
          className: 'Adam',
          config: { learningRate: 0.001, nested: { beta1: 0.9 } },
          fields: [
            { field: 'learningRate', kind: 'value', value: 0.1 + 0.2 },
            { field: 'best', kind: 'value', value: -Infinity },
            { field: 'isOn', kind: 'value', value: true },
            { field: 'name', kind: 'value', value: null },
            { field: 'accBeta1', kind: 'tensor', isVariable: true, tensor: tensor('v0', Float32Array.of(0.9), []) },
            {
              field: 'accumulatedFirstMoment',
              kind: 'variables',
              variables: [{ originalName: 'dense/kernel/m', tensor: tensor('v1', weights(8, 9), [2, 4]) }],
            },
          ],
        },
        { model: null, className: 'SGD', config: {}, fields: [] },
      ],
      random: { seed: 7, state: [1, 2 ** 32 - 1, 0.5, 4] },
      shuffle: Int32Array.of(2, 0, 1),
    });
    const writer = open();
    const [record] = writer.add(content, modelOf);
    writer.close();
    assert.equal(record!.path, 'checkpoints/step-400');
    assert.equal(record!.parameters, 12 + 6 + 5);
    assert.deepEqual(readCheckpointContent(path.join(place.folder, record!.path)), content);
    const files = fs.readdirSync(path.join(place.folder, record!.path));
    assert.deepEqual(files.sort(), [
      'A_B-2',
      'a_b',
      'checkpoint.json',
      'optimizer.bin',
      'shuffle.bin',
      'variables.bin',
    ]);
  });

  it('at one step do not clash', () => {
    const writer = open();
    const paths = [1, 2, 3].map(() => writer.add(checkpoint(20), modelOf)[0]!.path);
    assert.deepEqual(paths, ['checkpoints/step-20', 'checkpoints/step-20-2', 'checkpoints/step-20-3']);
    assert.deepEqual(
      readCheckpoints(place.folder).map(c => c.path),
      paths,
    );
  });

  it('say how far each tensor went since the one before', () => {
    const writer = open();
    const of = (step: number, kernel: number[], bias: number[], extra: CheckpointContent['variables'] = []) =>
      writer.add(
        checkpoint(step, {
          models: [
            {
              ...checkpoint(1).models[0]!,
              weights: [tensor('d/kernel', Float32Array.from(kernel)), tensor('d/bias', Float32Array.from(bias))],
            },
          ],
          variables: extra,
        }),
        modelOf,
      )[0]!.changes;
    assert.deepEqual(of(1, [3, 4], [0, 0]), {});
    assert.deepEqual(of(2, [3, 4], [0, 0]), { 'net/d/kernel': 0, 'net/d/bias': 0 });
    assert.deepEqual(of(3, [3, 4 + 5], [1, 0]), { 'net/d/kernel': 1, 'net/d/bias': null });
    assert.deepEqual(of(4, [NaN, 9], [1, 1], [tensor('w', Float32Array.of(1))]), {
      'net/d/kernel': null,
      'net/d/bias': 1,
    });
    // A tensor of another size is another tensor.
    assert.deepEqual(of(5, [1], [1, 1], [tensor('w', Float32Array.of(3))]), { 'net/d/bias': 0, 'variables/w': 2 });
  });

  it('compare tensors larger than one piece, from copies at odd offsets', () => {
    const writer = open();
    const large = (seed: number, factor: number) => {
      const values = weights(600_001, seed).map(x => x * factor);
      const shifted = new Uint8Array(values.byteLength + 1);
      shifted.set(new Uint8Array(values.buffer), 1);
      const data = shifted.subarray(1);
      return { name: 'k', dtype: 'float32' as const, shape: [600_001], data };
    };
    const of = (factor: number) => [{ ...checkpoint(1).models[0]!, weights: [large(1, factor)] }];
    writer.add(checkpoint(1, { models: of(1) }), modelOf);
    const [record] = writer.add(checkpoint(2, { models: of(1.5) }), modelOf);
    assert.ok(Math.abs(record!.changes['net/k']! - 0.5) < 1e-6);
  });

  it('leave when there are too many, and what left is stated', () => {
    const writer = open({ maxCount: 3 });
    const losses = [5, 4, 1, 3, 2, 6];
    const all = losses.map((loss, i) => writer.add(checkpoint(i * 10, { metrics: { loss } }), modelOf));
    assert.deepEqual(
      all[5]!.slice(1).map(r => [r.path, r.dropped]),
      [['checkpoints/step-40', true]],
    );
    const { records, notices } = readCheckpointIndex(place.folder);
    assert.deepEqual(notices, []);
    assert.deepEqual(
      records.filter(r => !r.dropped).map(r => r.step),
      [0, 20, 50],
    );
    assert.equal(records.length, 6);
    const folders = fs.readdirSync(path.join(place.folder, 'checkpoints')).filter(n => n.startsWith('step-'));
    assert.deepEqual(folders.sort(), ['step-0', 'step-20', 'step-50']);
  });

  it('that are pinned in the index stay', () => {
    let writer = open();
    const records = [0, 10, 20, 30].map(step => writer.add(checkpoint(step, { metrics: {} }), modelOf)[0]!);
    writer.close();
    const index = path.join(place.folder, 'checkpoints/index.jsonl');
    fs.appendFileSync(index, JSON.stringify({ ...records[1]!, pinned: true }) + '\n');
    writer = open({ maxCount: 3 });
    writer.add(checkpoint(40, { metrics: {} }), modelOf);
    assert.deepEqual(
      readCheckpoints(place.folder)
        .filter(r => !r.dropped)
        .map(r => r.step),
      [0, 10, 40],
    );
  });

  it('cut a torn index and clean up what is not listed when opened', () => {
    const writer = open();
    writer.add(checkpoint(10), modelOf);
    writer.close();
    const folder = path.join(place.folder, 'checkpoints');
    fs.mkdirSync(path.join(folder, 'step-20'));
    fs.mkdirSync(path.join(folder, '.step-30.123.tmp'));
    fs.appendFileSync(path.join(folder, 'index.jsonl'), '{"step":20,"pa');
    assert.deepEqual(
      readCheckpoints(place.folder).map(r => r.step),
      [10],
    );
    const next = open();
    assert.deepEqual(fs.readdirSync(folder).sort(), ['index.jsonl', 'step-10']);
    next.add(checkpoint(20), modelOf);
    assert.deepEqual(
      readCheckpoints(place.folder).map(r => r.step),
      [10, 20],
    );
  });

  it('that are listed but gone, lead elsewhere or are no records are left out and said', () => {
    const writer = open();
    const [record] = writer.add(checkpoint(10), modelOf);
    writer.add(checkpoint(20), modelOf);
    writer.close();
    const folder = path.join(place.folder, 'checkpoints');
    fs.rmSync(path.join(folder, 'step-20'), { recursive: true });
    fs.symlinkSync('/tmp', path.join(folder, 'step-30'));
    for (const hostile of ['../../../etc', '/etc', 'checkpoints/../x', 'checkpoints/step-30', 'checkpoints\\step-1'])
      fs.appendFileSync(path.join(folder, 'index.jsonl'), JSON.stringify({ ...record!, path: hostile }) + '\n');
    fs.appendFileSync(path.join(folder, 'index.jsonl'), 'no json\n[]\n');
    const { records, notices } = readCheckpointIndex(place.folder);
    assert.deepEqual(
      records.map(r => r.path),
      ['checkpoints/step-10'],
    );
    assert.deepEqual(
      notices.map(n => n.code),
      ['index-damaged', 'checkpoint-missing', 'checkpoint-missing'],
    );
  });
});

describe('folderNames', () => {
  it('are names that every system can have, distinct also where case makes no difference', () => {
    assert.deepEqual(
      folderNames(['net', 'Net', '../../etc', '..', '', 'con', 'a b', 'a:b', 'größe', 'optimizer.bin']),
      [...['net', 'Net-2', '__.._etc', '_', 'model', '_con', 'a_b', 'a_b-2', 'gr__e', '_optimizer.bin']],
    );
  });
});
