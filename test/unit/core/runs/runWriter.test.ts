import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { readCheckpoints } from '../../../../extension/core/runs/readCheckpoints';
import { readRun } from '../../../../extension/core/runs/readRun';
import { readSnapshot } from '../../../../extension/core/runs/readSnapshot';
import { RunWriter } from '../../../../extension/core/runs/runWriter';
import type { LayerglassError } from '../../../../extension/protocol/errors';
import { readCheckpointContent } from './checkpointReading';
import { faultyFileSystem, type Faults } from './faultyFileSystem';
import {
  checkpoint,
  epoch,
  fitInfo,
  layerSnapshot,
  manifest,
  modelInfo,
  snapshot,
  step,
  temporaryFolder,
} from './runFixtures';

const options = { maxCheckpoints: 2, maxCheckpointBytes: 1e9 };
const small = (step: number) => snapshot(step, { layers: [layerSnapshot('dense', 1, 40)] });

/** A short run in calls that can fail one by one: it goes on after each. Returns the codes of those that failed. */
function shortRun(folder: string, faults: Faults): string[] {
  const codes: string[] = [];
  const guard = <T>(call: () => T): T | null => {
    try {
      return call();
    } catch (error) {
      codes.push((error as LayerglassError).code);
      return null;
    }
  };
  const writer = guard(() => new RunWriter(folder, manifest(), { ...options, fileSystem: faults.fileSystem }));
  if (!writer) return codes;
  guard(() => writer.addSnapshot(small(0)));
  for (let e = 1; e <= 3; e++) {
    guard(() => writer.addSteps([step(e * 2 - 1), step(e * 2)]));
    guard(() => writer.addEpoch(epoch(e, e * 2, 4 - e)));
    guard(() => writer.addSnapshot(small(e * 2)));
    guard(() => writer.addCheckpoint(checkpoint(e * 2, { metrics: { loss: 4 - e } })));
  }
  guard(() => writer.close({ status: 'completed', endedAt: 1_700_000_100_000 }));
  return codes;
}

/** What must hold whatever has happened to the disk: run.json parses, and all that is listed can be read. */
function assertWhole(folder: string): void {
  if (!fs.existsSync(path.join(folder, 'run.json'))) return;
  const state = readRun(folder);
  assert.deepEqual(state.notices, []);
  for (const c of state.checkpoints.filter(r => !r.dropped)) {
    const content = readCheckpointContent(path.join(folder, c.path));
    assert.deepEqual(content.models, checkpoint(c.step).models);
  }
  for (const s of state.snapshots) assert.equal(readSnapshot(folder, s)!.step, s.step);
}

/** Names of checkpoints that were renamed to what they are called, and that the index does not have. */
function wholeUnlisted(folder: string): string[] {
  const checkpoints = path.join(folder, 'checkpoints');
  if (!fs.existsSync(checkpoints)) return [];
  const listed = new Set(readCheckpoints(folder).map(r => path.basename(r.path)));
  return fs.readdirSync(checkpoints).filter(name => name.startsWith('step-') && !listed.has(name));
}

describe('RunWriter', () => {
  let place: ReturnType<typeof temporaryFolder>;
  beforeEach(() => (place = temporaryFolder()));
  afterEach(() => place.remove());

  it('writes what readRun reads', () => {
    const { folder } = place;
    const models = [modelInfo('net'), modelInfo('critic')];
    const fits = [fitInfo(0, 'net'), fitInfo(1, 'critic', 0), fitInfo(2, 'net', 4)];
    const writer = new RunWriter(folder, manifest({ models, fits }), options);
    writer.addSteps([step(1), step(1, 0.75, 1), step(2, null), step(4, 0.5)]);
    writer.addSteps([{ ...step(5, 0.25, 2), learningRate: null, epoch: null }]);
    writer.addEpoch(epoch(1, 4, 0.5));
    const [record] = writer.addCheckpoint(checkpoint(4));
    writer.addSnapshot(snapshot(4));
    writer.close({ status: 'completed', endedAt: 5 });
    const state = readRun(folder);
    const f32 = Math.fround;
    assert.deepEqual(state.steps, [
      step(1),
      step(1, 0.75, 1),
      step(2, null),
      step(4, 0.5),
      { fit: 2, step: 5, epoch: null, loss: f32(0.25), learningRate: null },
    ]);
    assert.deepEqual(state.epochs, [epoch(1, 4, 0.5)]);
    assert.deepEqual(state.checkpoints, [record]);
    assert.deepEqual(state.snapshots, [{ fit: 0, model: 'net', step: 4, epoch: 0.8 }]);
    assert.deepEqual([state.status, state.endedAt, state.isForeign], ['completed', 5, false]);
    assert.deepEqual([state.models, state.fits], [models, fits]);
    assert.equal(state.path, folder);
  });

  it('says at once that it runs, and who writes', () => {
    const writer = new RunWriter(place.folder, manifest(), options);
    const state = readRun(place.folder);
    assert.deepEqual([state.status, state.isForeign], ['running', true]);
    assert.equal(writer.manifest.process.pid, process.pid);
    writer.close();
  });

  it('does not write run.json for each of ten thousand short epochs, and loses none', () => {
    let renames = 0;
    const fileSystem = {
      ...fs,
      renameSync: (from: fs.PathLike, to: fs.PathLike) => {
        if (String(to).endsWith('run.json')) renames++;
        fs.renameSync(from, to);
      },
    };
    const writer = new RunWriter(place.folder, manifest(), { ...options, fileSystem });
    for (let e = 1; e <= 10_000; e++) writer.addEpoch(epoch(e, e, 1));
    assert.ok(renames < 200, `${renames} times`);
    writer.flush();
    assert.equal(readRun(place.folder).epochs.length, 10_000);
    writer.close();
  });

  it('writes a changed list a moment later by itself', async () => {
    const writer = new RunWriter(place.folder, manifest(), options);
    writer.update({ notices: [{ code: 'a', message: 'one' }] });
    writer.update({
      notices: [
        { code: 'a', message: 'one' },
        { code: 'b', message: 'two' },
      ],
    });
    await new Promise<void>(resolve => {
      const watcher = fs.watch(place.folder, () => {
        if (readRun(place.folder).notices.length < 2) return;
        watcher.close();
        resolve();
      });
    });
    writer.close();
  });

  it('has null where a figure is not finite, and run.json still parses', () => {
    const writer = new RunWriter(place.folder, manifest(), options);
    writer.addEpoch({ ...epoch(1, 1, NaN), learningRate: Infinity });
    writer.close();
    const { metrics, learningRate } = readRun(place.folder).epochs[0]!;
    assert.deepEqual([metrics, learningRate], [{ loss: null, val_loss: null }, null]);
  });

  const reference = faultyFileSystem(Infinity);
  const { folder: referenceFolder, remove } = temporaryFolder();
  shortRun(referenceFolder, reference);
  remove();

  it(`keeps all that was written when the disk is full at any of the ${reference.calls} writing calls`, function () {
    this.timeout(120_000);
    assert.ok(reference.calls > 100);
    for (let at = 1; at <= reference.calls; at++) {
      const { folder, remove } = temporaryFolder();
      const codes = shortRun(folder, faultyFileSystem(at));
      assert.ok(
        codes.every(code => code === 'disk-full'),
        `call ${at}: ${codes}`,
      );
      assertWhole(folder);
      if (fs.existsSync(path.join(folder, 'run.json')) && codes.length === 1) {
        const { checkpoints, status } = readRun(folder);
        // One call failed: at most one checkpoint is missing, and the last word is there unless it was that one.
        assert.ok(checkpoints.length >= 2, `call ${at}: ${checkpoints.length} checkpoints`);
        assert.ok(['completed', 'running'].includes(status));
      }
      remove();
    }
  });

  it('keeps all that was written when the disk stays full from any of them on', function () {
    this.timeout(120_000);
    // But for the last one, which sees the folder's entries on the disk where the system can.
    for (let at = 1; at < reference.calls; at += 5) {
      const { folder, remove } = temporaryFolder();
      const codes = shortRun(folder, faultyFileSystem(at, { forGood: true }));
      assert.ok(codes.length > 0 && codes.every(code => code === 'disk-full'), `call ${at}: ${codes}`);
      assertWhole(folder);
      remove();
    }
  });

  it('keeps all that was written when the process ends at any of them, and goes on from there', function () {
    this.timeout(120_000);
    for (let at = 1; at <= reference.calls; at += 4) {
      const { folder, remove } = temporaryFolder();
      shortRun(folder, faultyFileSystem(at, { isCrash: true, code: 'EIO' }));
      assertWhole(folder);
      const before = fs.existsSync(path.join(folder, 'run.json')) ? readRun(folder) : null;
      const unlisted = wholeUnlisted(folder);
      const writer = new RunWriter(folder, manifest(), options);
      writer.addSnapshot(small(50));
      writer.addCheckpoint(checkpoint(50));
      writer.close();
      assertWhole(folder);
      const after = readRun(folder);
      // one that was whole, but not listed yet, is now
      assert.equal(after.checkpoints.length, (before?.checkpoints.length ?? 0) + unlisted.length + 1, `call ${at}`);
      assert.equal(after.snapshots.length, (before?.snapshots.length ?? 0) + 1);
      const left = fs.readdirSync(folder, { recursive: true }).filter(name => String(name).endsWith('.tmp'));
      assert.deepEqual(left, [], `call ${at}`);
      remove();
    }
  });

  for (const [code, name] of [
    ['EROFS', 'read-only'],
    ['EACCES', 'read-only'],
    ['EDQUOT', 'disk-full'],
    ['EIO', 'write-failed'],
  ] as const)
    it(`names ${code} ${name}, with the file and what to do`, () => {
      const { fileSystem } = faultyFileSystem(1, { code, forGood: true });
      assert.throws(
        () => new RunWriter(place.folder, manifest(), { ...options, fileSystem }),
        (error: LayerglassError) => error.code === name && error.where !== '' && error.remedy !== '',
      );
    });
});
