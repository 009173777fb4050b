import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { layerInfo, manifest, modelInfo } from '../../unit/core/runs/runFixtures';
import { inEditor } from '../driver/editorScenario';
import { findRunFolders, waitForRun } from '../driver/runFolders';

const train = 'Layerglass: Train Model';
/** Whoever runs it leaves a mark beside the workspace. */
const markingProgram = `import * as tf from '@tensorflow/tfjs';
import * as fs from 'node:fs';
fs.writeFileSync(__dirname + '/../ran', '');
const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [4] })] });
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
model.fit(tf.zeros([8, 4]), tf.zeros([8, 1]));
`;
const writeRun = (samples: string, change: Parameters<typeof manifest>[0]) => {
  const folder = path.join(samples, '.layerglass/runs/1');
  fs.mkdirSync(folder, { recursive: true });
  const text = JSON.stringify(manifest({ status: 'completed', endedAt: 1, folder: '../../..', ...change }));
  fs.writeFileSync(path.join(folder, 'run.json'), text);
};

describe('a workspace that is not trusted', () => {
  it(
    'has lenses and trees, runs nothing, and trains once it is trusted',
    inEditor({ file: 'digits/train.ts:21:13', asksForTrust: true }, async ({ workbench, workspace }) => {
      const { page } = workbench;
      await workbench.statusItem('Restricted Mode').waitFor();
      await workbench.lens('Inspect layer').nth(3).waitFor();
      await workbench.run('View: Show Layerglass');
      await page.locator('.part.sidebar').getByText('only in a trusted workspace').waitFor();
      await workbench.run('Layerglass: Resume from Checkpoint');
      await workbench.toast('not trusted').waitFor();
      await workbench.run('Notifications: Clear All Notifications');
      await workbench.toast('not trusted').waitFor({ state: 'detached' });
      await workbench.run(train);
      await workbench.toast('not trusted').getByRole('button', { name: 'Manage Workspace Trust' }).click();
      assert.deepEqual(findRunFolders(workspace), []);

      await page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click();
      await workbench.statusItem('Restricted Mode').waitFor({ state: 'detached' });
      await page.getByText('You trust this folder').click();
      await page.keyboard.press('Escape');
      await page.locator('.workspace-trust-editor').waitFor({ state: 'detached' });
      await workbench.sourceLine('buildModel').first().click();
      await workbench.run(train);
      const { manifest } = await waitForRun(workspace, run => run.epochs.length > 0);
      assert.equal(manifest.error, null);
    }),
  );

  it(
    'starts nothing by a lens, a row of the tree, or the variable of npm start',
    inEditor(
      {
        file: 'evil.ts:4:11',
        asksForTrust: true,
        prepare: samples => {
          fs.writeFileSync(path.join(samples, 'evil.ts'), markingProgram);
          writeRun(samples, { program: 'evil.ts' });
          fs.mkdirSync(path.join(samples, '.vscode'));
          const settings = { 'layerglass.nodePath': path.join(samples, 'node'), 'layerglass.programs': 5 };
          fs.writeFileSync(path.join(samples, '.vscode/settings.json'), JSON.stringify(settings));
        },
        environment: samples => ({
          LAYERGLASS_START: JSON.stringify({ program: path.join(samples, 'evil.ts'), id: 'one' }),
        }),
      },
      async ({ workbench, workspace }) => {
        const { page } = workbench;
        await workbench.toast('not trusted').waitFor();
        const dismiss = async () => {
          await workbench.run('Notifications: Clear All Notifications');
          await workbench.toast('not trusted').waitFor({ state: 'detached' });
        };
        for (const lens of ['Inspect layer', 'Train model', 'Inspect model']) {
          await dismiss();
          await workbench.lens(lens).first().click();
          if (lens !== 'Inspect layer') await workbench.toast('not trusted').waitFor();
        }
        await workbench.run('View: Show Layerglass');
        await workbench.treeRow('Run 1').click();
        await workbench.run('Layerglass: Open Panel');
        await workbench.panel.getByText('Completed').first().waitFor();
        await dismiss();
        // The panel has the focus: the command is about its program.
        await workbench.run('Layerglass: Train Model');
        await workbench.toast('not trusted').waitFor();
        assert.deepEqual(findRunFolders(workspace).map(f => path.basename(f)), ['1']); // prettier-ignore
        assert.equal(fs.existsSync(path.join(workspace, '../ran')), false);
        assert.ok(await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).count());
      },
    ),
  );
});

describe('a run folder that came with a workspace', () => {
  it(
    'shows what it holds, and leads nowhere',
    inEditor(
      {
        file: 'digits/train.ts:21:13',
        prepare: samples => {
          const outside = path.join(samples, '../outside');
          fs.mkdirSync(outside);
          fs.writeFileSync(path.join(outside, 'evil.ts'), markingProgram.replace('..', '../samples/..'));
          fs.writeFileSync(path.join(outside, 'secret.ts'), 'const secret = 1;\n');
          const site = { file: '../outside/secret.ts', line: 1, column: 1 };
          const layer = layerInfo('\u202esserp', { site });
          writeRun(samples, { program: '../outside/evil.ts', models: [modelInfo('net', [layer])] });
        },
      },
      async ({ workbench, workspace }) => {
        const { page } = workbench;
        await workbench.lens('Inspect layer').first().waitFor();
        await workbench.run('View: Show Layerglass');
        await workbench.treeRow('Run 1').waitFor();
        await workbench.run('Layerglass: Open Panel');
        await workbench.panel.getByText('Completed').first().waitFor();
        // The panel is the run folder's own: the program it names is none.
        await page.getByRole('tab', { name: 'Layerglass: 1' }).waitFor();
        await workbench.showView('Layers');
        await workbench.panel.getByText('\\u{202e}sserp').first().click();
        // Whoever chooses a layer is shown its line.
        await workbench.panel.getByText('secret.ts is not a file of this workspace').first().waitFor();
        await workbench.panel
          .getByRole('button', { name: /Run again|Train/ })
          .first()
          .click();
        await workbench.panel
          .getByText(/There is no file/)
          .first()
          .waitFor();
        assert.equal(await page.getByRole('tab', { name: 'secret.ts' }).count(), 0);
        assert.equal(await workbench.sourceLine('secret').count(), 0);
        assert.equal(fs.existsSync(path.join(workspace, '../ran')), false);
        assert.deepEqual(findRunFolders(workspace).length, 1);
      },
    ),
  );
});
