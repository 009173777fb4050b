import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { valuesRecord, versionRecord } from '../../../../extension/core/runs/eventRecord';
import { stepTags } from '../../../../extension/core/runs/eventTags';
import { joined } from '../../../../extension/core/runs/joined';
import { patchManifest, writeManifest } from '../../../../extension/core/runs/manifestFile';
import { processIdentity } from '../../../../extension/core/runs/processIdentity';
import { readRun } from '../../../../extension/core/runs/readRun';
import { RunWriter } from '../../../../extension/core/runs/runWriter';
import type { RunManifest } from '../../../../extension/protocol/run';
import { checkpoint, epoch, manifest, snapshot, step, temporaryFolder } from './runFixtures';

const options = { maxCheckpoints: 20, maxCheckpointBytes: 2e9 };

describe('readRun', () => {
  let place: ReturnType<typeof temporaryFolder>;
  const file = (...names: string[]) => path.join(place.folder, ...names);
  const write = (content: unknown) => fs.writeFileSync(file('run.json'), JSON.stringify(content));
  const withProcess = (process: RunManifest['process']) => writeManifest(place.folder, manifest({ process }));
  beforeEach(() => (place = temporaryFolder()));
  afterEach(() => place.remove());

  describe('of a run that has not ended', () => {
    it('is running while its process is there', () => {
      withProcess(processIdentity());
      assert.deepEqual([readRun(place.folder).status, readRun(place.folder).isForeign], ['running', true]);
    });

    it('was interrupted when its process is gone, at the time it last wrote', () => {
      const { pid } = spawnSync(process.execPath, ['-e', '']);
      withProcess({ pid, host: os.hostname() });
      fs.utimesSync(file('run.json'), 1_700_000_000, 1_700_000_000);
      const { status, endedAt, isForeign } = readRun(place.folder);
      assert.deepEqual([status, endedAt, isForeign], ['interrupted', 1_700_000_000_000, false]);
    });

    it('was interrupted when another process has its number by now', function () {
      const identity = processIdentity();
      if (!identity.start) return this.skip();
      withProcess({ ...identity, start: 'another boot:1' });
      assert.equal(readRun(place.folder).status, 'interrupted');
    });

    it('was interrupted when its process has ended, though its parent has not asked for the code', async function () {
      if (process.platform !== 'linux') return this.skip();
      // The inner process ends at once and stays a zombie: the outer one, stopped, does not reap it.
      const script = `const c = require('child_process').spawn(process.execPath, ['-e', '']);
        console.log(c.pid); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);`;
      const outer = spawn(process.execPath, ['-e', script]);
      const [line] = (await once(outer.stdout, 'data')) as [Buffer];
      const pid = Number(line.toString());
      const state = () => fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]![0];
      while (state() !== 'Z') await new Promise(resolve => setImmediate(resolve));
      withProcess({ pid, host: os.hostname() });
      assert.equal(readRun(place.folder).status, 'interrupted');
      outer.kill('SIGKILL');
    });

    it('runs on another host as long as it writes', () => {
      withProcess({ pid: 1, host: 'another host' });
      assert.equal(readRun(place.folder).status, 'running');
      fs.utimesSync(file('run.json'), 1_700_000_000, 1_700_000_000);
      assert.equal(readRun(place.folder).status, 'interrupted');
    });

    it('can be given its last word by who started it', () => {
      withProcess(processIdentity());
      const error = { code: 'killed', message: 'killed', remedy: '', site: null, stack: [] };
      patchManifest(place.folder, { status: 'failed', error });
      const state = readRun(place.folder);
      assert.deepEqual([state.status, state.error], ['failed', error]);
    });
  });

  it('names the run that it goes on from by its folder, where that is there', () => {
    const resumedFrom = { run: 'older', step: 4, path: 'checkpoints/step-4' };
    writeManifest(place.folder, manifest({ resumedFrom }));
    assert.deepEqual(readRun(place.folder).resumedFrom, resumedFrom, 'it is gone: as run.json has it');
    fs.mkdirSync(file('older'));
    writeManifest(file('older'), manifest());
    assert.deepEqual(readRun(place.folder).resumedFrom, { ...resumedFrom, run: file('older') });
    writeManifest(place.folder, manifest({ resumedFrom: null }));
    assert.equal(readRun(place.folder).resumedFrom, null);
  });

  describe('of a folder that is not whole', () => {
    const named = (code: string) => assert.throws(() => readRun(place.folder), { name: 'LayerglassError', code });

    it('names what is wrong', () => {
      named('no-run');
      fs.writeFileSync(file('run.json'), '');
      named('run-damaged');
      for (const content of [
        null,
        7,
        [],
        {},
        { ...manifest(), status: 'dancing' },
        { ...manifest(), models: 'none' },
      ]) {
        write(content);
        named('run-damaged');
      }
      write({ ...manifest(), schemaVersion: 2 });
      named('run-too-new');
      fs.rmSync(file('run.json'));
      fs.symlinkSync('/etc/hostname', file('run.json'));
      named('not-a-file');
      fs.rmSync(file('run.json'));
      fs.mkdirSync(file('run.json'));
      named('not-a-file');
    });

    it('does not wait for a pipe', function () {
      if (process.platform === 'win32') return this.skip();
      assert.equal(spawnSync('mkfifo', [file('run.json')]).status, 0);
      named('not-a-file');
    });

    it('does not read a run.json that is far too large', () => {
      fs.writeFileSync(file('run.json'), '');
      fs.truncateSync(file('run.json'), 2 ** 33);
      named('too-large');
    });

    it('gives what is right and says what is not', () => {
      const epochs = [epoch(1, 5, 1), { epoch: 'two' }, epoch(3, 15, 0.5)];
      write({ ...manifest({ status: 'completed' }), epochs, findings: [null] });
      const state = readRun(place.folder);
      assert.deepEqual(
        state.epochs.map(e => e.epoch),
        [1, 3],
      );
      assert.deepEqual(
        state.notices.map(n => n.message),
        ['1 of 3 epochs in run.json cannot be read', '1 of 1 findings in run.json cannot be read'],
      );
    });

    it('reads past parts that cannot be read at all', () => {
      write(manifest({ status: 'completed' }));
      fs.mkdirSync(file('checkpoints/index.jsonl'), { recursive: true });
      fs.mkdirSync(file('snapshots/index.jsonl'), { recursive: true });
      fs.mkdirSync(file('events.out.tfevents.1'));
      const state = readRun(place.folder);
      assert.deepEqual([state.steps, state.checkpoints, state.snapshots], [[], [], []]);
      assert.deepEqual(
        state.notices.map(n => n.code),
        ['not-a-file', 'not-a-file', 'not-a-file'],
      );
    });

    it('does not follow links to other folders', function () {
      if (process.platform === 'win32') return this.skip();
      const other = temporaryFolder();
      const writer = new RunWriter(other.folder, manifest(), options);
      writer.addSnapshot(snapshot(2));
      writer.addCheckpoint(checkpoint(2));
      writer.close();
      write(manifest({ status: 'completed' }));
      for (const name of ['checkpoints', 'snapshots']) fs.symlinkSync(path.join(other.folder, name), file(name));
      const { checkpoints, snapshots } = readRun(place.folder);
      other.remove();
      assert.deepEqual([checkpoints, snapshots], [[], []]);
    });

    it('takes any bytes in any file without an error that has no name', () => {
      const writer = new RunWriter(place.folder, manifest(), options);
      writer.addSteps([step(1), step(2)]);
      writer.addEpoch(epoch(1, 2, 1));
      writer.addSnapshot(snapshot(2));
      writer.addCheckpoint(checkpoint(2));
      writer.close({ status: 'completed' });
      const files = fs
        .readdirSync(place.folder, { recursive: true })
        .map(name => file(String(name)))
        .filter(name => fs.statSync(name).isFile());
      let random = 7;
      for (const name of files) {
        const whole = fs.readFileSync(name);
        for (let i = 0; i < 60; i++) {
          random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
          const damaged = Buffer.from(whole.subarray(0, i % 3 === 0 ? random % whole.length : whole.length));
          if (damaged.length) damaged[(random >>> 8) % damaged.length] = random & 0xff;
          fs.writeFileSync(name, damaged);
          try {
            readRun(place.folder);
          } catch (error) {
            assert.equal((error as Error).name, 'LayerglassError', `${name}: ${String(error)}`);
          }
        }
        fs.writeFileSync(name, whole);
      }
      assert.equal(readRun(place.folder).steps.length, 2);
    });
  });

  describe('of curves', () => {
    const event = (number: number) => valuesRecord(0, number, [{ tag: stepTags.loss, scalar: number }]);
    const events = (...parts: Uint8Array[]) =>
      fs.writeFileSync(file('events.out.tfevents.1'), joined([versionRecord(0), ...parts]));
    beforeEach(() => write(manifest({ status: 'completed' })));

    it('waits for the rest of a record that is still being written', () => {
      events(event(1), event(2).subarray(0, 20));
      assert.deepEqual([readRun(place.folder).steps.length, readRun(place.folder).notices], [1, []]);
    });

    it('ends at a record that is damaged, and says so', () => {
      for (const at of [2, 9, 20, event(2).length - 1]) {
        const damaged = event(2).slice();
        damaged[at]! ^= 1;
        events(event(1), damaged, event(3));
        const state = readRun(place.folder);
        assert.deepEqual([state.steps.length, state.notices.map(n => n.code)], [1, ['events-damaged']], `byte ${at}`);
      }
    });

    it('passes over histograms, whatever their size, and over what others write', () => {
      const large = valuesRecord(0, 1, [{ tag: 'x'.repeat(3 * 2 ** 20), scalar: 1 }]);
      events(event(1), large, valuesRecord(0, 1, [{ tag: 'loss', scalar: 9 }]), event(2), large);
      assert.deepEqual(
        readRun(place.folder).steps.map(s => s.loss),
        [1, 2],
      );
    });

    it('reads the files of a run one after the other', () => {
      events(event(1));
      fs.writeFileSync(file('events.out.tfevents.10'), joined([versionRecord(0), event(3)]));
      fs.writeFileSync(file('events.out.tfevents.9'), joined([versionRecord(0), event(2)]));
      assert.deepEqual(
        readRun(place.folder).steps.map(s => s.step),
        [1, 2, 3],
      );
    });
  });
});
