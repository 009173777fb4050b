import assert from 'node:assert/strict';
import * as path from 'node:path';
import { inEditor, picturesFolder } from '../driver/editorScenario';
import { withEpochs } from '../driver/programs';
import { waitForRun } from '../driver/runFolders';
import { tableNamed } from '../driver/panelTable';

describe('units of a layer', () => {
  it(
    'are listed and pictured from the run folder, in step with what is shown',
    inEditor(
      {
        file: 'digits/train.ts:21:13',
        prepare: withEpochs('digits/train.ts', 2),
        viewport: { width: 1760, height: 1100 },
      },
      async ({ workbench, workspace }) => {
        const { panel, page } = workbench;
        await workbench.lens('Inspect layer').first().waitFor();
        await workbench.run('Layerglass: Train Model');
        await waitForRun(workspace, run => run.endedAt !== null);
        await panel.getByText('Completed').first().waitFor();
        await workbench.run('View: Show Layerglass');
        await workbench.showView('Layers');
        await tableNamed(panel, 'Layers').locator('tbody tr', { hasText: 'conv2d_Conv2D1' }).click();
        const section = panel.locator('section:has(.units)');
        await section.getByRole('heading', { name: 'conv2d_Conv2D1 filters' }).waitFor();
        // pictures are drawn where they are seen
        await section.scrollIntoViewIfNeeded();
        const kernels = section.getByRole('img', { name: /kernel: 8 filters of 3×3/ });
        await kernels.waitFor();
        const maps = section.getByRole('img', { name: /Activation maps for example \d+ of the batch: 8 of 26×26/ });
        await maps.scrollIntoViewIfNeeded();
        assert.equal(await section.locator('.units tbody tr').count(), 8);
        await kernels.press('End');
        await section.locator('tr.selected', { hasText: 'filter 7' }).waitFor();
        await page.mouse.move(0, 0);
        await workbench.screenshot(path.join(picturesFolder, 'units.png'));

        await tableNamed(panel, 'Layers').locator('tbody tr', { hasText: 'dense_Dense1' }).click();
        // what is out of view is not drawn
        await section.scrollIntoViewIfNeeded();
        await section.getByRole('heading', { name: 'dense_Dense1 units' }).waitFor();
        assert.match(await section.locator('header p').innerText(), /of 64 units|All 64 units fire/);
      },
    ),
  );
});
