// The forms that a program comes in: modules, packages, folders, settings of TypeScript. It must see what it sees in Node.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { cleanUp, makeProject, runToEnd, smallModel, start } from './support/trial';

/** What the program printed as one line of JSON. */
async function printed(files: Record<string, string>, request = {}): Promise<{ value: unknown; folder: string }> {
  const { output, state, folder } = await runToEnd(files, request);
  assert.deepEqual([state.status, state.error], ['completed', null]);
  assert.equal(output.stderr, '');
  return { value: JSON.parse(output.stdout), folder };
}
const print = (...what: string[]): string => `console.log(JSON.stringify([${what.join(', ')}]));\n`;
const commonJsModel = `const tf = require('@tensorflow/tfjs');
tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
`;

describe('a program sees what it sees in Node', () => {
  afterEach(cleanUp);

  it('top-level await, import.meta, JSON, a strict module', async () => {
    const { value, folder } = await printed({
      'src/train.mts': `${smallModel}import config from './config.json' with { type: 'json' };
import { place } from './lib/place.mts';
const history = await m.fit(x, y, { epochs: config.epochs, verbose: 0 });
const self = function (this: unknown) { return this === undefined; };
${print('history.epoch.length', 'import.meta.url', 'import.meta.dirname', 'import.meta.filename', 'place', 'self()')}`,
      'src/config.json': '{ "epochs": 3 }',
      'src/lib/place.mts': 'export const place: string = import.meta.url;\n',
    });
    const file = path.join(folder, 'src/train.mts');
    const url = (f: string): string => pathToFileURL(path.join(folder, f)).href;
    assert.deepEqual(value, [3, url('src/train.mts'), path.dirname(file), file, url('src/lib/place.mts'), true]);
  });

  it('CommonJS: __dirname of each file, require.main, a computed require', async () => {
    const { value, folder } = await printed({
      'train.js': `${commonJsModel}const lib = require('./lib/lib');
const data = require('./data/' + 'numbers');
const other = require(require('path').join(__dirname, 'data', ['num', 'bers'].join('') + '.json'));
${print('__dirname', '__filename', 'require.main === module', 'lib', 'data', 'other', 'this === module.exports')}`,
      'lib/lib.js': 'module.exports = [__dirname, require.main === module];\n',
      'data/numbers.json': '[1, 2]',
    });
    assert.deepEqual(value, [
      folder,
      path.join(folder, 'train.js'),
      true,
      [path.join(folder, 'lib'), false],
      [1, 2],
      [1, 2],
      true,
    ]);
  });

  it('TypeScript in the CommonJS way: require.main is the program, not what it imports', async () => {
    const { value } = await printed({
      'train.ts': `${smallModel}import { isMain } from './lib';
${print('require.main === module', 'isMain')}`,
      'lib.ts': 'export const isMain = require.main === module;\n',
    });
    assert.deepEqual(value, [true, false]);
  });

  it('arguments, environment, folder; nothing of ours', async () => {
    const { value, folder } = await printed(
      {
        'src/train.ts': `${smallModel}const ours = Object.keys(process.env).filter(n => /LAYERGLASS|NODE_CHANNEL/.test(n));
const left = process.execArgv.length + process.listenerCount('message') + process.listenerCount('uncaughtException');
${print('process.argv.slice(1)', 'process.env.MODE', 'process.cwd()', 'ours', 'left', 'typeof process.send')}`,
      },
      { arguments: ['--small', 'a b'], environment: { MODE: 'fast' } },
    );
    assert.deepEqual(value, [
      [path.join(folder, 'src/train.ts'), '--small', 'a b'],
      'fast',
      folder,
      // What this test run itself was given is not ours to take away.
      Object.keys(process.env).filter(n => /LAYERGLASS|NODE_CHANNEL/.test(n)),
      0,
      'undefined',
    ]);
  });

  it('processes and threads that it starts are ordinary ones', async () => {
    const { value } = await printed({
      'train.js': `${commonJsModel}const { fork } = require('child_process');
const { Worker } = require('worker_threads');
const path = require('path');
const child = fork(path.join(__dirname, 'child.js'));
child.on('message', a => new Worker(path.join(__dirname, 'child.js')).on('message', b => ${print('a', 'b').trim().replace(';', '')}));
`,
      'child.js': `const { parentPort } = require('worker_threads');
const answer = { argv: process.execArgv, random: Math.random.toString().includes('native') };
if (parentPort) parentPort.postMessage(answer); else { process.send(answer); process.disconnect(); }
`,
    });
    assert.deepEqual(value, [
      { argv: [], random: true },
      { argv: [], random: true },
    ]);
  });

  it('packages: CommonJS, ES modules only, both, one of a folder above, one with an addon', async () => {
    const module = (name: string, fields: object, files: Record<string, string>): Record<string, string> =>
      Object.fromEntries([
        [`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', ...fields })],
        ...Object.entries(files).map(([file, text]) => [`node_modules/${name}/${file}`, text]),
      ]);
    const packages = {
      ...module('plain', {}, { 'index.js': `exports.where = __dirname.split(/[\\\\/]/).slice(-2).join('/');` }),
      ...module(
        'modern',
        { type: 'module', exports: { '.': './main.js', './deep': './lib/deep.js' } },
        {
          'main.js': `import { where } from 'plain';\nexport { deep } from './lib/deep.js';\nexport default 'modern+' + where;\n`,
          'lib/deep.js': `export const deep = import.meta.url.split('/').slice(-3).join('/');\n`,
        },
      ),
      ...module(
        'both',
        { exports: { import: './index.mjs', require: './index.cjs' } },
        {
          'index.mjs': `export default 'import';`,
          'index.cjs': `exports.__esModule = true; exports.default = 'require';`,
        },
      ),
      ...module(
        'bundlersOnly',
        { module: 'es.js' },
        { 'es.js': `export const es = 1;\n`, 'index.js': `exports.es = 2;` },
      ),
    };
    const program = `import { where } from 'plain';
import modern from 'modern';
import { deep } from 'modern/deep';
import both from 'both';
import { es } from 'bundlersOnly';
`;
    const show = print('where', 'modern', 'deep', 'both', 'es');
    const asModule = await printed({ 'src/train.mjs': smallModel + program + show, ...packages });
    const shared = ['node_modules/plain', 'modern+node_modules/plain', 'modern/lib/deep.js'];
    assert.deepEqual(asModule.value, [...shared, 'import', 2]);
    const asScript = await printed({ 'src/train.ts': smallModel + program + show, ...packages });
    assert.deepEqual(asScript.value, [...shared, 'require', 2]);
  });

  it('a workspace: its packages are the person’s own sources, call sites and stacks included', async () => {
    const folder = makeProject({
      'package.json': '{ "workspaces": ["packages/*"] }',
      'packages/app/package.json': '{ "name": "app" }',
      'packages/app/train.ts': `import { build } from '@me/model';\nconst m = build();\nm.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });\n`,
      'packages/model/package.json': '{ "name": "@me/model", "main": "./src/index.ts" }',
      'packages/model/src/index.ts': `import * as tf from '@tensorflow/tfjs';
export function build(): tf.Sequential {
  return tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
}
`,
    });
    fs.mkdirSync(path.join(folder, 'node_modules/@me'), { recursive: true });
    fs.symlinkSync(path.join(folder, 'packages/model'), path.join(folder, 'node_modules/@me/model'), 'junction');
    const { run } = start(folder, 'packages/app/train.ts');
    const state = await run.stopped;
    assert.deepEqual([state.status, state.error], ['completed', null]);
    assert.equal(state.folder, path.join(folder, 'packages/app'));
    assert.deepEqual(state.models[0]?.layers[0]?.site, { file: '../model/src/index.ts', line: 3, column: 35 });
  });

  it('paths, decorators, JSX and extended settings of a tsconfig', async () => {
    const { value } = await printed({
      'src/train.ts': `${smallModel}import { twice } from '@lib/twice';
import { answer } from '#numbers';
import { tree } from './tree';
const marked: string[] = [];
function mark(target: unknown, name: string): void { marked.push(name); }
class Net { @mark train(): void {} }
enum Mode { Fast = 'fast' }
namespace Inner { export const n = 5; }
${print('twice(4)', 'answer', 'marked', 'new Net() instanceof Net', 'Mode.Fast', 'Inner.n', 'tree')}`,
      'src/shared/twice.ts': 'export const twice = (n: number): number => 2 * n;\n',
      'src/tree.tsx': `const h = (name: string): string => name;\nexport const tree = <leaf />;\ndeclare namespace JSX { interface IntrinsicElements { leaf: object } }\n`,
      'src/numbers.ts': 'export const answer = 42;\n',
      'tsconfig.base.json':
        '{ "compilerOptions": { "experimentalDecorators": true, "jsxFactory": "h", "jsx": "react" } }',
      'tsconfig.json': `{
  // comments are allowed
  "extends": "./tsconfig.base.json",
  "compilerOptions": { "baseUrl": ".", "paths": { "@lib/*": ["src/shared/*"] } },
}`,
      'package.json': '{ "name": "p", "imports": { "#numbers": "./src/numbers.ts" } }',
    });
    assert.deepEqual(value, [8, 42, ['train'], true, 'fast', 5, 'leaf']);
  });

  it('a project that is opened through a link', async () => {
    const folder = makeProject({ 'real/package.json': '{}', 'real/train.ts': smallModel });
    fs.symlinkSync(path.join(folder, 'real'), path.join(folder, 'link'), 'junction');
    const { run } = start(folder, 'link/train.ts');
    const state = await run.stopped;
    assert.equal(state.error, null);
    assert.deepEqual([state.program, state.models[0]?.layers[0]?.site?.file], ['train.ts', 'train.ts']);
  });

  it('names of classes and functions are kept', async () => {
    const { value } = await printed({
      'train.ts': `${smallModel}import { Net as Other } from './other';
class Net extends Other {}
${print('Net.name', 'Other.name', 'new Net().constructor.name')}`,
      'other.ts': 'export class Net {}\n',
    });
    assert.deepEqual(value, ['Net', 'Net', 'Net']);
  });

  it('a seed gives the same numbers again', async () => {
    const files = {
      'train.ts': `${smallModel}${print('Math.random()', 'tf.util.createShuffledIndices(6)', 'tf.randomUniform([2]).arraySync()')}`,
    };
    const [one, two, other] = [
      await printed(files, { seed: 7 }),
      await printed(files, { seed: 7 }),
      await printed(files, { seed: 8 }),
    ];
    assert.deepEqual(one.value, two.value);
    assert.notDeepEqual(one.value, other.value);
  });

  it('the hash of the source says nothing of where it lies', async () => {
    const files = {
      'train.ts': `${smallModel}console.log(__dirname);\nimport './lib/a';\n`,
      'lib/a.ts': 'export {};\n',
    };
    const hashes = await Promise.all(
      [files, files, { ...files, 'lib/a.ts': 'export { }; // changed\n' }].map(async f => {
        const { state } = await runToEnd(f);
        return (JSON.parse(fs.readFileSync(path.join(state.path!, 'run.json'), 'utf8')) as { sourceHash: string })
          .sourceHash;
      }),
    );
    assert.match(hashes[0]!, /^[0-9a-f]{64}$/);
    assert.equal(hashes[0], hashes[1]);
    assert.notEqual(hashes[0], hashes[2]);
  });
});
