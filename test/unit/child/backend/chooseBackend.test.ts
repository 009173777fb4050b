import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { BackendRequest, ChoiceTools } from '../../../../extension/child/backend/backendChoice';
import { chooseBackend } from '../../../../extension/child/backend/chooseBackend';
import type { Family, FamilyName } from '../../../../extension/child/backend/family';
import type { TrialResult } from '../../../../extension/child/backend/nativeTrial';
import { LayerglassError } from '../../../../extension/protocol/errors';

describe('chooseBackend', () => {
  let root: string;
  beforeEach(() => {
    root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'layerglass-choice-')));
  });
  afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

  /** Lays `packages` (version by name) into the folder's node_modules. */
  function lay(folder: string, packages: Partial<Record<FamilyName, string>>): string {
    const place = path.join(root, folder);
    fs.mkdirSync(place, { recursive: true });
    for (const [name, version] of Object.entries(packages)) {
      const packageFolder = path.join(place, 'node_modules', '@tensorflow', name);
      fs.mkdirSync(packageFolder, { recursive: true });
      fs.writeFileSync(
        path.join(packageFolder, 'package.json'),
        JSON.stringify({ name: `@tensorflow/${name}`, version }),
      );
    }
    return place;
  }

  const ours: Family = new Map(
    (['tfjs', 'tfjs-core', 'tfjs-layers', 'tfjs-backend-wasm'] as const).map(name => [
      name,
      { name, folder: `/ours/${name}`, version: '4.22.0' },
    ]),
  );
  const works: TrialResult = { works: true, tensorflowVersion: '2.15.1' };
  const fails: TrialResult = { works: false, why: 'it does not load: no such symbol' };
  /** By folder of the package; what is not named does not work. */
  const tools = (trials: Record<string, TrialResult> = {}): ChoiceTools => ({
    ours,
    tryNative: candidate => {
      const known = Object.entries(trials).find(([folder]) => candidate.folder.startsWith(path.join(root, folder)));
      return Promise.resolve(known?.[1] ?? fails);
    },
  });
  const ask = (folder: string, more: Partial<BackendRequest> = {}): BackendRequest => ({
    program: path.join(root, folder, 'train.ts'),
    folder: path.join(root, folder),
    backend: 'auto',
    nativeFolder: null,
    tensorflowPath: null,
    ...more,
  });
  const refuses = (code: string, pattern: RegExp) => (error: unknown) => {
    assert.ok(error instanceof LayerglassError);
    assert.equal(error.code, code);
    assert.match(error.message, pattern);
    assert.notEqual(error.remedy, '');
    return true;
  };

  it('takes the program’s own native package', async () => {
    lay('p', { tfjs: '4.22.0', 'tfjs-node': '4.22.0' });
    const choice = await chooseBackend(ask('p'), tools({ p: works }));
    assert.equal(choice.name, 'native');
    assert.equal(choice.reason, 'tfjs-node of the program');
    assert.equal(choice.tensorflowVersion, '2.15.1');
    assert.equal(choice.advice, '');
    assert.equal(choice.family.get('tfjs')?.folder, path.join(root, 'p/node_modules/@tensorflow/tfjs'));
  });

  it('prefers the package for a GPU, and goes on to the other where that does not load', async () => {
    lay('p', { tfjs: '4.22.0', 'tfjs-node': '4.22.0', 'tfjs-node-gpu': '4.22.0' });
    assert.equal((await chooseBackend(ask('p'), tools({ p: works }))).nativePackage?.name, 'tfjs-node-gpu');
    const cpu = await chooseBackend(ask('p'), tools({ 'p/node_modules/@tensorflow/tfjs-node/': fails }));
    assert.equal(cpu.name, 'wasm');
    assert.match(cpu.reason, /tfjs-node-gpu 4\.22\.0 .*; tfjs-node 4\.22\.0 of the program is not used/);
  });

  it('finds packages from the program’s file first, then from its working folder', async () => {
    lay('a/src', { tfjs: '3.1.0' });
    lay('b', { tfjs: '4.1.0' });
    const request = { ...ask('a/src'), folder: path.join(root, 'b') };
    assert.equal((await chooseBackend(request, tools())).name, 'own');
    const other = { ...ask('empty'), folder: path.join(root, 'b') };
    assert.match((await chooseBackend(other, tools())).reason, /the program has 4\.1\.0/);
  });

  it('serves every import from the copy that the native package uses', async () => {
    lay('p', { tfjs: '4.22.0', 'tfjs-node': '4.10.0' });
    lay('p/node_modules/@tensorflow/tfjs-node', { tfjs: '4.10.0' });
    const choice = await chooseBackend(ask('p'), tools({ p: works }));
    assert.equal(choice.family.get('tfjs')?.version, '4.10.0');
    assert.match(choice.reason, /its TensorFlow\.js 4\.10\.0 serves every import/);
  });

  it('takes the native package of Layerglass for another 4.x, and names both versions', async () => {
    lay('p', { tfjs: '4.10.0' });
    const nativeFolder = lay('native', { tfjs: '4.22.0', 'tfjs-node': '4.22.0' });
    const choice = await chooseBackend(ask('p', { nativeFolder }), tools({ native: works }));
    assert.equal(choice.name, 'native');
    assert.equal(
      choice.reason,
      'Native TensorFlow that Layerglass installed; TensorFlow.js 4.22.0 runs, the program has 4.10.0',
    );
    assert.equal(choice.family.get('tfjs-backend-wasm')?.folder, '/ours/tfjs-backend-wasm');
  });

  it('falls back to WebAssembly and says why', async () => {
    lay('p', { tfjs: '4.22.0' });
    const none = await chooseBackend(ask('p'), tools());
    assert.equal(none.name, 'wasm');
    assert.equal(none.reason, 'no native TensorFlow is installed');
    assert.match(none.advice, /Install Native TensorFlow.*layerglass backend install/);
    const nativeFolder = lay('native', { 'tfjs-node': '4.22.0' });
    const broken = await chooseBackend(ask('p', { nativeFolder }), tools());
    assert.match(broken.reason, /the native TensorFlow that Layerglass installed is not used: it does not load/);
    const why = 'this processor lacks instructions that its library uses (AVX2)';
    const unfit = await chooseBackend(
      ask('p', { nativeFolder }),
      tools({ native: { works: false, kind: 'processor', why } }),
    );
    assert.equal(unfit.name, 'wasm');
    assert.ok(unfit.reason.includes(why), unfit.reason);
    assert.equal(unfit.advice, '', 'an installation would not help');
  });

  it('serves a program whose folder has no TensorFlow.js', async () => {
    const choice = await chooseBackend(ask('nowhere'), tools());
    assert.equal(choice.name, 'wasm');
    assert.match(choice.reason, /TensorFlow\.js 4\.22\.0 of Layerglass, as the program’s folder has none/);
  });

  for (const version of ['1.7.4', '3.21.0', '5.0.0'])
    it(`leaves a program of ${version} its own packages`, async () => {
      lay('p', { tfjs: version, 'tfjs-core': version });
      const nativeFolder = lay('native', { 'tfjs-node': '4.22.0' });
      const choice = await chooseBackend(ask('p', { nativeFolder }), tools({ native: works }));
      assert.equal(choice.name, 'own');
      assert.match(choice.reason, new RegExp(`own TensorFlow\\.js ${version.replaceAll('.', '\\.')}, unaccelerated`));
      assert.ok([...choice.family.values()].every(p => p.folder.startsWith(path.join(root, 'p'))));
    });

  it('takes the native package of another major version where its addon loads', async () => {
    lay('p', { tfjs: '3.21.0', 'tfjs-node': '3.21.0' });
    assert.equal((await chooseBackend(ask('p'), tools({ p: works }))).name, 'native');
  });

  it('refuses native where it cannot be had', async () => {
    lay('p', { tfjs: '4.22.0', 'tfjs-node': '4.22.0' });
    const request = ask('p', { backend: 'native' });
    await assert.rejects(chooseBackend(request, tools()), refuses('backend-unavailable', /no such symbol/));
    await assert.rejects(
      chooseBackend(ask('x', { backend: 'native' }), tools()),
      refuses('backend-unavailable', /none is installed/),
    );
  });

  it('gives what is forced, though native is there', async () => {
    lay('p', { tfjs: '4.22.0', 'tfjs-node': '4.22.0' });
    for (const backend of ['wasm', 'cpu'] as const)
      assert.equal((await chooseBackend(ask('p', { backend }), tools({ p: works }))).name, backend);
  });

  it('refuses WebAssembly for another major version', async () => {
    lay('p', { tfjs: '3.21.0' });
    await assert.rejects(
      chooseBackend(ask('p', { backend: 'wasm' }), tools()),
      refuses('backend-unavailable', /this program uses 3\.21\.0/),
    );
  });

  describe('with the setting', () => {
    it('runs the package that it names, or that lies in the folder that it names', async () => {
      const folder = lay('s', { tfjs: '4.10.0', 'tfjs-node': '4.10.0' });
      for (const tensorflowPath of [folder, path.join(folder, 'node_modules/@tensorflow/tfjs-node')]) {
        const choice = await chooseBackend(ask('p', { tensorflowPath }), tools({ s: works }));
        assert.equal(choice.name, 'native');
        assert.match(choice.reason, /layerglass\.tensorflowPath/);
      }
    });
    it('says what is wrong with it', async () => {
      const nowhere = ask('p', { tensorflowPath: path.join(root, 'nowhere') });
      await assert.rejects(chooseBackend(nowhere, tools()), refuses('tensorflow-path', /no TensorFlow\.js package/));
      const broken = ask('p', { tensorflowPath: lay('s', { 'tfjs-node': '4.10.0' }) });
      await assert.rejects(chooseBackend(broken, tools()), refuses('tensorflow-path', /no such symbol/));
      const plain = ask('p', { tensorflowPath: lay('t', { tfjs: '4.10.0' }), backend: 'native' });
      await assert.rejects(chooseBackend(plain, tools()), refuses('tensorflow-path', /no native library/));
    });
  });
});
