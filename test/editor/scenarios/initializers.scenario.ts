import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { inEditor, picturesFolder } from '../driver/editorScenario';
import { findRunFolders } from '../driver/runFolders';

const sample = 'initialization/train.ts';
/** Line of `model.fit`. */
const fitLine = 71;
const picture = (name: string): string => path.join(picturesFolder, `initializers-${name}.png`);
/** Which one keeps the spread best is else a matter of the draw. */
const seeded = { 'layerglass.seed': 1 };
const count = (text: string, part: string): number => text.split(part).length - 1;

describe('initializers', () => {
  it(
    'are compared from the palette, the one that fits is set by its button, undone in one step, and fits when compared again',
    inEditor(
      { file: sample, settings: seeded, viewport: { width: 1600, height: 1000 } },
      async ({ workbench, workspace }) => {
        const { page, panel } = workbench;
        const file = path.join(workspace, sample);
        const before = fs.readFileSync(file, 'utf8');
        assert.equal(count(before, "kernelInitializer: 'heNormal'"), 0);
        await workbench.lens('Inspect layer').first().waitFor();
        await workbench.run('Layerglass: Compare Initializers');
        await panel.getByText('keeps the spread from layer to layer').first().waitFor({ timeout: 90_000 });
        await panel.getByText(/As written it grows ×/).waitFor();
        await panel.getByRole('tab', { name: 'Experiments', selected: true }).waitFor();
        assert.deepEqual(findRunFolders(workspace), [], 'it leaves no run');
        for (const theme of ['vs-dark', 'vs', 'hc-black'] as const) {
          await workbench.theme(theme);
          await workbench.screenshot(picture(theme));
        }
        await workbench.theme('vs-dark');

        const button = panel.getByRole('button', { name: /^Use heNormal on conv1, conv2, dense1/ });
        await button.click();
        const edited = page.locator('.editor-instance .view-line', { hasText: /'heNormal'/ });
        await edited.first().waitFor();
        await workbench.screenshot(picture('edited'));
        await edited.first().click();
        // once: VS Code takes a text that is undone while a second save is under way for a saved one
        await page.keyboard.press('Control+s');
        await page.locator('.tab[data-resource-name="train.ts"]:not(.dirty)').waitFor();
        const saved = fs.readFileSync(file, 'utf8');
        assert.notEqual(saved, before);
        assert.equal(count(saved, "kernelInitializer: 'heNormal'"), 4);

        // one step back, and forth
        await page.keyboard.press('Control+z');
        await edited.first().waitFor({ state: 'detached' });
        await page.keyboard.press('Control+Shift+z');
        await edited.first().waitFor();

        await workbench.run('Layerglass: Compare Initializers');
        await panel
          .locator('p', { hasText: /^As written keeps the spread from layer to layer/ })
          .waitFor({ timeout: 90_000 });
        assert.equal(await button.isVisible(), false, 'there is nothing to set');
        await workbench.screenshot(picture('after'));

        // the table says it too
        await panel.getByRole('button', { name: 'Show as a table (T)' }).click();
        await panel.getByRole('row', { name: /as written.*best/i }).waitFor();
      },
    ),
  );

  it(
    'are offered above the call of fit',
    inEditor({ file: `${sample}:${fitLine}:9` }, async ({ workbench }) => {
      await workbench.lens('Compare initializers').first().click();
      await workbench.panel.getByText('keeps the spread from layer to layer').first().waitFor({ timeout: 90_000 });
    }),
  );
});
