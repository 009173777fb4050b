import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { bundleProgram } from '../../../extension/engine/bundleProgram';
import { sourceChanges, type SourceChanges } from '../../../extension/engine/sourceChanges';

const program = `import * as tf from '@tensorflow/tfjs';
import { units } from './src/parts';
import text from './data.json';
console.log(import.meta.url, units, text, tf.version);
`;
const parts = `export const units = 4;
export const rate = 0.1;
export type Nothing = number;
`;

describe('sourceChanges', () => {
  let folder = '';
  let sourceHash = '';
  const write = (files: Record<string, string>): void => {
    for (const [name, text] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), text);
    }
  };
  const changes = (): Promise<SourceChanges> =>
    sourceChanges(path.join(folder, 'run'), { program: path.join(folder, 'train.ts'), folder, sourceHash });
  beforeEach(async () => {
    folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'layerglass-test-'));
    write({ 'package.json': '{}', 'train.ts': program, 'src/parts.ts': `\uFEFF${parts}`, 'data.json': '{ "a": 1 }' });
    const bundle = await bundleProgram({ program: path.join(folder, 'train.ts'), folder });
    write({ [`run/${bundle.fileName}`]: bundle.text });
    ({ sourceHash } = bundle);
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('finds none where nothing changed', async () =>
    assert.deepEqual(await changes(), { isChanged: false, files: [], isUnknown: false }));

  it('names the files, with their lines and texts, before and now', async () => {
    write({ 'src/parts.ts': parts.replace('4', '5').replace('rate = 0.1;', 'rate = 0.1;\nexport const more = 1;') });
    const { isChanged, files } = await changes();
    assert.equal(isChanged, true);
    assert.deepEqual(
      files.map(({ file, kind, linesAdded, linesRemoved }) => [file, kind, linesAdded, linesRemoved]),
      [['src/parts.ts', 'changed', 2, 1]],
    );
    assert.equal(files[0]!.before, parts);
    assert.match(files[0]!.after!, /units = 5/);
  });

  it('knows a file as the person wrote it, whatever the bundler needed', async () => {
    write({ 'train.ts': `${program}// a word more\n` });
    const [change, ...others] = (await changes()).files;
    assert.deepEqual(others, []);
    assert.deepEqual([change!.before, change!.linesAdded, change!.linesRemoved], [program, 1, 0]);
  });

  it('names files that came and went', async () => {
    write({ 'src/other.ts': 'export const units = 4;\n', 'train.ts': program.replace('src/parts', 'src/other') });
    const { files } = await changes();
    assert.deepEqual(
      files.map(({ file, kind, before, after }) => [file, kind, before === null, after === null]),
      [
        ['src/other.ts', 'added', true, false],
        ['src/parts.ts', 'removed', false, true],
        ['train.ts', 'changed', false, false],
      ],
    );
  });

  it('names data that is bundled', async () => {
    write({ 'data.json': '{ "a": 2 }' });
    const { files } = await changes();
    assert.deepEqual(
      files.map(({ file, kind }) => [file, kind]),
      [['data.json', 'changed']],
    );
  });

  it('is content with the hash where the bundle is gone, or is none', async () => {
    write({ 'src/parts.ts': parts.replace('4', '5') });
    for (const text of ['', '//# sourceMappingURL=data:application/json;base64,AAAA']) {
      write({ 'run/bundle.cjs': text });
      assert.deepEqual(await changes(), { isChanged: true, files: [], isUnknown: true });
    }
  });

  it('finds CommonJS unchanged that the bundler had to rewrite', async () => {
    write({ 'a.cjs': `const tf = require('@tensorflow/tfjs');\nconsole.log(__dirname, tf.version);\n` });
    const at = { program: path.join(folder, 'a.cjs'), folder };
    const bundle = await bundleProgram(at);
    write({ [`run/${bundle.fileName}`]: bundle.text });
    fs.appendFileSync(at.program, '// a word\n');
    const { files } = await sourceChanges(path.join(folder, 'run'), { ...at, sourceHash: bundle.sourceHash });
    assert.deepEqual(
      files.map(f => [f.file, f.linesAdded, f.linesRemoved]),
      [['a.cjs', 1, 0]],
    );
  });
});
