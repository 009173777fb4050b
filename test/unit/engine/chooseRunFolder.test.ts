import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { chooseRunFolder } from '../../../extension/engine/chooseRunFolder';
import { launchSpecOf } from '../../../extension/engine/launchSpecOf';
import { defaultSettings } from '../../../extension/engine/defaultSettings';
import type { RunRequest } from '../../../extension/engine/runRequest';

const bundle = { fileName: 'bundle.cjs', text: '// text', sourceHash: 'h', sources: [] };
const request = (known: Partial<RunRequest>): RunRequest => ({
  program: '/p/train.ts',
  mode: 'train',
  arguments: [],
  folder: null,
  environment: {},
  runsFolder: null,
  fallbackRunsFolder: null,
  nodePath: null,
  backend: 'auto',
  tensorflowPath: null,
  nativeFolder: null,
  seed: null,
  epochs: null,
  watch: true,
  settings: {},
  ...known,
});

describe('chooseRunFolder', () => {
  let folder = '';
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'layerglass-test-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('is beside the package, with the bundle in it', () => {
    const place = chooseRunFolder(request({}), folder, bundle);
    assert.deepEqual([place.id, place.folder], [1, path.join(folder, '.layerglass/runs/1')]);
    assert.equal(fs.readFileSync(place.bundle, 'utf8'), '// text');
    assert.equal(chooseRunFolder(request({}), folder, bundle).id, 2);
  });
  it('is where it was asked for', () => {
    const runsFolder = path.join(folder, 'elsewhere');
    assert.equal(chooseRunFolder(request({ runsFolder }), folder, bundle).folder, path.join(runsFolder, '1'));
  });
  it('is a temporary one for an inspection and for an unwatched run', () => {
    for (const known of [{ mode: 'inspect' }, { watch: false }] as const) {
      const place = chooseRunFolder(request(known), folder, bundle);
      assert.ok(place.temporary && place.folder.startsWith(place.temporary));
      fs.rmSync(place.temporary, { recursive: true });
    }
    assert.deepEqual(fs.readdirSync(folder), []);
  });
  it('leaves nothing behind where the bundle cannot be written', () => {
    const bad = { ...bundle, fileName: 'no/such/folder.cjs' };
    assert.throws(() => chooseRunFolder(request({}), folder, bad), { code: 'write-failed' });
    assert.deepEqual(fs.readdirSync(path.join(folder, '.layerglass/runs')), ['.gitignore']);
  });
});

describe('launchSpecOf', () => {
  const program = { program: '/p/train.ts', folder: '/p', sourceHash: 'h' };
  const place = { id: 3, folder: '/r/3', bundle: '/r/3/bundle.cjs', temporary: null, notice: null };
  it('has defaults for what is not given', () => {
    const settings = { maxCheckpoints: 3, probeBatch: undefined };
    assert.deepEqual(launchSpecOf(request({ settings }), program, place).settings, {
      ...defaultSettings,
      maxCheckpoints: 3,
    });
  });
  it('draws a seed of 32 bits, or makes one of what is given', () => {
    const drawn = Array.from({ length: 50 }, () => launchSpecOf(request({}), program, place).seed);
    assert.ok(drawn.every(seed => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32));
    assert.ok(new Set(drawn).size > 40);
    for (const [seed, made] of [
      [5, 5],
      [2 ** 32 + 5, 5],
      [-7, 7],
      [1.5, 1],
    ] as const)
      assert.equal(launchSpecOf(request({ seed }), program, place).seed, made);
  });
  it('has no run folder where nothing is to be written', () =>
    assert.equal(launchSpecOf(request({ watch: false }), program, place).runFolder, null));
});
