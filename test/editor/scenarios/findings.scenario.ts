import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Locator } from 'playwright-core';
import { inEditor, picturesFolder } from '../driver/editorScenario';
import { fewBuiltins } from '../driver/testSettings';
import type { Workbench } from '../driver/workbench';

const sample = 'initialization/train.ts';
/** Line of the layer that makes the logits, where the signal has grown from the first layer on. */
const lastDense = 57;
const remedy = /Use heNormal on conv1/;
const viewport = { width: 1800, height: 950 };
const settings = { 'editor.stickyScroll.enabled': false, 'editor.minimap.enabled': false };
const picture = (name: string): string => path.join(picturesFolder, `findings-${name}.png`);

/** Opens the menu of quick fixes at the cursor until it has this one, and returns it. */
async function quickFixes(workbench: Workbench, text: string | RegExp): Promise<Locator> {
  const { page } = workbench;
  const menu = page.locator('.action-widget').first();
  await workbench.retry(async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+.');
    await menu.getByText(text).first().waitFor({ timeout: 3000 });
  });
  return menu;
}

/** Chooses a quick fix by the keyboard. */
async function fix(workbench: Workbench, text: string | RegExp): Promise<void> {
  const { page } = workbench;
  const menu = await quickFixes(workbench, text);
  const focused = menu.locator('.monaco-list-row.focused', { hasText: text });
  await workbench.retry(async () => {
    if ((await focused.count()) === 0) {
      await page.keyboard.press('ArrowDown');
      throw new Error(`${String(text)} is not in focus`);
    }
  }, 20);
  await page.keyboard.press('Enter');
  await menu.waitFor({ state: 'hidden' });
}

/** Saves until the file on disk is as wanted. */
async function savedAs(workbench: Workbench, file: string, isWanted: (text: string) => boolean): Promise<string> {
  let text = '';
  await workbench.retry(async () => {
    await workbench.page.keyboard.press('Control+s');
    await workbench.page.evaluate('new Promise(drawn => requestAnimationFrame(() => drawn()))');
    text = fs.readFileSync(file, 'utf8');
    // while it is being saved it is empty for a moment
    if (!text || !isWanted(text)) throw new Error(`the file is not as expected:\n${text}`);
  }, 40);
  return text;
}

/** Puts the cursor at the beginning of a line. */
async function goTo(workbench: Workbench, line: number): Promise<void> {
  const { page } = workbench;
  await page.locator('.editor-instance .view-lines').first().click();
  await workbench.retry(async () => {
    await page.keyboard.press('Control+g');
    await page.locator('.quick-input-widget:visible input').fill(`:${line}`, { timeout: 2000 });
  });
  await page.keyboard.press('Enter');
  await workbench.cursorLine(line).waitFor();
  await page.keyboard.press('Home');
}

/** Inspects the model, waits for what is found, and puts the cursor at the finding's line. */
async function inspected(workbench: Workbench): Promise<void> {
  await workbench.lens('Inspect layer').first().waitFor();
  await workbench.run('Layerglass: Inspect Model');
  await workbench
    .lens(/spread ×/)
    .first()
    .waitFor({ timeout: 90_000 });
  await goTo(workbench, lastDense);
}

describe('a finding', () => {
  it(
    'at its line is mended by the keyboard, undone, mended again, and healthy when inspected again',
    inEditor(
      { file: `${sample}:${lastDense}:15`, workspace: 'initialization', viewport, settings },
      async ({ workbench, workspace }) => {
        const { page } = workbench;
        const file = path.join(workspace, 'train.ts');
        const before = fs.readFileSync(file, 'utf8');
        await inspected(workbench);
        await quickFixes(workbench, remedy);
        await workbench.screenshot(picture('menu-dark'));
        await workbench.theme('vs');
        await quickFixes(workbench, remedy);
        await workbench.screenshot(picture('menu-light'));
        await workbench.theme('vs-dark');

        await fix(workbench, remedy);
        const mended = await savedAs(workbench, file, t => t !== before);
        assert.equal(mended.match(/kernelInitializer: 'heNormal'/g)?.length, 3);
        assert.equal(mended.match(/kernelInitializer: 'glorotNormal'/g)?.length, 1);
        assert.equal(
          mended,
          before
            .replaceAll('kernelInitializer: weights()', "kernelInitializer: 'heNormal'")
            .replace("units: 10, kernelInitializer: 'heNormal'", "units: 10, kernelInitializer: 'glorotNormal'"),
        );
        await page.keyboard.press('Control+z');
        await savedAs(workbench, file, t => t === before);
        await fix(workbench, remedy);
        await savedAs(workbench, file, t => t === mended);

        await fix(workbench, 'Inspect Again');
        const outcome = workbench.statusItem(/→/);
        await outcome.waitFor({ timeout: 90_000 });
        assert.match(await outcome.innerText(), /dense2: spread ×[\d,]+ → [×÷][\d.]+, healthy/);
        await workbench.screenshot(picture('healthy-dark'));
        await workbench.lens('spread ok').first().waitFor();
      },
    ),
  );

  it(
    'says at its line what it means, leads to its page, and goes with a comment, which a quick fix writes',
    inEditor(
      {
        file: `${sample}:${lastDense}:15`,
        workspace: 'initialization',
        viewport,
        settings,
        builtins: [...fewBuiltins, 'markdown-language-features'],
      },
      async ({ workbench, workspace }) => {
        const { page } = workbench;
        const file = path.join(workspace, 'train.ts');
        await inspected(workbench);

        const hover = await workbench.hover('dense', /spread of|size of the signal stays/);
        await hover.getByText('Use heNormal on conv1', { exact: false }).first().waitFor();
        await hover.getByText('About poor-initialization').waitFor();
        await hover.getByText('stays from layer to layer').waitFor();
        await workbench.screenshot(picture('hover-dark'));
        await page.keyboard.press('Escape');
        await hover.waitFor({ state: 'hidden' });
        await workbench.theme('vs');
        await workbench.hover('dense', /spread of|size of the signal stays/);
        await workbench.screenshot(picture('hover-light'));
        await page.keyboard.press('Escape');

        await workbench.run('View: Toggle Problems');
        const problems = page.locator('.markers-panel');
        await problems.getByText(/Spread grows .* from conv1 to dense2/).waitFor();
        await workbench.screenshot(picture('problems-light'));
        await workbench.theme('vs-dark');
        await workbench.screenshot(picture('problems-dark'));

        // the id of the rule leads to its page, shown as text
        await problems.locator('a', { hasText: 'poor-initialization' }).first().click();
        await page.locator('.tab', { hasText: 'poor-initialization' }).waitFor();
        const preview = page
          .locator('iframe.webview.ready[src*="markdown-language-features"]:visible')
          .contentFrame()
          .locator('iframe#active-frame')
          .contentFrame();
        await preview.getByRole('heading', { name: 'What it means' }).waitFor();
        await workbench.screenshot(picture('page-dark'));
        await page.keyboard.press('Control+w');
        await preview.locator('body').waitFor({ state: 'detached' });
        await (
          await workbench.hover('dense', 'spread of')
        )
          .locator('a', { hasText: 'poor-initialization' })
          .first()
          .click();
        await preview.getByRole('heading', { name: 'What it means' }).waitFor();
        await page.keyboard.press('Control+w');
        await workbench.run('View: Toggle Problems');

        await goTo(workbench, lastDense);
        await fix(workbench, 'Disable poor-initialization for this line');
        const text = await savedAs(workbench, file, t => t.includes('layerglass-disable'));
        assert.match(
          text,
          /\n  \/\/ layerglass-disable-next-line poor-initialization\n  model\.add\(tf\.layers\.dense\(\{ name: 'dense2'/,
        );
        await workbench.lens(/spread ×/).waitFor({ state: 'detached' });
        await workbench.run('Layerglass: Inspect Model');
        await workbench
          .lens(/logits/i)
          .first()
          .waitFor({ timeout: 90_000 });
        assert.equal(await workbench.lens(/spread ×/).count(), 0);
        assert.ok((await workbench.lens(/variance ×/).count()) > 0);
      },
    ),
  );

  it(
    'is mended from the panel, and looked at again from the status bar',
    inEditor(
      { file: `${sample}:${lastDense}:15`, workspace: 'initialization', viewport, settings },
      async ({ workbench, workspace }) => {
        const file = path.join(workspace, 'train.ts');
        const before = fs.readFileSync(file, 'utf8');
        await inspected(workbench);
        await workbench.panel.getByRole('button', { name: remedy }).first().click();
        const offer = workbench.statusItem('Inspect again');
        await offer.waitFor();
        await workbench.screenshot(picture('offered-dark'));
        await workbench.sourceLine("name: 'conv1'").click();
        const mended = await savedAs(workbench, file, t => t !== before);
        assert.equal(mended.match(/kernelInitializer: 'heNormal'/g)?.length, 3);
        await offer.click();
        await workbench.statusItem(/→ [×÷][\d.]+, healthy/).waitFor({ timeout: 90_000 });
      },
    ),
  );
});
