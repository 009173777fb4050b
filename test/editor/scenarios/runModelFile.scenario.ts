import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { PNG } from 'pngjs';
import { inEditor, picturesFolder } from '../driver/editorScenario';

const fixtures = path.join(__dirname, '../../fixtures/formats/fileRun');

/** A model of Keras 3 and an image: a light ring on dark ground. */
function models(samples: string): void {
  const folder = path.join(samples, 'models');
  fs.mkdirSync(folder);
  fs.writeFileSync(
    path.join(folder, 'convnet.keras'),
    gunzipSync(fs.readFileSync(path.join(fixtures, 'convnet3.keras.gz'))),
  );
  fs.writeFileSync(path.join(folder, 'labels.txt'), 'zero\nring\ncross\nbar\ndot\n');
  const png = new PNG({ width: 48, height: 48 });
  for (let y = 0; y < 48; y++)
    for (let x = 0; x < 48; x++) {
      const light = Math.abs(Math.hypot(x - 23.5, y - 23.5) - 15) < 4 ? 250 : 20;
      png.data.set([light, light * 0.8, 40, 255], (y * 48 + x) * 4);
    }
  fs.writeFileSync(path.join(folder, 'ring.png'), PNG.sync.write(png, { colorType: 2 }));
}

describe('a model file is run', () => {
  it(
    'a Keras model is fed an image that is chosen, and noise: what it says, its layers',
    inEditor(
      { workspace: 'models', prepare: models, viewport: { width: 1200, height: 1000 } },
      async ({ workbench, workspace }) => {
        const { page, panel } = workbench;
        await page.locator('.activitybar .action-label[aria-label^="Layerglass"]').waitFor();
        await workbench.openModelFile(
          page.locator('.explorer-folders-view .monaco-list-row', { hasText: /^convnet\.keras$/ }),
        );
        await panel.getByRole('tab', { name: 'Run it' }).click();
        await panel.getByText('wants 12×12×3').waitFor();
        await panel.getByRole('button', { name: 'Choose image…' }).click();
        // the dialog may set its field once more while it opens its folder
        const input = page.locator('.quick-input-widget:visible input.input');
        await workbench.retry(async () => {
          await input.fill(path.join(workspace, 'ring.png'), { timeout: 3000 });
          await page.locator('.quick-input-list .monaco-list-row', { hasText: 'ring.png' }).first().waitFor();
          await input.press('Enter', { timeout: 3000 });
          await input.waitFor({ state: 'detached', timeout: 3000 });
        });
        await panel.getByRole('heading', { name: 'ring.png' }).waitFor();
        // the names of the classes lie beside the file
        assert.match(
          await panel.locator('.run-result p').first().innerText(),
          /^It says (zero|ring|cross|bar|dot), with 0\.\d/,
        );
        assert.match(await panel.locator('.run-how').innerText(), /48×48 RGB → 12×12, as 0 to 255 · wasm/);
        assert.ok((await panel.locator('.run-layer canvas').count()) > 10);
        await workbench.screenshot(path.join(picturesFolder, 'runmodelfile-dark.png'));
        await panel.getByRole('radio', { name: 'Noise' }).click();
        await panel.getByRole('button', { name: 'Feed noise' }).click();
        await panel.getByRole('heading', { name: 'noise' }).waitFor();
        await workbench.theme('vs');
        await workbench.screenshot(path.join(picturesFolder, 'runmodelfile-light.png'));
      },
    ),
  );
});
