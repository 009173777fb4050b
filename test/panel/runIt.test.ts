import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { initialFileSelection } from '../../webview/modelFile/fileSelection';
import { PanelHarness } from './harness/panelPage';

describe('Run it, of the page of a model file', function () {
  this.timeout(60_000);
  let harness: PanelHarness;
  before(async () => {
    harness = await PanelHarness.start('modelFile');
  });
  after(() => harness?.close());

  const open = (scenario: string, saved: object = {}, width = 760) =>
    harness.open({ scenario, width, height: 900, saved: { ...initialFileSelection, view: 'run', ...saved } });
  const press = async (page: Page, name: string) => {
    await page.locator('.run-feed').getByRole('button', { name }).click();
    await harness.settle(page);
  };
  const asked = (page: Page) =>
    page.evaluate(() => window.fakeFileHost.asked.filter(a => a.name === 'run').map(a => a.params));

  it('feeds an image: what it says, the picture, the bars, how it was made, each layer', async () => {
    const { page, errors } = await open('run');
    assert.match(await page.locator('.run-notice').innerText(), /Feed it something/);
    assert.equal(await page.locator('.run-wants').innerText(), 'wants 28×28×1');
    await press(page, 'Choose image…');
    assert.deepEqual(await asked(page), [{ input: { kind: 'image', path: '/w/three.png', scale: null } }]);
    assert.equal(await page.locator('.run-result p').first().innerText(), 'It says 3, with 0.982; 5 comes next.');
    assert.deepEqual(await page.locator('.run-bars .run-value').allInnerTexts(), [
      '0.982',
      '0.011',
      '0.004',
      '0.002',
      '0.001',
    ]);
    assert.match(await page.locator('.run-how').innerText(), /÷255 \(guessed\) · wasm/);
    // the middle of the 3's upper arc is light, the corner black
    const pixels = await page.locator('.run-picture').evaluate((canvas: HTMLCanvasElement) =>
      [
        [13.5, 4.5],
        [1, 1],
      ].map(
        ([x, y]) =>
          canvas.getContext('2d')!.getImageData((canvas.width * x!) / 28, (canvas.height * y!) / 28, 1, 1).data[0],
      ),
    );
    assert.ok(pixels[0]! > 150 && pixels[1] === 0, String(pixels));
    const layers = page.locator('.run-layer');
    assert.deepEqual(await layers.locator('b').allInnerTexts(), ['conv1', 'conv2', 'dense1', 'dense2']);
    assert.equal(await layers.first().locator('canvas').getAttribute('aria-label'), '12 of 32 maps of conv1');
    assert.deepEqual(errors, []);
  });

  it('changes the scale and runs again; the table has the same figures', async () => {
    const { page } = await open('run', { isTable: true });
    await press(page, 'Choose image…');
    assert.match(await page.locator('table[aria-label="Activations"]').innerText(), /conv1\s+Conv2D\s+28×28×32\s+84 %/);
    await page.getByRole('button', { name: 'Change' }).click();
    await page.locator('.run-how vscode-dropdown').click();
    await page.locator('.run-how vscode-option', { hasText: '−1 to 1' }).click();
    await harness.settle(page);
    assert.deepEqual((await asked(page)).at(-1), { input: { kind: 'image', path: '/w/three.png', scale: '-1..1' } });
    assert.match(await page.locator('.run-how').innerText(), /÷127.5 − 1 · /);
  });

  it('lists a folder’s examples; the one chosen is shown', async () => {
    const { page } = await open('run', {}, 380);
    await page.getByRole('radio', { name: 'Folder' }).click();
    await harness.settle(page);
    await press(page, 'Choose folder…');
    const rows = page.locator('table[aria-label="Examples"] tbody tr[data-key]');
    assert.equal(await rows.count(), 3);
    await rows.nth(1).click();
    await harness.settle(page);
    assert.equal(await page.locator('.run-result h2').innerText(), 'five.png');
    assert.match(await page.locator('.run-result p').first().innerText(), /It says 5/);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
  });

  it('says why it was not run, and that a folder has to be trusted', async () => {
    const refused = await open('runRefused');
    await press(refused.page, 'Choose image…');
    assert.match(
      await refused.page.locator('.run-notice').innerText(),
      /The model takes no images: input wants 12\.\s+Give it a \.npy/,
    );
    const { page } = await open('runUntrusted');
    assert.match(await page.locator('.run-notice').innerText(), /not trusted/);
    assert.equal(await page.getByRole('button', { name: 'Choose image…' }).isVisible(), false);
    await page.getByRole('button', { name: 'Manage Trust' }).click();
    await harness.settle(page);
    assert.ok(await page.evaluate(() => window.fakeFileHost.asked.some(a => a.name === 'trust')));
  });
});
