import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { inEditor, picturesFolder } from '../driver/editorScenario';
import { writeSafetensors } from '../driver/modelFileSamples';
import { tableNamed } from '../driver/panelTable';

const names = Array.from({ length: 24 }, (_, i) => `block${i >> 3}.w${i & 7}`);
const ones = (value: number) => (_: string, count: number) => new Float32Array(count).fill(value);
const write = (file: string, value: number): void =>
  writeSafetensors(
    file,
    names.map(name => [name, [32, 32]]),
    ones(value),
  );

function models(samples: string): void {
  const folder = path.join(samples, 'models');
  fs.mkdirSync(folder);
  write(path.join(folder, 'live.safetensors'), 1);
  const many = Array.from({ length: 100_000 }, (_, i) => [`layers.${i >> 6}.w${i & 63}`, [4]] as const);
  writeSafetensors(path.join(folder, 'many.safetensors'), many);
}

/** Writes the file anew as a training does, in place and in pieces, each time of another value. */
const writer = `
const fs = require('node:fs');
const [file, rounds] = process.argv.slice(1);
const whole = fs.readFileSync(file);
const start = 8 + Number(whole.readBigUInt64LE(0));
const sleep = ms => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
for (let round = 2; round <= Number(rounds); round++) {
  for (let at = start; at < whole.length; at += 4) whole.writeFloatLE(round, at);
  const opened = fs.openSync(file, 'w');
  for (let at = 0; at < whole.length; at += 20000) {
    fs.writeSync(opened, whole, at, Math.min(20000, whole.length - at), at);
    sleep(60);
  }
  fs.closeSync(opened);
  sleep(round % 2 ? 50 : 900);
}`;

/** Run in the page: keeps the fewest rows that it ever had, and all that was ever said in place of a histogram. */
const watchTable = `(() => {
  const node = document.querySelector('table[aria-label="Tensors of the file"]');
  const seen = (window.seen = { fewest: Infinity, words: [] });
  const look = () => {
    const rows = [...node.querySelectorAll('tbody tr[data-key]')];
    seen.fewest = Math.min(seen.fewest, rows.length);
    const words = rows.map(row => row.querySelector('.column-distribution')?.textContent ?? '');
    const refused = document.querySelector('.refused');
    if (refused && !refused.hidden) words.push('refused');
    seen.words = [...new Set([...seen.words, ...words])];
  };
  new MutationObserver(look).observe(document.body, {
    subtree: true, childList: true, characterData: true, attributes: true,
  });
})()`;

describe('a model file that changes, one of 100,000 tensors', () => {
  it(
    'keeps its rows while it is written, and shows no half of it; keys alone lead through',
    inEditor(
      { workspace: 'models', prepare: models, viewport: { width: 1300, height: 900 } },
      async ({ workbench, workspace }) => {
        const { page, panel } = workbench;
        const table = tableNamed(panel, 'Tensors of the file');
        const open = async (name: string): Promise<void> => {
          await page.keyboard.press('Control+p');
          await page.locator('.quick-input-widget:visible input.input').fill(name);
          await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: name }).waitFor();
          await page.keyboard.press('Enter');
          await table.locator('tbody tr[data-key]').first().waitFor();
        };
        await page.locator('.activitybar .action-label[aria-label^="Layerglass"]').waitFor();
        await open('live.safetensors');
        await table.locator('tbody tr', { hasText: 'all 1.00' }).nth(23).waitFor();
        // all that is ever seen of it
        await table.evaluate(watchTable);
        const child = spawn(process.execPath, ['-e', writer, path.join(workspace, 'live.safetensors'), '8']);
        assert.equal(await new Promise(resolve => child.once('exit', resolve)), 0);
        await table.locator('tbody tr', { hasText: 'all 8.00' }).nth(23).waitFor();
        await panel.getByText('The file is being written.').waitFor({ state: 'hidden' });
        const seen = (await table.evaluate('window.seen')) as { fewest: number; words: string[] };
        assert.equal(seen.fewest, 27);
        assert.ok(seen.words.includes('all 8.00'));
        // each of one whole writing: a tensor of which one half is old is not constant and has a picture in the place of words
        for (const word of seen.words) assert.match(word, /^(all [1-8]\.00|)$/, seen.words.join());

        await open('many.safetensors');
        await panel.getByText('100,000 tensors', { exact: false }).first().waitFor();
        await table.locator('tbody tr[data-key]').first().focus();
        await page.keyboard.press('End');
        const last = table.locator('tbody tr:focus');
        await last.filter({ hasText: '1562' }).waitFor();
        await page.keyboard.press('ArrowRight');
        await page.keyboard.press('End');
        await last.filter({ hasText: 'w31' }).waitFor();
        await page.keyboard.press('Enter');
        await panel.getByRole('heading', { name: 'layers.1562.w31' }).waitFor();
        assert.ok((await table.locator('tbody tr').count()) < 300);
        await panel
          .getByPlaceholder(/Find a tensor/)
          .first()
          .focus();
        await page.keyboard.type('1234.w7');
        await table.locator('tbody tr', { hasText: 'layers.1234.w7' }).first().waitFor();
        await page.keyboard.press('Enter');
        await panel.getByRole('heading', { name: 'layers.1234.w7' }).waitFor();
        await workbench.screenshot(path.join(picturesFolder, 'modelfile-many-dark.png'));
      },
    ),
  );
});
