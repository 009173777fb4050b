import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { onEachBackend } from './support/backends';
import { runOnBackend, runtimes } from './support/backendTrial';
import { cleanUp, makeProject } from './support/trial';

afterEach(cleanUp);

/** Prints a value as the test reads it. */
const print = (expression: string): string => `console.log(JSON.stringify(${expression}));\n`;

for (const node of runtimes())
  onEachBackend(
    `TensorFlow.js of a program, Node ${/node-([\d.]+)/.exec(node)?.[1] ?? process.versions.node}`,
    tested => {
      const run = (files: Record<string, string>): ReturnType<typeof runOnBackend> => {
        const [program] = Object.keys(files) as [string];
        return runOnBackend(makeProject(files), program, { node, nativeFolder: tested.nativeFolder });
      };
      const engineName = tested.name === 'native' ? 'tensorflow' : 'wasm';

      it('serves CommonJS in a folder without packages, as one copy', async () => {
        const { printed, stderr, backend, notices } = await run({
          'a.cjs':
            `const tf = require('@tensorflow/tfjs'), core = require('@tensorflow/tfjs-core');
           const node = require('@tensorflow/tfjs-node'), gpu = require('@tensorflow/tfjs-node-gpu');
           const layers = require('@tensorflow/tfjs-layers'), whole = require('@tensorflow/tfjs/dist/tf.min.js');\n` +
            print(`[tf.getBackend(), whole === tf, node === gpu, core.Tensor === tf.Tensor, node.Tensor === tf.Tensor,
            layers.LayersModel === tf.LayersModel, layerglassTest.tf === tf, tf.default === tf,
            node.node.tensorBoard !== undefined, tf.matMul([[1, 2]], [[3], [4]]).dataSync()[0]]`),
        });
        assert.deepEqual(printed, [[engineName, ...Array<boolean>(8).fill(true), 11]]);
        assert.equal(stderr, '');
        assert.deepEqual(notices, []);
        assert.equal(backend?.name, tested.name);
        assert.match(backend?.reason ?? '', /of Layerglass, as the program’s folder has none/);
        assert.equal(backend?.tfjsVersion, '4.22.0');
        assert.match(backend?.version ?? '', tested.name === 'native' ? /^2\.\d+\.\d+$/ : /^4\.22\.0$/);
      });

      it('serves ES modules: default, namespace and names', async () => {
        const { printed, stderr } = await run({
          'a.mjs':
            `import tf, { tensor } from '@tensorflow/tfjs';
           import * as space from '@tensorflow/tfjs';
           import node, { node as inner, loadLayersModel } from '@tensorflow/tfjs-node';
           import * as whole from '@tensorflow/tfjs/dist/tf.min.js';
           const late = await import('@tensorflow/tfjs-core');\n` +
            print(`[tf.getBackend(), tensor === tf.tensor, space.train === tf.train, whole.default === tf,
            node.tensor === tensor, typeof inner.decodePng, loadLayersModel === tf.loadLayersModel, late.add === tf.add]`),
        });
        assert.deepEqual(printed, [[engineName, true, true, true, true, 'function', true, true]], stderr);
      });

      it('serves what packages import, CommonJS and ES modules', async () => {
        const { printed, stderr } = await run({
          'a.mjs':
            `import { tf as a } from 'dep-esm'; import dep from 'dep-cjs'; import * as tf from '@tensorflow/tfjs';\n` +
            print('[a.tensor === tf.tensor, dep.tf.tensor === tf.tensor, dep.node.tensor === tf.tensor]'),
          'node_modules/dep-esm/package.json': '{ "name": "dep-esm", "type": "module", "exports": "./index.js" }',
          'node_modules/dep-esm/index.js': `import * as tf from '@tensorflow/tfjs-core'; export { tf };`,
          'node_modules/dep-cjs/package.json': '{ "name": "dep-cjs" }',
          'node_modules/dep-cjs/index.js': `exports.tf = require('@tensorflow/tfjs-core'); exports.node = require('@tensorflow/tfjs-node');`,
        });
        assert.deepEqual(printed, [[true, true, true]], stderr);
      });

      it('serves the insides of packages from the same copy', async () => {
        const { printed, stderr } = await run({
          'a.cjs':
            `const tf = require('@tensorflow/tfjs');
           const { Tensor } = require('@tensorflow/tfjs-core/dist/tensor');
           const { ENGINE } = require('@tensorflow/tfjs-core/dist/engine.js');
           const { Dense } = require('@tensorflow/tfjs-layers/dist/layers/core');
           const { assert } = require('@tensorflow/tfjs-core/dist/util_base');
           require('@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops');
           const { version } = require('@tensorflow/tfjs/package.json');
           const { NodeFileSystem } = require('@tensorflow/tfjs-node/dist/io/file_system');\n` +
            print(`[Tensor === tf.Tensor, ENGINE === tf.engine(), tf.layers.dense({ units: 1 }) instanceof Dense,
            assert === tf.util.assert, version, typeof NodeFileSystem]`),
        });
        assert.deepEqual(printed, [[true, true, true, true, '4.22.0', 'function']], stderr);
      });

      it('answers a request for another backend with the one that runs', async () => {
        const { printed, notices, code, stderr } = await run({
          'a.cjs': `const tf = require('@tensorflow/tfjs');
           require('@tensorflow/tfjs-backend-webgl'); require('@tensorflow/tfjs-backend-webgpu');
           require('@tensorflow/tfjs-backend-wasm').setWasmPaths('https://example.test/');
           (async () => {
             const answers = [];
             for (const name of ['webgl', '${engineName}', 'webgpu', 'webgl', 'cpu']) answers.push(await tf.setBackend(name));
             await tf.ready();
             ${print('[answers, tf.getBackend(), tf.tidy(() => tf.ones([2]).sum().dataSync()[0])]')}
           })();`,
        });
        assert.equal(code, 0, stderr);
        assert.deepEqual(printed, [[[true, true, true, true, true], engineName, 2]]);
        assert.deepEqual(
          notices.map(n => /the backend (\w+);/.exec(n.message)?.[1]),
          ['webgl', 'webgpu', 'cpu'],
        );
      });

      // what it computes and writes is the same whatever the Node that serves it
      if (node !== process.execPath) return;

      it('saves and loads a model by file://, weights and all', async () => {
        const { printed, stderr } = await run({
          'a.cjs': `const tf = require('@tensorflow/tfjs');
           (async () => {
             const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
             await model.save('file://./saved');
             const again = await tf.loadLayersModel('file://./saved/model.json');
             const x = tf.ones([1, 3]);
             ${print("[require('fs').readdirSync('saved').sort(), tf.max(tf.abs(tf.sub(model.predict(x), again.predict(x)))).dataSync()[0]]")}
           })();`,
        });
        assert.deepEqual(printed, [[['model.json', 'weights.bin'], 0]], stderr);
      });

      it('trains a convolutional network', async () => {
        const { printed, stderr } = await run({
          'a.cjs': `const tf = require('@tensorflow/tfjs');
           (async () => {
             const model = tf.sequential({ layers: [
               tf.layers.conv2d({ inputShape: [12, 12, 1], filters: 4, kernelSize: 3, activation: 'relu' }),
               tf.layers.maxPooling2d({ poolSize: 2 }),
               tf.layers.separableConv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'tanh' }),
               tf.layers.averagePooling2d({ poolSize: 2, padding: 'same' }),
               tf.layers.flatten(), tf.layers.dense({ units: 1 })] });
             model.compile({ optimizer: tf.train.adam(0.02), loss: 'meanSquaredError' });
             const x = tf.randomNormal([64, 12, 12, 1], 0, 1, 'float32', 1), y = tf.mean(tf.abs(x), [1, 2]);
             const { history } = await model.fit(x, y, { epochs: 12, verbose: 0 });
             ${print('[history.loss[0], history.loss[11]]')}
           })();`,
        });
        const [first, last] = printed[0] as [number, number];
        assert.ok(last < first / 5, `${first} → ${last} ${stderr}`);
      });
    },
  );

describe('tfjs-node where there is no native library', () => {
  const run = (body: string, files: Record<string, string> = {}): ReturnType<typeof runOnBackend> =>
    runOnBackend(
      makeProject({
        'a.cjs': `const tf = require('@tensorflow/tfjs-node');\n(async () => {\n${body}\n})().catch(e => console.log(JSON.stringify({ code: e.code, message: e.message, remedy: e.remedy })));`,
        ...files,
      }),
      'a.cjs',
    );

  it('says what needs the native library, and what to install', async () => {
    const { printed } = await run(`await tf.node.loadSavedModel('x');`);
    const { code, message, remedy } = printed[0] as Record<string, string>;
    assert.equal(code, 'needs-native');
    assert.match(message!, /^tf\.node\.loadSavedModel needs native TensorFlow/);
    assert.match(remedy!, /Install Native TensorFlow.*layerglass backend install/);
  });

  for (const name of ['../secret.bin', '/etc/hostname', 'link.bin'])
    it(`reads no weights outside the model’s folder: ${name}`, async () => {
      const model = {
        modelTopology: {},
        weightsManifest: [{ paths: [name], weights: [{ name: 'a', shape: [1], dtype: 'float32' }] }],
      };
      const { printed } = await run(
        `require('fs').symlinkSync('../secret.bin', 'm/link.bin'); await tf.io.fileSystem('m/model.json').load(); ${print('"read"')}`,
        { 'm/model.json': JSON.stringify(model), 'secret.bin': 'abcd' },
      );
      const { code, message } = printed[0] as Record<string, string>;
      assert.equal(code, 'load-model');
      assert.match(message!, /outside its folder/);
    });

  it('names a file that is not there, and one that is no JSON', async () => {
    const missing = await run(`await tf.loadLayersModel('file://m/model.json');`);
    assert.match((missing.printed[0] as { message: string }).message, /^There is no file .*m\/model\.json/);
    const torn = await run(`await tf.loadLayersModel('file://m/model.json');`, { 'm/model.json': '{"a":' });
    assert.match((torn.printed[0] as { message: string }).message, /model\.json is not JSON/);
  });

  it('keeps the model that was there when saving fails', async () => {
    const { printed } = await run(`
      const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
      await model.save('file://m');
      const before = require('fs').readFileSync('m/model.json', 'utf8');
      require('fs').promises.rename = async () => { throw new Error('no space left'); };
      const error = await model.save('file://m').catch(e => e.message);
      ${print("[error, require('fs').readFileSync('m/model.json', 'utf8') === before, require('fs').readdirSync('m').sort()]")}`);
    const [error, isSame, files] = printed[0] as [string, boolean, string[]];
    assert.match(error, /cannot be saved to .*: no space left/);
    assert.ok(isSame);
    assert.deepEqual(files, ['model.json', 'weights.bin']);
  });

  it('tells once which kernel runs in plain JavaScript', async () => {
    const { notices, printed } = await run(`
      for (let i = 0; i < 3; i++) tf.conv2d(tf.ones([1, 4, 4, 1]), tf.ones([2, 2, 1, 1]), 1, 'valid').dispose();
      const filter = tf.ones([2, 2, 1]);
      const g = tf.grad(x => tf.sum(tf.dilation2d(x, filter, 1, 'valid')));
      for (let i = 0; i < 3; i++) g(tf.ones([1, 4, 4, 1])).dispose();
      ${print('tf.memory().numTensors')}`);
    assert.deepEqual(
      notices.map(n => [n.code, /^\w+/.exec(n.message)?.[0]]),
      [
        ['plain-kernel', 'Dilation2D'],
        ['plain-kernel', 'Dilation2DBackpropInput'],
      ],
    );
    assert.match(notices[0]!.message, /first call took [\d.]+ ms and copied \d+ kB/);
    // the inputs
    assert.deepEqual(printed, [10]);
  });
});

describe('packages of the program', () => {
  /** Copies our family into the project under another version: the same code, told apart by its place. */
  function copyFamily(folder: string, version: string): void {
    const require = createRequire(import.meta.url);
    const names = [
      'tfjs',
      'tfjs-core',
      'tfjs-layers',
      'tfjs-data',
      'tfjs-converter',
      'tfjs-backend-cpu',
      'tfjs-backend-webgl',
    ];
    for (const name of names) {
      const from = path.dirname(require.resolve(`@tensorflow/${name}/package.json`));
      const to = path.join(folder, 'node_modules/@tensorflow', name);
      const manifest = JSON.parse(fs.readFileSync(path.join(from, 'package.json'), 'utf8')) as { main: string };
      fs.mkdirSync(path.dirname(path.join(to, manifest.main)), { recursive: true });
      fs.copyFileSync(path.join(from, manifest.main), path.join(to, manifest.main));
      fs.writeFileSync(
        path.join(to, 'package.json'),
        JSON.stringify({ name: `@tensorflow/${name}`, version, main: manifest.main }),
      );
    }
    for (const name of [
      'long',
      'seedrandom',
      'node-fetch',
      'whatwg-url',
      'tr46',
      'webidl-conversions',
      'string_decoder',
      'safe-buffer',
    ])
      fs.cpSync(path.join(import.meta.dirname, '../../node_modules', name), path.join(folder, 'node_modules', name), {
        recursive: true,
      });
  }
  const where = `require('@tensorflow/tfjs'); console.log(JSON.stringify(Object.keys(require.cache).filter(f => f.includes('tf-core.node')).map(f => f.includes('layerglass-test'))));`;

  it('are left alone where they are of another major version', async () => {
    const folder = makeProject({ 'a.cjs': where });
    copyFamily(folder, '3.99.0');
    const { printed, backend, stderr } = await runOnBackend(folder, 'a.cjs');
    assert.deepEqual(printed, [[true]], stderr);
    assert.equal(backend?.name, 'own');
    assert.equal(backend?.version, '3.99.0');
    assert.match(backend?.reason ?? '', /unaccelerated/);
  });

  it('give way to ours as one where they are of another minor version, by whatever path they are asked for', async () => {
    const folder = makeProject({
      'a.cjs': `const tf = require('@tensorflow/tfjs');
        const byPath = require('./node_modules/@tensorflow/tfjs-core'), byFile = require('./node_modules/@tensorflow/tfjs/dist/tf.node.js');
        const { Tensor } = require('@tensorflow/tfjs-core/dist/only_there');
        console.log(JSON.stringify([byPath.Tensor === tf.Tensor, byFile === tf, Tensor === tf.Tensor]));\n${where}`,
    });
    copyFamily(folder, '4.1.0');
    fs.writeFileSync(
      path.join(folder, 'node_modules/@tensorflow/tfjs-core/dist/only_there.js'),
      'export class Tensor {}',
    );
    const { printed, backend, stderr } = await runOnBackend(folder, 'a.cjs');
    assert.deepEqual(printed, [[true, true, true], [false]], stderr);
    assert.equal(backend?.name, 'wasm');
    assert.match(backend?.reason ?? '', /TensorFlow\.js 4\.22\.0 runs, the program has 4\.1\.0/);
  });

  for (const [how, source, reason] of [
    ['ends the process', 'process.abort();', /loading it ends the process with SIGABRT/],
    [
      'throws',
      'throw new Error("libtensorflow.so.2: cannot open shared object file");',
      /it does not load: libtensorflow\.so\.2/,
    ],
    [
      'computes nonsense',
      'exports.matMul = () => ({ dataSync: () => [7] }); exports.getBackend = () => "tensorflow";',
      /it does not load: it computed 7/,
    ],
  ] as const)
    it(`survives a native library that ${how}`, async () => {
      const folder = makeProject({
        'a.cjs': where,
        'node_modules/@tensorflow/tfjs-node/package.json': JSON.stringify({
          name: '@tensorflow/tfjs-node',
          version: '4.22.0',
          binary: { module_name: 'addon', module_path: './lib/napi-v{napi_build_version}', napi_versions: [8] },
        }),
        'node_modules/@tensorflow/tfjs-node/lib/napi-v8/addon.node': '',
        'node_modules/@tensorflow/tfjs-node/index.js': source,
      });
      const { backend, code, stderr } = await runOnBackend(folder, 'a.cjs');
      assert.equal(code, 0, stderr);
      assert.equal(backend?.name, 'wasm');
      assert.match(backend?.reason ?? '', reason);
    });

  it('are refused with a remedy where native is demanded and missing', async () => {
    const { printed, code } = await runOnBackend(makeProject({ 'a.cjs': where }), 'a.cjs', { backend: 'native' });
    assert.equal(code, 3);
    const { error } = printed[0] as { error: Record<string, string> };
    assert.equal(error.code, 'backend-unavailable');
    assert.match(error.remedy!, /layerglass backend install/);
  });
});
