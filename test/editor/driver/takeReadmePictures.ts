import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { checkpointFileName } from '../../../extension/core/runs/runPaths';
import { modelFileViewTypes } from '../../../extension/contributions';
import { openBrowser } from './browser';
import { copySamples } from './copySamples';
import { tableNamed } from './panelTable';
import { removeFolder } from './removeFolder';
import { waitForRun } from './runFolders';
import { isolatedEnvironment, startServer } from './server';
import { testSettings } from './testSettings';
import { Workbench, type ThemeKind } from './workbench';

const root = path.join(__dirname, '../../..');
const media = path.join(root, 'extension/host/media');
const pictures: [ThemeKind, string][] = [
  ['vs-dark', 'hero-dark.png'],
  ['vs', 'hero-light.png'],
];

/** Trains the digits sample, takes the Layers view beside its source, dark and light, and its last checkpoint as a model file. Resolves to the files. */
export async function takeReadmePictures(): Promise<string[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lg-'));
  const workspace = path.join(copySamples(folder), 'digits');
  const server = await startServer({
    folder,
    extensions: [root],
    settings: {
      ...testSettings,
      'editor.minimap.enabled': false,
      'editor.occurrencesHighlight': 'off',
      'workbench.activityBar.location': 'default',
      'breadcrumbs.enabled': false,
      'window.commandCenter': false,
      'workbench.layoutControl.enabled': false,
      'editor.fontSize': 12,
      'layerglass.seed': 1,
      // Without a note that another backend would be faster.
      'layerglass.backend': 'wasm',
      'workbench.editorAssociations': { [checkpointFileName]: modelFileViewTypes.asOption },
    },
    environment: isolatedEnvironment(folder),
  });
  const { browser, page } = await openBrowser({ viewport: { width: 1760, height: 1060 }, scale: 1.5 });
  try {
    const file = `${path.join(workspace, 'train.ts')}:23:13`;
    const workbench = await Workbench.open(page, server, { folder: workspace, file });
    await workbench.lens('Inspect layer').nth(2).waitFor();
    await workbench.run('Layerglass: Train Model');
    const { runFolder } = await waitForRun(workspace, run => run.endedAt !== null);
    await workbench.panel.getByText('Completed').first().waitFor();
    await workbench.run('View: Show Layerglass');
    await workbench.treeRow('step').first().waitFor();
    await workbench.lens('1,168 params').click();
    await workbench.showView('Layers');
    // What a busy machine has to tell of this run is no part of the picture.
    const notes = workbench.panel.getByRole('button', { name: 'Close the note' });
    while (await notes.count()) await notes.first().click();
    await page.mouse.move(0, 0);
    const files: string[] = [];
    for (const [kind, name] of pictures) {
      await workbench.theme(kind);
      const picture = path.join(media, name);
      await workbench.screenshot(picture);
      files.push(picture);
    }
    files.push(await takeModelFile(workbench, runFolder, workspace));
    return files;
  } finally {
    await browser.close();
    await server.stop();
    await removeFolder(folder);
  }
}

/** The run's last checkpoint, alone in the window. */
async function takeModelFile(workbench: Workbench, runFolder: string, workspace: string): Promise<string> {
  const checkpoints = fs
    .readdirSync(runFolder, { recursive: true })
    .map(String)
    .filter(file => path.basename(file) === checkpointFileName)
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  fs.cpSync(path.join(runFolder, path.dirname(checkpoints.at(-1)!)), path.join(workspace, 'digits'), {
    recursive: true,
  });
  const { page, panel } = workbench;
  await workbench.theme('vs-dark');
  await workbench.run('View: Close All Editors');
  await workbench.run('View: Close Primary Side Bar');
  workbench.set({ 'workbench.activityBar.location': 'hidden' });
  await page.setViewportSize({ width: 1180, height: 860 });
  await page.keyboard.press('Control+p');
  const input = page.locator('.quick-input-widget:visible input.input');
  await input.fill(`digits/${checkpointFileName}`);
  await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: checkpointFileName }).waitFor();
  await input.press('Enter');
  await panel.locator('.run-bar .state-ring').waitFor({ state: 'hidden' });
  // the second convolution's kernel, which has a page of pictures for each input
  await tableNamed(panel, 'Tensors of the file').locator('tbody tr', { hasText: '3×3×8×16' }).click();
  await panel.locator('.tensor-pictures .pager').waitFor();
  await page.mouse.move(0, 0);
  const file = path.join(media, 'modelFile-dark.png');
  await workbench.screenshot(file, 'css');
  return file;
}
