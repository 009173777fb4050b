import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { modelFileViewTypes } from '../../../extension/contributions';
import { openBrowser } from './browser';
import { picturesFolder } from './editorScenario';
import { writeModelFiles, writeSafetensors } from './modelFileSamples';
import { tableNamed } from './panelTable';
import { removeFolder } from './removeFolder';
import { isolatedEnvironment, startServer } from './server';
import { testSettings } from './testSettings';
import { themes, Workbench, type ThemeKind } from './workbench';

const root = path.join(__dirname, '../../..');
const widths = { wide: { width: 1180, height: 900 }, narrow: { width: 380, height: 900 } };
/** Of zeros in a hole: long enough to be photographed while it is read. */
const largeValues = 2 ** 31;

interface Shot {
  name: string;
  /** In the folder of models. */
  file: string;
  tab?: string;
  /** What is done once it is open. */
  act?: (workbench: Workbench, workspace: string) => Promise<void>;
  /** Seen when it is there. */
  until?: (panel: FrameLocator) => Promise<void>;
}

const rows = (name: string) => async (panel: FrameLocator) =>
  tableNamed(panel, name).locator('tbody tr[data-key]').first().waitFor();
const tensorsRead = async (panel: FrameLocator): Promise<void> => {
  await rows('Tensors of the file')(panel);
  await panel.locator('.run-bar .state-ring').waitFor({ state: 'hidden' });
};
const text = (wanted: string | RegExp) => async (panel: FrameLocator) => panel.getByText(wanted).first().waitFor();
const plain = (name: string, file: string): Shot => ({ name, file, until: tensorsRead });

const shots: Shot[] = [
  plain('h5', 'whole.h5'),
  plain('keras', 'whole.keras'),
  plain('unzipped', 'unzipped/model.weights.h5'),
  plain('safetensors', 'dtypes.safetensors'),
  plain('pytorch', 'checkpoint.pt'),
  plain('npz', 'first.npz'),
  plain('npy', 'fortran.npy'),
  plain('onnx', 'net.onnx'),
  plain('forest', 'forest.onnx'),
  plain('gguf', 'quantised.gguf'),
  plain('codebooks', 'codebooks.gguf'),
  plain('frozen', 'frozen.pb'),
  plain('v1', 'v1/model.ckpt-3.index'),
  plain('v2', 'v2/ckpt-1.index'),
  plain('saved', 'saved/saved_model.pb'),
  plain('tfjs', 'tfjs/model.json'),
  {
    name: 'sorted',
    file: 'unzipped/model.weights.h5',
    act: async workbench =>
      tableNamed(workbench.panel, 'Tensors of the file').getByRole('button', { name: 'std' }).click(),
    until: tensorsRead,
  },
  { name: 'layers', file: 'whole.keras', tab: 'Layers', until: rows('Layers') },
  { name: 'unzipped-layers', file: 'unzipped/model.weights.h5', tab: 'Layers', until: rows('Layers') },
  { name: 'graph', file: 'net.onnx', tab: 'Graph', until: rows('Operations of the graph') },
  { name: 'files', file: 'v1/model.ckpt-3.index', tab: 'Files' },
  {
    name: 'run',
    file: 'convnet.keras',
    tab: 'Run it',
    async act(workbench, workspace) {
      await workbench.panel.getByRole('button', { name: 'Choose image…' }).click();
      await choosePlace(workbench, path.join(workspace, 'ring.png'));
    },
    until: panel => panel.getByRole('heading', { name: 'ring.png' }).waitFor(),
  },
  { name: 'damaged', file: 'damaged/model.ckpt-3.index', until: text(/1 of \d+ checksums is wrong/) },
  { name: 'refused', file: 'unsafe.pt', until: text('Copy report') },
  { name: 'broken', file: 'broken.safetensors', until: text('Copy report') },
  {
    name: 'compared',
    file: 'first.npz',
    async act(workbench, workspace) {
      await workbench.panel.getByRole('button', { name: 'Compare with…' }).click();
      await choosePlace(workbench, path.join(workspace, 'second.npz'));
    },
    until: rows('Change of each tensor from A to B'),
  },
  { name: 'reading', file: 'large.safetensors', until: text(/ of [\d.]+ GB/) },
];

/**
 * Opens models of every format in the real editor, in every theme, wide and as narrow as a side column, and takes them. Yields
 * the files.
 */
export async function* takeModelFilePictures(
  wanted = '',
  kinds: readonly ThemeKind[] = Object.keys(themes) as ThemeKind[],
): AsyncGenerator<string> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lg-'));
  const workspace = path.join(folder, 'models');
  writeModelFiles(workspace);
  const large = ['encoder', 'decoder'].flatMap(block =>
    Array.from({ length: 4 }, (_, i) => [`${block}.${i}.weight`, [largeValues / 8 / 1024, 1024]] as const),
  );
  writeSafetensors(path.join(workspace, 'large.safetensors'), large);
  const server = await startServer({
    folder,
    extensions: [root],
    settings: {
      ...testSettings,
      'workbench.activityBar.location': 'hidden',
      'window.commandCenter': false,
      'workbench.layoutControl.enabled': false,
      'layerglass.backend': 'wasm',
      'workbench.editorAssociations': Object.fromEntries(
        ['*.index', '*.pb', 'model.json'].map(pattern => [pattern, modelFileViewTypes.asOption]),
      ),
    },
    environment: isolatedEnvironment(folder),
  });
  const { browser, page } = await openBrowser({ viewport: widths.wide });
  page.setDefaultTimeout(40_000);
  try {
    const workbench = await Workbench.open(page, server, { folder: workspace });
    await workbench.run('View: Toggle Primary Side Bar Visibility');
    for (const shot of shots.filter(s => new RegExp(wanted).test(s.name))) {
      await openFile(workbench, shot.file);
      const { panel } = workbench;
      if (shot.tab) await panel.getByRole('tab', { name: shot.tab }).click();
      await shot.act?.(workbench, workspace);
      await shot.until?.(panel);
      for (const [width, viewport] of Object.entries(widths)) {
        await page.setViewportSize(viewport);
        for (const kind of kinds) {
          await workbench.theme(kind);
          const file = path.join(picturesFolder, `modelfile-${shot.name}-${width}-${kind}.png`);
          await workbench.screenshot(file);
          yield file;
        }
      }
      await page.setViewportSize(widths.wide);
      await workbench.run('View: Close All Editors');
    }
  } catch (error) {
    await page.screenshot({ path: path.join(picturesFolder, 'failure-modelfile.png') }).catch(() => {});
    throw error;
  } finally {
    await browser.close();
    await server.stop();
    await removeFolder(folder);
  }
}

/** By its path in the workspace. */
async function openFile({ page }: Workbench, file: string): Promise<void> {
  await page.keyboard.press('Control+p');
  const input = page.locator('.quick-input-widget:visible input.input');
  await input.fill(file);
  const row = page.locator('.quick-input-list .monaco-list-row.focused');
  await row.getByText(path.basename(file), { exact: true }).first().waitFor();
  await input.press('Enter');
  await page.locator('.tab.active').getByText(path.basename(file)).first().waitFor();
}

/** In VS Code's own dialog of files, in the folder that it shows. */
async function choosePlace({ page, retry }: Workbench, place: string): Promise<void> {
  const input = page.locator('.quick-input-widget:visible input.input');
  await page.locator('.quick-input-list .monaco-list-row').first().waitFor();
  const named = page
    .locator('.quick-input-list .monaco-list-row.focused')
    .getByText(path.basename(place), { exact: true });
  // What is typed while it lists a folder is lost, and Enter takes what is chosen in the list.
  await retry(async () => {
    await input.fill(place);
    await named.waitFor({ timeout: 3000 });
    await input.press('Enter');
    await input.waitFor({ state: 'hidden', timeout: 3000 });
  });
}
