import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { inEditor, picturesFolder } from '../driver/editorScenario';
import { tableNamed } from '../driver/panelTable';

const fixtures = path.join(__dirname, '../../fixtures/formats');
function models(samples: string): void {
  const folder = path.join(samples, 'models');
  for (const name of ['safetensors', 'npz', 'tensorflow/v1', 'tensorflow/v2'])
    fs.cpSync(path.join(fixtures, name), path.join(folder, path.basename(name)), { recursive: true });
  fs.writeFileSync(path.join(folder, 'broken.safetensors'), Buffer.alloc(64, 7));
  fs.writeFileSync(path.join(folder, 'load.py'), "weights = np.load('npz/deflated.npz')\n");
}

describe('model files', () => {
  it(
    'open by a click: figures, sorted, found, values; others by command; compared; damaged; again when they change',
    inEditor(
      { workspace: 'models', prepare: models, viewport: { width: 1500, height: 1000 } },
      async ({ workbench, workspace }) => {
        const { page, panel } = workbench;
        const entry = (name: string) =>
          page.locator('.explorer-folders-view .monaco-list-row', { hasText: new RegExp(`^${name.replace('.', '\\.')}$`) });
        const picture = (name: string) => workbench.screenshot(path.join(picturesFolder, `modelfile-${name}.png`));
        const table = tableNamed(panel, 'Tensors of the file');

        await entry('safetensors').click();
        await entry('dtypes.safetensors').click();
        await table.locator('tbody tr[data-key]').first().waitFor();
        await panel.getByText('tensors ·').or(panel.getByText(/\d+ tensors/)).first().waitFor();
        await table.locator('tbody tr', { hasText: 'float32' }).first().click();
        await panel.locator('.values-grid').waitFor();
        await panel.locator('.tensor-figures').waitFor();
        await picture('safetensors-dark');
        await table.getByRole('button', { name: 'std' }).click();
        await table.locator('th[aria-sort="descending"]', { hasText: 'std' }).waitFor();
        await picture('sorted-dark');

        await entry('v1').click();
        const menuItem = page.locator('.monaco-menu .action-label', { hasText: 'Open Model File' });
        await entry('model.ckpt-3.index').click({ button: 'right' });
        // A menu that has just opened takes no click yet.
        await workbench.retry(async () => {
          await menuItem.click();
          await menuItem.waitFor({ state: 'hidden', timeout: 1000 });
        });
        await panel.getByText('TensorFlow checkpoint').first().waitFor();
        await table.locator('tbody tr[data-key]').first().waitFor();
        await panel.getByText(/all \d+ checksums verified/).waitFor();
        await picture('checkpoint-dark');
        await workbench.theme('vs');
        await picture('checkpoint-light');
        await workbench.theme('hc-black');
        await picture('checkpoint-hc');
        await workbench.theme('vs-dark');

        await entry('broken.safetensors').click();
        await panel.getByRole('button', { name: 'Copy report' }).waitFor();
        await picture('refused-dark');
        assert.ok(workspace);
      },
    ),
  );
});
