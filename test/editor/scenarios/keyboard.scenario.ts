import assert from 'node:assert/strict';
import { inEditor } from '../driver/editorScenario';
import { tableNamed } from '../driver/panelTable';
import { withEpochs } from '../driver/programs';
import { waitForRun } from '../driver/runFolders';
import { tabTo } from '../driver/tabTo';

describe('the keyboard alone', () => {
  it(
    'trains, moves through the views, reads a chart as a table, and goes to a layer’s line',
    inEditor(
      { file: 'digits/train.ts:21:13', prepare: withEpochs('digits/train.ts', 3) },
      async ({ workbench, workspace }) => {
        const { page, panel } = workbench;
        const press = async (...keys: string[]) => {
          for (const key of keys) await page.keyboard.press(key);
        };
        await workbench.lens('Inspect layer').first().waitFor();
        await workbench.run('Layerglass: Train Model');
        const { manifest } = await waitForRun(workspace, run => run.endedAt !== null);
        await workbench.run('Layerglass: Open Panel');
        await panel.getByText('Completed').first().waitFor();

        // 1 to 3: the views. The first key may come before the page has the focus.
        await workbench.retry(async () => {
          await press('2');
          await tableNamed(panel, 'Layers').waitFor({ timeout: 3000 });
        });
        await press('3');
        await tableNamed(panel, 'Runs and checkpoints').waitFor();
        await press('1');
        const epochs = tableNamed(panel, 'Epochs');
        await epochs.waitFor();

        // Tab to the table of epochs, arrows to another one; it is then the one that all views show.
        await tabTo(page, epochs.locator('tbody'));
        await press('ArrowDown', 'ArrowDown', 'Space');
        await epochs.locator('tr.selected').waitFor();

        // T: a chart as a table, with the numbers of the chart.
        const tables = () => panel.locator('table:visible').count();
        const before = await tables();
        await press('t');
        await workbench.retry(async () => assert.ok((await tables()) > before));

        // A layer, then its line.
        await press('2');
        const layers = tableNamed(panel, 'Layers');
        await layers.waitFor();
        await tabTo(page, layers.locator('tbody'));
        await press('Home', 'ArrowDown', 'ArrowDown');
        const site = manifest.models[0]!.layers.filter(l => l.parent === null)[2]!.site!;
        await workbench.retry(async () => {
          await press('Enter');
          await workbench.statusItem(`Ln ${site.line}, Col ${site.column}`).waitFor({ timeout: 5000 });
        });
      },
    ),
  );
});
