// Run folders that came with a cloned workspace: what they name is not to be opened, run, shown as something else or deleted.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { deleteRun } from '../../../extension/core/runs/deleteRun';
import { writeManifest } from '../../../extension/core/runs/manifestFile';
import { containedPath, containment } from '../../../extension/core/runs/containedPath';
import { readKnownRun } from '../../../extension/host/knowledge/knownRun';
import { listStoredRuns } from '../../../extension/host/runs/storedRun';
import { checkpointFacts } from '../../../language/figures/checkpointFacts';
import { runRow } from '../../../extension/host/views/runTree';
import type { RunManifest } from '../../../extension/protocol/run';
import { layerInfo, manifest, modelInfo } from '../core/runs/runFixtures';

const unseen = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/;

describe('hostile run folders', () => {
  let base = '';
  let workspace = '';
  let outside = '';
  let runs = '';
  beforeEach(() => {
    base = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'host-hostile-')));
    [workspace, outside] = [path.join(base, 'work'), path.join(base, 'home')];
    runs = path.join(workspace, '.layerglass/runs');
    fs.mkdirSync(runs, { recursive: true });
    fs.mkdirSync(outside);
    fs.writeFileSync(path.join(workspace, 'train.ts'), 'a\nb\nc\n');
    fs.writeFileSync(path.join(outside, 'train.ts'), '');
    fs.writeFileSync(path.join(outside, 'secret.ts'), '');
  });
  afterEach(() => fs.rmSync(base, { recursive: true }));

  const write = (id: number, change: Partial<RunManifest>): string => {
    const folder = path.join(runs, String(id));
    fs.mkdirSync(folder);
    writeManifest(folder, manifest({ id, status: 'completed', folder: '../../..', ...change }));
    return folder;
  };
  const listed = (roots: readonly string[] | null = [workspace]) => listStoredRuns(runs, roots);

  it('name their program where it lies inside', () => {
    write(1, {});
    const [run] = listed();
    assert.equal(run?.program, path.join(workspace, 'train.ts'));
    assert.equal(run?.workingFolder, workspace);
    assert.deepEqual(run?.roots, [workspace]);
  });

  const elsewhere: [string, (at: { outside: string; workspace: string }) => Partial<RunManifest>][] = [
    ['a program above', () => ({ program: '../home/train.ts' })],
    ['an absolute program', at => ({ program: path.join(at.outside, 'train.ts') })],
    ['a folder above', () => ({ folder: '../../../../home' })],
    ['an absolute folder', at => ({ folder: at.outside })],
    ['the root of the disk', () => ({ folder: path.relative(runs, path.parse(base).root), program: 'etc/passwd' })],
    ['a folder whose name begins alike', at => ({ folder: `${at.workspace}-other` })],
    ['a network share', () => ({ program: '//evil.example/share/train.ts' })],
  ];
  for (const [what, change] of elsewhere)
    it(`with ${what} are listed without a program that could be run`, () => {
      const folder = write(1, change({ outside, workspace }));
      const [run] = listed();
      assert.deepEqual([run?.program, run?.workingFolder, run?.roots], [folder, folder, []]);
    });

  it('reach nothing through links: not a program, not a run, not a checkpoint', function () {
    if (process.platform === 'win32') return this.skip();
    fs.symlinkSync(path.join(outside, 'train.ts'), path.join(workspace, 'linked.ts'));
    fs.symlinkSync(outside, path.join(workspace, 'lib'));
    const program = write(1, { program: 'linked.ts' });
    const throughFolder = write(2, { program: 'lib/train.ts' });
    assert.deepEqual(
      listed().map(r => r.program),
      [throughFolder, program],
    );
    const mine = path.join(outside, '7');
    fs.mkdirSync(mine);
    writeManifest(mine, manifest({ id: 7, status: 'completed' }));
    fs.symlinkSync(mine, path.join(runs, '7'));
    assert.ok(!listed().some(r => r.item.key.endsWith('7')));
    assert.throws(() => deleteRun(path.join(runs, '7')), { code: 'not-a-run' });
    assert.ok(fs.existsSync(path.join(mine, 'run.json')));
    const isInRun = containment([program]);
    fs.symlinkSync(outside, path.join(program, 'checkpoints'));
    assert.equal(isInRun(path.join(program, 'checkpoints')), false);
    assert.equal(isInRun(path.join(program, '..', '2')), false);
    assert.equal(isInRun(path.join(program, 'snapshots')), true);
  });

  it('tell of layers only in files inside', () => {
    const at = (file: string) => layerInfo(file, { site: { file, line: 1, column: 1 } });
    const files = ['train.ts', '../home/secret.ts', path.join(outside, 'secret.ts'), '//evil.example/share/a.ts'];
    write(1, { models: [modelInfo('m', files.map(at))] });
    const [run] = listed();
    assert.deepEqual(readKnownRun(run!).files, [path.join(workspace, 'train.ts')]);
  });

  it('of our own storage, and of a program outside of the workspace, are believed as far as they reach', () => {
    write(1, { program: '../home/train.ts' });
    assert.equal(listed(null)[0]?.program, path.join(outside, 'train.ts'));
    assert.equal(listed([outside])[0]?.program, path.join(outside, 'train.ts'));
  });

  it('with places that are none are read without them', () => {
    const folder = write(1, {});
    const raw = JSON.parse(fs.readFileSync(path.join(folder, 'run.json'), 'utf8'));
    const [good, bad] = [modelInfo('good'), modelInfo('bad')];
    bad.layers[0]!.site = { file: 'train.ts', line: -3, column: 1e300 };
    raw.models = [good, bad, { ...good, name: 5 }];
    fs.writeFileSync(path.join(folder, 'run.json'), JSON.stringify(raw).replace('1e+300', '1e999'));
    const { state } = readKnownRun(listed()[0]!);
    assert.deepEqual(
      state.models.map(m => m.name),
      ['good'],
    );
    assert.match(state.notices[0]?.message ?? '', /2 of 3 models/);
  });

  it('of a hundred large lists are read as far as is bearable, the newest first', () => {
    const epoch = '{"fit":0,"epoch":1,"step":1,"seconds":1,"metrics":{},"learningRate":null}';
    const count = Math.floor((60 * 2 ** 20) / (epoch.length + 1));
    const text = JSON.stringify(manifest({ status: 'completed', folder: '../../..' })).replace(
      /"epochs":\[.*?\]/,
      `"epochs":[${Array(count).fill(epoch).join(',')}]`,
    );
    const large = path.join(base, 'large.json');
    fs.writeFileSync(large, text);
    for (let id = 1; id <= 100; id++) {
      fs.mkdirSync(path.join(runs, String(id)));
      fs.linkSync(large, path.join(runs, String(id), 'run.json'));
    }
    const before = process.cpuUsage();
    assert.deepEqual(
      listed().map(r => path.basename(r.item.key)),
      ['100', '99'],
    );
    const seconds = process.cpuUsage(before).user / 1e6;
    assert.ok(seconds < 8, `${seconds} s`);
    fs.appendFileSync(large, ' '.repeat(5 * 2 ** 20));
    assert.deepEqual(listed(), [], 'larger than a run.json may be');
  }).timeout(40_000);

  it('have names that hide nothing in the tree and in tooltips', () => {
    const name = '\u202egpj.\u0007\u2066\u200b$(error)\n[x](command:y)';
    const item = { key: 'k', id: 1, status: 'completed' as const, startedAt: 0, program: name, best: null };
    for (const row of [
      runRow({ ...item, best: { metric: name, value: 1 } }, null, name),
      runRow({ ...item, startedAt: Infinity }, null, null),
    ])
      for (const text of [row.label, row.description, row.spoken]) {
        assert.doesNotMatch(text, unseen);
        assert.doesNotMatch(text, /\$\(|\]\(/);
      }
    const record = {
      ...{ fit: 0, step: 1, epoch: 1, path: 'checkpoints/step-1', reason: 'epoch' as const, time: 0, sizeBytes: 1 },
      ...{ parameters: 1, metrics: { [name]: 1 }, changes: { [`${name}/kernel`]: 1 }, pinned: false, dropped: false },
    };
    for (const fact of checkpointFacts(record, null))
      for (const text of [fact.name, fact.change]) assert.doesNotMatch(text, unseen);
  });
});

describe('containedPath', () => {
  it('does not even look at what is written to lie elsewhere', () => {
    const looked: string[] = [];
    const original = fs.realpathSync;
    const spy = (file: fs.PathLike) => (looked.push(String(file)), original(file));
    fs.realpathSync = Object.assign(spy, original);
    try {
      for (const file of ['//evil.example/share/a.ts', '../../other/a.ts', '/etc/passwd', '\\\\evil\\share\\a.ts'])
        containedPath([os.tmpdir()], os.tmpdir(), file);
    } finally {
      fs.realpathSync = original;
    }
    assert.ok(!looked.some(file => /evil\.example|other|passwd/.test(file)), looked.join());
  });
});
