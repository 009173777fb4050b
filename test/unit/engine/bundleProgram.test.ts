import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleProgram, type ProgramBundle } from '../../../extension/engine/bundleProgram';
import type { LayerglassError } from '../../../extension/protocol/errors';

describe('bundleProgram', () => {
  let folder = '';
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'layerglass-test-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));
  const bundle = (files: Record<string, string>): Promise<ProgramBundle> => {
    for (const [name, text] of Object.entries({ 'package.json': '{}', ...files })) {
      fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), text);
    }
    return bundleProgram({ program: path.join(folder, Object.keys(files)[0]!), folder });
  };
  const failure = async (files: Record<string, string>): Promise<LayerglassError> => {
    const error: unknown = await bundle(files).then(
      () => assert.fail('bundled'),
      e => e,
    );
    return error as LayerglassError;
  };
  /** The place in the source of a text that is in the bundle once. */
  const originOf = ({ text }: ProgramBundle, needle: string): string => {
    const map = new SourceMap(
      JSON.parse(Buffer.from(/base64,(\S+)\s*$/.exec(text)![1]!, 'base64').toString()) as SourceMapPayload,
    );
    const lines = text.split('\n');
    const line = lines.findIndex(l => l.includes(needle));
    const entry = map.findEntry(line, lines[line]!.indexOf(needle));
    assert.ok('originalSource' in entry);
    return `${entry.originalSource}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  };

  const layers = `const a = tf.layers.dense({ units: 1 }); const b = [tf.layers.flatten(), tf.layers.dropout({ rate: 0.5 })];`;
  for (const [kind, name, head] of [
    ['an ES module', 'train.ts', `import * as tf from '@tensorflow/tfjs';\n`],
    [
      'an ES module that asks where it is',
      'train.ts',
      `import * as tf from '@tensorflow/tfjs'; console.log(__dirname, import.meta.url);\n`,
    ],
    ['CommonJS', 'train.cjs', `const tf = require('@tensorflow/tfjs');\n`],
    [
      'CommonJS that asks where it is',
      'train.cjs',
      `const tf = require('@tensorflow/tfjs'); console.log(__dirname);\n`,
    ],
    [
      'top-level await',
      'train.mjs',
      `import * as tf from '@tensorflow/tfjs'; await 0; console.log(import.meta.dirname);\n`,
    ],
  ] as const)
    it(`keeps each position of ${kind}`, async () => {
      const built = await bundle({ [name]: `${head}${layers}\nconsole.log(a, b);\n` });
      // V8 names the place of a call by its method
      for (const call of ['dense(', 'flatten(', 'dropout('])
        assert.equal(originOf(built, call), `${name}:2:${layers.indexOf(call) + 1}`);
    });

  it('names its sources by plain paths where a path is its own address, by URLs elsewhere', async () => {
    const mapOf = ({ text }: ProgramBundle): SourceMapPayload =>
      JSON.parse(Buffer.from(/base64,(\S+)\s*$/.exec(text)![1]!, 'base64').toString()) as SourceMapPayload;
    const program = `import '@tensorflow/tfjs';\nimport './lib/a';\n`;
    const plain = mapOf(await bundle({ 'train.ts': program, 'lib/a.ts': 'console.log(1);\n' }));
    const file = path.join(folder, 'lib/a.ts');
    const isPlain = pathToFileURL(file).pathname === file;
    const root = isPlain ? '' : 'file:///';
    assert.ok(plain.sources.some(s => plain.sourceRoot + s === root + file.replaceAll('\\', '/')));
    folder = path.join(folder, '100% #1');
    const odd = mapOf(await bundle({ 'train.ts': program, 'lib/a.ts': 'console.log(1);\n' }));
    assert.ok(odd.sourceRoot?.startsWith('file:///') && odd.sourceRoot.endsWith('/100%25%20%231/'));
    folder = path.dirname(folder);
  });

  it('says where a syntax error is, in characters', async () => {
    const error = await failure({ 'train.ts': `const s = 'é😀'; let x = ;\n` });
    assert.equal(error.code, 'syntax-error');
    assert.deepEqual(error.site, { file: 'train.ts', line: 1, column: 26 });
    assert.equal(error.where, 'train.ts:1:26');
  });

  it('says it of a file that is imported, and of an ES module with an await', async () => {
    const imported = await failure({ 'src/train.ts': `import './b';\n`, 'src/b.ts': 'let = 5 5;\n' });
    assert.deepEqual([imported.code, imported.site?.file], ['syntax-error', 'src/b.ts']);
    const awaiting = await failure({ 'train.mjs': `await 1;\nlet y = ;\n` });
    assert.deepEqual([awaiting.code, awaiting.site?.line], ['syntax-error', 2]);
  });

  it('says that a package is there but not this part of it', async () => {
    const error = await failure({
      'train.js': `require('half/other');\n`,
      'node_modules/half/package.json': '{ "name": "half", "exports": { ".": "./i.js" } }',
    });
    assert.deepEqual([error.code, error.site?.line], ['missing-file', 1]);
    assert.match(error.message, /half\/other/);
  });

  it('cannot import a picture', async () => {
    const error = await failure({ 'train.ts': `import './cat.png';\n`, 'cat.png': '' });
    assert.equal(error.code, 'not-a-module');
  });

  it('finds TensorFlow.js where a package brings it', async () => {
    const built = await bundle({
      'train.js': `require('teacher').teach();\n`,
      'node_modules/teacher/package.json': '{ "name": "teacher", "dependencies": { "helper": "1" } }',
      'node_modules/teacher/index.js': '',
      'node_modules/helper/package.json': '{ "name": "helper", "peerDependencies": { "@tensorflow/tfjs-core": "4" } }',
    });
    assert.match(built.text, /require\(".*teacher.index\.js"\)/);
    const error = await failure({
      'train2.js': `require('alone');\n`,
      'node_modules/alone/package.json': '{ "name": "alone" }',
      'node_modules/alone/index.js': '',
    });
    assert.equal(error.code, 'no-tensorflow');
  });

  it('leaves the whole family to the child, other packages of that name not', async () => {
    const error = await failure({ 'train.js': `require('@tensorflow/tfjs-vis');\n` });
    assert.equal(error.code, 'missing-package');
    const built = await bundle({
      'train.js': `for (const n of [require('@tensorflow/tfjs'), require('@tensorflow/tfjs-node-gpu'), require('@tensorflow/tfjs-core/dist/ops/add')]) console.log(n);\n`,
    });
    for (const name of ['tfjs', 'tfjs-node-gpu', 'tfjs-core/dist/ops/add'])
      assert.ok(built.text.includes(`require("@tensorflow/${name}")`), name);
  });

  it('runs files for their effects, whatever their package says of them', async () => {
    const built = await bundle({
      'train.ts': `import './register';\nimport '@tensorflow/tfjs';\n`,
      'register.ts': `console.log('registered');\n`,
      'package.json': '{ "sideEffects": false }',
    });
    assert.match(built.text, /registered/);
    assert.equal(built.sources.length, 2);
  });

  it('is lazy: an editor that only looks does not load the bundler', () => {
    const source = fs.readFileSync(
      path.join(import.meta.dirname, '../../../extension/engine/bundleProgram.ts'),
      'utf8',
    );
    assert.doesNotMatch(source, /^import (?!type).*'esbuild'/m);
  });
});
