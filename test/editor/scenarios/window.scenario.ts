import assert from 'node:assert/strict';
import * as path from 'node:path';
import { spawn } from 'node:child_process';
import { inEditor } from '../driver/editorScenario';
import { endlessProgram, withProgram } from '../driver/programs';
import { findRunFolders, readManifest, waitForRun } from '../driver/runFolders';

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
const repository = path.join(__dirname, '../../..');

describe('a window', () => {
  it(
    'that is reloaded in mid-run shows the run as interrupted, with what was written',
    inEditor(
      { file: 'endless.ts:4:11', prepare: withProgram('endless.ts', endlessProgram) },
      async ({ workbench, workspace }) => {
        await workbench.lens('Inspect layer').first().waitFor();
        await workbench.run('Layerglass: Train Model');
        const { runFolder, manifest } = await waitForRun(workspace, run => run.epochs.length > 1);
        await workbench.reload();
        for (const end = Date.now() + 10_000; isAlive(manifest.process.pid) && Date.now() < end;)
          await new Promise(resolve => setTimeout(resolve, 100));
        assert.equal(isAlive(manifest.process.pid), false, 'the run outlives its window');
        await workbench.run('View: Show Layerglass');
        await workbench.treeRow(/Run 1.*interrupted/).waitFor();
        assert.ok(readManifest(runFolder).epochs.length > 1);
      },
    ),
  );

  it(
    'shows live what the command line trains in its folder',
    inEditor({ file: 'custom-loop/train.js' }, async ({ workbench, workspace }) => {
      await workbench.lens('Inspect layer').first().waitFor();
      await workbench.run('View: Show Layerglass');
      const cli = spawn(
        process.execPath,
        [path.join(repository, 'dist/cli.js'), 'train', 'train.ts', '--backend', 'wasm', '--no-progress'],
        { cwd: path.join(workspace, 'digits'), stdio: 'ignore' },
      );
      const ended = new Promise(resolve => cli.once('exit', resolve));
      try {
        await workbench.treeRow(/Run 1.*running/).waitFor();
        assert.equal(await ended, 0);
        await workbench.treeRow(/Run 1.*val/).waitFor();
        assert.equal(await workbench.treeRow(/Run 1.*running/).count(), 0);
      } finally {
        cli.kill('SIGKILL');
      }
    }),
  );

  it(
    'opened by npm start trains the first sample at once, and not again when it is reloaded',
    inEditor(
      {
        file: 'digits/train.ts:21:13',
        environment: samples => ({
          LAYERGLASS_START: JSON.stringify({ program: path.join(samples, 'digits/train.ts'), id: 'one' }),
        }),
      },
      async ({ workbench, workspace }) => {
        await waitForRun(workspace, run => run.epochs.length > 0);
        await workbench.reload();
        await workbench.lens('Inspect layer').first().waitFor();
        await workbench.run('View: Show Layerglass');
        await workbench.treeRow(/Run 1/).waitFor();
        assert.equal(findRunFolders(workspace).length, 1);
      },
    ),
  );
});
