import assert from 'node:assert/strict';
import { inEditor } from '../driver/editorScenario';
import { tableNamed } from '../driver/panelTable';
import { withEpochs } from '../driver/programs';
import { findRunFolders, waitForRun } from '../driver/runFolders';

/** Line of the second convolution, and of the last dense layer, in samples/digits/train.ts. */
const [secondConvolution, lastDense] = [23, 27];

describe('a layer', () => {
  it(
    'that is clicked in the source before any run is inspected and shown with its histogram',
    inEditor({ file: `digits/train.ts:${secondConvolution}:13` }, async ({ workbench, workspace }) => {
      const { panel, page } = workbench;
      await workbench.lens('Inspect layer').nth(2).click();
      const table = tableNamed(panel, 'Layers');
      await table.locator('tr.selected', { hasText: 'conv2d_Conv2D2' }).waitFor({ timeout: 60_000 });
      // The table comes with the model, the histograms a moment later with the snapshot: their text has figures.
      await panel
        .getByRole('img', { name: /\d\.\d/ })
        .first()
        .waitFor();
      // An inspection leaves no run behind.
      assert.deepEqual(findRunFolders(workspace), []);
      await workbench.lens('1,168 params').waitFor();

      // The cursor selects the layer of its line.
      await workbench.sourceLine('units: 10').click();
      await table.locator('tr.selected', { hasText: 'dense_Dense2' }).waitFor();

      // Choosing a layer shows its line, and Enter goes there; the focus stays there.
      const row = table.locator('tbody tr', { hasText: 'conv2d_Conv2D1' });
      await row.click();
      await row.and(table.locator(':focus')).waitFor();
      await page.keyboard.press('Enter');
      await workbench.statusItem('Ln 21, Col 13').waitFor();
      await page.locator('.monaco-editor.focused').waitFor();
      assert.equal(await workbench.sourceLine('units: 10').count(), 1);
    }),
  );

  it(
    'has its figures and a picture in its hover after a run',
    inEditor(
      { file: `digits/train.ts:${lastDense}:13`, prepare: withEpochs('digits/train.ts', 2) },
      async ({ workbench, workspace }) => {
        await workbench.lens('Inspect layer').first().waitFor();
        await workbench.run('Layerglass: Train Model');
        await waitForRun(workspace, run => run.endedAt !== null);
        await workbench.lens('1,168 params').waitFor();
        await workbench.hover('flatten', 'no parameters');
        const dense = await workbench.hover('dense', /64·400\s\+\s64\s=\s25,?664/);
        await dense.locator('img[src^="data:image/svg"]').waitFor();
      },
    ),
  );
});
