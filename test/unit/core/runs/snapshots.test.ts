import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { readHistory, spreadEvenly } from '../../../../extension/core/runs/readHistory';
import { readRun } from '../../../../extension/core/runs/readRun';
import { readSnapshot } from '../../../../extension/core/runs/readSnapshot';
import { RunWriter } from '../../../../extension/core/runs/runWriter';
import type { TensorFacet } from '../../../../extension/protocol/summary';
import { withoutBuckets } from '../../../../extension/core/stats/mergeSummaries';
import { epoch, fitInfo, layerSnapshot, manifest, modelInfo, snapshot, temporaryFolder } from './runFixtures';

const options = { maxCheckpoints: 20, maxCheckpointBytes: 2e9 };
/** Validation losses by epoch, the lowest at 3. */
const losses = [5, 4, 2, 1, 3, 6];

function writtenRun(folder: string): void {
  const writer = new RunWriter(folder, manifest(), options);
  losses.forEach((loss, e) => {
    if (e > 0) writer.addEpoch(epoch(e, e * 5, loss));
    writer.addSnapshot(snapshot(e * 5));
  });
  writer.close();
}
const isFull = (folder: string, step: number) =>
  readSnapshot(folder, { fit: 0, model: 'net', step })!.layers[0]!.weights.kernel!.buckets!.last === undefined;

describe('snapshots of a run', () => {
  let place: ReturnType<typeof temporaryFolder>;
  beforeEach(() => (place = temporaryFolder()));
  afterEach(() => place.remove());

  it('keep all buckets of the first, the last and the best, at most 256 of the others', () => {
    const { folder } = place;
    writtenRun(folder);
    assert.deepEqual(
      losses.map((_, e) => isFull(folder, e * 5)),
      [true, false, false, true, false, true],
    );
    assert.deepEqual(readSnapshot(folder, { fit: 0, model: 'net', step: 15 }), snapshot(15));
    const thinned = readSnapshot(folder, { fit: 0, model: 'net', step: 20 })!;
    const kernel = thinned.layers[0]!.weights.kernel!;
    assert.ok(kernel.buckets!.bucket.length <= 256);
    assert.deepEqual(withoutBuckets(kernel), withoutBuckets(layerSnapshot('dense', 21).weights.kernel!));
    assert.equal(fs.readdirSync(path.join(folder, 'snapshots')).filter(name => name.startsWith('full-')).length, 3);
  });

  it('that were written before they were complete count once, in their newest state', () => {
    const { folder } = place;
    const writer = new RunWriter(folder, manifest(), options);
    const whole = snapshot(0);
    writer.addSnapshot({ ...whole, layers: whole.layers.map(l => ({ ...l, activationGradients: [] })) });
    writer.addSnapshot(whole);
    writer.close();
    assert.deepEqual(readSnapshot(folder, { fit: 0, model: 'net', step: 0 }), whole);
    assert.deepEqual(
      readRun(folder).snapshots.map(s => s.step),
      [0],
    );
  });

  it('are told apart by fit, model and step; there is none where none was written', () => {
    const { folder } = place;
    const writer = new RunWriter(
      folder,
      manifest({ models: [modelInfo('net'), modelInfo('critic')], fits: [fitInfo(0, 'net'), fitInfo(1, 'critic')] }),
      options,
    );
    writer.addSnapshot(snapshot(5));
    writer.addSnapshot(snapshot(5, { fit: 1, model: 'critic', note: 'no batch', probed: 0, epoch: null }));
    writer.close();
    assert.equal(readSnapshot(folder, { fit: 1, model: 'critic', step: 5 })!.note, 'no batch');
    assert.equal(readSnapshot(folder, { fit: 1, model: 'net', step: 5 }), null);
    assert.equal(readSnapshot(folder, { fit: 0, model: 'net', step: 6 }), null);
    assert.deepEqual(
      readRun(folder).snapshots.map(s => [s.fit, s.model, s.step, s.epoch]),
      [
        [0, 'net', 5, 1],
        [1, 'critic', 5, null],
      ],
    );
  });

  it('give one tensor over time, first and last among the points', () => {
    const { folder } = place;
    writtenRun(folder);
    const query = { model: 'net', layer: 'dense', max: 3 };
    const history = readHistory(folder, { ...query, kind: 'weights', tensor: 'kernel' });
    assert.deepEqual(
      history.points.map(p => [p.step, p.epoch]),
      [
        [0, 0],
        [15, 3],
        [25, 5],
      ],
    );
    assert.deepEqual(history.points[0]!.summary, layerSnapshot('dense', 1).weights.kernel);
    const all = { ...query, max: 100 };
    const means = (kind: TensorFacet, tensor: string) =>
      readHistory(folder, { ...all, kind, tensor }).points.map(p => p.summary.mean);
    const layers = losses.map((_, e) => layerSnapshot('dense', e * 5 + 1));
    assert.deepEqual(
      means('preActivations', '1'),
      layers.map(l => l.preActivations[1]!.mean),
    );
    assert.deepEqual(
      means('gradients', 'kernel'),
      layers.map(l => l.weightGradients.kernel!.mean),
    );
    assert.deepEqual(
      means('gradients', '0'),
      layers.map(l => l.activationGradients[0]!.mean),
    );
    assert.deepEqual(means('activationGradients', '0'), means('gradients', '0'));
    assert.deepEqual(means('activationGradients', 'kernel'), []);
    assert.deepEqual(means('gradients', '1'), []);
    assert.deepEqual(readHistory(folder, { ...all, layer: 'none', kind: 'weights', tensor: 'kernel' }).points, []);
  });

  it('go on where another writer ended, its torn end cut', () => {
    const { folder } = place;
    writtenRun(folder);
    const index = path.join(folder, 'snapshots/index.jsonl');
    fs.appendFileSync(index, '{"fit":0,"model":"net","st');
    fs.appendFileSync(path.join(folder, 'snapshots/snapshots.bin'), 'torn');
    assert.equal(readRun(folder).snapshots.length, 6);
    assert.deepEqual(readRun(folder).notices, []);
    const writer = new RunWriter(folder, manifest(), options);
    writer.addSnapshot(snapshot(30));
    writer.close();
    assert.equal(readRun(folder).snapshots.length, 7);
    assert.deepEqual(readSnapshot(folder, { fit: 0, model: 'net', step: 30 }), snapshot(30));
    assert.ok(readSnapshot(folder, { fit: 0, model: 'net', step: 20 }));
  });

  it('that are damaged are refused by name, and have no point in a history', () => {
    const { folder } = place;
    writtenRun(folder);
    const data = path.join(folder, 'snapshots/snapshots.bin');
    const line = JSON.parse(fs.readFileSync(path.join(folder, 'snapshots/index.jsonl'), 'utf8').split('\n')[1]!);
    const bytes = fs.readFileSync(data);
    for (const at of [line.at, line.at + 4, line.at + 40, line.at + line.bytes - 5]) {
      const damaged = Buffer.from(bytes);
      damaged[at]! ^= 0x55;
      fs.writeFileSync(data, damaged);
      assert.throws(() => readSnapshot(folder, { fit: 0, model: 'net', step: 5 }), { code: 'snapshot-damaged' });
    }
    const history = readHistory(folder, { model: 'net', layer: 'dense', kind: 'gradients', tensor: '0', max: 9 });
    assert.equal(history.points.length, 5);
  });

  it('whose index points beyond the file, or at links, are refused', () => {
    const { folder } = place;
    writtenRun(folder);
    const index = path.join(folder, 'snapshots/index.jsonl');
    const line = { fit: 0, model: 'net', step: 99, epoch: null, at: 2 ** 40, bytes: 2 ** 41 };
    fs.appendFileSync(index, JSON.stringify(line) + '\n{"at":-1}\nno json\n');
    assert.throws(() => readSnapshot(folder, { fit: 0, model: 'net', step: 99 }), { code: 'snapshot-damaged' });
    assert.deepEqual(
      readRun(folder).notices.map(n => n.code),
      ['index-damaged'],
    );
    fs.rmSync(path.join(folder, 'snapshots/full-0.bin'));
    fs.symlinkSync('/etc/hostname', path.join(folder, 'snapshots/full-0.bin'));
    assert.throws(() => readSnapshot(folder, { fit: 0, model: 'net', step: 0 }), { code: 'not-a-file' });
  });
});

describe('spreadEvenly', () => {
  it('keeps first and last', () => {
    const list = Array.from({ length: 1000 }, (_, i) => i);
    assert.deepEqual(spreadEvenly(list, 4), [0, 333, 666, 999]);
    assert.deepEqual(spreadEvenly(list, 1), [999]);
    assert.deepEqual(spreadEvenly([1, 2], 5), [1, 2]);
    assert.deepEqual(spreadEvenly([], 5), []);
    assert.equal(new Set(spreadEvenly(list, 777)).size, 777);
  });
});
