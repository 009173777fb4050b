import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { CheckpointWriter } from '../../../../extension/core/runs/checkpointWriter';
import { nodeFileSystem } from '../../../../extension/core/runs/fileSystem';
import { readCheckpointIndex, readCheckpoints } from '../../../../extension/core/runs/readCheckpoints';
import type { LayerglassError } from '../../../../extension/protocol/errors';
import type { CheckpointRecord } from '../../../../extension/protocol/run';
import type { CheckpointChange } from '../../../../extension/protocol/runner';
import { readCheckpointContent } from './checkpointReading';
import { faultyFileSystem } from './faultyFileSystem';
import { checkpoint, temporaryFolder, tensor } from './runFixtures';

const limits = { maxCount: 20, maxBytes: 1e9 };
const modelOf = () => 'net';
/** Whether the disk really has it by now makes no difference here, and waiting for it takes seconds. */
const unsynced = { ...nodeFileSystem, fsyncSync: () => {} };
const week = 7 * 24 * 3600_000;

describe('changes of checkpoints', () => {
  let place: ReturnType<typeof temporaryFolder>;
  let writer: CheckpointWriter;
  const open = (change = {}) => (writer = new CheckpointWriter(unsynced, place.folder, { ...limits, ...change }));
  const at = (step: number): string => `checkpoints/step-${step}`;
  const there = (inner: string): boolean => fs.existsSync(path.join(place.folder, inner));
  const inTrash = (step: number): boolean => there(`checkpoints/.trash/step-${step}/checkpoint.json`);
  const record = (step: number): CheckpointRecord => readCheckpoints(place.folder).find(r => r.step === step)!;
  const fillWith = (...steps: number[]) => steps.forEach(step => writer.add(checkpoint(step), modelOf));
  const append = (line: unknown) =>
    fs.appendFileSync(path.join(place.folder, 'checkpoints/index.jsonl'), JSON.stringify(line) + '\n');
  beforeEach(() => {
    place = temporaryFolder();
    open();
  });
  afterEach(() => place.remove());

  it('pin, name and undo both', () => {
    fillWith(10, 20);
    const asked: CheckpointChange[] = [
      { do: 'pin', path: at(10), pinned: true },
      { do: 'rename', path: at(10), name: '  before the crash ' },
    ];
    for (const change of asked) assert.deepEqual(writer.change(change), record(10));
    assert.deepEqual([record(10).pinned, record(10).name], [true, 'before the crash']);
    writer.change({ do: 'pin', path: at(10), pinned: false });
    writer.change({ do: 'rename', path: at(10), name: null });
    assert.deepEqual([record(10).pinned, 'name' in record(10)], [false, false]);
  });

  it('put it in the trash and bring it back, whole', () => {
    fillWith(10, 20, 30);
    const before = record(20);
    const trashed = writer.change({ do: 'trash', path: at(20) });
    assert.deepEqual([trashed.isTrashed, inTrash(20), there(at(20))], [true, true, false]);
    assert.deepEqual(readCheckpointIndex(place.folder).notices, []);
    assert.deepEqual(record(20), trashed);
    assert.deepEqual(writer.change({ do: 'untrash', path: at(20) }), before);
    assert.deepEqual(record(20), before);
    assert.deepEqual(readCheckpointContent(path.join(place.folder, at(20))), checkpoint(20));
    // asked for twice it is done once
    assert.deepEqual(writer.change({ do: 'untrash', path: at(20) }), before);
  });

  it('of what is in the trash: it does not count, is not compared with, and its name is not given again', () => {
    open({ maxCount: 2 });
    fillWith(10, 20);
    writer.change({ do: 'trash', path: at(20) });
    const added = writer.add(checkpoint(20), modelOf);
    assert.deepEqual(
      added.map(r => [r.path, r.dropped]),
      [['checkpoints/step-20-2', false]],
    );
    assert.notDeepEqual(added[0]!.changes, {});
    assert.throws(() => writer.change({ do: 'pin', path: at(20), pinned: true }), { code: 'no-checkpoint' });
  });

  it('are refused by name where there is nothing to change', () => {
    open({ maxCount: 2 });
    fillWith(10, 20, 30);
    for (const inner of ['checkpoints/step-99', '../../etc', at(20)])
      assert.throws(() => writer.change({ do: 'trash', path: inner }), { code: 'no-checkpoint' }, inner);
    fs.rmSync(path.join(place.folder, at(30)), { recursive: true });
    assert.throws(() => writer.change({ do: 'trash', path: at(30) }), { code: 'checkpoint-missing' });
  });

  it('empty out what was deleted a week ago when it is opened next', () => {
    fillWith(10, 20, 30, 40);
    for (const step of [20, 30]) writer.change({ do: 'trash', path: at(step) });
    writer.close();
    append({ ...record(20), trashedAt: Date.now() - week - 1 });
    open();
    assert.deepEqual([record(20).dropped, record(20).isTrashed, inTrash(20)], [true, undefined, false]);
    assert.deepEqual([record(30).dropped, record(30).isTrashed, inTrash(30)], [false, true, true]);
  });

  it('mend what a crash left between line and move', () => {
    fillWith(10, 20, 30, 40);
    writer.change({ do: 'trash', path: at(40) });
    writer.close();
    const trash = path.join(place.folder, 'checkpoints/.trash');
    // moved without its line, listed without its move, dropped and not removed, whole and not listed
    fs.renameSync(path.join(place.folder, at(10)), path.join(trash, 'step-10'));
    append({ ...record(20), isTrashed: true, trashedAt: Date.now() });
    append({ ...record(30), dropped: true });
    fs.cpSync(path.join(place.folder, at(20)), path.join(place.folder, at(50)), { recursive: true });
    open();
    assert.deepEqual([there(at(10)), inTrash(10)], [true, false]);
    assert.deepEqual([there(at(20)), inTrash(20)], [false, true]);
    assert.equal(there(at(30)), false);
    const adopted = readCheckpoints(place.folder).find(r => r.path === at(50))!;
    assert.deepEqual([adopted.step, adopted.pinned, adopted.dropped], [20, false, false]);
    assert.deepEqual(readCheckpointIndex(place.folder).notices, []);
  });

  it('leave alone what someone else put there, and follow no link', () => {
    fillWith(10);
    writer.close();
    const outside = temporaryFolder();
    fs.writeFileSync(path.join(outside.folder, 'checkpoint.json'), '{}');
    fs.symlinkSync(outside.folder, path.join(place.folder, at(20)));
    fs.mkdirSync(path.join(place.folder, at(30)));
    fs.writeFileSync(path.join(place.folder, at(30), 'checkpoint.json'), 'half');
    fs.mkdirSync(path.join(place.folder, 'checkpoints/my notes'));
    open();
    fillWith(40);
    assert.deepEqual(fs.readdirSync(path.join(place.folder, 'checkpoints')).sort(), [
      'index.jsonl',
      'my notes',
      ...['step-10', 'step-20', 'step-30', 'step-40'],
    ]);
    assert.deepEqual(
      readCheckpoints(place.folder).map(r => r.step),
      [10, 40],
    );
    assert.ok(fs.existsSync(path.join(outside.folder, 'checkpoint.json')));
    // the trash is a link
    fs.symlinkSync(outside.folder, path.join(place.folder, 'checkpoints/.trash'));
    assert.throws(() => writer.change({ do: 'trash', path: at(10) }));
    assert.deepEqual(fs.readdirSync(outside.folder), ['checkpoint.json']);
    outside.remove();
  });

  it('write nothing through links', () => {
    fillWith(10);
    writer.close();
    const outside = temporaryFolder();
    const other = path.join(outside.folder, 'other.txt');
    fs.writeFileSync(other, 'not ours');
    const index = path.join(place.folder, 'checkpoints/index.jsonl');
    fs.rmSync(index);
    fs.symlinkSync(other, index);
    assert.throws(() => open(), { code: 'not-a-file' });
    fs.rmSync(path.join(place.folder, 'checkpoints'), { recursive: true });
    fs.symlinkSync(outside.folder, path.join(place.folder, 'checkpoints'));
    assert.throws(() => open(), { code: 'not-a-folder' });
    assert.deepEqual([fs.readdirSync(outside.folder), fs.readFileSync(other, 'utf8')], [['other.txt'], 'not ours']);
    outside.remove();
  });

  it('keep each listed one loadable whichever writing call fails', () => {
    const changes: CheckpointChange[] = [
      { do: 'pin', path: at(10), pinned: true },
      { do: 'trash', path: at(20) },
      { do: 'untrash', path: at(20) },
      { do: 'trash', path: at(30) },
    ];
    const changeAll = (failAt: number, options: Parameters<typeof faultyFileSystem>[1]): number => {
      const faults = faultyFileSystem(failAt, options);
      try {
        const faulty = new CheckpointWriter(faults.fileSystem, place.folder, limits);
        for (const change of changes)
          try {
            faulty.change(change);
          } catch (error) {
            assert.ok((error as LayerglassError).code, String(error));
          }
      } catch {
        // could not even be opened
      }
      return faults.calls;
    };
    fillWith(10, 20, 30);
    writer.close();
    const calls = changeAll(Infinity, {});
    assert.ok(calls > 8);
    for (const options of [{ code: 'EIO' }, { code: 'ENOSPC', forGood: true }, { code: 'EIO', isCrash: true }])
      for (let failAt = 1; failAt <= calls; failAt++) {
        place.remove();
        place = temporaryFolder();
        open();
        fillWith(10, 20, 30);
        writer.close();
        changeAll(failAt, options);
        const what = `${JSON.stringify(options)}, call ${failAt}`;
        for (const wasOpened of [false, true]) {
          if (wasOpened) open();
          const { records, notices } = readCheckpointIndex(place.folder);
          assert.deepEqual([records.length, notices], [3, []], what);
          for (const r of records)
            if (!r.isTrashed)
              assert.deepEqual(readCheckpointContent(path.join(place.folder, r.path)), checkpoint(r.step), what);
        }
        // whatever became of it, it can be brought back
        for (const r of readCheckpoints(place.folder)) {
          writer.change({ do: 'untrash', path: r.path });
          assert.deepEqual(readCheckpointContent(path.join(place.folder, r.path)), checkpoint(r.step), what);
        }
      }
  });
});

describe('records of checkpoints', () => {
  let place: ReturnType<typeof temporaryFolder>;
  beforeEach(() => (place = temporaryFolder()));
  afterEach(() => place.remove());
  const open = (change = {}) => new CheckpointWriter(unsynced, place.folder, { ...limits, ...change });

  it('say batch, learning rate, optimizers, and whether a weight is no number', () => {
    const writer = open();
    const adam = (model: string | null, rate: number) => ({
      ...{ model, className: 'Adam', config: {} },
      fields: [{ field: 'learningRate', kind: 'value' as const, value: rate }],
    });
    const [first] = writer.add(
      checkpoint(1, { batch: 3, optimizers: [adam('critic', 0.5), adam('net', 0.01)] }),
      modelOf,
    );
    assert.deepEqual(
      [first!.batch, first!.learningRate, first!.optimizers, first!.hasNotFinite],
      [3, 0.01, ['Adam', 'Adam'], undefined],
    );
    const [second] = writer.add(checkpoint(2, { variables: [tensor('w', Float32Array.of(1, Infinity))] }), modelOf);
    assert.deepEqual([second!.learningRate, second!.optimizers, second!.hasNotFinite], [null, [], true]);
    assert.deepEqual(readCheckpoints(place.folder), [first, second]);
  });

  it('of one step stay in the order they were taken where the clock was set back', () => {
    const writer = open();
    for (const time of [500, 400, 300]) writer.add(checkpoint(20, { time }), modelOf);
    writer.close();
    assert.deepEqual(
      readCheckpoints(place.folder).map(r => r.time),
      [500, 400, 300],
    );
  });

  it('keep the last one without NaN, however many follow', () => {
    const writer = open({ maxCount: 3 });
    for (let step = 0; step < 20; step++) {
      const values = Float32Array.of(step < 9 ? step : NaN);
      writer.add(checkpoint(step, { metrics: {}, variables: [tensor('w', values)] }), modelOf);
    }
    const kept = readCheckpoints(place.folder).filter(r => !r.dropped);
    assert.deepEqual(
      kept.map(r => r.step),
      [0, 8, 19],
    );
  });

  it('keep the best by the metric that was asked for', () => {
    const writer = open({ maxCount: 2, bestBy: 'val_acc' });
    [0.5, 0.9, 0.7, 0.6].forEach((acc, step) => writer.add(checkpoint(step, { metrics: { val_acc: acc } }), modelOf));
    const kept = readCheckpoints(place.folder).filter(r => !r.dropped);
    assert.deepEqual(
      kept.map(r => r.step),
      [0, 1, 3],
    );
  });

  it('of an index that has grown large are written anew, one line each, and lose nothing', function () {
    this.timeout(60_000);
    const writer = open();
    const [record] = writer.add(checkpoint(1), modelOf);
    writer.close();
    const index = path.join(place.folder, 'checkpoints/index.jsonl');
    const name = 'x'.repeat(200);
    const line = JSON.stringify({ ...record!, name, changes: { ['t'.repeat(4000)]: 1 } }) + '\n';
    fs.appendFileSync(index, line.repeat(Math.ceil((17 * 2 ** 20) / line.length)));
    const next = open();
    next.change({ do: 'pin', path: record!.path, pinned: true });
    assert.ok(fs.statSync(index).size < 10_000);
    next.add(checkpoint(2), modelOf);
    next.close();
    assert.deepEqual(
      readCheckpoints(place.folder).map(r => [r.step, r.pinned, r.name?.length]),
      [
        [1, true, 200],
        [2, false, undefined],
      ],
    );
  });
});
