import assert from 'node:assert/strict';
import * as path from 'node:path';
import { isPartOfProgram, programsThatImport } from '../../../../extension/host/programs/programChoice';

const root = path.resolve('/work');
const sourcesOf = (files: Record<string, string>): Map<string, string> =>
  new Map(Object.entries(files).map(([name, text]) => [path.join(root, name), text]));
const found = (file: string, files: Record<string, string>): string[] =>
  programsThatImport(path.join(root, file), sourcesOf(files)).map(p =>
    path.relative(root, p.path).split(path.sep).join('/'),
  );

describe('programsThatImport', () => {
  it('finds none where nothing imports the file', () => {
    assert.deepEqual(found('model.ts', { 'model.ts': '', 'other.ts': `import './something'` }), []);
  });

  it('finds programs through files in between, those that train first, near ones before far ones', () => {
    const files = {
      'model.ts': 'export const model = 1;',
      'index.ts': `export * from './model';`,
      'far.ts': `import { model } from '.'; model.fit(x, y);`,
      'near.js': `const { model } = require('./model.js'); model.fit(x, y);`,
      'predict.ts': `import { model } from './model'; model.predict(x);`,
    };
    assert.deepEqual(found('model.ts', files), ['near.js', 'far.ts', 'predict.ts']);
  });

  it('resolves folders, endings of compiled files and aliases', () => {
    const files = {
      'lib/nets/index.ts': '',
      'a.ts': `import x from './lib/nets'; x.fit()`,
      'b.mts': `import x from './lib/nets/index.js'; x.fit()`,
      'c.ts': `import x from '@/nets/index'; x.fit()`,
      'd.ts': `import x from 'nets'; x.fit()`,
    };
    assert.deepEqual(found('lib/nets/index.ts', files), ['a.ts', 'b.mts', 'c.ts']);
  });

  it('ends where files import each other', () => {
    const files = { 'a.ts': `import './b'`, 'b.ts': `import './a'; import './c'`, 'c.ts': `import './b'; m.fit(x)` };
    assert.deepEqual(found('a.ts', files), ['c.ts']);
  });
});

describe('isPartOfProgram', () => {
  it('is a file that exports or uses TensorFlow.js and trains nothing', () => {
    assert.equal(isPartOfProgram('export function buildModel() {}'), true);
    assert.equal(isPartOfProgram('module.exports = { build }'), true);
    assert.equal(isPartOfProgram(`import '@tensorflow/tfjs'; tf.sequential()`), true);
    assert.equal(isPartOfProgram('export const m = 1; m.fit(x, y)'), false);
    assert.equal(isPartOfProgram('console.log(1)'), false);
  });
});
