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
  fs.cpSync(path.join(fixtures, 'tensorflowGraphs/keras3'), path.join(folder, 'saved'), { recursive: true });
  fs.writeFileSync(path.join(folder, 'broken.safetensors'), Buffer.alloc(64, 7));
  for (const [name, from] of Object.entries({
    'whole.h5': 'keras2/whole.h5',
    'whole.keras': 'keras3/whole.keras',
    'checkpoint.pt': 'pytorch/checkpoint.pt',
    'net.onnx': 'onnx/torch.onnx',
    'first.npz': 'npz/deflated.npz',
    'second.npz': 'npz/stored.npz',
  }))
    fs.copyFileSync(path.join(fixtures, from), path.join(folder, name));
  fs.writeFileSync(path.join(folder, 'load.py'), "weights = np.load('first.npz')\n");
}

describe('model files', () => {
  it(
    'open by a click: figures, sorted, found, values; others by command; compared; damaged; again when they change',
    inEditor(
      { workspace: 'models', prepare: models, viewport: { width: 1500, height: 1000 } },
      async ({ workbench, workspace }) => {
        const { page, panel } = workbench;
        const entry = (name: string) =>
          page.locator('.explorer-folders-view .monaco-list-row', {
            hasText: new RegExp(`^${name.replace('.', '\\.')}$`),
          });
        const picture = (name: string) => workbench.screenshot(path.join(picturesFolder, `modelfile-${name}.png`));
        const chooseMenu = async (name: string, item: string) => {
          await entry(name).click({ button: 'right' });
          const action = page.locator('.monaco-menu .action-label', { hasText: item });
          // A menu that has just opened takes no click yet.
          await workbench.retry(async () => {
            await action.click();
            await action.waitFor({ state: 'hidden', timeout: 1000 });
          });
        };
        const table = tableNamed(panel, 'Tensors of the file');

        await page.locator('.activitybar .action-label[aria-label^="Layerglass"]').waitFor();
        await entry('safetensors').click();
        await workbench.openModelFile(entry('dtypes.safetensors'));
        await table.locator('tbody tr[data-key]').first().waitFor();
        await panel
          .getByText('tensors ·')
          .or(panel.getByText(/\d+ tensors/))
          .first()
          .waitFor();
        await table.locator('tbody tr', { hasText: 'float32' }).first().click();
        await panel.locator('.values-grid').waitFor();
        await panel.locator('.tensor-figures').waitFor();
        await picture('safetensors-dark');
        await table.getByRole('button', { name: 'std' }).click();
        await table.locator('th[aria-sort="descending"]', { hasText: 'std' }).waitFor();
        await picture('sorted-dark');

        await entry('v1').click();
        await chooseMenu('model.ckpt-3.index', 'Open Model File');
        await panel.getByText('TensorFlow checkpoint').first().waitFor();
        await table.locator('tbody tr[data-key]').first().waitFor();
        await panel.getByText(/all \d+ checksums verified/).waitFor();
        await picture('checkpoint-dark');
        await workbench.theme('vs');
        await picture('checkpoint-light');
        await workbench.theme('hc-black');
        await picture('checkpoint-hc');
        await workbench.theme('vs-dark');

        // a byte of a shard has changed since it was written
        const shard = path.join(workspace, 'v1/model.ckpt-3.data-00002-of-00003');
        const bytes = fs.readFileSync(shard);
        bytes[100]! ^= 1;
        fs.writeFileSync(shard, bytes);
        await panel.getByText(/1 of \d+ checksums is wrong/).waitFor();
        await panel.getByRole('button', { name: 'Show its values anyway' }).first().waitFor();
        await picture('damaged-dark');

        await entry('broken.safetensors').click();
        await panel.getByRole('button', { name: 'Copy report' }).waitFor();
        await picture('refused-dark');
        // it is written anew by another program
        fs.copyFileSync(
          path.join(fixtures, 'safetensors/four.safetensors'),
          path.join(workspace, 'broken.safetensors'),
        );
        await table.locator('tbody tr[data-key]').first().waitFor();

        // of the others each opens by a click too
        for (const [name, format] of Object.entries({
          'whole.h5': 'Keras HDF5 file',
          'checkpoint.pt': 'PyTorch file',
          'whole.keras': 'Keras 3 archive',
        })) {
          await entry(name).click();
          await panel.getByText(format).first().waitFor();
          await table.locator('tbody tr[data-key]').first().waitFor();
          await picture(`${path.extname(name).slice(1)}-dark`);
        }
        await panel.getByRole('tab', { name: 'Layers' }).click();
        await tableNamed(panel, 'Layers').locator('tbody tr', { hasText: 'Conv2D' }).first().click();
        await tableNamed(panel, 'Weights of the layer').locator('tbody tr').first().waitFor();
        await picture('layers-dark');

        await entry('net.onnx').click();
        await panel.getByRole('tab', { name: 'Graph' }).click();
        await tableNamed(panel, 'Operations of the graph').locator('tbody tr[data-key="1"]').click();
        await picture('graph-dark');

        // a folder is offered to be opened where it is a model
        await entry('safetensors').click({ button: 'right' });
        const openModel = page.locator('.monaco-menu .action-label', { hasText: 'Open Model File' });
        await page.locator('.monaco-menu .action-label', { hasText: 'Open Log Directory' }).waitFor();
        assert.equal(await openModel.count(), 0);
        await page.keyboard.press('Escape');
        await chooseMenu('saved', 'Open Model File');
        await panel.getByText('SavedModel').first().waitFor();
        await table.locator('tbody tr[data-key]').first().waitFor();
        await picture('saved-dark');

        // two that are selected are compared
        await entry('first.npz').click();
        await entry('second.npz').click({ modifiers: ['ControlOrMeta'] });
        await chooseMenu('second.npz', 'Compare Model Files');
        await tableNamed(panel, 'Change of each tensor from A to B').locator('tbody tr[data-key]').first().waitFor();
        await picture('compared-dark');

        // a path in source
        await entry('load.py').click();
        const named = page.locator('.editor-instance .view-line', { hasText: 'first.npz' }).first();
        await named.locator('.detected-link, .detected-link-active').first().waitFor();
        assert.match(await (await workbench.hover('first\\.npz', 'NumPy')).innerText(), /Open/);
      },
    ),
  );
});
