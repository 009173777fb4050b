import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { findRunsFolders, walkFolders } from '../../../extension/host/walkFolders';

describe('walkFolders', () => {
  let root = '';
  const runs = (folder: string): string => path.join(root, folder, '.layerglass', 'runs');
  before(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'host-walk-'));
    for (const folder of ['a/b/c', 'node_modules/x', '.git/y', 'a/empty'])
      fs.mkdirSync(path.join(root, folder), { recursive: true });
    for (const folder of ['', 'a/b', 'node_modules/x', '.git/y']) fs.mkdirSync(runs(folder), { recursive: true });
    fs.mkdirSync(path.join(root, 'a/empty/.layerglass'));
    fs.symlinkSync(root, path.join(root, 'a/loop'));
  });
  after(() => fs.rmSync(root, { recursive: true }));

  it('finds run folders, the nearest first, not those of packages and not through links', async () => {
    assert.deepEqual(await findRunsFolders(root), [runs(''), runs('a/b')]);
  });

  it('keeps to its limits', async () => {
    assert.deepEqual(await findRunsFolders(root, { maxDepth: 1, maxFolders: 100 }), [runs('')]);
    assert.deepEqual(await findRunsFolders(root, { maxDepth: 8, maxFolders: 1 }), [runs('')]);
  });

  it('finds nothing where there is nothing', async () => {
    assert.deepEqual(await findRunsFolders(path.join(root, 'gone')), []);
  });

  it('ends when it is told to', async () => {
    const visited: string[] = [];
    await walkFolders(root, folder => visited.push(folder) < 2);
    assert.equal(visited.length, 2);
  });
});
