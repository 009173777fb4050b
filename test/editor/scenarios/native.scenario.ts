import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { FakeNativeTools } from '../../child/support/fakeNativeTools';
import { inEditor, picturesFolder } from '../driver/editorScenario';
import { waitForRun } from '../driver/runFolders';

const program = `import * as tf from '@tensorflow/tfjs';
const model = tf.sequential();
model.add(tf.layers.dense({ units: 8, inputShape: [4] }));
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
const xs = tf.ones([64, 4]);
model.fit(xs, tf.ones([64, 8]), { epochs: 2, verbose: 0 });
`;
/** Beside the samples, so that it goes with them. */
const placeOf = (samples: string): string => path.join(path.dirname(samples), 'native');
const environment = (samples: string): NodeJS.ProcessEnv => ({
  PATH: `${path.join(placeOf(samples), 'bin')}${path.delimiter}${process.env.PATH}`,
  LAYERGLASS_NATIVE: path.join(placeOf(samples), 'data', 'native'),
  // as if started from a terminal: VS Code then keeps this path instead of asking a login shell for one
  VSCODE_CLI: '1',
});

describe('native TensorFlow', () => {
  it(
    'is offered once, installed with progress, used by the next run, and removed',
    inEditor(
      {
        file: 'short.ts:3:11',
        settings: { 'layerglass.backend': 'auto' },
        prepare: samples => {
          fs.writeFileSync(path.join(samples, 'short.ts'), program);
          const place = placeOf(samples);
          const tools = new FakeNativeTools(place, ['npm']);
          tools.set({ pauseMs: 1500 });
          // no Python of this machine: the wheel's checksum is the real one's, and the fake tools have no such wheel
          for (const name of ['python3', 'python'])
            fs.writeFileSync(path.join(tools.path, name), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
        },
        environment,
      },
      async ({ workbench, workspace }) => {
        const { page } = workbench;
        const backendOf = async (id: number): Promise<string | undefined> =>
          (await waitForRun(workspace, run => run.id === id && run.endedAt !== null)).manifest.backend?.name;
        await workbench.lens('Inspect layer').first().waitFor();
        await workbench.run('Layerglass: Train Model');
        assert.equal(await backendOf(1), 'wasm');
        await workbench.statusItem(/WebAssembly.*Install native/).click();
        const pick = page.locator('.quick-input-widget:visible');
        await pick.locator('.monaco-list-row.focused', { hasText: 'Install Native TensorFlow' }).waitFor();
        await workbench.screenshot(path.join(picturesFolder, 'nativeOffer.png'));
        await page.keyboard.press('Enter');
        await workbench.toast(/Installing native TensorFlow.*(Fetching|Running)/).waitFor();
        await workbench.screenshot(path.join(picturesFolder, 'nativeProgress.png'));
        await workbench.toast(/Native TensorFlow 2\.15\.1-fake is installed: the next run uses it/).waitFor();
        // made once: what is left is the backend's name
        assert.equal(await workbench.statusItem('Install native').count(), 0);

        await workbench.sourceLine('dense').first().click();
        await workbench.run('Layerglass: Train Model');
        assert.equal(await backendOf(2), 'native');
        await workbench.statusItem('tensorflow · native').waitFor();

        await workbench.run('Layerglass: Remove Native TensorFlow');
        await workbench.toast('Native TensorFlow was removed').waitFor();
        await workbench.sourceLine('dense').first().click();
        await workbench.run('Layerglass: Train Model');
        assert.equal(await backendOf(3), 'wasm');
        await workbench.statusItem('tensorflow · WebAssembly').waitFor();
        assert.equal(await workbench.statusItem('Install native').count(), 0);
      },
    ),
  );

  it(
    'can be cancelled, and tried again when the network is gone',
    inEditor(
      {
        file: 'short.ts:3:11',
        prepare: samples => {
          fs.writeFileSync(path.join(samples, 'short.ts'), program);
          const tools = new FakeNativeTools(placeOf(samples), ['npm']);
          tools.set({ fails: { ci: 'npm error code ENOTFOUND' } });
        },
        environment,
      },
      async ({ workbench, workspace }) => {
        const tools = new FakeNativeTools(placeOf(workspace), ['npm']);
        tools.set({ fails: { ci: 'npm error code ENOTFOUND' } });
        await workbench.lens('Inspect layer').first().waitFor();
        await workbench.run('Layerglass: Install Native TensorFlow');
        const failure = workbench.toast('the registry cannot be reached');
        await failure.waitFor();
        await workbench.screenshot(path.join(picturesFolder, 'nativeOffline.png'));
        tools.set({ pauseMs: 60_000 });
        await failure.getByRole('button', { name: 'Try Again' }).click();
        const progress = workbench.toast(/Installing native TensorFlow.*Fetching/);
        await progress.waitFor();
        await progress.hover();
        await progress.getByRole('button', { name: 'Cancel' }).click();
        await progress.waitFor({ state: 'detached' });
        assert.equal(fs.existsSync(path.join(placeOf(workspace), 'data', 'native')), false);
      },
    ),
  );
});
