import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { openBrowser } from './browser';
import { picturesFolder } from './editorScenario';
import { removeFolder } from './removeFolder';
import { findRunFolders, readManifest } from './runFolders';
import { isolatedEnvironment, startServer } from './server';
import { testSettings } from './testSettings';
import { Workbench, type ThemeKind } from './workbench';

const root = path.join(__dirname, '../../..');
const programs = path.join(root, 'test/child/programs/rules');
/** Of so many programs of a workspace the stored runs are read. */
const atOnce = 15;
const viewport = { width: 1180, height: 520 };

/**
 * Trains the program of each rule from the command line, opens it in the real editor and takes its finding at its line, with
 * what the hover says of it. Resolves to the files; throws where a line has no squiggle.
 */
export async function takeRulePictures(kind: ThemeKind = 'vs-dark', wanted = ''): Promise<string[]> {
  const rules = fs
    .readdirSync(programs)
    .map(name => path.basename(name, '.ts'))
    .filter(rule => rule.includes(wanted));
  const files: string[] = [];
  for (let i = 0; i < rules.length; i += atOnce) files.push(...(await takeSome(kind, rules.slice(i, i + atOnce))));
  return files;
}

async function takeSome(kind: ThemeKind, rules: readonly string[]): Promise<string[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lg-'));
  const workspace = path.join(folder, 'rules');
  fs.mkdirSync(workspace, { recursive: true });
  fs.writeFileSync(path.join(workspace, 'package.json'), '{ "name": "rules" }');
  for (const rule of rules) {
    const program = path.join(workspace, `${rule}.ts`);
    fs.copyFileSync(path.join(programs, `${rule}.ts`), program);
    const options = ['--backend', 'wasm', '--seed', '1', '--no-progress'];
    spawnSync(process.execPath, [path.join(root, 'dist/cli.js'), 'train', program, ...options]);
  }
  const runs = findRunFolders(workspace).map(readManifest);
  const server = await startServer({
    folder,
    extensions: [root],
    settings: {
      ...testSettings,
      'editor.minimap.enabled': false,
      'editor.occurrencesHighlight': 'off',
      'workbench.activityBar.location': 'hidden',
      'breadcrumbs.enabled': false,
      'editor.fontSize': 12,
      'editor.hover.sticky': true,
      'layerglass.backend': 'wasm',
    },
    environment: isolatedEnvironment(folder),
  });
  const { browser, page } = await openBrowser({ viewport });
  try {
    const workbench = await Workbench.open(page, server, { folder: workspace });
    await workbench.theme(kind);
    const files: string[] = [];
    for (const rule of rules) {
      const site = runs.find(r => r.program === `${rule}.ts`)?.findings.find(f => f.rule === rule)?.site;
      if (!site) throw new Error(`${rule} has no place`);
      await workbench.run('View: Close All Editors');
      await page.keyboard.press('Control+p');
      await page.locator('.quick-input-widget:visible input.input').fill(`${rule}.ts:${site.line}:${site.column + 2}`);
      await page
        .locator('.quick-input-list .monaco-list-row', { hasText: `${rule}.ts` })
        .first()
        .waitFor();
      await page.keyboard.press('Enter');
      await page.locator('.editor-instance [class*="squiggly-"]').first().waitFor();
      await workbench
        .lens(/Train model|Inspect layer/)
        .first()
        .waitFor();
      const hover = page.locator('.monaco-hover:visible').first();
      await workbench
        .retry(async () => {
          await workbench.run('Show or Focus Hover');
          await hover.waitFor({ timeout: 2000 }).catch(async (error: unknown) => {
            // the line is underlined elsewhere: at one of the call's arguments
            await page.keyboard.press('F8');
            await page.keyboard.press('Escape');
            throw error;
          });
        }, 4)
        .catch(() => console.error(`${rule}: no hover`));
      const file = path.join(picturesFolder, `rule-${rule}-${kind}.png`);
      await workbench.screenshot(file);
      files.push(file);
    }
    return files;
  } finally {
    await browser.close();
    await server.stop();
    await removeFolder(folder);
  }
}
