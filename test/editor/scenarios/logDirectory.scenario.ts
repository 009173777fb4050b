import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { inEditor, picturesFolder } from '../driver/editorScenario';
import { tableNamed } from '../driver/panelTable';

const fixtures = path.join(__dirname, '../../fixtures/formats/tensorboard');
const logs = (samples: string): void =>
  fs.cpSync(fixtures, path.join(samples, 'logs'), { recursive: true, preserveTimestamps: true });

describe('a log directory of TensorBoard', () => {
  it(
    'opens from the Explorer: curves of train and validation, histograms by layer, and what is written meanwhile',
    inEditor(
      { workspace: 'logs', prepare: logs, viewport: { width: 1500, height: 1000 } },
      async ({ workbench, workspace }) => {
        const { page, panel } = workbench;
        await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'keras3' }).click({ button: 'right' });
        await page.locator('.monaco-menu .action-label', { hasText: 'Open Log Directory' }).click();
        await panel.getByText('Last written').waitFor();
        const epochs = tableNamed(panel, 'Epochs');
        await epochs.locator('tbody tr', { hasText: '1.015' }).waitFor();
        assert.match(await epochs.innerText(), /valid loss/);
        assert.equal(await panel.getByRole('tab', { name: 'Checkpoints' }).isVisible(), false);
        assert.equal(await panel.getByRole('button', { name: 'Run again' }).isVisible(), false);
        await workbench.screenshot(path.join(picturesFolder, 'log-training.png'));

        await workbench.showView('Layers');
        await tableNamed(panel, 'Layers').locator('tbody tr', { hasText: 'conv' }).waitFor();
        await panel
          .getByRole('img', { name: /\d\.\d/ })
          .first()
          .waitFor();
        await workbench.screenshot(path.join(picturesFolder, 'log-layers.png'));
        await workbench.theme('vs');
        await workbench.screenshot(path.join(picturesFolder, 'log-layers-light.png'));

        // another process goes on writing
        await workbench.showView('Training');
        const validation = path.join(workspace, 'keras3/validation');
        const more = fs.readdirSync(path.join(workspace, 'summary'))[0]!;
        fs.copyFileSync(
          path.join(workspace, 'summary', more),
          path.join(validation, `events.out.tfevents.1800000000.later`),
        );
        await epochs
          .locator('tbody tr')
          .filter({ has: page.locator('td:first-child', { hasText: /^\s*4/ }) })
          .waitFor();
        await workbench.screenshot(path.join(picturesFolder, 'log-training-light.png'));
      },
    ),
  );

  it(
    'of PyTorch counts its steps, and shows what its own words mean',
    inEditor({ workspace: 'logs', prepare: logs, viewport: { width: 1500, height: 1000 } }, async ({ workbench }) => {
      const { page, panel } = workbench;
      await page.locator('.explorer-folders-view .monaco-list-row', { hasText: /^torch$/ }).click({ button: 'right' });
      await page.locator('.monaco-menu .action-label', { hasText: 'Open Log Directory' }).click();
      await panel.getByText('Last written').waitFor();
      // its runs are told by their names; two of them hold one value only
      await panel
        .locator('.run-face')
        .getByText(/both_[ab]|torch/)
        .waitFor();
      await panel.locator('vscode-dropdown[aria-label="Run"]').click();
      await panel.locator('vscode-option', { hasText: 'torch' }).click();
      const epochs = tableNamed(panel, 'Epochs');
      await epochs.locator('tbody tr', { hasText: '400' }).waitFor();
      await panel.locator('.figures').getByText('Validation loss').waitFor();
      await workbench.screenshot(path.join(picturesFolder, 'log-torch.png'));
      await workbench.showView('Layers');
      await tableNamed(panel, 'Layers').locator('tbody tr', { hasText: 'encoder.fc1' }).waitFor();
      await workbench.screenshot(path.join(picturesFolder, 'log-torch-layers.png'));
    }),
  );

  it(
    'with images shows those of a step, and one of them larger',
    inEditor({ workspace: 'logs', prepare: logs, viewport: { width: 1500, height: 1000 } }, async ({ workbench }) => {
      const { page, panel } = workbench;
      await page.locator('.explorer-folders-view .monaco-list-row', { hasText: /^images$/ }).click({ button: 'right' });
      await page.locator('.monaco-menu .action-label', { hasText: 'Open Log Directory' }).click();
      await panel.getByText('Last written').waitFor();
      await panel.locator('vscode-dropdown[aria-label="Run"]').click();
      await panel.locator('vscode-option', { hasText: 'tf2' }).click();
      const section = panel.locator('section[aria-label="Images"]');
      await section.getByText('30 images').waitFor();
      const slider = section.getByRole('slider');
      await slider.press('Home');
      await section.getByText('at step 0, 1 to 24 here; 3 steps.').waitFor();
      const last = section.locator('.thumb img').nth(23);
      await last.waitFor();
      const width = await last.evaluate(async image => {
        const { decode, naturalWidth } = image as unknown as { decode(): Promise<void>; naturalWidth: number };
        await decode.call(image);
        return naturalWidth;
      });
      assert.equal(width, 5);
      await workbench.screenshot(path.join(picturesFolder, 'log-images.png'));
      await section.locator('.thumb').nth(2).click();
      await section.getByText('3 of 30 · 5 × 7').waitFor();
      await workbench.screenshot(path.join(picturesFolder, 'log-image.png'));
      await page.keyboard.press('Escape');
      await section.locator('.thumb').nth(2).waitFor();
    }),
  );
});
