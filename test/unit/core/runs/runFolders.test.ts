import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { createRunFolder } from '../../../../extension/core/runs/createRunFolder';
import { deleteRun } from '../../../../extension/core/runs/deleteRun';
import { listRuns } from '../../../../extension/core/runs/listRuns';
import { writeManifest } from '../../../../extension/core/runs/manifestFile';
import { processIdentity } from '../../../../extension/core/runs/processIdentity';
import { RunWriter } from '../../../../extension/core/runs/runWriter';
import { checkpoint, epoch, manifest, snapshot, temporaryFolder } from './runFixtures';

describe('run folders', () => {
  let place: ReturnType<typeof temporaryFolder>;
  let runs: string;
  beforeEach(() => {
    place = temporaryFolder();
    runs = path.join(place.folder, '.layerglass/runs');
  });
  afterEach(() => place.remove());

  describe('createRunFolder', () => {
    it('numbers from 1, one more than the greatest, and keeps all out of git', () => {
      assert.deepEqual(createRunFolder(runs), { id: 1, folder: path.join(runs, '1') });
      fs.mkdirSync(path.join(runs, '41'));
      fs.mkdirSync(path.join(runs, 'mine'));
      fs.mkdirSync(path.join(runs, '007'));
      assert.equal(createRunFolder(runs).id, 42);
      assert.equal(fs.readFileSync(path.join(runs, '.gitignore'), 'utf8'), '*\n');
    });

    it('gives two that ask at once two folders', () => {
      const file = path.resolve(__dirname, '../../../../extension/core/runs/createRunFolder.ts');
      const code = `const { createRunFolder } = require(${JSON.stringify(file)});
        const ids = []; for (let i = 0; i < 20; i++) ids.push(createRunFolder(${JSON.stringify(runs)}).id); console.log(ids.join());`;
      const script = `for i in 1 2 3; do "${process.execPath}" --import tsx -e '${code}' & done; wait`;
      const { stdout } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
      const ids = stdout.trim().split(/[\n,]/).map(Number);
      assert.equal(ids.length, 60);
      assert.equal(new Set(ids).size, 60);
    }).timeout(60_000);

    it('says when it may not write', function () {
      if (process.platform === 'win32') return this.skip();
      fs.writeFileSync(path.join(place.folder, 'file'), '');
      assert.throws(() => createRunFolder(path.join(place.folder, 'file/runs')), { code: 'write-failed' });
    });
  });

  describe('listRuns', () => {
    it('lists none where there is no folder', () => assert.deepEqual(listRuns(runs), []));

    it('lists the newest first, with the best metric; interrupted ones and damaged ones as such', () => {
      const [one, two, three] = [1, 2, 3].map(() => createRunFolder(runs).folder) as [string, string, string];
      createRunFolder(runs);
      writeManifest(one, manifest({ id: 1, status: 'completed', epochs: [epoch(1, 5, 2), epoch(2, 10, 1)] }));
      writeManifest(two, manifest({ id: 2, process: { pid: 2 ** 22 + 1, host: os.hostname() } }));
      fs.writeFileSync(path.join(three, 'run.json'), '{');
      const items = listRuns(runs);
      assert.deepEqual(
        items.map(i => [i.id, i.status, i.best, i.problem !== null]),
        [
          [3, 'interrupted', null, true],
          [2, 'interrupted', null, false],
          [1, 'completed', { metric: 'val_loss', value: 1 }, false],
        ],
      );
      assert.equal(items[2]!.key, one);
    });

    it('sees what has changed', () => {
      const { folder } = createRunFolder(runs);
      writeManifest(folder, manifest({ status: 'running', process: processIdentity() }));
      assert.equal(listRuns(runs)[0]!.status, 'running');
      writeManifest(folder, manifest({ status: 'stopped' }));
      assert.equal(listRuns(runs)[0]!.status, 'stopped');
      deleteRun(folder);
      assert.deepEqual(listRuns(runs), []);
    });

    it('takes 200 runs of 50 epochs and checkpoints without opening more than their run.json', () => {
      const epochs = Array.from({ length: 50 }, (_, i) => epoch(i + 1, i * 5, 1 / (i + 1)));
      for (let i = 1; i <= 200; i++) {
        const { folder, id } = createRunFolder(runs);
        writeManifest(folder, manifest({ id, status: 'completed', epochs }));
        fs.mkdirSync(path.join(folder, 'checkpoints'));
        // Whoever opened it would wait for ever.
        if (process.platform !== 'win32' && i === 1)
          spawnSync('mkfifo', [path.join(folder, 'checkpoints/index.jsonl')]);
      }
      const first = process.cpuUsage();
      assert.equal(listRuns(runs).length, 200);
      const firstMs = process.cpuUsage(first).user / 1000;
      const again = process.cpuUsage();
      listRuns(runs);
      const againMs = process.cpuUsage(again).user / 1000;
      assert.ok(againMs < firstMs / 3, `again ${againMs} ms, first ${firstMs} ms`);
    });
  });

  describe('deleteRun', () => {
    const written = () => {
      const { folder } = createRunFolder(runs);
      const writer = new RunWriter(folder, manifest(), { maxCheckpoints: 2, maxCheckpointBytes: 1e9 });
      writer.addSnapshot(snapshot(0));
      writer.addCheckpoint(checkpoint(0));
      return { folder, writer };
    };

    it('removes a run with all that is in it, and nothing beside it', () => {
      const { folder, writer } = written();
      writer.close({ status: 'completed' });
      fs.writeFileSync(path.join(folder, 'bundle.cjs'), '');
      deleteRun(folder);
      assert.deepEqual(fs.readdirSync(runs), ['.gitignore']);
    });

    it('refuses a run that is under way', () => {
      const { folder, writer } = written();
      assert.throws(() => deleteRun(folder), { code: 'run-live' });
      assert.ok(fs.existsSync(path.join(folder, 'run.json')));
      writer.close({ status: 'stopped' });
      deleteRun(folder);
    });

    it('removes a run whose run.json is damaged', () => {
      const { folder, writer } = written();
      writer.close();
      fs.writeFileSync(path.join(folder, 'run.json'), '{');
      deleteRun(folder);
      assert.ok(!fs.existsSync(folder));
    });

    it('refuses what is not a run: no run.json, anything else in it, a link, a file, nothing', function () {
      const { folder, writer } = written();
      writer.close({ status: 'completed' });
      const refused = (target: string) => assert.throws(() => deleteRun(target), { code: 'not-a-run' });
      refused(runs);
      refused(place.folder);
      refused(path.join(folder, 'run.json'));
      refused(path.join(runs, '99'));
      if (process.platform !== 'win32') {
        fs.symlinkSync(folder, path.join(runs, '50'));
        refused(path.join(runs, '50'));
      }
      fs.writeFileSync(path.join(folder, 'thesis.tex'), '');
      refused(folder);
      assert.ok(fs.existsSync(path.join(folder, 'thesis.tex')));
    });
  });
});
