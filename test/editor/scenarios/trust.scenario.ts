import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { inEditor } from '../driver/editorScenario';

const train = 'Layerglass: Train Model';

describe('a workspace that is not trusted', () => {
  it(
    'has lenses and trees, runs nothing, and trains once it is trusted',
    inEditor({ file: 'digits/train.ts:19:13', asksForTrust: true }, async ({ workbench, workspace }) => {
      const { page } = workbench;
      await workbench.dialog('Do you trust').getByRole('button', { name: "No, I don't trust the authors" }).click();
      await workbench.statusItem('Restricted Mode').waitFor();
      await workbench.lens('Inspect layer').nth(3).waitFor();
      assert.equal(await workbench.offers(train), false);
      await workbench.lens('Inspect layer').first().click();
      await page.getByText('not trusted').first().waitFor();
      await workbench.run('View: Show Layerglass');
      await page.locator('.part.sidebar').getByText('only in a trusted workspace').waitFor();
      assert.equal(fs.existsSync(path.join(workspace, '.layerglass')), false);

      await workbench.run('Workspaces: Manage Workspace Trust');
      await page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click();
      await workbench.statusItem('Restricted Mode').waitFor({ state: 'detached' });
      await workbench.run('View: Close All Editors');
      assert.equal(fs.existsSync(path.join(workspace, '.layerglass')), false);
    }),
  );
});
