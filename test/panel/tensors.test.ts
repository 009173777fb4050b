import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { RunState } from '../../extension/protocol/runState';
import { initialSelection } from '../../webview/state/selection';
import { PanelHarness, type OpenOptions } from './harness/panelPage';
import { brokenName, describeTensors, valuesOf } from './page/tensorFiles';

describe('tensors by name in the Checkpoints view', function () {
  this.timeout(120_000);
  let harness: PanelHarness;
  before(async () => {
    harness = await PanelHarness.start();
  });
  after(() => harness?.close());

  async function open(selection: object = {}, options: Partial<OpenOptions> = {}) {
    const saved = { ...initialSelection, view: 'checkpoints', runKey: 'run15', ...selection };
    const opened = await harness.open({ scenario: 'digits', height: 1000, saved, ...options });
    await show(opened.page, '.tensor-names');
    return opened;
  }
  /** Scrolled to, and drawn with all that it asks for. */
  async function show(page: Page, selector: string) {
    for (let i = 0; i < 2; i++) {
      await page.evaluate(s => document.querySelector(s)!.scrollIntoView({ block: 'center' }), selector);
      await harness.settle(page);
    }
  }
  const asked = (page: Page, name: string) =>
    page.evaluate(n => window.fakeHost.asked.filter(a => a.name === n).map(a => a.params), name) as Promise<
      Record<string, unknown>[]
    >;
  /** Pages of values; the view asks for single weights elsewhere. */
  const pages = async (page: Page) => (await asked(page, 'checkpointValues')).filter(p => p['count'] === 10_000);
  const names = (page: Page) =>
    page
      .locator('.tensor-names tbody tr:not(.spacer) td:first-child')
      .evaluateAll(all => all.map(td => td.textContent));
  const status = (page: Page) => page.locator('.tensor-values .quiet').innerText();

  it('are asked for when they come into view, and found by letters of their name', async () => {
    const { page, errors } = await open({}, { width: 1200 });
    const { tensors } = describeTensors((await page.evaluate(() => window.fakeHost.state())) as RunState);
    const described = (await asked(page, 'describeCheckpoint')).map(p => (p['at'] as { path: string }).path);
    assert.equal(described.filter(path => path === 'checkpoints/step-3870').length, 1);
    assert.deepEqual(
      await names(page),
      tensors.map(t => t.name),
    );
    assert.equal(
      await page
        .locator('.tensor, .tensor-values')
        .evaluateAll(all => all.filter(e => !(e as HTMLElement).hidden).length),
      0,
    );

    await page.locator('.tensor-names vscode-text-field').click();
    await page.keyboard.type('d1b');
    await harness.settle(page);
    assert.deepEqual((await names(page))[0], brokenName);
    assert.equal(
      await page
        .locator('.tensor-names tbody tr')
        .first()
        .locator('mark')
        .allInnerTexts()
        .then(t => t.join('')),
      'd1b',
    );
    await page.keyboard.press('Enter');
    await show(page, '.tensor-values');
    assert.equal(await page.locator('.tensor h2').innerText(), brokenName);
    assert.match(await page.locator('.tensor header p').innerText(), /3 of 128 values are NaN or infinite/);
    assert.deepEqual(await page.locator('.values-grid .broken').allInnerTexts(), ['NaN', '∞', '−∞']);
    assert.deepEqual(errors, []);
    await page.context().close();
  });

  it('show the values in pages, by keys, by index and by scrolling', async () => {
    const { page, errors } = await open({ tensorName: 'dense1/kernel' });
    const run = (await page.evaluate(() => window.fakeHost.state())) as RunState;
    const tensor = describeTensors(run).tensors.find(t => t.name === 'dense1/kernel')!;
    const at = { key: 'run15', path: 'checkpoints/step-3870' };
    const values = valuesOf(at, tensor);
    await show(page, '.tensor-values');
    assert.equal(await status(page), `[0, 0] is ${values[0]}`);
    assert.deepEqual(await pages(page), [{ at, name: tensor.name, offset: 0, count: 10_000 }]);

    await page.locator('.values-grid').focus();
    for (const key of ['PageDown', 'ArrowRight', 'ArrowDown']) await page.keyboard.press(key);
    await harness.settle(page);
    assert.equal(await status(page), `[15, 1] is ${values[15 * 128 + 1]}`);
    const active = page.locator('#active-value');
    assert.equal(await active.count(), 1);
    assert.equal(await page.locator('.values-grid').getAttribute('aria-activedescendant'), 'active-value');
    assert.deepEqual(
      [await active.getAttribute('aria-colindex'), await active.locator('..').getAttribute('aria-rowindex')],
      ['3', '17'],
    );

    await page.keyboard.press('Control+End');
    await harness.settle(page);
    assert.equal(await status(page), `[3135, 127] is ${values.at(-1)}`);
    await page.locator('.tensor-values vscode-text-field').click();
    await page.keyboard.type('3136, 0');
    await page.keyboard.press('Enter');
    assert.match(await page.locator('.tensor-values .go-to-error').innerText(), /last index is 3135, 127/);
    for (let i = 0; i < 7; i++) await page.keyboard.press('Backspace');
    await page.keyboard.type('1000, -1');
    await page.keyboard.press('Enter');
    await harness.settle(page);
    assert.equal(await status(page), `[1000, 127] is ${values[1000 * 128 + 127]}`);

    await page.evaluate(() => {
      const grid = document.querySelector('.values-grid')!;
      grid.scrollTop = grid.scrollHeight / 2;
      grid.scrollLeft = 0;
    });
    await harness.settle(page);
    const cell = page.locator('.values-grid .line:nth-child(5) span').nth(1);
    const [row, column] = await cell.evaluate(e => [Number(e.dataset['row']), Number(e.dataset['column'])]);
    assert.ok(row! > 1500 && row! < 1620 && column === 0, `${row}, ${column}`);
    assert.equal(await cell.getAttribute('title'), `[${row}, ${column}]: ${values[row! * 128 + column!]}`);
    const parts = (await pages(page)).map(p => Number(p['offset']) / 10_000);
    assert.equal(new Set(parts).size, parts.length, 'a page is asked for once');
    assert.ok(parts.length < 12, String(parts));
    assert.deepEqual(errors, []);
    await page.context().close();
  });

  it('have a histogram, figures and pictures; follow the shown checkpoint; list its files; fit in 360 px', async () => {
    const { page, errors } = await open({ tensorName: 'conv1/kernel' });
    await show(page, '.tensor');
    assert.match((await page.locator('.tensor-pictures canvas').getAttribute('aria-label'))!, /32 filters of 3×3/);
    assert.match(
      (await page.locator('.tensor-figures canvas').getAttribute('aria-label'))!,
      /Histogram of conv1\/kernel/,
    );
    assert.match(await page.locator('.tensor-figures tbody').innerText(), /values\s+288/);
    await page.locator('.tensor-names vscode-text-field').click();
    await page.keyboard.type('t2');
    await harness.settle(page);
    assert.equal(await page.locator('#view-checkpoints').isVisible(), true);
    assert.equal(await page.locator('.tensor-figures').isVisible(), true);

    await show(page, '.tensor-values');
    const before = await status(page);
    await page.evaluate(() => window.fakeHost.send({ type: 'show', view: 'checkpoints', step: 860 }));
    await show(page, '.tensor-values');
    const paths = (await pages(page)).map(p => (p['at'] as { path: string }).path);
    assert.deepEqual(paths, ['checkpoints/step-3870', 'checkpoints/step-860']);
    assert.notEqual(await status(page), before);

    await show(page, '.tensor-files');
    await page.locator('.tensor-files .icon-button').click();
    const [copied] = await asked(page, 'copy');
    assert.match(
      String(copied!['text']),
      /^\| file \| size \| bytes \|\n\| --- \| ---: \| ---: \|\n\| checkpoint\.json \|/,
    );
    assert.match(String(copied!['text']), /\n\| all \| 5\.1 MB \| 5,067,891 \|$/);

    await page.setViewportSize({ width: 360, height: 1000 });
    await show(page, '.tensor-values');
    const wide = await page
      .locator('.tensors .section')
      .evaluateAll(all => all.map(e => e.scrollWidth - e.clientWidth));
    assert.deepEqual(wide, [0, 0, 0, 0]);
    assert.deepEqual(errors, []);
    await page.context().close();
  });

  it('say what the reader refuses, and ask again', async () => {
    const { page } = await open();
    await page.evaluate(() =>
      window.fakeHost.refuse('checkpointValues', { code: 'reader-ended', message: 'It ended.', remedy: 'Try again.' }),
    );
    await page.locator('.tensor-names tbody tr').first().click();
    await show(page, '.tensor-values');
    const state = page.locator('.tensor-values .read-state');
    assert.match(await state.innerText(), /It ended\. Try again\./);
    await page.evaluate(() => window.fakeHost.refuse('checkpointValues', null));
    await state.locator('vscode-button').filter({ visible: true }).click();
    await harness.settle(page);
    assert.equal(await state.isVisible(), false);
    assert.match(await status(page), /^\[0, 0, 0, 0\] is /);
    await page.context().close();
  });
});
