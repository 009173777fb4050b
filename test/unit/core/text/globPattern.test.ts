import assert from 'node:assert/strict';
import { globPattern } from '../../../../extension/core/text/globPattern';

const matches = (glob: string, ...paths: string[]): string[] => paths.filter(p => globPattern(glob).test(p));

describe('globPattern', () => {
  it('knows stars, marks, choices and classes', () => {
    assert.deepEqual(matches('src/*.ts', 'src/a.ts', 'src/a/b.ts', 'a.ts', 'src/a.tsx'), ['src/a.ts']);
    assert.deepEqual(matches('src/**/*.ts', 'src/a.ts', 'src/a/b/c.ts', 'lib/a.ts'), ['src/a.ts', 'src/a/b/c.ts']);
    assert.deepEqual(matches('**/gan/**', 'gan/a.ts', 'x/gan/y/a.ts', 'gang/a.ts'), ['gan/a.ts', 'x/gan/y/a.ts']);
    assert.deepEqual(matches('m?del.{ts,js}', 'model.ts', 'model.js', 'mdel.ts', 'model.tsx'), [
      'model.ts',
      'model.js',
    ]);
    assert.deepEqual(matches('/v[0-2].ts', 'v1.ts', 'v3.ts'), ['v1.ts']);
    assert.deepEqual(matches('/v[!0-2].ts', 'v1.ts', 'v3.ts'), ['v3.ts']);
  });
  it('means a name in every folder, and takes ./ and backslashes', () => {
    assert.deepEqual(matches('train.ts', 'train.ts', 'a/b/train.ts', 'a/trains.ts'), ['train.ts', 'a/b/train.ts']);
    assert.deepEqual(matches('./a/b.ts', 'a/b.ts'), ['a/b.ts']);
    assert.deepEqual(matches('a\\*.ts', 'a/b.ts'), ['a/b.ts']);
  });
  it('takes signs of regular expressions as they are, and what is no pattern too', () => {
    assert.deepEqual(matches('a+(b).ts', 'a+(b).ts', 'aab.ts'), ['a+(b).ts']);
    for (const glob of ['', '[', '{', '}', '{a', '[z-a]', '(', '\\', '***', '{a,{b,c}}']) globPattern(glob);
    assert.deepEqual(matches('{a,{b,c}}.ts', 'a.ts', 'c.ts', 'd.ts'), ['a.ts', 'c.ts']);
    assert.deepEqual(matches('[z-a].ts', '[z-a].ts'), ['[z-a].ts']);
  });
});
