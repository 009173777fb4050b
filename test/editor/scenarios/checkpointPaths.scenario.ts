import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { inEditor, picturesFolder } from '../driver/editorScenario';
import { waitForRun } from '../driver/runFolders';

const source = `import * as tf from '@tensorflow/tfjs';

export async function best(): Promise<tf.LayersModel> {
  return tf.loadLayersModel('file://.layerglass/runs/1/checkpoints/step-STEP/model1/model.json');
}
`;

describe('paths of checkpoints in source', () => {
  it(
    'say what they hold when pointed at',
    inEditor({ file: 'functional/train.ts', workspace: 'functional' }, async ({ workbench, workspace }) => {
      const { page } = workbench;
      await workbench.run('Layerglass: Train Model');
      await waitForRun(workspace, run => run.endedAt !== null);
      const steps = fs
        .readdirSync(path.join(workspace, '.layerglass/runs/1/checkpoints'))
        .flatMap(name => (/^step-\d+$/.test(name) ? [Number(name.slice(5))] : []))
        .sort((a, b) => a - b);
      const step = steps.at(-2)!;
      fs.writeFileSync(path.join(workspace, 'load.ts'), source.replace('STEP', String(step)));
      await workbench.run('View: Close All Editors');
      await page.keyboard.press('Control+P');
      await page.keyboard.type('load.ts');
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'load.ts' }).first().waitFor();
      await page.keyboard.press('Enter');
      const target = page.locator('.editor-instance .view-line', { hasText: 'loadLayersModel' }).first();
      await target.waitFor();
      const hover = page.locator('.monaco-hover:visible', { hasText: `step ${step}` }).first();
      await workbench.retry(async () => {
        const { x, y, height } = (await target.boundingBox())!;
        await page.mouse.move(x + 350, y + 200);
        await page.mouse.move(x + 350, y + height / 2, { steps: 4 });
        await hover.waitFor({ timeout: 3000 });
      });
      await hover.locator('img[src^="data:image/svg"]').waitFor();
      const text = await hover.innerText();
      assert.match(text, /validation loss|loss/);
      assert.match(text, /Open · Compare… · Resume… · Reveal/);
      await workbench.screenshot(path.join(picturesFolder, 'hover-path-dark.png'));
      await hover.getByText('Open', { exact: true }).click();
      await workbench.panel.getByText(`step ${step}`).first().waitFor();
    }),
  );
});
