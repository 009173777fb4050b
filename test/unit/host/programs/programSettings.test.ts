import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { launchOf, settingsOf } from '../../../../extension/host/programs/programSettings';

describe('settings of a program', () => {
  let root = '';
  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'host-settings-'));
    fs.mkdirSync(path.join(root, 'packages/net/src'), { recursive: true });
    fs.writeFileSync(path.join(root, 'packages/net/package.json'), '{}');
  });
  afterEach(() => fs.rmSync(root, { recursive: true }));

  it('are found by the path in the workspace folder, however it is written', () => {
    const program = path.join(root, 'packages/net/src/train.ts');
    for (const key of ['packages/net/src/train.ts', './packages/net/src/train.ts', 'packages\\net\\src\\train.ts'])
      assert.deepEqual(settingsOf(program, root, { [key]: { arguments: ['x'] } }), { arguments: ['x'] });
    assert.deepEqual(settingsOf(program, root, { 'train.ts': { arguments: ['x'] } }), {});
    assert.deepEqual(settingsOf(program, null, { 'train.ts': { arguments: ['x'] } }), {});
  });

  it('start a program in the nearest package, with its runs in the workspace folder', () => {
    const launch = launchOf(path.join(root, 'packages/net/src/train.ts'), root, {});
    assert.equal(launch.folder, path.join(root, 'packages/net'));
    assert.equal(launch.runsFolder, path.join(root, '.layerglass/runs'));
    assert.deepEqual(launch.arguments, []);
  });

  it('never look for a package above the workspace folder', () => {
    fs.writeFileSync(path.join(root, 'package.json'), '{}');
    const inner = path.join(root, 'packages');
    assert.equal(launchOf(path.join(inner, 'train.ts'), inner, {}).folder, inner);
  });

  it('name another folder, relative to the workspace folder', () => {
    const launch = launchOf(path.join(root, 'packages/net/src/train.ts'), root, { folder: '.' });
    assert.equal(launch.folder, root);
  });

  it('keep runs beside the package where no workspace folder holds the program', () => {
    const launch = launchOf(path.join(root, 'packages/net/src/train.ts'), null, {});
    assert.equal(launch.folder, path.join(root, 'packages/net'));
    assert.equal(launch.runsFolder, path.join(root, 'packages/net/.layerglass/runs'));
  });
});
