import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { openBrowser } from './browser';
import { copySamples } from './copySamples';
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

/** Trains the digits sample and takes the Layers view beside its source, dark and light. Resolves to the files. */
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
    },
    environment: isolatedEnvironment(folder),
  });
  const { browser, page } = await openBrowser({ viewport: { width: 1760, height: 1060 }, scale: 1.5 });
  try {
    const file = `${path.join(workspace, 'train.ts')}:23:13`;
    const workbench = await Workbench.open(page, server, { folder: workspace, file });
    await workbench.lens('Inspect layer').nth(2).waitFor();
    await workbench.run('Layerglass: Train Model');
    await waitForRun(workspace, run => run.endedAt !== null);
    await workbench.panel.getByText('Completed').first().waitFor();
    await workbench.run('View: Show Layerglass');
    await workbench.treeRow('step').first().waitFor();
    await workbench.lens('1,168 params').click();
    await workbench.showView('Layers');
    await page.mouse.move(0, 0);
    const files: string[] = [];
    for (const [kind, name] of pictures) {
      await workbench.theme(kind);
      const picture = path.join(media, name);
      await workbench.screenshot(picture);
      files.push(picture);
    }
    return files;
  } finally {
    await browser.close();
    await server.stop();
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
