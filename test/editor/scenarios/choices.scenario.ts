import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { inEditor } from '../driver/editorScenario';
import { findRunFolders, readManifest, waitForRun } from '../driver/runFolders';
import type { Workbench } from '../driver/workbench';

const lines = {
  model: `import * as tf from '@tensorflow/tfjs';
export const model = tf.sequential();
model.add(tf.layers.dense({ units: 8, activation: 'relu', inputShape: [4] }));
model.add(tf.layers.dense({ units: 1 }));
`,
  training: `model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
const xs = tf.randomNormal([64, 4]);
model.fit(xs, xs.sum(1, true), { epochs: 2, verbose: 0 });
`,
};
const shortProgram = lines.model.replace('export ', '') + lines.training;

/** A `prepare` that writes these files into the samples. */
const withFiles = (files: Record<string, string>) => (samples: string) => {
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(samples, name)), { recursive: true });
    fs.writeFileSync(path.join(samples, name), text);
  }
};
const question = (workbench: Workbench, text: string) =>
  workbench.page.locator('.quick-input-widget:visible', { hasText: text });
const answer = (workbench: Workbench, title: string, button: string) =>
  workbench.dialog(title).getByRole('button', { name: button, exact: true }).click();
const isEnded = (run: { endedAt: number | null }) => run.endedAt !== null;

describe('a choice', () => {
  it(
    'which program is run for a file that only builds the model is asked once',
    inEditor(
      {
        file: 'parts/model.ts:3:11',
        prepare: withFiles({
          'parts/model.ts': lines.model,
          'parts/index.ts': `export { model } from './model';\n`,
          'parts/fit.ts': `import * as tf from '@tensorflow/tfjs';\nimport { model } from './index';\n${lines.training}`,
        }),
      },
      async ({ workbench, workspace }) => {
        await workbench.lens('Inspect layer').first().waitFor();
        await workbench.run('Layerglass: Train Model');
        const asked = question(workbench, 'Which program is run for model.ts?');
        await asked.locator('.monaco-list-row', { hasText: 'this file itself' }).waitFor();
        await asked.locator('.monaco-list-row.focused', { hasText: /fit\.ts.*trains/ }).waitFor();
        await workbench.page.keyboard.press('Enter');
        const { manifest } = await waitForRun(workspace, isEnded);
        assert.deepEqual([path.basename(manifest.program), manifest.error], ['fit.ts', null]);
        // The layer is known in the file that built it.
        await workbench.lens('spread ok').first().waitFor();
        await workbench.run('Layerglass: Train Model');
        await waitForRun(workspace, run => run.id === 2 && isEnded(run));
        assert.equal(path.basename(readManifest(findRunFolders(workspace)[1]!).program), 'fit.ts');
      },
    ),
  );

  it(
    'of arguments is asked for, refused where a quote is open, and proposed again',
    inEditor(
      { file: 'short.ts:3:11', prepare: withFiles({ 'short.ts': shortProgram }) },
      async ({ workbench, workspace }) => {
        const { page } = workbench;
        await workbench.lens('Inspect layer').first().waitFor();
        await workbench.run('Layerglass: Train with Arguments…');
        const input = question(workbench, 'Arguments for short.ts').locator('input.input');
        await input.fill('--small "a b');
        await page.locator('.quick-input-widget:visible', { hasText: 'is not closed' }).waitFor();
        await input.fill('--small "a b"');
        await page.keyboard.press('Enter');
        const { manifest } = await waitForRun(workspace, isEnded);
        assert.deepEqual(manifest.arguments, ['--small', 'a b']);
        await workbench.sourceLine('dense').first().click();
        await workbench.run('Layerglass: Train with Arguments…');
        await input.waitFor();
        assert.equal(await input.inputValue(), '--small "a b"');
        await page.keyboard.press('Escape');
        await input.waitFor({ state: 'detached' }).catch(() => input.waitFor({ state: 'hidden' }));
        assert.equal(findRunFolders(workspace).length, 1);
      },
    ),
  );

  it(
    'to delete a run is asked about, and the folder is gone',
    inEditor(
      { file: 'short.ts:3:11', prepare: withFiles({ 'short.ts': shortProgram }) },
      async ({ workbench, workspace }) => {
        await workbench.lens('Inspect layer').first().waitFor();
        await workbench.run('Layerglass: Train Model');
        const { runFolder } = await waitForRun(workspace, isEnded);
        await workbench.run('View: Show Layerglass');
        await workbench.treeRow('Run 1').waitFor();

        await workbench.run('Layerglass: Delete Run');
        await question(workbench, 'Which run to delete?').waitFor();
        await workbench.page.keyboard.press('Enter');
        await answer(workbench, 'Delete run 1 of short.ts', 'Cancel');
        assert.ok(fs.existsSync(runFolder));

        await workbench.run('Layerglass: Delete Run');
        await question(workbench, 'Which run to delete?').waitFor();
        await workbench.page.keyboard.press('Enter');
        await answer(workbench, 'Delete run 1 of short.ts', 'Delete');
        // A server has no trash.
        await answer(workbench, 'cannot be moved to a trash', 'Delete Permanently');
        await workbench.treeRow('Run 1').waitFor({ state: 'detached' });
        assert.equal(fs.existsSync(runFolder), false);
        await workbench.page.locator('.part.sidebar').getByText('No runs yet').waitFor();
      },
    ),
  );
});

describe('a workspace', () => {
  it(
    'that cannot be written keeps its runs elsewhere, and says where',
    inEditor(
      {
        file: 'short.ts:3:11',
        // Read-only for whoever runs this test: a folder cannot be made where a file is.
        prepare: withFiles({ 'short.ts': shortProgram, '.layerglass': '' }),
      },
      async ({ workbench, workspace }) => {
        await workbench.lens('Inspect layer').first().waitFor();
        await workbench.run('Layerglass: Train Model');
        await workbench.panel.getByText('Completed').first().waitFor();
        await workbench.panel
          .getByText(/is kept in .*runs instead/)
          .first()
          .waitFor();
        await workbench.run('View: Show Layerglass');
        await workbench.treeRow(/Run 1/).waitFor();
        await workbench
          .treeRow(/step \d+.*loss.*last/)
          .first()
          .waitFor();
        assert.deepEqual(findRunFolders(workspace), []);
        // Found again by the next window.
        await workbench.reload();
        await workbench.run('View: Show Layerglass');
        await workbench.treeRow(/Run 1/).waitFor();
      },
    ),
  );

  it(
    'with two programs of one name has two panels, each with its own after a reload',
    inEditor(
      {
        settings: { 'window.restoreWindows': 'preserve' },
        prepare: withFiles({
          'one/train.ts': shortProgram.replace('units: 8', 'units: 5'),
          'two/train.ts': shortProgram.replace('units: 8', 'units: 6'),
        }),
      },
      async ({ workbench, workspace }) => {
        const { page } = workbench;
        for (const [i, folder] of ['one', 'two'].entries()) {
          await workbench.run('Go to File...');
          await page.locator('.quick-input-widget:visible input.input').fill(`${folder}/train.ts`);
          await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: folder }).waitFor();
          await page.keyboard.press('Enter');
          await workbench
            .sourceLine(`units: ${5 + i}`)
            .first()
            .click();
          await workbench.lens('Inspect layer').first().waitFor();
          await workbench.run('Layerglass: Train Model');
          await waitForRun(workspace, run => run.id === i + 1 && isEnded(run));
        }
        await page.getByRole('tab', { name: 'Layerglass: two/train.ts' }).waitFor();
        // The command, not the browser's own: what is open is written down first.
        await Promise.all([page.waitForEvent('load'), workbench.run('Developer: Reload Window')]);
        await workbench.ready();
        for (const [title, shape] of [
          ['Layerglass: two/train.ts', '6·4 + 6 = 30'],
          ['Layerglass: train.ts', '5·4 + 5 = 25'],
        ] as const) {
          await page.getByRole('tab', { name: title }).click();
          await workbench.showView('Layers');
          await workbench.panel.getByText(shape).first().waitFor();
        }
      },
    ),
  );
});
