import assert from 'node:assert/strict';
import { inEditor } from '../driver/editorScenario';
import { findRunFolders, waitForRun } from '../driver/runFolders';

const train = 'Layerglass: Train Model';

describe('a workspace that is not trusted', () => {
  it(
    'has lenses and trees, runs nothing, and trains once it is trusted',
    inEditor({ file: 'digits/train.ts:21:13', asksForTrust: true }, async ({ workbench, workspace }) => {
      const { page } = workbench;
      await workbench.statusItem('Restricted Mode').waitFor();
      await workbench.lens('Inspect layer').nth(3).waitFor();
      await workbench.run('View: Show Layerglass');
      await page.locator('.part.sidebar').getByText('only in a trusted workspace').waitFor();
      await workbench.run(train);
      await workbench.toast('not trusted').getByRole('button', { name: 'Manage Workspace Trust' }).click();
      assert.deepEqual(findRunFolders(workspace), []);

      await page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click();
      await workbench.statusItem('Restricted Mode').waitFor({ state: 'detached' });
      await page.getByText('You trust this folder').click();
      await page.keyboard.press('Escape');
      await page.locator('.workspace-trust-editor').waitFor({ state: 'detached' });
      await workbench.sourceLine('buildModel').first().click();
      await workbench.run(train);
      const { manifest } = await waitForRun(workspace, run => run.epochs.length > 0);
      assert.equal(manifest.error, null);
    }),
  );
});
