// Programs as people write them: each way of importing TensorFlow.js, on each backend, bundled and run as the editor does.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { onEachBackend } from './support/backends';
import { cleanUp, makeProject, start } from './support/trial';

/** What a program does with its `tf`: computes, trains, and says on what. Prints [backend, product, trained]. */
const use = `
async function use(tf) {
  const product = tf.matMul([[1, 2]], [[3], [4]]).dataSync()[0];
  const model = tf.sequential();
  model.add(tf.layers.dense({ units: 1, inputShape: [2] }));
  model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
  const { history } = await model.fit(tf.ones([8, 2]), tf.ones([8, 1]), { epochs: 2, verbose: 0 });
  console.log(JSON.stringify([tf.getBackend(), product, history.loss.length]));
}
`;
const typedUse = use.replace('use(tf)', 'use(tf: any)');

/** By file name: how it imports, and calls \`use\`. */
const forms: Record<string, string> = {
  'namespace.ts': `import * as tf from '@tensorflow/tfjs-node';\n${typedUse}void use(tf);`,
  'default.ts': `import tf from '@tensorflow/tfjs-node';\n${typedUse}void use(tf);`,
  'gpu.ts': `import * as tf from '@tensorflow/tfjs-node-gpu';\n${typedUse}void use(tf);`,
  'importEquals.ts': `import tf = require('@tensorflow/tfjs-node');\n${typedUse}void use(tf);`,
  'named.ts': `import { getBackend, layers, matMul, ones, sequential, train, type Tensor } from '@tensorflow/tfjs';
const first: Tensor = ones([1]); first.dispose();
${typedUse}void use({ getBackend, layers, matMul, ones, sequential, train });`,
  'typesOnly.ts': `import type { Rank, Tensor } from '@tensorflow/tfjs-core/dist/tensor';
import type { LayerArgs } from '@tensorflow/tfjs-layers/dist/engine/topology';
import * as tf from '@tensorflow/tfjs';
export type Mine = [Tensor, Rank, LayerArgs];
${typedUse}void use(tf);`,
  'dynamic.ts': `${typedUse}import('@tensorflow/tfjs-node').then(tf => use(tf));`,
  'module.mjs': `import * as tf from '@tensorflow/tfjs-node';\n${use}await use(tf);`,
  'moduleDefault.mjs': `import tf from '@tensorflow/tfjs';\n${use}await use(tf);`,
  'awaited.mjs': `const tf = await import('@tensorflow/tfjs-node');\n${use}await use(tf);`,
  'awaitedDefault.mjs': `const { default: tf } = await import('@tensorflow/tfjs-node');\n${use}await use(tf);`,
  'computed.mjs': `const name = process.argv[2] ?? '@tensorflow/tfjs-node'; const tf = await import(name);\n${use}await use(tf);`,
  'created.mjs': `import { createRequire } from 'node:module';
const tf = createRequire(import.meta.url)('@tensorflow/tfjs-node');\n${use}await use(tf);`,
  'require.cjs': `const tf = require('@tensorflow/tfjs-node');\n${use}use(tf);`,
  'firstThatLoads.cjs': `let tf;
for (const name of ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node', '@tensorflow/tfjs'])
  try { tf = require(name); break; } catch {}
${use}use(tf);`,
  'sideEffect.js': `const tf = require('@tensorflow/tfjs'); require('@tensorflow/tfjs-node');\n${use}use(tf);`,
  'packages.ts': `import * as core from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-webgl';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as layers from '@tensorflow/tfjs-layers';
import * as data from '@tensorflow/tfjs-data';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
if (typeof setWasmPaths !== 'function' || typeof loadGraphModel !== 'function') throw new Error('missing');
${typedUse}
data.array([1, 2]).batch(2).forEachAsync((t: any) => { if (!(t instanceof core.Tensor)) throw new Error('two copies'); })
  .then(() => use({ ...core, ...layers, layers: layers.layers ?? layers }));`,
  'deep.ts': `import { Tensor } from '@tensorflow/tfjs-core/dist/tensor';
import { ENGINE } from '@tensorflow/tfjs-core/dist/engine';
import { Layer } from '@tensorflow/tfjs-layers/dist/engine/topology';
import { Dense } from '@tensorflow/tfjs-layers/dist/layers/core';
import { Dataset } from '@tensorflow/tfjs-data/dist/dataset';
import { GraphModel } from '@tensorflow/tfjs-converter/dist/executor/graph_model';
import { NodeFileSystem } from '@tensorflow/tfjs-node/dist/io/file_system';
import * as tf from '@tensorflow/tfjs';
${typedUse}
const same = [tf.ones([1]) instanceof Tensor, ENGINE === (tf.engine() as never), tf.layers.dense({ units: 1 }) instanceof Dense,
  new Dense({ units: 1 }) instanceof Layer, tf.data.array([1]) instanceof Dataset, GraphModel === (tf.GraphModel as never), typeof NodeFileSystem === 'function'];
if (same.includes(false)) throw new Error(JSON.stringify(same));
void use(tf);`,
};

/** Text that \`program\` printed; fails where it did not complete. */
async function printed(
  files: Record<string, string>,
  program: string,
  backend: 'native' | 'wasm',
  nativeFolder: string | null,
  folder = makeProject(files),
): Promise<string> {
  const { run, output } = start(folder, program, { backend, nativeFolder, watch: false });
  const state = await run.stopped;
  assert.equal(state.status, 'completed', `${state.error?.message} ${state.error?.remedy} ${output.stderr}`);
  return output.stdout.trim();
}

onEachBackend('a program’s imports', ({ name, nativeFolder }) => {
  afterEach(cleanUp);
  const engineName = name === 'native' ? 'tensorflow' : 'wasm';

  for (const [file, source] of Object.entries(forms))
    it(`are served: ${file}`, async () =>
      assert.deepEqual(JSON.parse(await printed({ [file]: source }, file, name, nativeFolder)), [engineName, 11, 2]));

  it('have tf.node: images, summaries, files', async () => {
    const source = `import * as tf from '@tensorflow/tfjs-node';
import * as fs from 'node:fs';
async function main() {
  const image = tf.tensor3d([0, 64, 128, 255, 1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 3], 'int32');
  const png = await tf.node.encodePng(image);
  const jpeg = await tf.node.encodeJpeg(image, 'rgb', 100);
  const same = tf.max(tf.abs(tf.sub(tf.node.decodePng(png, 3), image))).dataSync()[0];
  const writer = tf.node.summaryFileWriter('logs/one');
  writer.scalar('loss', 1, 0);
  writer.histogram('weights', tf.randomNormal([8]), 0);
  writer.flush();
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError', metrics: ['mae'] });
  const callbacks = tf.node.tensorBoard('logs/two', { updateFreq: 'batch' });
  await model.fit(tf.ones([8, 3]), tf.ones([8, 2]), { epochs: 1, verbose: 0, callbacks: [callbacks] });
  await model.save('file://./saved', { includeOptimizer: true });
  await model.save(tf.io.fileSystem('saved2'));
  const [a, b] = [await tf.loadLayersModel('file://' + process.cwd() + '/saved/model.json'), await tf.loadLayersModel(tf.io.fileSystem('saved2/model.json'))];
  const x = tf.ones([1, 3]);
  const apart = [a, b].map(m => tf.max(tf.abs(tf.sub(m.predict(x) as tf.Tensor, model.predict(x) as tf.Tensor))).dataSync()[0]);
  fs.writeFileSync('data.csv', 'x,y\\n1,2\\n3,4\\n');
  const rows = await tf.data.csv('file://' + process.cwd() + '/data.csv').toArray();
  console.log(JSON.stringify([same, tf.node.decodeImage(jpeg).shape, apart, a.optimizer != null, rows,
    ['logs/one', 'logs/two/train'].map(f => fs.readdirSync(f).length), Object.keys(tf.node).sort()]));
}
void main();`;
    const [same, shape, apart, isCompiled, rows, logs, names] = JSON.parse(
      await printed({ 'train.ts': source }, 'train.ts', name, nativeFolder),
    ) as unknown[];
    assert.deepEqual([same, shape, apart, isCompiled], [0, [2, 2, 3], [0, 0], true]);
    assert.deepEqual([rows, logs], [[{ x: 1, y: 2 }, { x: 3, y: 4 }], [1, 1]]); // prettier-ignore
    // prettier-ignore
    assert.deepEqual(names, [
      'decodeBmp', 'decodeGif', 'decodeImage', 'decodeJpeg', 'decodePng', 'encodeJpeg', 'encodePng', 'getMetaGraphsFromSavedModel',
      'getNumOfSavedModels', 'loadSavedModel', 'summaryFileWriter', 'tensorBoard',
    ]);
  });

  it('come from one copy, whatever the tree holds: pnpm’s links, nested copies of other versions', async () => {
    const broken = (which: string) => `throw new Error('the copy in ${which} was loaded');\n`;
    const files: Record<string, string> = {
      'train.cjs': `const tf = require('@tensorflow/tfjs'); const dep = require('dep'); const inner = require('inner');
if (dep.tf !== tf || inner.core.Tensor !== tf.Tensor || inner.file.Tensor !== tf.Tensor) throw new Error('two copies');
${use}use(tf);`,
      'node_modules/.pnpm/dep@1.0.0/node_modules/dep/package.json': '{ "name": "dep", "version": "1.0.0" }',
      'node_modules/.pnpm/dep@1.0.0/node_modules/dep/index.js': `exports.tf = require('@tensorflow/tfjs');`,
      'node_modules/inner/package.json': '{ "name": "inner", "version": "1.0.0" }',
      'node_modules/inner/index.js': `exports.core = require('@tensorflow/tfjs-core');
exports.file = require('./node_modules/@tensorflow/tfjs/node_modules/@tensorflow/tfjs-core');`,
    };
    const copies = {
      'node_modules/.pnpm/@tensorflow+tfjs@4.20.0/node_modules': ['tfjs', '4.20.0'],
      'node_modules/inner/node_modules': ['tfjs-core', '4.10.0'],
      'node_modules/inner/node_modules/@tensorflow/tfjs/node_modules': ['tfjs-core', '4.17.0'],
    } as const;
    for (const [place, [packageName, version]] of Object.entries(copies)) {
      const folder = `${place}/@tensorflow/${packageName}`;
      files[`${folder}/package.json`] = JSON.stringify({
        name: `@tensorflow/${packageName}`,
        version,
        main: 'index.js',
      });
      files[`${folder}/index.js`] = broken(place);
    }
    const folder = makeProject(files);
    const link = (from: string, to: string): void => {
      fs.mkdirSync(path.dirname(path.join(folder, from)), { recursive: true });
      fs.symlinkSync(path.join(folder, 'node_modules/.pnpm', to), path.join(folder, from), 'junction');
    };
    link('node_modules/@tensorflow/tfjs', '@tensorflow+tfjs@4.20.0/node_modules/@tensorflow/tfjs');
    link('node_modules/.pnpm/dep@1.0.0/node_modules/@tensorflow/tfjs', '@tensorflow+tfjs@4.20.0/node_modules/@tensorflow/tfjs'); // prettier-ignore
    link('node_modules/dep', 'dep@1.0.0/node_modules/dep');
    assert.deepEqual(JSON.parse(await printed({}, 'train.cjs', name, nativeFolder, folder)), [engineName, 11, 2]);
  });
});

describe('what only native TensorFlow has', () => {
  afterEach(cleanUp);
  for (const [call, what] of [
    [`tf.node.loadSavedModel('saved')`, 'tf.node.loadSavedModel'],
    [`tf.node.getMetaGraphsFromSavedModel('saved')`, 'tf.node.getMetaGraphsFromSavedModel'],
    [`tf.node.decodeGif(Buffer.from('GIF89a'))`, 'tf.node.decodeGif'],
    [`tf.node.decodeImage(Buffer.from('GIF89a'))`, 'tf.node.decodeGif'],
  ])
    it(`is named, with the way to get it: ${call}`, async () => {
      const source = `import * as tf from '@tensorflow/tfjs-node';\nasync function main() {\n  await ${call};\n}\nvoid main();`;
      const { run } = start(makeProject({ 'train.ts': source }), 'train.ts');
      const { status, error } = await run.stopped;
      assert.equal(status, 'failed');
      assert.equal(error?.message, `${what} needs native TensorFlow, which does not run here.`);
      assert.match(error.remedy, /Layerglass: Install Native TensorFlow.*layerglass backend install/);
      assert.deepEqual([error.site?.file, error.site?.line], ['train.ts', 3]);
    });

  it('is refused as a promise where tfjs-node gives one', async () => {
    const source = `import * as tf from '@tensorflow/tfjs-node';
tf.node.loadSavedModel('saved').catch((error: Error) => console.log(error.message));`;
    assert.match(await printed({ 'train.ts': source }, 'train.ts', 'wasm', null), /^tf\.node\.loadSavedModel needs/);
  });

  it('inside values that the public packages do not have are named', async () => {
    const source = `import * as tf from '@tensorflow/tfjs';
import { assertPositiveInteger } from '@tensorflow/tfjs-layers/dist/utils/generic_utils';
assertPositiveInteger(1, tf.version.tfjs);`;
    const { run } = start(makeProject({ 'train.ts': source }), 'train.ts');
    const { error } = await run.stopped;
    assert.match(error!.message, /^assertPositiveInteger of @tensorflow\/tfjs-layers\/dist\/utils\/generic_utils/);
  });
});

describe('a tree of Yarn’s Plug’n’Play', () => {
  afterEach(cleanUp);
  it('serves TensorFlow.js, and names another package that is not found', async () => {
    const pnp = { '.pnp.cjs': 'module.exports = {};\n', 'yarn.lock': '' };
    const files = { ...pnp, 'train.cjs': `const tf = require('@tensorflow/tfjs');\n${use}use(tf);` };
    assert.deepEqual(JSON.parse(await printed(files, 'train.cjs', 'wasm', null)), ['wasm', 11, 2]);
    const other = `${files['train.cjs']}\nrequire('left-out');`;
    const { run } = start(makeProject({ ...pnp, 'train.cjs': other }), 'train.cjs');
    const { error } = await run.stopped;
    assert.match(`${error!.message} ${error!.remedy}`, /left-out.*nodeLinker: node-modules/);
  });
});
