import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { inEditor } from '../driver/editorScenario';
import { waitForRun } from '../driver/runFolders';

const root = path.join(__dirname, '../../..');

/** Returns the VSIX that `npm test` has made, or does what `npm run package` does. */
function provideVsix(): string {
  const made = process.env.LAYERGLASS_VSIX;
  const out = path.resolve(root, made ?? 'test/output/package');
  if (!made) {
    fs.rmSync(out, { recursive: true, force: true });
    const args = ['test/package.mjs', '--build', '--out', out];
    execFileSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  }
  return path.join(
    out,
    fs.readdirSync(out).find(f => f.endsWith('.vsix'))!,
  );
}

describe('the package', () => {
  it(
    'installs, and trains a program that has no TensorFlow.js of its own',
    inEditor({ file: 'digits/train.ts:21:13', vsix: provideVsix }, async ({ workbench, workspace }) => {
      await workbench.lens('Inspect layer').first().waitFor();
      await workbench.run('Layerglass: Train Model');
      const { manifest } = await waitForRun(workspace, run => run.endedAt !== null);
      assert.equal(manifest.error, null);
      assert.equal(manifest.status, 'completed');
      assert.ok(manifest.epochs.at(-1)!.metrics.val_acc! > 0.95);
      await workbench.lens('params').first().waitFor();
    }),
  );
});
