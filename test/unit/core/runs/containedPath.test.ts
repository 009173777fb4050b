import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { containedPath, isInside } from '../../../../extension/core/runs/containedPath';

describe('containedPath', () => {
  let root = '';
  let outside = '';
  before(() => {
    const base = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'core-contained-')));
    [root, outside] = [path.join(base, 'work'), path.join(base, 'work-outside')];
    fs.mkdirSync(path.join(root, 'src'), { recursive: true });
    fs.mkdirSync(outside);
    fs.writeFileSync(path.join(root, 'src/train.ts'), '');
    fs.writeFileSync(path.join(outside, 'secret.ts'), '');
    fs.symlinkSync(path.join(outside, 'secret.ts'), path.join(root, 'link.ts'));
    fs.symlinkSync(outside, path.join(root, 'folder'));
    fs.symlinkSync(path.join(root, 'src/train.ts'), path.join(root, 'inner.ts'));
  });
  after(() => fs.rmSync(path.dirname(root), { recursive: true }));

  it('is the real path of a file inside', () => {
    const file = path.join(root, 'src/train.ts');
    assert.equal(containedPath([root], root, 'src/train.ts'), file);
    assert.equal(containedPath([root], path.join(root, 'src'), '../src/./train.ts'), file);
    assert.equal(containedPath([outside, root], root, file), file);
    assert.equal(containedPath([root], root, 'inner.ts'), file);
  });

  for (const file of [
    '../work-outside/secret.ts',
    'link.ts',
    'folder/secret.ts',
    'src/missing.ts',
    'src',
    '',
    '/etc/passwd',
  ])
    it(`is null for ${JSON.stringify(file)}`, () => assert.equal(containedPath([root], root, file), null));

  it('is null where there is no root, or none that exists', () => {
    assert.equal(containedPath([], root, 'src/train.ts'), null);
    assert.equal(containedPath([path.join(root, 'gone')], root, 'src/train.ts'), null);
  });
});

describe('isInside', () => {
  it('takes names that begin with dots for what they are', () => {
    assert.equal(isInside('/a', '/a'), true);
    assert.equal(isInside('/a', '/a/..b'), true);
    assert.equal(isInside('/a', '/ab'), false);
    assert.equal(isInside('/a/b', '/a'), false);
  });
});
