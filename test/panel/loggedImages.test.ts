import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { initialSelection } from '../../webview/state/selection';
import { PanelHarness, type OpenOptions } from './harness/panelPage';
import { hostileTag } from './page/loggedImagesOf';

const section = 'section[aria-label="Images"]';
const thumbs = `${section} .thumb:visible`;
const asked = (page: Page) =>
  page.evaluate(() =>
    window.fakeHost.asked
      .filter(a => a.name === 'logImages')
      .map(a => a.params as { name: string; step: number; first: number; count: number }),
  );
const answer = (page: Page) => page.locator(`${section} header p`).innerText();
/** Widths of the shown pictures as they were decoded; 0 for one that was not. */
const decoded = (page: Page, selector: string) =>
  page.evaluate(async s => {
    const images = [...document.querySelectorAll<HTMLImageElement>(s)].filter(i => i.offsetParent);
    await Promise.all(images.map(i => i.decode().catch(() => undefined)));
    return images.map(i => i.naturalWidth);
  }, selector);

declare const stateEvent: object;

describe('logged images in the Training view', function () {
  this.timeout(120_000);
  let harness: PanelHarness;
  before(async () => {
    harness = await PanelHarness.start();
  });
  after(() => harness?.close());

  async function open(selection: object = {}, options: Partial<OpenOptions> = {}) {
    const saved = { ...initialSelection, runKey: 'run15', ...selection };
    const opened = await harness.open({ scenario: 'loggedImages', saved, ...options });
    await opened.page.locator(section).scrollIntoViewIfNeeded();
    await harness.settle(opened.page);
    return opened;
  }

  it('are not there without any', async () => {
    const { page } = await harness.open({ scenario: 'digits' });
    assert.equal(await page.locator(section).isVisible(), false);
    assert.deepEqual(await asked(page), []);
    await page.context().close();
  });

  it('show the newest step, decoded under the policy of the page', async () => {
    const { page, errors } = await open();
    assert.deepEqual((await asked(page)).at(-1), { key: 'run15', name: 'digits', step: 400, first: 0, count: 24 });
    assert.equal(await answer(page), '20 images at step 400; 5 steps.');
    assert.deepEqual(await decoded(page, `${section} .thumb img`), Array<number>(20).fill(28));
    assert.equal(
      await page.locator(`${thumbs} img`).nth(2).getAttribute('alt'),
      'digits, step 400, image 3 of 20, 28 × 28',
    );
    assert.equal(await page.locator(`${section} .pager`).isVisible(), false);
    assert.deepEqual(errors, []);
    await page.context().close();
  });

  it('are moved in time by the slider and the keys, and paged through by 24', async () => {
    const { page, errors } = await open();
    const slider = page.getByRole('slider', { name: 'Step of the images' });
    await slider.focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await harness.settle(page);
    assert.equal(await slider.getAttribute('aria-valuetext'), 'step 200');
    assert.equal(await answer(page), '53 images at step 200, 1 to 24 here; 5 steps.');
    const next = page.getByRole('button', { name: 'Next page of images' });
    await next.click();
    await next.click();
    await harness.settle(page);
    assert.equal((await asked(page)).at(-1)!.first, 48);
    assert.equal(await page.locator(thumbs).count(), 5);
    // the newest has one page
    await slider.focus();
    await page.keyboard.press('End');
    await harness.settle(page);
    await harness.settle(page);
    assert.equal(await answer(page), '20 images at step 400; 5 steps.');
    assert.equal(await page.locator(thumbs).count(), 20);
    const box = (await slider.boundingBox())!;
    await page.mouse.click(box.x + 12, box.y + 14);
    await harness.settle(page);
    assert.equal(await slider.getAttribute('aria-valuetext'), 'step 0');
    assert.deepEqual(errors, []);
    await page.context().close();
  });

  it('open larger in place and close again, by the keyboard alone', async () => {
    const { page, errors } = await open({ imageStep: 100 });
    await page.locator(thumbs).first().focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    await harness.settle(page);
    const viewer = page.locator(`${section} .image-open`);
    assert.match(await viewer.innerText(), /23 of 53 · 28 × 28/);
    assert.equal(await page.locator(thumbs).count(), 0);
    assert.ok((await viewer.locator('img').boundingBox())!.height > 200);
    // over the end of the page into the next
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await harness.settle(page);
    assert.match(await viewer.innerText(), /25 of 53/);
    assert.equal((await asked(page)).at(-1)!.first, 24);
    await page.keyboard.press('Escape');
    await harness.settle(page);
    assert.equal(await viewer.isVisible(), false);
    assert.match(await page.evaluate(() => document.activeElement!.getAttribute('title')!), /image 25 of 53/);
    assert.deepEqual(errors, []);
    await page.context().close();
  });

  it('stand in a table too', async () => {
    const { page } = await open({ isTable: true });
    const rows = await page.locator(`${section} tbody tr`).allInnerTexts();
    assert.match(rows[0]!, /^1\s+28 × 28\s+PNG\s+\d+ B/);
    await page.locator(`${section} tbody tr`).nth(1).dblclick();
    await harness.settle(page);
    assert.match(await page.locator(`${section} .image-open`).innerText(), /2 of 20/);
    await page.context().close();
  });

  it('say why one is not shown, ask alone for one that is too much, and make nothing of a name', async () => {
    const { page, errors } = await open({ imagesOf: hostileTag });
    const texts = (await page.locator(thumbs).allInnerTexts()).map(t => t.replaceAll(/\s+/g, ' ').trim());
    assert.deepEqual(texts, [
      '1',
      'It is no PNG, JPEG, GIF or WebP. 2',
      'It is shown alone. 3',
      'It cannot be decoded. 4',
    ]);
    await page.locator(thumbs).nth(2).click();
    await harness.settle(page);
    assert.deepEqual((await asked(page)).at(-1), { key: 'run15', name: hostileTag, step: 2, first: 2, count: 1 });
    assert.deepEqual(await decoded(page, `${section} .image-open img`), [64]);
    assert.equal(await page.evaluate(() => 'wasRun' in window), false);
    assert.deepEqual(errors, []);
    await page.context().close();
  });

  it('tell an error of the reader, and are asked for again', async () => {
    const { page } = await open();
    await page.evaluate(() =>
      window.fakeHost.refuse('logImages', { code: 'changed', message: 'It was replaced.', remedy: '' }),
    );
    await page.getByRole('slider', { name: 'Step of the images' }).focus();
    await page.keyboard.press('Home');
    await harness.settle(page);
    assert.match(await page.locator(`${section} .read-state`).innerText(), /It was replaced/);
    await page.evaluate(() => window.fakeHost.refuse('logImages', null));
    await page.getByRole('button', { name: 'Try again' }).click();
    await harness.settle(page);
    assert.equal(await page.locator(thumbs).count(), 24);
    await page.context().close();
  });

  it('are asked for anew where others were written, and follow the newest step', async () => {
    const { page, errors } = await open();
    const before = (await asked(page)).length;
    const write = (steps: number[], version: string) =>
      page.evaluate(
        ([s, v]) => {
          const run = structuredClone(window.fakeHost.state()!);
          Object.assign(run.log!.images![0]!, { steps: s, version: v });
          window.fakeHost.send({ ...stateEvent, run, runs: [], key: 'run15' } as never);
        },
        [steps, version] as const,
      );
    await page.evaluate(() =>
      Object.assign(window, { stateEvent: { type: 'state', program: 'logs', isTrusted: true, isStale: false } }),
    );
    await write([0, 100, 200, 300, 400], '1');
    await harness.settle(page);
    assert.equal((await asked(page)).length, before);
    await write([0, 100, 200, 300, 400], '2');
    await harness.settle(page);
    assert.deepEqual(
      (await asked(page)).slice(before).map(a => a.step),
      [400],
    );
    await write([0, 100, 200, 300, 400, 500], '3');
    await harness.settle(page);
    assert.deepEqual(
      (await asked(page)).slice(before + 1).map(a => a.step),
      [500],
    );
    assert.equal(await answer(page), '53 images at step 500, 1 to 24 here; 6 steps.');
    assert.deepEqual(errors, []);
    await page.context().close();
  });
});
