import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { initialFileSelection } from '../../webview/modelFile/fileSelection';
import { PanelHarness, type OpenOptions } from './harness/panelPage';

describe('the page of a model file', function () {
  this.timeout(120_000);
  let harness: PanelHarness;
  before(async () => {
    harness = await PanelHarness.start('modelFile');
  });
  after(() => harness?.close());

  const open = (scenario: string, options: Partial<OpenOptions> & { chosen?: object } = {}) =>
    harness.open({
      scenario,
      height: 1000,
      width: 1240,
      ...options,
      ...(options.chosen && { saved: { ...initialFileSelection, ...options.chosen } }),
    });
  const table = (page: Page, label = 'Tensors of the file') => page.locator(`table[aria-label="${label}"]`);
  const names = (page: Page) =>
    table(page)
      .locator('tbody tr[data-key] td:first-child')
      .evaluateAll(all => all.map(td => td.textContent!.trim()));
  const asked = (page: Page, name: string) =>
    page.evaluate(n => window.fakeFileHost.asked.filter(a => a.name === n).map(a => a.params), name);

  it('shows the tensors by their scopes, the optimizer’s folded at the end, and the one with a finding', async () => {
    const { page, errors } = await open('vgg');
    const shown = await names(page);
    assert.deepEqual(
      shown.slice(0, 3),
      ['block1 ', 'conv1/weights', 'conv1/biases'].map(n => n.trim()),
    );
    assert.equal(shown.at(-1), 'Adam optimizer');
    assert.equal(await page.locator('.file-section p').innerText(), 'Intact: all 73 checksums verified.');
    assert.equal(await page.locator('.tensor h2').innerText(), 'block3/conv6/weights');
    await page.locator('.tensor-pictures canvas').waitFor();
    const head = await table(page).locator('tr[aria-expanded]').first().getAttribute('aria-level');
    assert.equal(head, '1');
    assert.deepEqual(errors, []);
  });

  it('folds groups, is sorted by a figure and found by name, type and shape', async () => {
    const { page } = await open('vgg');
    await table(page).locator('tr', { hasText: 'block1' }).first().locator('.twistie').click();
    await harness.settle(page);
    assert.ok(!(await names(page)).includes('conv1/weights'));
    await table(page).getByRole('button', { name: 'values' }).click();
    await harness.settle(page);
    assert.equal((await names(page))[0], 'dense/fc1/weights');
    await page.locator('.file-tensor-table vscode-text-field').click();
    await page.keyboard.type('int64');
    await harness.settle(page);
    assert.deepEqual(await names(page), ['global_step']);
    for (let i = 0; i < 'int64'.length; i++) await page.keyboard.press('Backspace');
    await page.keyboard.type('conv6 3x3');
    await harness.settle(page);
    assert.ok((await names(page)).every(n => n.includes('conv6')));
  });

  it('leads from a finding to the slots and to the pictures, which have a page for each input', async () => {
    const { page, errors } = await open('vgg', { chosen: { tensorName: 'global_step' } });
    const title = page.locator('.tensor h2');
    await page.getByRole('button', { name: 'Show slots' }).press('Enter');
    await harness.settle(page);
    assert.equal(await title.innerText(), 'Adam/block1/conv2/weights/m');
    const slot = (name: string) => table(page).locator(`tr[data-key="Adam/block1/conv2/weights/${name}"]`);
    assert.equal(await slot('m').getAttribute('aria-selected'), 'true');
    assert.equal(await slot('v').isVisible(), true);
    await page.getByRole('button', { name: 'Show in pictures' }).click();
    await harness.settle(page);
    assert.equal(await title.innerText(), 'block3/conv6/weights');
    const pictures = page.locator('.tensor-pictures');
    const canvas = await pictures.locator('canvas').boundingBox();
    assert.ok(canvas && canvas.y < 1000, JSON.stringify(canvas));
    const words = () => pictures.locator('.pictures-head').innerText();
    assert.match(await words(), /^256 filters of 3×3, input channel 0[^]*1 of 256/);
    const back = pictures.getByRole('button', { name: 'Previous page of filters' });
    const next = pictures.getByRole('button', { name: 'Next page of filters' });
    assert.equal(await back.isDisabled(), true);
    await next.press('Enter');
    await next.press('Enter');
    await harness.settle(page);
    assert.match(await words(), /input channel 2[^]*3 of 256/);
    await back.press('Enter');
    await harness.settle(page);
    assert.match(await words(), /input channel 1[^]*2 of 256/);
    // of another tensor the first page
    await table(page).locator('tbody tr', { hasText: 'conv7/weights' }).click();
    await harness.settle(page);
    assert.match(await words(), /input channel 0[^]*1 of 256/);
    assert.deepEqual(errors, []);
  });

  it('fills in while it is read: done, waiting, how far; Stop stops', async () => {
    const { page } = await open('reading');
    const bar = page.locator('.run-head');
    assert.match(await bar.innerText(), /Reading 18 of 73 tensors/);
    assert.match(await table(page).innerText(), /waiting/);
    await bar.getByRole('button', { name: 'Stop' }).click();
    await harness.settle(page);
    assert.equal((await asked(page, 'stopReading')).length, 1);
    assert.match(await bar.innerText(), /Stopped at 18/);
    await page.evaluate(() => window.fakeFileHost.read(100));
    await harness.settle(page);
    assert.doesNotMatch(await table(page).innerText(), /waiting|stopped/);
  });

  it('withholds what is damaged until it is asked for', async () => {
    const { page } = await open('damaged', { chosen: { tensorName: 'dense/fc1/weights' } });
    assert.match(await page.locator('.file-section p').innerText(), /1 of 73 checksums is wrong; the rest is whole/);
    assert.match(await table(page).innerText(), /withheld/);
    assert.equal(await page.locator('.tensor-values').isVisible(), false);
    assert.deepEqual(await asked(page, 'values'), []);
    await page.locator('.damage').getByRole('button', { name: 'Show its values anyway' }).click();
    await harness.settle(page);
    await page.locator('.values-grid').waitFor();
    assert.doesNotMatch(await table(page).innerText(), /withheld/);
    assert.notDeepEqual(await asked(page, 'values'), []);
  });

  it('leads to the tab of the view that a digit chooses', async () => {
    const { page } = await open('keras');
    await table(page).locator('tbody tr[data-key]').first().click();
    const views = await page.getByRole('tab').filter({ visible: true }).all();
    assert.ok(views.length > 1);
    for (const [i, view] of [...views.entries()].reverse()) {
      await page.keyboard.press(String(i + 1));
      assert.equal(await view.getAttribute('aria-selected'), 'true');
      assert.equal(await page.evaluate(() => document.activeElement?.id), await view.getAttribute('id'));
    }
  });

  it('says why a file is refused, in the reader’s words, and copies a report', async () => {
    const { page } = await open('refused');
    assert.match(await page.locator('.refused').innerText(), /Refused: the file asks to run a program/);
    assert.match(await page.locator('.refused pre').innerText(), /unsafe-pickle: data\.pkl, byte 212/);
    assert.equal(await page.getByRole('tab').first().isVisible(), false);
    await page.getByRole('button', { name: 'Show the 62 storages' }).click();
    await harness.settle(page);
    assert.equal((await asked(page, 'showStorages')).length, 1);
    await page.getByRole('button', { name: 'Copy report' }).click();
    assert.match(JSON.stringify(await asked(page, 'copy')), /best_model\.pt/);
  });

  it('keeps what it had while the file is being written, and takes the new one', async () => {
    const { page } = await open('vgg');
    await page.evaluate(() => window.fakeFileHost.send({ type: 'beingWritten', isBeingWritten: true }));
    await harness.settle(page);
    assert.match(await page.locator('.notes').innerText(), /being written/);
    const std = () => table(page).locator('tr', { hasText: 'conv2/weights' }).innerText();
    const before = await std();
    await page.evaluate(() => {
      const tensor = { name: 'block1/conv2/weights', dtype: 'float32', shape: [3, 3, 64, 64], count: 36864 };
      const entry = { ...tensor, bytes: 4, role: 'weight' as const, model: null, layer: null };
      const facts = {
        models: [],
        hasGraphs: false,
        step: 2,
        checkpoint: null,
        metadata: {},
        checksums: 0,
        problems: [],
      };
      const description = { format: 'npz', tensors: [entry], files: [], ...facts };
      const file = { name: 'again.npz', bytes: 4, isTrusted: true, description, refusal: null };
      window.fakeFileHost.send({ type: 'file', version: 2, ...file });
    });
    await harness.settle(page);
    assert.equal(await page.locator('.notes').innerText(), '');
    assert.equal(await table(page).locator('tbody tr[data-key]').count(), 1);
    // until its figures are read again those of before stand
    assert.equal((await std()).split('\t').at(-4), before.split('\t').at(-4));
  });

  it('shows a hundred thousand tensors in folded groups, and fills them in', async () => {
    const { page, errors } = await open('many');
    assert.ok((await page.evaluate(() => window.fakeFileHost.firstPaintMs)) > 0);
    assert.match(await page.locator('.file-tensor-table p').first().innerText(), /100,000 tensors/);
    assert.ok((await table(page).locator('tbody tr[data-key]').count()) < 200);
    await page.evaluate(() => window.fakeFileHost.read(1e6));
    await harness.settle(page);
    await page.locator('.file-tensor-table vscode-text-field').click();
    await page.keyboard.type('layers.777.part3.w5');
    await harness.settle(page);
    assert.equal((await names(page))[0], 'model.layers.777.part3.w5');
    assert.deepEqual(errors, []);
  });

  it('shows layers with their arithmetic and the weights of one', async () => {
    const { page } = await open('keras', { chosen: { view: 'layers' } });
    assert.match(await page.locator('.custom-layers').innerText(), /Squeeze/);
    await table(page, 'Layers').locator('tr[data-key="conv2"]').click();
    await harness.settle(page);
    await page.locator('.layer-weights tr', { hasText: 'conv2/kernel' }).click();
    await harness.settle(page);
    assert.equal(await page.locator('.tensor h2').innerText(), 'conv2/kernel');
  });

  it('shows 20,000 operations, finds those of a kind, and goes to where an input comes from', async () => {
    const { page } = await open('graph', { chosen: { view: 'graph' } });
    const rows = table(page, 'Operations of the graph').locator('tbody tr[data-key]');
    assert.ok((await rows.count()) < 100);
    assert.match(await page.locator('.file-graph p').first().innerText(), /25,000 operations.*first 20,000/);
    await page.locator('.file-graph vscode-text-field').click();
    await page.keyboard.type('relu');
    await harness.settle(page);
    await rows.nth(1).click();
    await harness.settle(page);
    await page.locator('.graph-node a', { hasText: 'value_2' }).click();
    await harness.settle(page);
    assert.equal(await page.locator('.graph-node h2').innerText(), 'node_2');
  });

  it('compares with another file, either way round', async () => {
    const { page, errors } = await open('compared');
    assert.equal(await page.getByRole('tab', { name: 'Compare' }).isVisible(), false);
    await page.getByRole('button', { name: 'Compare with…' }).click();
    await harness.settle(page);
    await page.locator('.checkpoint-changes .data-table').first().waitFor();
    assert.match(await page.locator('.unmatched').innerText(), /1 matched by shape and order, not by name[^]*extra/);
    await page.locator('.moved-tensor').scrollIntoViewIfNeeded();
    await harness.settle(page);
    await page.getByRole('button', { name: 'Swap A and B' }).click();
    await harness.settle(page);
    assert.deepEqual(await asked(page, 'comparison'), [{ isSwapped: false }, { isSwapped: true }]);
    assert.deepEqual(errors, []);
  });

  it('takes names for text', async () => {
    for (const view of ['tensors', 'files']) {
      const { page, errors } = await open('hostile', { chosen: { view } });
      assert.equal(await page.evaluate('window.hacked'), undefined);
      assert.match(await page.locator('#root').innerText(), /<img src=x/);
      assert.deepEqual(errors, []);
    }
  });

  it('fits narrow editors, says that a file is empty, and has every theme', async () => {
    for (const width of [380, 700]) {
      const { page, errors } = await open('vgg', { width });
      const wide = await page.evaluate(
        () =>
          document.querySelector('#view-tensors .scroll')!.scrollWidth -
          document.querySelector('#view-tensors .scroll')!.clientWidth,
      );
      assert.ok(wide <= 0, `${wide} px too wide at ${width}`);
      assert.deepEqual(errors, []);
    }
    const { page } = await open('empty');
    assert.match(await page.locator('.file-tensor-table').innerText(), /holds no tensors/);
    for (const theme of ['light', 'hc', 'hcl'] as const) await harness.setTheme(page, theme);
  });
});
